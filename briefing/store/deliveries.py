"""Rows of the ledger: as values, and the statements that an attempt costs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, literal, or_, select
from sqlalchemy.sql import ColumnElement

from briefing.model import Delivery, DeliveryState
from briefing.store.leases import holder
from briefing.store.schema import deliveries, subscribers

__all__ = [
    "ENDED",
    "OPEN",
    "Beginning",
    "Claimed",
    "Ending",
    "Queued",
    "begin",
    "claimed",
    "delivery_of",
    "finish",
    "new_row",
    "prefixed",
    "ready",
    "take",
]

ENDED: tuple[DeliveryState, ...] = ("accepted", "refused", "expired", "held")
OPEN: tuple[DeliveryState, ...] = ("queued", "sending", "unknown")
_READ = (
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
class Beginning:
    """With what an attempt begins."""

    message_id: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How an attempt ended, or why there is none."""

    state: DeliveryState
    reply: str
    due: datetime | None = None  # of a row that is to be tried again
    counted: bool = True  # False: it was no attempt, for nothing could be sent to anybody


def begin(
    connection: Connection, row: Claimed, claim: str, now: datetime, until: datetime, beginning: Beginning
) -> bool:
    """Whether the row is ours still, its subscriber as they were when it was claimed, and it is `sending` now."""
    values = {
        "b_address": row.address,
        "b_editions": row.editions,
        "b_message_id": beginning.message_id,
        "b_sha256": beginning.sha256,
        "b_now": now,
        "b_until": until,
    }
    return bool(connection.execute(_BEGIN, values | _named(row.delivery, claim)).rowcount)


def finish(connection: Connection, row: Claimed, claim: str, now: datetime, ending: Ending) -> bool:
    """Whether the row was ours still; it is what the attempt came to now, and nobody's."""
    values = {
        "b_state": ending.state,
        "b_reply": ending.reply,
        "b_now": now,
        "b_due": ending.due,
        "b_uncounted": int(not ending.counted),
        "b_doubts": int(ending.state == "unknown"),
    }
    return bool(connection.execute(_FINISH, values | _named(row.delivery, claim)).rowcount)


def ready(
    connection: Connection, state: DeliveryState, now: datetime, limit: int
) -> Sequence[tuple[str, str]]:
    """(edition, subscriber) of rows of one state that are due and nobody's, oldest first; on PostgreSQL they are locked."""
    found = connection.execute(_READY, {"b_state": state, "b_now": now, "b_limit": limit})
    return [(row.edition, row.subscriber) for row in found]


def take(connection: Connection, edition: str, people: Sequence[str], claim: str, until: datetime) -> None:
    """Claim the rows of some subscribers for one edition, for this process."""
    values = {"b_claim": claim, "b_holder": holder(), "b_until": until}
    connection.execute(_TAKE, values | {"b_edition": edition, "b_people": people})


def claimed(connection: Connection, edition: str, people: Sequence[str]) -> list[Claimed]:
    """The rows of some subscribers for one edition, each with its subscriber, in the order in which they are due."""
    found = connection.execute(_CLAIMED, {"b_edition": edition, "b_people": people})
    return [
        Claimed(
            delivery=delivery_of(row),
            choice=json.loads(row["choice"]),
            address=row["address"] or "",
            status=row["status"] or "",
            editions=row["editions"] or "",
        )
        for row in found.mappings()
    ]


def new_row(key: str, row: Queued, now: datetime) -> dict[str, Any]:
    """The columns of a row that is made now."""
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


def delivery_of(row: Mapping[Any, Any]) -> Delivery:
    """A row as a value."""
    return Delivery(**{name: row[name] for name in _READ})


def prefixed(words: str) -> ColumnElement[str]:
    """The reply with words before it, in the database."""
    return literal(words) + _c.reply


def _named(delivery: Delivery, claim: str) -> dict[str, str]:
    return {"b_edition": delivery.edition, "b_subscriber": delivery.subscriber, "b_claim": claim}


# Made once: building one of these takes longer than running it.
_READY = (
    select(_c.edition, _c.subscriber)
    .where(_c.state == bindparam("b_state"), _c.due <= bindparam("b_now"), _c.claim == "")
    .order_by(
        _c.due
    )  # as the index of one state has them: nothing is sorted, and no more is read than is taken
    .limit(bindparam("b_limit"))
    .with_for_update(skip_locked=True)
)
_THEIRS = (_c.edition == bindparam("b_edition"), _c.subscriber.in_(bindparam("b_people", expanding=True)))
_TAKE = (
    deliveries.update()
    .where(*_THEIRS)
    .values(claim=bindparam("b_claim"), holder=bindparam("b_holder"), until=bindparam("b_until"))
)
_CLAIMED = (
    select(deliveries, subscribers.c.address, subscribers.c.status, subscribers.c.editions)
    .outerjoin(subscribers, subscribers.c.id == _c.subscriber)
    .where(*_THEIRS)
    .order_by(_c.due, _c.subscriber)
)
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
