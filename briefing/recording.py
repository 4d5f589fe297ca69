"""The record of a run: begun before the work, ended after it however it ends, with the run's id in each log line between.

    recorded ─ begin ─> runs: running ─ stages ─> runs: made | unchanged | nothing | failed | busy | stopped
                                         └─> log
A record that cannot be kept is logged; the run goes on, for a digest without a record is worth more than none.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from structlog.contextvars import bound_contextvars

from briefing.edition.window import window
from briefing.errors import BriefingError, Busy, NothingToReport, StoreError
from briefing.model import Colophon, EditionPlan, Run, RunCounts, RunOutcome
from briefing.ports import Clock, Progress

if TYPE_CHECKING:
    from briefing.pipeline import Outcome
    from briefing.store import SqlStore

__all__ = ["Record", "recorded"]

log = logging.getLogger("briefing.run")


class Record:
    """What is remembered of one run; it is the run's `Progress` too, so that it knows the stage."""

    def __init__(self, run: Run, store: SqlStore, clock: Clock, progress: Progress) -> None:
        self._run = run
        self._store = store
        self._clock = clock
        self._progress = progress
        self._seconds: dict[str, float] = {}  # of the stages as they were told; the pipeline's own are better
        self._since = clock.monotonic()

    @property
    def run(self) -> Run:
        """The run as it is known now."""
        return self._run

    def begin(self) -> None:
        """It begins."""
        log.info("run begins", extra={"date": self._run.date.isoformat()})
        self._keep(lambda: self._store.runs.begin(self._run))

    def stage(self, name: str, total: int | None = None) -> None:
        """A stage begins."""
        self._leave()
        log.info("stage", extra={"stage": name} | ({"total": total} if total else {}))
        self._run = replace(self._run, stage=name)
        self._keep(lambda: self._store.runs.reach(self._run.id, name))
        self._progress.stage(name, total)

    def advance(self, steps: int = 1) -> None:
        """Steps of the present stage are done."""
        self._progress.advance(steps)

    def note(self, message: str) -> None:
        """Something that the operator should read."""
        self._progress.note(message)

    def finish(self, outcome: Outcome) -> None:
        """It has ended well."""
        edition = outcome.edition
        ended: RunOutcome = "made" if outcome.made else "unchanged"
        counts = RunCounts(articles=outcome.articles, feeds_failed=len(outcome.failures))
        if outcome.made:
            told = {story.id for section in edition.sections for story in section.stories}
            counts = _counted(counts, len(told), edition.colophon)
        self._end(ended, 0, edition=edition.id, seconds=dict(outcome.seconds), counts=counts)

    def fail(self, error: BaseException) -> None:
        """It has ended by an error or a signal."""
        self._leave()
        if not isinstance(error, Exception):
            self._end("stopped", 130, error=f"stopped ({type(error).__name__})", seconds=self._seconds)
        elif isinstance(error, BriefingError):
            self._end(_outcome(error), error.exit_code, error=str(error), seconds=self._seconds)
        else:
            self._end("failed", 70, error=f"{type(error).__name__}: {error}", seconds=self._seconds)

    def _leave(self) -> None:
        """Time the stage that ends."""
        now = self._clock.monotonic()
        if self._run.stage:
            self._seconds[self._run.stage] = round(now - self._since, 3)
        self._since = now

    def _end(
        self,
        outcome: RunOutcome,
        exit_code: int,
        *,
        error: str = "",
        edition: str = "",
        seconds: dict[str, float],
        counts: RunCounts | None = None,
    ) -> None:
        self._run = replace(
            self._run,
            ended=self._clock.now(),
            outcome=outcome,
            exit_code=exit_code,
            error=error,
            edition=edition,
            seconds=seconds,
            counts=counts or RunCounts(),
        )
        told = {"outcome": outcome, "exit_code": exit_code, "made": edition, "error": error}
        level = logging.ERROR if outcome == "failed" else logging.INFO
        log.log(level, "run ends", extra={key: value for key, value in told.items() if value != ""})
        self._keep(lambda: self._store.runs.end(self._run))

    def _keep(self, write: Callable[[], None]) -> None:
        try:
            write()
        except StoreError as error:
            log.error("the record of the run cannot be kept: %s", error)


@contextmanager
def recorded(
    store: SqlStore, plan: EditionPlan, day: date | None, clock: Clock, progress: Progress
) -> Iterator[Record]:
    """The record of a run at this edition, while the block works; `Record.finish` says how it ended well."""
    now = clock.now()
    run = Run(id=uuid.uuid4().hex[:12], name=plan.name, date=window(plan, day, None, now)[0], started=now)
    record = Record(run, store, clock, progress)
    with bound_contextvars(run=run.id, edition=plan.name):
        record.begin()
        try:
            yield record
        except BaseException as error:
            record.fail(error)
            raise


def _counted(counts: RunCounts, stories: int, colophon: Colophon) -> RunCounts:
    return replace(
        counts, stories=stories, sentences=dict(colophon.counts), failed_checks=dict(colophon.fallbacks)
    )


def _outcome(error: BriefingError) -> RunOutcome:
    if isinstance(error, NothingToReport):
        return "nothing"
    return "busy" if isinstance(error, Busy) else "failed"
