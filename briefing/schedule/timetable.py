"""When a service looks for work: APScheduler's part. What there is to do, and whether it is done already, is not its business.

    each edition's hour, in its zone ─┐
    every minute                      ├─> a thread of the job's lane ─> the job looks
    every so many minutes             ┘
Jobs of one lane run one after another, in a thread of that lane. A look that comes late is made once (`coalesce`), one that comes
much too late is left to the next one (`misfire_grace_time`), and no job runs twice at a time (`max_instances`): each finds in the
database what an earlier one has left.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from briefing.model import EditionPlan

__all__ = ["Job", "Timetable"]

log = logging.getLogger("apscheduler")

GRACE_SECONDS = 300  # what begins later than this after its time is left to the next look


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is done again and again."""

    name: str
    work: Callable[[], object]  # raises nothing
    seconds: float  # between two beginnings
    lane: str
    at_once: bool = True  # the first time when the service begins, not after the first interval


class Timetable:
    """The scheduler of one service."""

    def __init__(self, lanes: Sequence[str]) -> None:
        if not log.isEnabledFor(
            logging.DEBUG
        ):  # that a look was made, or was left to the next one, is no news
            log.setLevel(logging.ERROR)
        self._first = lanes[0]  # that of the looks at editions' hours
        self._scheduler = BackgroundScheduler(
            jobstores={"default": MemoryJobStore()},
            executors={lane: ThreadPoolExecutor(1) for lane in lanes},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": GRACE_SECONDS},
            timezone=UTC,
        )

    def arrange(
        self, jobs: Iterable[Job], plans: Sequence[EditionPlan], look: Callable[[], object], now: datetime
    ) -> None:
        """Do these jobs at their intervals, and look at each edition's hour, in its zone; what was arranged before is forgotten."""
        self._scheduler.remove_all_jobs()
        for job in jobs:
            trigger = IntervalTrigger(seconds=job.seconds, timezone=UTC)
            first: dict[str, Any] = {"next_run_time": now} if job.at_once else {}
            self._scheduler.add_job(job.work, trigger, id=job.name, executor=job.lane, **first)
        for plan in plans:
            hour, minute = map(int, plan.at.split(":"))
            at = CronTrigger(hour=hour, minute=minute, timezone=plan.timezone)
            self._scheduler.add_job(look, at, id=f"at {plan.name}", executor=self._first)

    def start(self) -> None:
        """Begin to look."""
        self._scheduler.start()

    def all_now(self, now: datetime) -> None:
        """Do every job now: for a clock that was set back, by which the next time is far away."""
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=now)

    def stop(self) -> None:
        """Begin nothing more, and wait for what runs."""
        self._scheduler.shutdown(wait=True)
