"""A service in time: its jobs in a timetable, a thread that looks after the clock, and how it all ends.

Service.jobs ─> Timetable          settings that changed ─> arranged anew          a clock that went back ─> all jobs now
stop ─> no job any more ─ children are told ─ their present step ends ─> joined
"""

from __future__ import annotations

import logging
import threading
from functools import partial
from types import TracebackType

from briefing.schedule.timetable import Timetable
from briefing.serving import Service, ServiceParts

__all__ = ["Running"]

CLOCK_SECONDS = 5.0  # between two looks at the clock and the settings
log = logging.getLogger("briefing.serve")


class Running:
    """A service while it runs, within its `with` block."""

    def __init__(self, service: Service, parts: ServiceParts) -> None:
        self._service = service
        self._parts = parts
        self._table = Timetable(lanes=("work", "mail", "site"))
        self._wanted = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="clock")
        self._set: object = None

    def __enter__(self) -> Running:
        self._service.begin()
        self._arrange()
        self._table.start()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait until all has ended."""
        self.stop()
        self._thread.join()

    def stop(self) -> None:
        """Begin to end: no further job, and those that run end after their present step. Returns at once."""
        self._wanted.set()

    def fault(self) -> str:
        """Why nothing would be begun any more; "" while it goes on."""
        return "" if self._thread.is_alive() and not self._wanted.is_set() else "the schedule has ended"

    def look_now(self) -> None:
        """Do all jobs now, also those that wait after a failure."""
        self._service.again()
        self._table.all_now(self._parts.clock.now())

    def _arrange(self) -> int:
        """Set the times as the settings say, if they say something else than before."""
        present = self._parts.settings.present
        wanted = (present.editions, present.serve)
        if wanted == self._set:
            return 0
        self._set = wanted
        look = partial(self._service.guarded, self._service.editions)
        self._table.arrange(self._service.jobs(), present.editions, look, self._parts.clock.now())
        return 0

    def _watch(self) -> None:
        last = self._parts.clock.now()
        while not self._wanted.wait(CLOCK_SECONDS):
            now = self._parts.clock.now()
            if now < last:
                log.warning("the clock went back by %s", last - now)
                self._table.all_now(now)
            last = now
            self._service.guarded(self._arrange)
        log.info("ends after the present step")
        self._parts.children.stop()
        self._table.stop()
