"""What is wrong and who was told: a row from when a problem is first seen until everybody who was told of it knows that it is over.

not there ─ seen ─> open ─ told by a way ─> told ─ not seen any more ─> over ─ told by each of these ways ─> gone
                      └── not seen any more, before anybody was told ─────────────────────────────────────> gone
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from briefing.model import Problem
from briefing.store.schema import problems

__all__ = ["ProblemTable"]

Opened = Callable[[], AbstractContextManager[Connection]]
_c = problems.c


class ProblemTable:
    """The problems of one database; each method is one transaction, and one that reads where nothing changes."""

    def __init__(self, read: Opened, write: Opened) -> None:
        self._read = read
        self._write = write

    def open(self) -> list[Problem]:
        """What is wrong, the oldest first."""
        query = select(problems).where(_c.over.is_(None)).order_by(_c.since, _c.key)
        with self._read() as connection:
            return [_problem(row) for row in connection.execute(query)]

    def see(self, found: Sequence[Problem], now: datetime) -> None:
        """These are wrong now, and no others."""
        seen = {problem.key: problem for problem in found}
        with self._read() as connection:
            known = {row.key: row for row in connection.execute(select(problems))}
        new = [problem for key, problem in seen.items() if key not in known]
        changed = [p for key, p in seen.items() if key in known and not _is_same(known[key], p)]
        over = [row for key, row in known.items() if key not in seen and row.over is None]
        if not (new or changed or over):
            return
        with self._write() as connection:
            if new:
                connection.execute(problems.insert(), [_values(problem) for problem in new])
            for problem in changed:
                values = {"title": problem.title, "text": problem.text, "over": None}
                connection.execute(problems.update().where(_c.key == problem.key).values(**values))
            for row in over:
                connection.execute(problems.update().where(_c.key == row.key).values(over=now))
            _forget(connection)

    def untold(self, way: str) -> tuple[list[Problem], list[Problem]]:
        """What has to be told by this way: what is wrong, and what is over; each the oldest first."""
        with self._read() as connection:
            rows = connection.execute(select(problems).order_by(_c.since, _c.key)).all()
        wrong = [_problem(row) for row in rows if row.over is None and way not in row.told.split()]
        over = [_problem(row) for row in rows if row.over is not None and way in row.told.split()]
        return wrong, over

    def told(self, way: str, wrong: Sequence[Problem], over: Sequence[Problem]) -> None:
        """These were told by this way."""
        with self._write() as connection:
            for row in connection.execute(select(problems)).all():
                ways = set(row.told.split())
                if row.key in {problem.key for problem in wrong}:
                    ways.add(way)
                elif row.key in {problem.key for problem in over}:
                    ways.discard(way)
                else:
                    continue
                told = " ".join(sorted(ways))
                connection.execute(problems.update().where(_c.key == row.key).values(told=told))
            _forget(connection)


def _forget(connection: Connection) -> None:
    """Let go of what is over and nobody is waiting to hear of."""
    connection.execute(problems.delete().where(_c.over.is_not(None), _c.told == ""))


def _is_same(row: Any, problem: Problem) -> bool:
    return (row.title, row.text, row.over) == (problem.title, problem.text, None)


def _problem(row: Any) -> Problem:
    return Problem(key=row.key, title=row.title, text=row.text, since=row.since)


def _values(problem: Problem) -> dict[str, Any]:
    return {
        "key": problem.key,
        "since": problem.since,
        "title": problem.title,
        "text": problem.text,
        "over": None,
        "told": "",
    }
