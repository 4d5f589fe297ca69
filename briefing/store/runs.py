"""The history of runs: a row that is begun before the work and ended after it.

begin ─> running ─ end ─> made | unchanged | nothing | failed | busy | stopped
            └── its process is gone ─> killed: said when it is read, written when the next run begins
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from briefing.codec import from_json, to_json
from briefing.model import Run, RunCounts, RunOutcome
from briefing.store.leases import holder, is_dead
from briefing.store.schema import runs

__all__ = ["RunTable"]

KEPT = timedelta(days=400)
LONGEST = timedelta(hours=6)  # of a run: its lease ends then
GONE = "its process is gone"
_READ = tuple(column for column in runs.c if column.name != "holder")

Opened = Callable[[], AbstractContextManager[Connection]]


class RunTable:
    """The runs of one database; each method is one transaction."""

    def __init__(self, read: Opened, write: Opened) -> None:
        self._read = read
        self._write = write

    def begin(self, run: Run) -> None:
        """Record that a run begins. Those whose processes are gone are written down as killed, old ones forgotten."""
        now = run.started
        with self._write() as connection:
            connection.execute(runs.delete().where(runs.c.started < now - KEPT))
            killed = [row.id for row in connection.execute(_OPEN) if _is_gone(row.holder, row.started, now)]
            if killed:
                closed = runs.update().where(runs.c.id.in_(killed), runs.c.ended.is_(None))
                connection.execute(closed.values(outcome="killed", error=GONE, ended=now))
            connection.execute(runs.insert().values(**_values(run), holder=holder()))

    def reach(self, run_id: str, stage: str) -> None:
        """A run has come to a stage."""
        with self._write() as connection:
            connection.execute(runs.update().where(runs.c.id == run_id).values(stage=stage))

    def end(self, run: Run) -> None:
        """Record how a run that was begun has ended."""
        with self._write() as connection:
            connection.execute(runs.update().where(runs.c.id == run.id).values(**_values(run)))

    def recent(self, now: datetime, limit: int = 50, *, name: str = "") -> list[Run]:
        """The last runs, of one edition or of all, newest first; one whose process is gone is told as killed."""
        query = select(runs).order_by(runs.c.started.desc(), runs.c.id).limit(limit)
        if name:
            query = query.where(runs.c.name == name)
        with self._read() as connection:
            return [_as_of(row, now) for row in connection.execute(query).mappings()]

    def last(self, name: str, outcomes: Sequence[RunOutcome]) -> Run | None:
        """The last run at an edition that ended in one of these ways."""
        query = select(runs).where(runs.c.name == name, runs.c.outcome.in_(outcomes))
        with self._read() as connection:
            row = connection.execute(query.order_by(runs.c.started.desc()).limit(1)).mappings().first()
        return _run(row) if row else None

    def made(self, limit: int, *, name: str = "") -> list[Run]:
        """The last runs that made an edition, of one name or of all, newest first."""
        query = select(runs).where(runs.c.outcome == "made").order_by(runs.c.started.desc(), runs.c.id)
        if name:
            query = query.where(runs.c.name == name)
        with self._read() as connection:
            return [_run(row) for row in connection.execute(query.limit(limit)).mappings()]


_OPEN = select(runs.c.id, runs.c.started, runs.c.holder).where(runs.c.ended.is_(None))


def _is_gone(holder: str, started: datetime, now: datetime) -> bool:
    return is_dead(holder) or now - started > LONGEST


def _as_of(row: Mapping[Any, Any], now: datetime) -> Run:
    run = _run(row)
    gone = run.ended is None and _is_gone(row["holder"], run.started, now)
    return replace(run, outcome="killed", error=GONE) if gone else run


def _run(row: Mapping[Any, Any]) -> Run:
    values = {column.name: row[column.name] for column in _READ}
    return Run(**values | {"counts": from_json(RunCounts, row["counts"])})


def _values(run: Run) -> dict[str, Any]:
    values = {column.name: getattr(run, column.name) for column in _READ}
    return values | {"seconds": to_json(run.seconds), "counts": to_json(run.counts)}
