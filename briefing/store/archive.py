"""Editions as readers look for them: the newest revision of each date that they may read, page by page, and words in what was told.

Portable: LIKE narrows, the exact comparison is made on the texts, for a database folds the case of ASCII letters only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, or_, select, true, tuple_

from briefing.model import Thread
from briefing.store.approvals import gone_out
from briefing.store.database import chunks
from briefing.store.editions import newest_revision, read_threads
from briefing.store.schema import approvals, editions, threads

__all__ = ["Archive", "Issue", "Telling"]

STEP = 200  # rows that are read at a time
MOST_ROWS = 4_000  # that one search reads at most
_UNTOLD = '"told":[]'  # of a thread's JSON; within its texts the quotation marks are escaped


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An edition as the archive lists it."""

    id: str
    name: str
    date: date
    created: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """That an edition told a story."""

    story: str
    edition: str
    date: date


class Archive:
    """Reads editions and threads; `read` begins a transaction.

    Of the names in `awaited` only those editions are there that an editor approved, or that have gone out undecided; what an
    editor takes back is hidden at once, and the revision before it is there again.
    """

    def __init__(
        self, read: Callable[[], AbstractContextManager[Connection]], awaited: Collection[str] = ()
    ) -> None:
        self._read = read
        self._awaited = awaited

    def awaiting(self, names: Collection[str]) -> Archive:
        """The archive as everybody may read it, where an editor has to approve the editions of some names."""
        return Archive(self._read, names)

    def has(self, edition_id: str) -> bool:
        """Whether there is such an edition, of whatever revision."""
        query = select(editions.c.id).where(editions.c.id == edition_id, self._readable(editions))
        with self._read() as connection:
            return connection.execute(query).first() is not None

    def issues(self, *, before: str = "", limit: int = 20) -> list[Issue]:
        """The newest editions, newest first; those that come after the edition `before` in this order."""
        order = (editions.c.date, editions.c.created, editions.c.id)
        query = self._issues()
        with self._read() as connection:
            if before:
                last = connection.execute(select(*order).where(editions.c.id == before)).first()
                if last is None:
                    return []
                query = query.where(tuple_(*order) < tuple_(last.date, last.created, last.id))
            rows = connection.execute(query.order_by(*(column.desc() for column in order)).limit(limit))
            return [_issue(row) for row in rows]

    def named(self, name: str, limit: int) -> list[Issue]:
        """The newest dates' editions of one name, newest first; of each date the newest revision."""
        query = self._issues().where(editions.c.name == name).order_by(editions.c.date.desc())
        with self._read() as connection:
            return [_issue(row) for row in connection.execute(query.limit(limit))]

    def followed(self, stories: Sequence[str]) -> list[Telling]:
        """Where some stories were told, on all dates."""
        query = self._told(select(threads.c.story, threads.c.date, threads.c.edition))
        with self._read() as connection:
            return [
                Telling(story=row.story, edition=row.edition, date=row.date)
                for some in chunks(stories)
                for row in connection.execute(query.where(threads.c.story.in_(some)))
            ]

    def tellings(self, limit: int) -> list[Telling]:
        """Where the stories that were told last were told last; newest first, each story once."""
        query = self._told(select(threads.c.story, threads.c.date, threads.c.edition)).limit(limit)
        with self._read() as connection:
            rows = connection.execute(query).all()
        found: dict[str, Telling] = {}
        for row in rows:
            found.setdefault(row.story, Telling(story=row.story, edition=row.edition, date=row.date))
        return list(found.values())

    def search(self, words: Sequence[str], *, limit: int = 30) -> list[Thread]:
        """What was told last of the stories whose headline or sentences have all these words; newest first, each once."""
        if not words:
            return []
        query = self._told(select(threads.c.content)).where(*(_like(word) for word in words))
        wanted = [word.casefold() for word in words]
        found: dict[str, Thread] = {}
        with self._read() as connection:
            for start in range(0, MOST_ROWS, STEP):
                some = read_threads(connection, query.limit(STEP).offset(start))
                for thread in some:
                    if _has(thread, wanted):
                        found.setdefault(thread.story, thread)
                if len(found) >= limit or len(some) < STEP:
                    break
        return list(found.values())[:limit]

    def telling(self, story: str) -> list[Thread]:
        """What editions told of one story, oldest first, ties by edition."""
        query = self._told(select(threads.c.content)).where(threads.c.story == story).order_by(None)
        with self._read() as connection:
            return read_threads(connection, query.order_by(threads.c.date, threads.c.edition))

    def _issues(self) -> Select[Any]:
        columns = (editions.c.id, editions.c.name, editions.c.date, editions.c.created)
        return select(*columns).where(newest_revision(self._readable))

    def _told(self, query: Select[Any]) -> Select[Any]:
        told = query.join(editions, editions.c.id == threads.c.edition).where(
            newest_revision(self._readable), ~threads.c.content.contains(_UNTOLD)
        )
        return told.order_by(threads.c.date.desc(), threads.c.edition.desc(), threads.c.story)

    def _readable(self, of: FromClause) -> ColumnElement[bool]:
        if not self._awaited:
            return true()
        decided = select(approvals.c.state).where(approvals.c.edition == of.c.id).correlate(of)
        last = decided.order_by(approvals.c.id.desc()).limit(1).scalar_subquery()
        return or_(
            of.c.name.not_in(self._awaited),
            last == "approved",
            and_(last.is_(None), gone_out(of.c.id).correlate(of)),
        )


def _issue(row: Any) -> Issue:
    return Issue(id=row.id, name=row.name, date=row.date, created=row.created)


def _like(word: str) -> ColumnElement[bool]:
    forms = {word, word.casefold(), word.lower(), word.upper(), word.capitalize()}
    escaped = [json.dumps(form, ensure_ascii=False)[1:-1] for form in sorted(forms)]
    return or_(*(threads.c.content.icontains(form, autoescape=True) for form in escaped))


def _has(thread: Thread, wanted: Sequence[str]) -> bool:
    text = "\n".join(sentence.text for sentence in thread.told).casefold()  # what was published, and no more
    return all(word in text for word in wanted)
