"""The ledger: one row for each edition and subscriber, committed before and after each attempt.

    queue ─> queued ─ claim, begin ─> sending ─ finish ─> accepted | refused | expired | held
               ^                         └── unknown <── finish, or the sender died
               └── 4xx: later ───────────┘      └── resend: claimed again │ hold: held

Senders share the work: a claim is a token on some rows for some time, which ends at once when its process is dead. A row is
changed by the holder of its claim alone. SQLite serialises claims (BEGIN IMMEDIATE); PostgreSQL skips locked rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, literal, or_, select, tuple_
from sqlalchemy.sql import ColumnElement

from briefing.model import Delivery, DeliveryState
from briefing.store.database import chunks
from briefing.store.leases import holder, is_dead
from briefing.store.schema import deliveries, editions, generations, sendings, subscribers

__all__ = ["Claimed", "Ending", "Ledger", "Queued"]

Opened = Callable[[], AbstractContextManager[Connection]]
Key = tuple[str, str]  # edition, subscriber

ENDED: tuple[DeliveryState, ...] = ("accepted", "refused", "expired", "held")
OPEN: tuple[DeliveryState, ...] = ("queued", "sending", "unknown")
DIED = "the sender ended in the middle of it"
RESTORED = "the database is a restored backup"
_ROW = (
    "edition",
    "subscriber",
    "state",
    "due",
    "changed",
    "attempts",
    "message_id",
    "sha256",
    "reply",
    "doubts",
)
_c = deliveries.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """A row to be made."""

    subscriber: str
    due: datetime
    choice: Mapping[str, Sequence[str]]  # "themes", "muted": as they are now, for every attempt
    held: str = ""  # why it is not to be sent at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A row that this sender may send, and its subscriber as they are now."""

    delivery: Delivery
    choice: Mapping[str, Sequence[str]]
    address: str  # "" where the subscriber is gone
    status: str
    editions: str  # as the table has them: " daily weekly ", or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How an attempt ended, or why there is none."""

    state: DeliveryState
    reply: str
    due: datetime | None = None  # of a row that is to be tried again
    counted: bool = True  # False: it was no attempt, for nothing could be sent to anybody


class Ledger:
    """The ledger of one database; each method is one transaction."""

    def __init__(self, read: Opened, write: Opened, share: Opened) -> None:
        self._read = read
        self._write = write
        self._share = share  # for what locks its rows itself: senders do not wait for one another

    # ── making rows ──────────────────────────────────────────────────────────────────────────────────────────────────

    def open(self, key: str, now: datetime) -> bool:
        """Begin, or go on, to make an edition's rows; False where they are all made."""
        with self._write() as connection:
            row = connection.execute(select(sendings).where(sendings.c.edition == key)).first()
            if row is None:
                connection.execute(sendings.insert().values(edition=key, began=now, listed=None))
            return row is None or row.listed is None

    def close(self, key: str, now: datetime) -> None:
        """All rows of an edition are made."""
        with self._write() as connection:
            connection.execute(sendings.update().where(sendings.c.edition == key).values(listed=now))

    def opened(self, keys: Sequence[str]) -> list[str]:
        """Those of some editions for which rows have been made, or begun to be."""
        with self._read() as connection:
            query = select(sendings.c.edition).where(sendings.c.edition.in_(keys))
            return list(connection.execute(query.order_by(sendings.c.edition)).scalars())

    def listed(self, key: str) -> bool:
        """Whether all rows of an edition are made."""
        with self._read() as connection:
            query = select(sendings.c.listed).where(sendings.c.edition == key)
            return connection.execute(query).scalar_one_or_none() is not None

    def queue(self, key: str, rows: Sequence[Queued], now: datetime) -> int:
        """Make rows, all or none; those that are there already stay. How many are new."""
        with self._write() as connection:
            wanted = [row.subscriber for row in rows]
            query = select(_c.subscriber).where(_c.edition == key, _c.subscriber.in_(wanted))
            there = set(connection.execute(query).scalars())
            new = [_values(key, row, now) for row in rows if row.subscriber not in there]
            if new:
                connection.execute(deliveries.insert(), new)
        return len(new)

    def frozen(self, edition_id: str) -> datetime | None:
        """When an edition was frozen."""
        with self._read() as connection:
            query = select(editions.c.created).where(editions.c.id == edition_id)
            return connection.execute(query).scalar_one_or_none()

    def newest(self, name: str) -> str | None:
        """The id of the newest revision of an edition's newest date, or of the one of that date that was sent."""
        query = select(editions.c.id, editions.c.date).where(editions.c.name == name)
        with self._read() as connection:
            row = connection.execute(
                query.order_by(editions.c.date.desc(), editions.c.revision.desc())
            ).first()
        if row is None:
            return None
        sent = self.opened(self.revisions(row.id))
        return sent[-1] if sent else str(row.id)

    def revisions(self, edition_id: str) -> list[str]:
        """Ids of all revisions of an edition's name and date."""
        with self._read() as connection:
            query = select(editions.c.name, editions.c.date).where(editions.c.id == edition_id)
            row = connection.execute(query).first()
            if row is None:
                return []
            same = select(editions.c.id).where(editions.c.name == row.name, editions.c.date == row.date)
            return list(connection.execute(same.order_by(editions.c.revision)).scalars())

    # ── sending ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def settle(self, now: datetime, *, resend: bool, lifetime: timedelta) -> None:
        """Take back the claims of senders that are gone, apply the policy to doubtful rows, and end what is too old."""
        with self._write() as connection:
            gone = [claim for claim, who, until in _claims(connection) if until <= now or is_dead(who)]
            if gone:
                held = _c.claim.in_(gone)
                free: dict[str, Any] = {"claim": "", "holder": "", "until": None}
                doubt = {
                    "state": "unknown",
                    "doubts": _c.doubts + 1,
                    "reply": DIED,
                    "due": now,
                    "changed": now,
                }
                connection.execute(
                    deliveries.update().where(held, _c.state == "sending").values(**free, **doubt)
                )
                connection.execute(deliveries.update().where(held).values(**free))
            if not resend:
                rest = deliveries.update().where(_c.state == "unknown", _c.claim == "")
                connection.execute(
                    rest.values(state="held", reply=_prefixed("it may have arrived: "), changed=now)
                )
            old = deliveries.update().where(
                _c.state.in_(("queued", "unknown")), _c.claim == "", _c.wanted <= now - lifetime
            )
            connection.execute(old.values(state="expired", reply=_prefixed("out of time: "), changed=now))

    def claim(
        self, claim: str, now: datetime, seconds: float, *, limit: int, key: str | None = None
    ) -> list[Claimed]:
        """Take at most `limit` due rows, of one edition or of all, oldest first; `settle` comes before."""
        ready = [_c.state.in_(("queued", "unknown")), _c.due <= now, _c.claim == ""]
        if key is not None:
            ready.append(_c.edition == key)
        query = select(_c.edition, _c.subscriber).where(*ready).order_by(_c.due, _c.edition, _c.subscriber)
        with self._share() as connection:
            found = connection.execute(query.limit(limit).with_for_update(skip_locked=True)).all()
            keys = [(row.edition, row.subscriber) for row in found]
            if not keys:
                return []
            until = now + timedelta(seconds=seconds)
            mine = deliveries.update().where(tuple_(_c.edition, _c.subscriber).in_(keys))
            connection.execute(mine.values(claim=claim, holder=holder(), until=until))
            return _claimed(connection, keys)

    def begin(
        self, row: Claimed, claim: str, now: datetime, seconds: float, message_id: str, sha256: str
    ) -> bool:
        """An attempt begins; False where the claim is lost, or the subscriber is not as they were when it was taken."""
        values = {
            "b_address": row.address,
            "b_editions": row.editions,
            "b_message_id": message_id,
            "b_sha256": sha256,
            "b_now": now,
            "b_until": now + timedelta(seconds=seconds),
        }
        with self._share() as connection:
            return bool(connection.execute(_BEGIN, values | _named(row.delivery, claim)).rowcount)

    def finish(self, row: Claimed, claim: str, now: datetime, ending: Ending) -> bool:
        """An attempt has ended, or there is none to be; False where the row was another's by then."""
        values = {
            "b_state": ending.state,
            "b_reply": ending.reply,
            "b_now": now,
            "b_due": ending.due,
            "b_uncounted": int(not ending.counted),
            "b_doubts": int(ending.state == "unknown"),
        }
        with self._share() as connection:
            return bool(connection.execute(_FINISH, values | _named(row.delivery, claim)).rowcount)

    def renew(self, row: Claimed, claim: str) -> Claimed | None:
        """The row with its subscriber as they are now; None where it is another's."""
        with self._read() as connection:
            mine = _mine(row.delivery, claim, ("queued", "unknown"))
            if connection.execute(select(_c.edition).where(*mine)).first() is None:
                return None
            return _claimed(connection, [(row.delivery.edition, row.delivery.subscriber)])[0]

    def doubt(self, now: datetime) -> int:
        """Make every open row doubtful: after a backup was restored nobody knows which of them were sent. How many."""
        doubted = {"state": "unknown", "doubts": _c.doubts + 1, "reply": RESTORED, "changed": now}
        with self._write() as connection:
            rows = (
                deliveries.update()
                .where(_c.state.in_(OPEN))
                .values(**doubted, claim="", holder="", until=None)
            )
            return int(connection.execute(rows).rowcount)

    def requeue(self, key: str, subscribers: Sequence[str], now: datetime) -> int:
        """Send again what is held because it may have arrived, as if its time began now; how many rows that are."""
        again = {
            "state": "queued",
            "due": now,
            "wanted": now,
            "changed": now,
            "reply": _prefixed("released: "),
        }
        count = 0
        with self._write() as connection:
            for some in chunks(subscribers):
                rows = deliveries.update().where(
                    _c.edition == key, _c.subscriber.in_(some), _c.state == "held", _c.doubts > 0
                )
                count += connection.execute(rows.values(**again)).rowcount
        return count

    def release(self, claim: str) -> None:
        """Give back what was claimed and not begun."""
        with self._write() as connection:
            mine = deliveries.update().where(_c.claim == claim, _c.state != "sending")
            connection.execute(mine.values(claim="", holder="", until=None))

    # ── looking ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def counts(self, key: str) -> dict[DeliveryState, int]:
        """How many rows of an edition are in each state."""
        counts: dict[DeliveryState, int] = dict.fromkeys((*OPEN, *ENDED), 0)
        query = select(_c.state, func.count()).where(_c.edition == key).group_by(_c.state)
        with self._read() as connection:
            for state, n in connection.execute(query):
                counts[state] = int(n)
        return counts

    def rows(self, key: str, *, doubtful: bool = False, after: str = "", limit: int = 500) -> list[Delivery]:
        """Rows of an edition in the order of subscribers' ids; `doubtful` ones may have arrived more than once, or not at all."""
        query = select(deliveries).where(_c.edition == key, _c.subscriber > after)
        if doubtful:
            query = query.where(or_(_c.doubts > 0, _c.state.in_(("unknown", "refused", "expired", "held"))))
        with self._read() as connection:
            found = connection.execute(query.order_by(_c.subscriber).limit(limit)).mappings()
            return [_delivery(row) for row in found]

    def doubted(self, key: str) -> int:
        """How many subscribers may have got an edition more than once, or got one that we count as not accepted."""
        query = select(func.count()).where(_c.edition == key, _c.doubts > 0)
        with self._read() as connection:
            return int(connection.execute(query).scalar_one())

    def of_subscriber(self, subscriber: str, limit: int = 100) -> list[Delivery]:
        """What somebody was sent, newest first."""
        query = (
            select(deliveries)
            .where(_c.subscriber == subscriber)
            .order_by(_c.changed.desc(), _c.edition.desc())
        )
        with self._read() as connection:
            return [_delivery(row) for row in connection.execute(query.limit(limit)).mappings()]

    def by_message_id(self, message_id: str) -> Delivery | None:
        """The row of a message that was sent, such as a report names it: <edition.subscriber@domain>."""
        if not message_id:
            return None
        with self._read() as connection:
            query = select(deliveries).where(_c.message_id == message_id).limit(1)
            row = connection.execute(query).mappings().first()
        return _delivery(row) if row else None

    def received(self, key: str, *, after: str = "", limit: int = 500) -> list[str]:
        """Ids of those who got an edition, or may have got it, from the one behind `after`."""
        got = or_(_c.state.in_(("accepted", "unknown")), _c.doubts > 0)
        query = select(_c.subscriber).where(_c.edition == key, got, _c.subscriber > after)
        with self._read() as connection:
            return list(connection.execute(query.order_by(_c.subscriber).limit(limit)).scalars())

    def waiting(self, key: str | None = None) -> tuple[int, datetime | None]:
        """How many rows are open, of one edition or of all, and when the first of them is due."""
        query = select(func.count(), func.min(_c.due)).where(_c.state.in_(OPEN))
        if key is not None:
            query = query.where(_c.edition == key)
        with self._read() as connection:
            row = connection.execute(query).one()
        return int(row[0]), row[1]

    def generation(self) -> int:
        """How often there was a sending."""
        with self._read() as connection:
            return connection.execute(select(generations.c.number)).scalar_one_or_none() or 0

    def advance(self, least: int = 0) -> int:
        """One sending more, and more than `least`; the new number."""
        with self._write() as connection:
            number = connection.execute(select(generations.c.number)).scalar_one_or_none()
            new = max(number or 0, least) + 1
            if number is None:
                connection.execute(generations.insert().values(id=1, number=new))
            else:
                connection.execute(generations.update().values(number=new))
        return new


# Made once: an attempt costs two of these, and building one takes longer than running it.
_SAME_ROW = (
    _c.edition == bindparam("b_edition"),
    _c.subscriber == bindparam("b_subscriber"),
    _c.claim == bindparam("b_claim"),
)
_SAME_PERSON = (
    select(subscribers.c.id)
    .where(
        subscribers.c.id == bindparam("b_subscriber"),
        subscribers.c.status == "confirmed",
        subscribers.c.address == bindparam("b_address"),
        subscribers.c.editions == bindparam("b_editions"),
    )
    .exists()
)
_BEGIN = (
    deliveries.update()
    .where(*_SAME_ROW, or_(_c.state == "queued", _c.state == "unknown"), _SAME_PERSON)
    .values(
        state="sending",
        attempts=_c.attempts + 1,
        message_id=bindparam("b_message_id"),
        sha256=bindparam("b_sha256"),
        changed=bindparam("b_now"),
        until=bindparam("b_until"),
    )
)
_FINISH = (
    deliveries.update()
    .where(*_SAME_ROW, or_(_c.state == "sending", _c.state == "queued", _c.state == "unknown"))
    .values(
        state=bindparam("b_state"),
        reply=bindparam("b_reply"),
        changed=bindparam("b_now"),
        due=func.coalesce(bindparam("b_due", type_=_c.due.type), _c.due),
        attempts=_c.attempts - bindparam("b_uncounted"),
        doubts=_c.doubts + bindparam("b_doubts"),
        claim="",
        holder="",
        until=None,
    )
)


def _named(delivery: Delivery, claim: str) -> dict[str, str]:
    return {"b_edition": delivery.edition, "b_subscriber": delivery.subscriber, "b_claim": claim}


def _values(key: str, row: Queued, now: datetime) -> dict[str, Any]:
    return {
        "edition": key,
        "subscriber": row.subscriber,
        "state": "held" if row.held else "queued",
        "due": row.due,
        "changed": now,
        "wanted": row.due,
        "attempts": 0,
        "doubts": 0,
        "message_id": "",
        "sha256": "",
        "reply": row.held,
        "choice": json.dumps({name: list(themes) for name, themes in row.choice.items()}, ensure_ascii=False),
        "claim": "",
        "holder": "",
        "until": None,
    }


def _prefixed(words: str) -> ColumnElement[str]:
    """The reply with words before it, in the database."""
    return literal(words) + _c.reply


def _claims(connection: Connection) -> Sequence[Any]:
    """The claims on open rows, each with its process and the latest end."""
    query = select(_c.claim, _c.holder, func.max(_c.until)).where(_c.claim > "").group_by(_c.claim, _c.holder)
    return connection.execute(query).all()


def _mine(delivery: Delivery, claim: str, states: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    return (
        _c.edition == delivery.edition,
        _c.subscriber == delivery.subscriber,
        _c.claim == claim,
        _c.state.in_(states),
    )


def _claimed(connection: Connection, keys: Sequence[Key]) -> list[Claimed]:
    person = subscribers.c
    query = (
        select(deliveries, person.address, person.status, person.editions)
        .outerjoin(subscribers, person.id == _c.subscriber)
        .where(tuple_(_c.edition, _c.subscriber).in_(keys))
        .order_by(_c.due, _c.edition, _c.subscriber)
    )
    return [
        Claimed(
            delivery=_delivery(row),
            choice=json.loads(row["choice"]),
            address=row["address"] or "",
            status=row["status"] or "",
            editions=row["editions"] or "",
        )
        for row in connection.execute(query).mappings()
    ]


def _delivery(row: Mapping[Any, Any]) -> Delivery:
    return Delivery(**{name: row[name] for name in _ROW})
