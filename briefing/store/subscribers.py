"""Subscribers in the database, who must not be mailed, and the secrets that sign and hide.

subscribers   a row each; `address_key` is unique, whatever the case it was typed in
suppressions  salted hashes of addresses that must not be mailed: they outlive the row, and tell no address
secrets       32 random bytes by name, made at first use: the salt of the hashes, the key of the tokens
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, func, or_, select

from briefing.codec import from_json, to_json
from briefing.model import Consent, Subscriber, SubscriberStatus
from briefing.store.confirmations import ConfirmationTable
from briefing.store.hashes import address_hash, known_hash
from briefing.store.schema import confirmations, subscribers, suppressions
from briefing.subscribers.addresses import same_key

__all__ = ["FORGOTTEN", "SubscriberTable"]

FORGOTTEN = (
    "forgotten"  # why an address is suppressed: they asked to be forgotten; they may sign up again themselves
)
_PLAIN = (
    "id",
    "address",
    "status",
    "created",
    "language",
    "hour",
    "timezone",
    "confirmed",
    "bounces",
    "changed",
)

Opened = Callable[[], AbstractContextManager[Connection]]


class SubscriberTable:
    """The subscribers of one database; each method is one transaction, unless it is called within `transaction`."""

    def __init__(self, read: Opened, write: Opened) -> None:
        self._read = read
        self._write = write

    @property
    def confirmations(self) -> ConfirmationTable:
        """What was asked for by typing in an address; within the same transaction, if there is one."""
        return ConfirmationTable(self._read, self._write)

    @contextmanager
    def transaction(self) -> Iterator[SubscriberTable]:
        """The table within one transaction that writes: what is read in it stays so until it ends. All or nothing."""
        with self._write() as connection:
            yield SubscriberTable(lambda: nullcontext(connection), lambda: nullcontext(connection))

    def add(self, subscriber: Subscriber) -> None:
        """Keep somebody new; `StoreError` where the id or the address is there already."""
        with self._write() as connection:
            connection.execute(subscribers.insert(), _row(subscriber))

    def save(self, subscriber: Subscriber) -> None:
        """Keep what changed in somebody, found by id; nothing where they are gone."""
        with self._write() as connection:
            changed = subscribers.update().where(subscribers.c.id == subscriber.id)
            connection.execute(changed.values(**_row(subscriber)))

    def by_id(self, subscriber_id: str) -> Subscriber | None:
        """Somebody by id."""
        with self._read() as connection:
            query = select(subscribers).where(subscribers.c.id == subscriber_id)
            row = connection.execute(query).mappings().first()
        return _subscriber(row) if row else None

    def by_address(self, address: str) -> Subscriber | None:
        """Somebody by a `normal` address, in whatever case."""
        with self._read() as connection:
            query = select(subscribers).where(subscribers.c.address_key == same_key(address))
            row = connection.execute(query).mappings().first()
        return _subscriber(row) if row else None

    def each(
        self,
        status: SubscriberStatus | None = None,
        edition: str | None = None,
        after: str = "",
        limit: int = 500,
        *,
        first: str = "",
    ) -> list[Subscriber]:
        """At most `limit` subscribers in the order of their ids, from the one behind `after`: call again with the last id.

        `edition` leaves those who want it. Who names none wants the installation's first one: they are there unless
        `first`, its name, is given and is another.
        """
        query = select(subscribers).where(subscribers.c.id > after).order_by(subscribers.c.id).limit(limit)
        if status:
            query = query.where(subscribers.c.status == status)
        if edition:
            named = subscribers.c.editions.contains(f" {edition} ", autoescape=True)
            none_named = subscribers.c.editions == ""
            query = query.where(or_(named, none_named) if first in ("", edition) else named)
        with self._read() as connection:
            return [_subscriber(row) for row in connection.execute(query).mappings()]

    def count(self) -> dict[SubscriberStatus, int]:
        """How many there are of each status; one that nobody has is 0."""
        counts: dict[SubscriberStatus, int] = {
            "pending": 0,
            "confirmed": 0,
            "unsubscribed": 0,
            "suppressed": 0,
        }
        query = select(subscribers.c.status, func.count()).group_by(subscribers.c.status)
        with self._read() as connection:
            counts |= {cast(SubscriberStatus, status): int(n) for status, n in connection.execute(query)}
        return counts

    def forget(self, subscriber_id: str, at: datetime) -> bool:
        """Erase somebody and keep the salted hash of their address; False where there is no such one."""
        with self._write() as connection:
            column = subscribers.c
            address = connection.execute(
                select(column.address).where(column.id == subscriber_id)
            ).scalar_one_or_none()
            if address is None:
                return False
            _suppress(connection, address, FORGOTTEN, at, keep=True)
            connection.execute(subscribers.delete().where(column.id == subscriber_id))
            asked = confirmations.update().where(confirmations.c.subscriber == subscriber_id)
            connection.execute(asked.values(subscriber="", kind="none"))
        return True

    def suppress(self, subscriber_id: str, reason: str, at: datetime) -> None:
        """Mail somebody no more, whoever asks: after a hard bounce or a complaint. The hash outlives the row."""
        with self.transaction() as table:
            found = table.by_id(subscriber_id)
            if found:
                table.save(replace(found, status="suppressed", changed=at))
                with table._write() as connection:
                    _suppress(connection, found.address, reason, at, keep=False)

    def suppression(self, address: str) -> str | None:
        """Why an address must not be mailed; None where it may."""
        with self._read() as connection:
            key = known_hash(connection, address)
            query = select(suppressions.c.reason).where(suppressions.c.key == key)
            return connection.execute(query).scalar_one_or_none() if key else None

    def is_suppressed(self, address: str) -> bool:
        """Whether an address must not be mailed; it need not belong to a subscriber any more."""
        return self.suppression(address) is not None

    def lift(self, address: str) -> None:
        """An address may be mailed again: its owner has confirmed it anew."""
        with self._write() as connection:
            key = address_hash(connection, address)
            connection.execute(suppressions.delete().where(suppressions.c.key == key))


def _suppress(connection: Connection, address: str, reason: str, at: datetime, *, keep: bool) -> None:
    key = address_hash(connection, address)
    there = connection.execute(select(suppressions.c.key).where(suppressions.c.key == key)).first()
    if there is None:
        connection.execute(suppressions.insert().values(key=key, reason=reason, at=at))
    elif not keep:
        connection.execute(
            suppressions.update().where(suppressions.c.key == key).values(reason=reason, at=at)
        )


def _row(subscriber: Subscriber) -> dict[str, Any]:
    plain = {name: getattr(subscriber, name) for name in _PLAIN}
    return plain | {
        "address_key": same_key(subscriber.address),
        "editions": f" {' '.join(subscriber.editions)} " if subscriber.editions else "",
        "themes": json.dumps(subscriber.themes, ensure_ascii=False),
        "muted": json.dumps(subscriber.muted, ensure_ascii=False),
        "consents": json.dumps(to_json(subscriber.consents), ensure_ascii=False),
    }


def _subscriber(row: Mapping[Any, Any]) -> Subscriber:
    return Subscriber(
        **{name: row[name] for name in _PLAIN},
        editions=tuple(row["editions"].split()),
        themes=tuple(json.loads(row["themes"])),
        muted=tuple(json.loads(row["muted"])),
        consents=tuple(from_json(Consent, each) for each in json.loads(row["consents"])),
    )
