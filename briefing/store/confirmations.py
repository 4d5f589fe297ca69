"""Mails that go out because an address was typed in: at most one an hour and three a day to one mailbox, whoever asks.

claim ─> due ─> sent    a row for each mailbox, under a salted hash: nobody's address is kept for having been typed in
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, func, select

from briefing.store.hashes import address_hash
from briefing.store.schema import confirmations
from briefing.subscribers.addresses import mailbox_key

__all__ = ["HOUR", "MOST_A_DAY", "ConfirmationTable", "Due", "Kind"]

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MOST_A_DAY = 3

Kind = Literal[
    "confirm", "known", "none"
]  # asks for a confirmation; says that they have it already; nothing is sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A mail that has to be written to somebody."""

    key: str  # of the mailbox
    subscriber: str  # id
    kind: Kind
    asked: datetime


class ConfirmationTable:
    """What was asked for, by mailbox; each method is one transaction, or part of the one that it was made for."""

    def __init__(
        self,
        read: Callable[[], AbstractContextManager[Connection]],
        write: Callable[[], AbstractContextManager[Connection]],
    ) -> None:
        self._read = read
        self._write = write

    def claim(self, address: str, subscriber_id: str, kind: Kind, now: datetime) -> bool:
        """Note that a mail is to be written; False, and nothing, where too many were.

        All that can come of it writes one row: the time it takes does not tell what an address is to us.
        """
        with self._write() as connection:
            key = address_hash(connection, mailbox_key(address))
            row = (
                connection.execute(select(confirmations).where(confirmations.c.key == key)).mappings().first()
            )
            sent = now if kind == "none" else None
            values = {"subscriber": subscriber_id, "kind": kind, "asked": now, "sent": sent}
            if row is None:
                connection.execute(confirmations.insert().values(key=key, since=now, count=1, **values))
                return True
            today = timedelta() <= now - row["since"] < DAY
            count = row["count"] if today else 0
            free = count < MOST_A_DAY and not timedelta() <= now - row["asked"] < HOUR
            if free:
                values |= {"since": row["since"] if today else now, "count": count + 1}
            else:
                values = {"count": row["count"]}
            connection.execute(confirmations.update().where(confirmations.c.key == key).values(**values))
            return free

    def due(self, limit: int = 100, after: tuple[datetime, str] | None = None) -> list[Due]:
        """What was asked for and not yet sent, oldest first; from behind the (asked, key) of `after`."""
        column = confirmations.c
        query = select(column.key, column.subscriber, column.kind, column.asked).where(column.sent.is_(None))
        if after:
            query = query.where(
                (column.asked > after[0]) | ((column.asked == after[0]) & (column.key > after[1]))
            )
        with self._read() as connection:
            rows = connection.execute(query.order_by(column.asked, column.key).limit(limit)).mappings()
            return [Due(**row) for row in rows]

    def waiting(self) -> int:
        """How many are due."""
        query = select(func.count()).select_from(confirmations).where(confirmations.c.sent.is_(None))
        with self._read() as connection:
            return int(connection.execute(query).scalar_one())

    def sent(self, due: Due, at: datetime) -> None:
        """Note that a mail is on its way, or that nobody is left to write to."""
        same = (confirmations.c.key == due.key) & (confirmations.c.asked == due.asked)
        with self._write() as connection:
            connection.execute(confirmations.update().where(same).values(sent=at))

    def purge(self, before: datetime) -> None:
        """Forget what was asked for and settled before a moment."""
        column = confirmations.c
        with self._write() as connection:
            connection.execute(confirmations.delete().where(column.asked < before, column.sent.is_not(None)))
