"""What state a database is in, read without changing a byte of it: for `briefing doctor` and for restoring.

place ─ read only ─ version ─┬ of this program ─> Condition, whole
                            └ another ─────────> Condition with version and faults only
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import Connection, Engine, create_engine, func, inspect, select, text

from briefing.database_address import Database
from briefing.model import FeedState, Run
from briefing.store import schema
from briefing.store.articles import state_of
from briefing.store.database import translated
from briefing.store.leases import is_dead
from briefing.store.runs import RunTable

__all__ = ["Condition", "Held", "Newest", "read_condition"]

LATE = timedelta(hours=1)  # a row that is due so long and open: nobody sends
LATELY = timedelta(days=7)
RUNS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """The newest revision of an edition's newest date."""

    id: str
    date: date
    created: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A lease."""

    name: str
    holder: str
    until: datetime
    dead: bool  # its process is one of this machine that is no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A database as it is."""

    version: str  # of its schema; "" where it has none
    wanted: str = schema.HEAD  # by this program
    faults: tuple[str, ...] = ()  # what the database says of its own integrity
    bytes: int = 0
    generation: int = 0  # how often there was a sending
    newest: Mapping[str, Newest] = field(default_factory=dict)  # by the edition's name
    leases: tuple[Held, ...] = ()
    feeds: Mapping[str, FeedState] = field(default_factory=dict)  # by location
    subscribers: int = 0  # confirmed
    waiting: int = 0  # rows of the ledger that are open
    late: int = 0  # of them, due for more than an hour
    unknown: int = 0  # of them, those of which nobody knows whether they arrived
    stuck: int = 0  # of them, claimed by a process that is gone
    lately: Mapping[str, int] = field(default_factory=dict)  # state -> rows that ended in the last 7 days
    runs: tuple[Run, ...] = ()  # the last, newest first
    last_moment: datetime | None = None  # the latest that anything in it says of the past

    @property
    def is_current(self) -> bool:
        """Whether all of it could be read."""
        return self.version == self.wanted


def read_condition(place: Database, now: datetime, *, thorough: bool = False) -> Condition | None:
    """The state of a database, None where there is none; `thorough` compares the indexes of a file with its tables too.

    `StoreError` where it is no database or cannot be read.
    """
    with translated(place):
        if isinstance(place, Path) and not place.exists():
            return None
        engine = _engine(place)
        try:
            with engine.connect() as connection:
                return _condition(connection, place, now, thorough)
        finally:
            engine.dispose()


def _engine(place: Database) -> Engine:
    if isinstance(place, Path):
        return create_engine("sqlite://", creator=_opener(place))
    from briefing.store import postgresql

    return postgresql.engine_at(place).execution_options(**postgresql.READING)


def _opener(path: Path) -> Callable[[], Any]:
    """Opens read-only; a database that nobody has open as unchanging, for else SQLite makes files beside it."""
    open_now = path.with_name(f"{path.name}-wal").exists()
    options = "mode=ro" if open_now else "mode=ro&immutable=1"
    return lambda: sqlite3.connect(f"{path.absolute().as_uri()}?{options}", uri=True)


def _condition(connection: Connection, place: Database, now: datetime, thorough: bool) -> Condition | None:
    faults, size = _file(connection, place, thorough) if isinstance(place, Path) else _served(connection)
    version = _version(connection)
    if not (version or isinstance(place, Path)):
        return None  # a server's database is there before our tables are
    base: dict[str, Any] = {"version": version, "faults": faults, "bytes": size}
    if version != schema.HEAD or faults:
        return Condition(**base)
    return Condition(**base, **_ledger(connection, now), **_rest(connection, now))


def _file(connection: Connection, path: Path, thorough: bool) -> tuple[tuple[str, ...], int]:
    pragma = "integrity_check(20)" if thorough else "quick_check(20)"
    said = [str(row[0]) for row in connection.execute(text(f"PRAGMA {pragma}"))]
    return () if said == ["ok"] else tuple(said), path.stat().st_size


def _served(connection: Connection) -> tuple[tuple[str, ...], int]:
    """A server looks after its integrity itself."""
    return (), int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


def _version(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""


def _ledger(connection: Connection, now: datetime) -> dict[str, Any]:
    row = schema.deliveries.c
    is_open = row.state.in_(("queued", "sending", "unknown"))

    def count(*which: Any) -> int:
        return int(
            connection.execute(select(func.count()).select_from(schema.deliveries).where(*which)).scalar_one()
        )

    claims = connection.execute(
        select(row.claim, row.holder, row.until).where(is_open, row.claim > "").distinct()
    )
    gone = {claim for claim, holder, until in claims if until is None or until <= now or is_dead(holder)}
    ended = select(row.state, func.count()).where(~is_open, row.changed > now - LATELY).group_by(row.state)
    return {
        "waiting": count(is_open),
        "late": count(is_open, row.due <= now - LATE),
        "unknown": count(row.state == "unknown"),
        "stuck": count(is_open, row.claim.in_(gone)) if gone else 0,
        "lately": {state: int(number) for state, number in connection.execute(ended)},
        "generation": connection.execute(select(schema.generations.c.number)).scalar_one_or_none() or 0,
    }


def _rest(connection: Connection, now: datetime) -> dict[str, Any]:
    runs = RunTable(lambda: nullcontext(connection), _never).recent(now, RUNS)
    people, lease = schema.subscribers.c, schema.leases.c
    confirmed = select(func.count()).select_from(schema.subscribers).where(people.status == "confirmed")
    held = connection.execute(select(lease.name, lease.holder, lease.until).order_by(lease.name))
    states = connection.execute(select(schema.feeds)).mappings()
    moments = [
        connection.execute(select(func.max(column))).scalar()
        for column in (schema.editions.c.created, schema.deliveries.c.changed, schema.feeds.c.last_attempt)
    ]
    return {
        "newest": _newest(connection),
        "leases": tuple(Held(name=n, holder=h, until=u, dead=is_dead(h)) for n, h, u in held),
        "feeds": {row["location"]: state_of(row) for row in states},
        "subscribers": int(connection.execute(confirmed).scalar_one()),
        "runs": tuple(runs),
        "last_moment": max((each for each in moments if each), default=None),
    }


def _never() -> NoReturn:
    raise AssertionError  # looking writes nothing


def _newest(connection: Connection) -> dict[str, Newest]:
    column = schema.editions.c
    query = select(column.name, column.id, column.date, column.created).order_by(column.date, column.revision)
    # the last of each name wins
    return {
        row.name: Newest(id=row.id, date=row.date, created=row.created) for row in connection.execute(query)
    }
