"""Editions and what they leave in memory of their stories. Written once, never updated.

An edition that was made again for its date has several revisions: what is remembered of that date is the newest one's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, exists, select, true

from briefing.codec import from_json, to_json
from briefing.model import Edition, Thread
from briefing.store.schema import editions, threads

__all__ = ["add", "history", "latest", "latest_before", "newest_revision", "read_threads", "threads_between"]


def add(
    connection: Connection,
    edition: Edition,
    content: str,
    workings: str,
    left: Sequence[Thread],
    now: datetime,
) -> None:
    """Insert a frozen edition and its threads."""
    row = {
        "id": edition.id,
        "name": edition.name,
        "date": edition.date,
        "revision": edition.revision,
        "created": now,
        "sha256": hashlib.sha256(content.encode()).hexdigest(),
        "content": content,
        "workings": workings,
    }
    connection.execute(editions.insert().values(**row))
    rows = [
        {
            "edition": edition.id,
            "story": thread.story,
            "date": edition.date,
            "name": edition.name,
            "content": json.dumps(to_json(thread), ensure_ascii=False, separators=(",", ":")),
        }
        for thread in left
    ]
    if rows:
        connection.execute(threads.insert(), rows)


def latest(connection: Connection, name: str, day: date) -> str | None:
    """The id of the newest revision of an edition on one date."""
    query = select(editions.c.id).where(editions.c.name == name, editions.c.date == day)
    return connection.execute(query.order_by(editions.c.revision.desc()).limit(1)).scalar_one_or_none()


def latest_before(connection: Connection, name: str, day: date) -> str | None:
    """The id of the newest revision of the newest date before a day."""
    query = select(editions.c.id).where(editions.c.name == name, editions.c.date < day)
    newest = query.order_by(editions.c.date.desc(), editions.c.revision.desc()).limit(1)
    return connection.execute(newest).scalar_one_or_none()


def threads_between(connection: Connection, name: str, after: date, before: date) -> list[Thread]:
    """Threads of an edition's newest revisions of after <= date < before; oldest first, ties by story."""
    query = _of_newest_revisions().where(
        threads.c.name == name, threads.c.date >= after, threads.c.date < before
    )
    return read_threads(connection, query.order_by(threads.c.date, threads.c.story))


def history(connection: Connection, story: str) -> list[Thread]:
    """A story's threads in the newest revision of each edition and date; oldest first, ties by edition."""
    query = _of_newest_revisions().where(threads.c.story == story)
    return read_threads(connection, query.order_by(threads.c.date, threads.c.edition))


def newest_revision(
    readable: Callable[[FromClause], ColumnElement[bool]] = lambda _: true(),
) -> ColumnElement[bool]:
    """That an edition is `readable`, and no later revision of its name and date is."""
    later = editions.alias()
    replaced = exists().where(
        later.c.name == editions.c.name,
        later.c.date == editions.c.date,
        later.c.revision > editions.c.revision,
        readable(later),
    )
    return and_(readable(editions), ~replaced)


def read_threads(connection: Connection, query: Select[Any]) -> list[Thread]:
    """The threads whose content a query selects."""
    return [from_json(Thread, json.loads(content)) for content in connection.execute(query).scalars()]


def _of_newest_revisions() -> Select[Any]:
    joined = select(threads.c.content).join(editions, editions.c.id == threads.c.edition)
    return joined.where(newest_revision())
