"""The ledger: one row for each edition and subscriber, committed before and after each attempt.

    queue ─> queued ─ claim, Beginning ─> sending ─ Ending ─> accepted | refused | expired | held
               ^                             └── unknown <── Ending, or the sender died
               └── 4xx: later ───────────────┘      └── resend: claimed again │ hold: held

Senders share the work: a claim is a token on some rows for some time, which ends at once when its process is dead. A row is
changed by the holder of its claim alone. SQLite serialises claims (BEGIN IMMEDIATE); PostgreSQL skips locked rows.

A claim outlives a power cut, and with it all that was committed before. What its holder records of the claimed rows need not, on
SQLite: when the machine was started anew, all rows of a claim that is still there are in doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Update, case, func, select

from briefing.store.accounts import Accounts
from briefing.store.database import chunks, inserting
from briefing.store.deliveries import (
    OPEN,
    Beginning,
    Claimed,
    Ending,
    Queued,
    begin,
    claimed,
    finish,
    new_row,
    prefixed,
    ready,
    take,
)
from briefing.store.leases import is_dead, is_of_another_start
from briefing.store.schema import deliveries, generations, sendings

__all__ = ["Beginning", "Claimed", "Ending", "Ledger", "Queued"]

DIED = "the sender ended in the middle of it"
REBOOTED = "the machine was started anew in the middle of it"
RESTORED = "the database is a restored backup"
_FREE: dict[str, Any] = {"claim": "", "holder": "", "until": None}
_c = deliveries.c


class Ledger(Accounts):
    """The ledger of one database; each method is one transaction."""

    # ── making rows ──────────────────────────────────────────────────────────────────────────────────────────────────

    def open(self, key: str, now: datetime) -> bool:
        """Begin, or go on, to make an edition's rows; False where they are all made."""
        with self._database.writing() as connection:
            row = connection.execute(select(sendings).where(sendings.c.edition == key)).first()
            if row is None:
                connection.execute(sendings.insert().values(edition=key, began=now, listed=None))
            return row is None or row.listed is None

    def close(self, key: str, now: datetime) -> None:
        """All rows of an edition are made."""
        with self._database.writing() as connection:
            connection.execute(sendings.update().where(sendings.c.edition == key).values(listed=now))

    def queue(self, key: str, rows: Sequence[Queued], now: datetime) -> int:
        """Make rows, all or none; those that are there already stay. How many are new."""
        with self._database.writing() as connection:
            wanted = [row.subscriber for row in rows]
            query = select(_c.subscriber).where(_c.edition == key, _c.subscriber.in_(wanted))
            there = set(connection.execute(query).scalars())
            new = [new_row(key, row, now) for row in rows if row.subscriber not in there]
            if new:
                connection.execute(deliveries.insert(), new)
        return len(new)

    # ── sending ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def settle(self, now: datetime, *, resend: bool, lifetime: timedelta) -> None:
        """Take back the claims of senders that are gone, apply the policy to doubtful rows, and end what is too old."""
        with self._database.writing() as connection:
            _take_back(connection, now)
            if not resend:
                rest = deliveries.update().where(_c.state == "unknown", _c.claim == "")
                connection.execute(
                    rest.values(state="held", reply=prefixed("it may have arrived: "), changed=now)
                )
            old = deliveries.update().where(
                _c.state.in_(("queued", "unknown")), _c.claim == "", _c.wanted <= now - lifetime
            )
            connection.execute(old.values(state="expired", reply=prefixed("out of time: "), changed=now))

    def claim(self, claim: str, now: datetime, seconds: float, *, limit: int) -> list[Claimed]:
        """Take at most `limit` rows that are due, doubtful ones first, then the oldest; `settle` comes before.

        What is taken counts as a sending (`generation`).
        """
        until = now + timedelta(seconds=seconds)
        with self._database.sharing() as connection:
            found = _ready(connection, now, limit)
            if not found:
                return []
            _advance(connection)
            rows: list[Claimed] = []
            for edition, people in found.items():  # by themselves: SQLite finds no pairs in an index
                for some in chunks(people):
                    take(connection, edition, some, claim, until)
                    rows += claimed(connection, edition, some)
            return rows

    def record(
        self, claim: str, now: datetime, seconds: float, steps: Sequence[tuple[Claimed, Beginning | Ending]]
    ) -> list[bool]:
        """Write down how attempts begin, for so many seconds at most, and how they ended, all or none, in this order.

        False for a row that is another's by now, and for a beginning whose subscriber is not as they were when it was claimed.
        """
        until = now + timedelta(seconds=seconds)
        with self._database.stepping() as connection:
            return [
                begin(connection, row, claim, now, until, step)
                if isinstance(step, Beginning)
                else finish(connection, row, claim, now, step)
                for row, step in steps
            ]

    def renew(self, row: Claimed, claim: str) -> Claimed | None:
        """The row with its subscriber as they are now; None where it is another's."""
        edition, subscriber = row.delivery.edition, row.delivery.subscriber
        mine = select(_c.state).where(_c.edition == edition, _c.subscriber == subscriber, _c.claim == claim)
        with self._database.reading() as connection:
            state = connection.execute(mine).scalar_one_or_none()
            return claimed(connection, edition, [subscriber])[0] if state in ("queued", "unknown") else None

    def release(self, claim: str) -> None:
        """Give back what was claimed and not begun."""
        with self._database.writing() as connection:
            mine = deliveries.update().where(_c.claim == claim, _c.state != "sending")
            connection.execute(mine.values(**_FREE))

    def advance(self, least: int = 0) -> int:
        """One sending more, and more than `least`; the new number."""
        with self._database.writing() as connection:
            return _advance(connection, least)

    # ── an operator's ────────────────────────────────────────────────────────────────────────────────────────────────

    def doubt(self, now: datetime) -> int:
        """Make every open row doubtful: after a backup was restored nobody knows which of them were sent. How many."""
        with self._database.writing() as connection:
            rows = deliveries.update().where(_c.state.in_(OPEN))
            return int(connection.execute(_doubted(rows, RESTORED, now)).rowcount)

    def requeue(self, key: str, subscribers: Sequence[str], now: datetime) -> int:
        """Send again what is held because it may have arrived, as if its time began now; how many rows that are."""
        again = {
            "state": "queued",
            "due": now,
            "wanted": now,
            "changed": now,
            "reply": prefixed("released: "),
        }
        count = 0
        with self._database.writing() as connection:
            for some in chunks(subscribers):
                rows = deliveries.update().where(
                    _c.edition == key, _c.subscriber.in_(some), _c.state == "held", _c.doubts > 0
                )
                count += connection.execute(rows.values(**again)).rowcount
        return count


def _ready(connection: Connection, now: datetime, limit: int) -> dict[str, list[str]]:
    """Edition -> subscribers, of at most so many rows that are due and nobody's."""
    found: dict[str, list[str]] = {}
    left = limit
    for state in ("unknown", "queued"):
        for edition, subscriber in ready(connection, state, now, left):
            found.setdefault(edition, []).append(subscriber)
            left -= 1
    return found


def _take_back(connection: Connection, now: datetime) -> None:
    """What senders that are gone had claimed is free; what they were at, and what they may have sent, is in doubt."""
    for claim, who in _gone(connection, now):
        rows = deliveries.update().where(_c.claim == claim)
        if is_of_another_start(who) and connection.dialect.name == "sqlite":  # PostgreSQL has lost nothing
            waiting = rows.where(_c.state.in_(("queued", "unknown")))
            connection.execute(_doubted(waiting, REBOOTED, now))
        connection.execute(_doubted(rows.where(_c.state == "sending"), DIED, now))
        connection.execute(rows.values(**_FREE))


def _gone(connection: Connection, now: datetime) -> Iterator[tuple[str, str]]:
    """The claims whose time is over or whose process is dead, each with its process."""
    query = select(_c.claim, _c.holder, func.max(_c.until)).where(_c.claim > "").group_by(_c.claim, _c.holder)
    for claim, who, until in connection.execute(query).all():
        if until <= now or is_dead(who):
            yield claim, who


def _doubted(rows: Update, why: str, now: datetime) -> Update:
    return rows.values(state="unknown", doubts=_c.doubts + 1, reply=why, changed=now, **_FREE)


def _advance(connection: Connection, least: int = 0) -> int:
    """One more than the number so far and than `least`."""
    number = generations.c.number
    statement = inserting(connection, generations).values(id=1, number=least + 1)
    more = statement.on_conflict_do_update(
        index_elements=["id"], set_={"number": case((number > least, number), else_=least) + 1}
    )
    return int(connection.execute(more.returning(number)).scalar_one())
