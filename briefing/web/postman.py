"""Sends the mails to confirm in the background, so that no answer waits for a mail server.

asked ─ wake ─┐
every minute ─┴─> send ─ a fault is logged, what is due stays due, and when it stops too
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from types import TracebackType

from briefing.errors import BriefingError

__all__ = ["Postman"]

SECONDS = 60.0  # after which what could not be sent is tried again
LAST_SECONDS = 4.0  # that it has to end
log = logging.getLogger("briefing.web")


class Postman:
    """A thread that calls `send` when it is woken, and now and then; runs within its `with` block.

    `send` gets what tells it to end early.
    """

    def __init__(self, send: Callable[[threading.Event], int]) -> None:
        self._send = send
        self._due = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="postman", daemon=True)

    def __enter__(self) -> Postman:
        self._due.set()  # what an earlier process left
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """It ends behind the mail that is on its way, if that does not take long; the next one that starts sends the others."""
        self._over.set()
        self._due.set()
        self._thread.join(LAST_SECONDS)

    def wake(self) -> None:
        """Something is due."""
        self._due.set()

    def _run(self) -> None:
        while not self._over.is_set():
            self._due.clear()
            self._try()
            self._due.wait(SECONDS)

    def _try(self) -> None:
        try:
            sent = self._send(self._over)
        except BriefingError as error:
            log.error("mails to confirm stay due: %s", error)
        except Exception as error:  # noqa: BLE001  # the thread goes on; the message may hold an address
            log.error("mails to confirm stay due: a fault of this program (%s)", type(error).__name__)
        else:
            if sent:
                log.info("%d mails to confirm sent", sent)
