"""What was reported of mail that we sent: a row for each message that was read, so that none counts twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import Connection, select

from briefing.store.schema import bounces
from briefing.store.subscribers import SubscriberTable

__all__ = ["Bounce", "BounceKind", "BounceTable"]

BounceKind = Literal["hard", "soft", "complaint", "ignored"]
Opened = Callable[[], AbstractContextManager[Connection]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """What one message came to. It holds no address, and nothing in the message's own words but a status code."""

    sha256: str  # of the message, as it was read
    kind: BounceKind
    at: datetime  # when we read it
    subscriber: str = ""  # "" of one that concerns nobody
    edition: str = ""  # what bounced: the ledger's key
    status: str = ""  # RFC 3463


class BounceTable:
    """The bounces of one database; each method is one transaction, unless it is called within `transaction`."""

    def __init__(self, read: Opened, write: Opened) -> None:
        self._read = read
        self._write = write

    @contextmanager
    def transaction(self) -> Iterator[tuple[BounceTable, SubscriberTable]]:
        """The bounces and the subscribers within one transaction that writes. All or nothing."""
        with self._write() as connection:

            def same() -> AbstractContextManager[Connection]:
                return nullcontext(connection)

            yield BounceTable(same, same), SubscriberTable(same, same)

    def kind_of(self, sha256: str) -> BounceKind | None:
        """What a message came to when it was read; None where it was not."""
        query = select(bounces.c.kind).where(bounces.c.sha256 == sha256)
        with self._read() as connection:
            return cast(BounceKind | None, connection.execute(query).scalar_one_or_none())

    def keep(self, bounce: Bounce) -> None:
        """Record a message that was not recorded before."""
        values = {column.name: getattr(bounce, column.name) for column in bounces.c}
        with self._write() as connection:
            connection.execute(bounces.insert().values(**values))

    def soft(self, subscriber_id: str) -> set[str]:
        """The editions whose mail to somebody bounced softly."""
        query = select(bounces.c.edition).where(
            bounces.c.subscriber == subscriber_id, bounces.c.kind == "soft"
        )
        with self._read() as connection:
            return set(connection.execute(query).scalars())
