"""What the database lets go of: sign-ups that nobody confirmed, reports long read, vectors, articles that nothing refers to.

articles, not listed and not published for so long ─ named in an edition or a thread? ─ no ─> gone, with texts, listings, aliases

Editions, threads, corrections, approvals and the ledger are never touched: what was published can be looked up for good.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, select

from briefing.model import Subscriber
from briefing.store.database import chunks
from briefing.store.schema import (
    aliases,
    articles,
    bounces,
    confirmations,
    editions,
    feeds,
    listings,
    subscribers,
    texts,
    threads,
    vectors,
)
from briefing.store.subscribers import SubscriberTable

__all__ = ["Retention"]

PAGE = 20  # editions that are read at a time, with their threads
SLACK = timedelta(days=2)  # an edition's date is local, and a feed's clock may run ahead
# An article that an edition quotes stays for good; that it does is not found out anew for ever.
LOOKED_AT = timedelta(days=400)
AT_ONCE = 20_000  # articles that one call deletes: others wait for the database meanwhile
_NAME = re.compile(r'"([^"\\]{1,16})"')  # an article's id in JSON, and whatever else is as short

Opened = Callable[[], AbstractContextManager[Connection]]


class Retention:
    """Deletes what is older than a moment, and says how much that was."""

    def __init__(self, read: Opened, write: Opened) -> None:
        self._read = read
        self._write = write

    def unconfirmed(self, before: datetime) -> int:
        """Erase who was last asked to confirm before then and never did, without a trace: they never were subscribers."""
        gone = [each.id for each in self._pending() if _asked(each) < before]
        count = 0
        for some in chunks(gone):
            with self._write() as connection:
                still = subscribers.c.id.in_(some) & (subscribers.c.status == "pending")
                count += connection.execute(subscribers.delete().where(still)).rowcount
                connection.execute(confirmations.delete().where(confirmations.c.subscriber.in_(some)))
        return count

    def bounces(self, before: datetime) -> int:
        """Forget which reports were read."""
        with self._write() as connection:
            return connection.execute(bounces.delete().where(bounces.c.at < before)).rowcount

    def vectors(self, before: datetime) -> int:
        """Empty the cache of vectors that were made before then; those still of use are made again, once."""
        with self._write() as connection:
            return connection.execute(vectors.delete().where(vectors.c.made < before)).rowcount

    def feeds(self, before: datetime) -> int:
        """Forget how feeds were doing that are not read any more."""
        with self._write() as connection:
            return connection.execute(feeds.delete().where(feeds.c.last_attempt < before)).rowcount

    def articles(self, before: datetime, now: datetime) -> int:
        """Delete articles that were published and last listed by a feed before then, and that nothing published refers to."""
        with self._read() as connection:
            old = _old(connection, before)
            oldest = min(old.values(), default=before) - SLACK
            unnamed = _unnamed(connection, old, editions.c.date >= oldest.date())
        with self._write() as connection:  # meanwhile an edition may have been made of them
            gone = _unnamed(connection, sorted(unnamed)[:AT_ONCE], editions.c.created >= now)
            return _delete(connection, sorted(gone))

    def _pending(self) -> Iterator[Subscriber]:
        people, after = SubscriberTable(self._read, self._write), ""
        while page := people.each(status="pending", after=after):
            after = page[-1].id
            yield from page


def _asked(subscriber: Subscriber) -> datetime:
    """When they, or the operator, last asked."""
    agreed = [consent.at for consent in subscriber.consents]
    return max([subscriber.created, subscriber.changed or subscriber.created, *agreed])


def _old(connection: Connection, before: datetime) -> dict[str, datetime]:
    """Articles by id, with their dates."""
    column = articles.c
    query = select(column.id, column.published).where(
        column.listed < before, column.listed >= before - LOOKED_AT, column.published < before
    )
    return {row.id: row.published for row in connection.execute(query)}


def _unnamed(connection: Connection, ids: Collection[str], those: ColumnElement[bool]) -> set[str]:
    """Those of some articles that no edition of `those` names, nor a thread of it."""
    if not ids:
        return set()
    left = set(ids)
    named = list(connection.execute(select(editions.c.id).where(those).order_by(editions.c.id)).scalars())
    for start in range(0, len(named), PAGE):
        page = named[start : start + PAGE]
        own = select(editions.c.content).where(editions.c.id.in_(page))
        followed = select(threads.c.content).where(threads.c.edition.in_(page))
        for query in (own, followed):
            for content in connection.execute(query).scalars():
                left.difference_update(_NAME.findall(content))
    return left


def _delete(connection: Connection, ids: Sequence[str]) -> int:
    for some in chunks(ids):
        for column in (texts.c.article, listings.c.article, articles.c.id):
            connection.execute(column.table.delete().where(column.in_(some)))
    if ids:  # once for all: an article's names are not indexed by it
        kept = select(articles.c.id)
        connection.execute(aliases.delete().where(aliases.c.article.not_in(kept)))
    return len(ids)
