"""Keeps what feeds gave, in few statements however many items there are.

readings ─ Shelf: what is stored that they may be ─ resolve: which article is each? ─ the fullest of each article
         ─ merged with what is stored ─> rows
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, bindparam

from briefing.model import Article, FeedReading
from briefing.store.articles import article_row, state_row, text_row
from briefing.store.database import inserting
from briefing.store.identity import Known, resolve
from briefing.store.merging import fullest, merged
from briefing.store.schema import aliases, articles, feeds, listings, texts
from briefing.store.shelf import Shelf

__all__ = ["save"]

_LISTED = timedelta(days=1)  # how exactly it is kept when a feed last had an article


def save(
    connection: Connection, readings: Sequence[FeedReading], now: datetime, seen: datetime
) -> list[FeedReading]:
    """Keep feed states and articles, with all versions of their texts; what is new counts as first `seen` then.

    Returns the readings, each article under the id that it has here.
    """
    batch = _Batch(Shelf(connection, [item for reading in readings for item in reading.articles], now))
    resolved = [batch.resolved(reading) for reading in readings]
    batch.merge(resolved, now, seen)
    batch.write(connection)
    return resolved


class _Batch:
    """Rows to write."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._rows: dict[Table, list[dict[str, Any]]] = defaultdict(list)
        self._updates: list[dict[str, Any]] = []

    def resolved(self, reading: FeedReading) -> FeedReading:
        """A reading with the ids that its articles have here; new ones are known from now on, other documents may have them."""
        self._rows[feeds].append(state_row(reading.state))
        ids = resolve(reading.articles, self._shelf.register)
        for article_id, item in zip(ids, reading.articles, strict=True):
            self._rows[listings].append({"article": article_id, "feed": item.feed})
            self._enter(article_id, item)
        articles = (
            item if item.id == article_id else replace(item, id=article_id)
            for article_id, item in zip(ids, reading.articles, strict=True)
        )
        return replace(reading, articles=tuple(articles))

    def _enter(self, article_id: str, item: Article) -> None:
        register, row = self._shelf.register, self._shelf.rows.get(article_id)
        if row and _named(row) == _named(article_row(item)):
            return
        names = [name for kind, name in register.names(item).items() if kind != "id" or item.id != article_id]
        self._rows[aliases] += [{"outlet": item.outlet, "key": name, "article": article_id} for name in names]
        if article_id not in register:
            register.add(item.outlet, register.names(item).values(), _known(article_id, item))

    def merge(self, readings: Sequence[FeedReading], now: datetime, seen: datetime) -> None:
        """Decide what each article is now, once, however many feeds of its outlet list it."""
        together: dict[str, list[Article]] = defaultdict(list)
        for reading in readings:
            for item in reading.articles:
                together[item.id].append(item)
        for article_id, items in together.items():
            item = fullest(items)
            stored = self._shelf.stored(article_id, item)
            if stored is None:
                row = {"first_seen": seen, "changed": seen, "listed": now}
                self._rows[articles].append(article_row(item) | row)
            else:
                versions = {stored.text_sha256} | self._shelf.versions[article_id]
                item = merged(item, stored, versions, now, seen)
                self._update(item, stored, now)
            if stored is None or item.text_sha256 != stored.text_sha256:
                self._rows[texts].append(text_row(item, seen))

    def _update(self, item: Article, stored: Article, now: datetime) -> None:
        row = self._shelf.rows[item.id]
        values = article_row(item)
        is_changed = values != article_row(stored)
        if is_changed or abs(now - row["listed"]) >= _LISTED:
            changed = now if is_changed else row["changed"]
            self._updates.append(values | {"key": item.id, "changed": changed, "listed": now})

    def write(self, connection: Connection) -> None:
        """Write all rows; what is there already stays, but the states of feeds."""
        states = self._rows.pop(feeds, [])
        if states:
            statement = inserting(connection, feeds)
            own = {name: statement.excluded[name] for name in states[0] if name != "location"}
            connection.execute(statement.on_conflict_do_update(index_elements=["location"], set_=own), states)
        for table, rows in self._rows.items():
            connection.execute(inserting(connection, table).on_conflict_do_nothing(), rows)
        if self._updates:
            connection.execute(articles.update().where(articles.c.id == bindparam("key")), self._updates)


def _named(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """What of an article its names come from."""
    return row["id"], row["url"], row["title"], row["text_sha256"]


def _known(article_id: str, item: Article) -> Known:
    return Known(
        id=article_id,
        text_sha256=item.text_sha256,
        text=item.text,
        published=item.published,
        dated=item.dated,
    )
