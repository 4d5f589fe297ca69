"""What operators see of a database, in numbers: read at each look, at a cost that does not grow with the years.

runs ─ of 400 days ─┐
sendings ─ of the last days ─ deliveries ─┴─> counts
articles ─ of the last days ─────────────> items a day of each feed
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from briefing.store.deliveries import OPEN
from briefing.store.schema import articles, deliveries, editions, runs, sendings

__all__ = ["ObservationTable", "Sending"]

Opened = Callable[[], AbstractContextManager[Connection]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What became of the copies of one edition or correction."""

    edition: str
    began: datetime
    states: Mapping[str, int]  # state -> copies


class ObservationTable:
    """The numbers of one database; each method is one transaction that reads."""

    def __init__(self, read: Opened) -> None:
        self._read = read

    def runs_by_outcome(self) -> dict[tuple[str, str], int]:
        """How many runs are remembered, by edition and outcome; those that go on, or were killed since, are "running"."""
        query = select(runs.c.name, runs.c.outcome, func.count()).group_by(runs.c.name, runs.c.outcome)
        with self._read() as connection:
            return {(name, outcome): int(n) for name, outcome, n in connection.execute(query)}

    def last_success(self) -> dict[str, datetime]:
        """When a run at each edition last ended well."""
        good = runs.c.outcome.in_(("made", "unchanged"))
        query = select(runs.c.name, func.max(runs.c.ended)).where(good).group_by(runs.c.name)
        with self._read() as connection:
            return {name: ended for name, ended in connection.execute(query) if ended}

    def sendings(self, since: datetime) -> list[Sending]:
        """What was begun to be sent since then, newest first."""
        begun = select(sendings.c.edition, sendings.c.began).where(sendings.c.began >= since)
        with self._read() as connection:
            found = connection.execute(begun.order_by(sendings.c.began.desc(), sendings.c.edition)).all()
            states: dict[str, dict[str, int]] = {row.edition: {} for row in found}
            counted = (
                select(deliveries.c.edition, deliveries.c.state, func.count())
                .where(deliveries.c.edition.in_(list(states)))
                .group_by(deliveries.c.edition, deliveries.c.state)
            )
            for edition, state, n in connection.execute(counted):
                states[edition][state] = int(n)
        return [Sending(edition=row.edition, began=row.began, states=states[row.edition]) for row in found]

    def open_rows(self) -> dict[str, int]:
        """Rows of the ledger that have not ended, by state."""
        query = select(deliveries.c.state, func.count()).where(deliveries.c.state.in_(OPEN))
        with self._read() as connection:
            counted = {state: int(n) for state, n in connection.execute(query.group_by(deliveries.c.state))}
        return dict.fromkeys(OPEN, 0) | counted

    def late_rows(self, before: datetime) -> tuple[int, datetime | None]:
        """How many open rows were to be sent before then, at the first attempt, and when the first of them was."""
        query = select(func.count(), func.min(deliveries.c.wanted))
        late = query.where(deliveries.c.state.in_(OPEN), deliveries.c.wanted < before)
        with self._read() as connection:
            row = connection.execute(late).one()
        return int(row[0]), row[1]

    def items_a_day(self, since: datetime) -> dict[str, dict[date, int]]:
        """How many items each feed published on each date (UTC), by location, since then."""
        day = func.date(articles.c.published)
        query = select(articles.c.feed, day, func.count()).where(articles.c.published >= since)
        found: dict[str, dict[date, int]] = {}
        with self._read() as connection:
            for feed, when, n in connection.execute(query.group_by(articles.c.feed, day)):
                on = date.fromisoformat(when) if isinstance(when, str) else when
                found.setdefault(feed, {})[on] = int(n)
        return found

    def dates(self, name: str, since: date) -> set[date]:
        """The dates since then that have an edition of this name."""
        query = select(editions.c.date).where(editions.c.name == name, editions.c.date >= since)
        with self._read() as connection:
            return set(connection.execute(query.distinct()).scalars())
