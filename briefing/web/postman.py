"""Sends the mails to confirm in the background, so that no answer waits for a mail server.

asked ─ wake ─┐
every minute ─┴─> send ─ a fault is logged, what is due stays due
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from types import TracebackType

from briefing.errors import BriefingError

__all__ = ["Postman"]

SECONDS = 60.0  # after which what could not be sent is tried again
log = logging.getLogger("briefing.web")


class Postman:
    """A thread that calls `send` when it is woken, and now and then; runs within its `with` block."""

    def __init__(self, send: Callable[[], int]) -> None:
        self._send = send
        self._due = threading.Event()
        self._over = False
        self._thread = threading.Thread(target=self._run, name="postman")

    def __enter__(self) -> Postman:
        self._due.set()  # what an earlier process left
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """What is due is sent before it ends."""
        self._over = True
        self._due.set()
        self._thread.join()

    def wake(self) -> None:
        """Something is due."""
        self._due.set()

    def _run(self) -> None:
        over = False
        while not over:
            self._due.wait(SECONDS)
            self._due.clear()
            over = self._over  # before it sends: what came in until now goes out
            self._try()

    def _try(self) -> None:
        try:
            sent = self._send()
        except BriefingError as error:
            log.error("mails to confirm stay due: %s", error)
        except Exception as error:  # noqa: BLE001  # the thread goes on; the message may hold an address
            log.error("mails to confirm stay due: a fault of this program (%s)", type(error).__name__)
        else:
            if sent:
                log.info("%d mails to confirm sent", sent)
