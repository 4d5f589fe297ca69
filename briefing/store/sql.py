"""`ports.Store` on SQLAlchemy 2: a SQLite file by default, or PostgreSQL.

SqlStore ─ feeds, articles, texts   articles.py: rows as values
         ─ vectors                  a cache: may be emptied at any time
         ─ editions, threads        editions.py: inserted once, never updated
         ─ corrections              corrections.py: likewise
         ─ approvals                approvals.py: likewise
         ─ leases                   leases.py: who does the work now
         ─ subscribers              subscribers.py, confirmations.py
         ─ bounces                  bounces.py
         ─ what is let go of        retention.py
         ─ secrets                  hashes.py
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select, tuple_

from briefing.database_address import Database as Place
from briefing.errors import StoreError
from briefing.model import Article, Correction, Edition, FeedReading, FeedState, Passage, Thread
from briefing.ports import Clock
from briefing.store import corrections, editions, leases, schema
from briefing.store.approvals import ApprovalTable
from briefing.store.archive import Archive
from briefing.store.articles import (
    article_of,
    article_query,
    passages_of,
    state_of,
    version_of,
    version_query,
    window_query,
)
from briefing.store.bounces import BounceTable
from briefing.store.database import Database, chunks, inserting, open_database
from briefing.store.hashes import secret
from briefing.store.ledger import Ledger
from briefing.store.observations import ObservationTable
from briefing.store.problems import ProblemTable
from briefing.store.retention import Retention
from briefing.store.runs import RunTable
from briefing.store.saving import save
from briefing.store.subscribers import SubscriberTable

__all__ = ["SqlStore", "open_store"]


def open_store(place: Place, clock: Clock) -> SqlStore:
    """Open the database of a file or an address, migrated to the newest schema when needed; `StoreError` if that fails."""
    return SqlStore(open_database(place), clock)


class SqlStore:
    """The database behind `ports.Store`; every method is one transaction, and raises `StoreError` only."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._read = database.reading
        self._write = database.writing
        self.archive = Archive(self._read)
        self.subscribers = SubscriberTable(self._read, self._write)
        self.ledger = Ledger(database)
        self.approvals = ApprovalTable(self._read, self._write)
        self.bounces = BounceTable(self._read, self._write)
        self.retention = Retention(self._read, self._write)
        self.runs = RunTable(self._read, self._write)
        self.observations = ObservationTable(self._read)
        self.problems = ProblemTable(self._read, self._write)

    def close(self) -> None:
        """Give back the connections."""
        self._database.close()

    def feed_states(self) -> dict[str, FeedState]:
        """All that is remembered of feeds, by location."""
        with self._read() as connection:
            rows = connection.execute(select(schema.feeds)).mappings()
            return {row["location"]: state_of(row) for row in rows}

    def save_readings(
        self, readings: Sequence[FeedReading], as_of: datetime | None = None
    ) -> list[FeedReading]:
        """Keep feed states and articles (all versions of their texts), in one transaction.

        What is new counts as first seen now, or at `as_of` where that is earlier. Returns the readings with their articles
        under the ids that these have here: an item that its feed has given another id is still the same article.
        """
        now = self._clock.now()
        with self._write() as connection:
            return save(connection, readings, now, min(now, as_of or now))

    def articles(self, opens: datetime, closes: datetime, feeds: Sequence[str]) -> list[Article]:
        """Articles that these feed locations list, published, revised or come late in (opens, closes], oldest first, ties by id.

        Those published before, and revised in the window, are told from the others by their dates. What comes late was
        published in the time before that is as long as the window, and first seen in the window's later half, in a feed
        that was read before: an edition that closes at six would else never tell what its feeds give at ten past.
        """
        found: dict[str, Article] = {}
        with self._read() as connection:
            for some in chunks(feeds):
                query = window_query(opens, closes, some)
                found |= {row["id"]: article_of(row) for row in connection.execute(query).mappings()}
        return sorted(found.values(), key=lambda a: (a.published, a.id))

    def article(self, article_id: str) -> Article | None:
        """The newest version of an article."""
        with self._read() as connection:
            query = article_query().where(schema.articles.c.id == article_id)
            row = connection.execute(query).mappings().first()
        return article_of(row) if row else None

    def articles_named(self, ids: Sequence[str]) -> dict[str, Article]:
        """The newest versions of those of these articles that exist, by id."""
        found: dict[str, Article] = {}
        with self._read() as connection:
            for some in chunks(ids):
                rows = connection.execute(article_query().where(schema.articles.c.id.in_(some))).mappings()
                found |= {row["id"]: article_of(row) for row in rows}
        return found

    def article_versions(self, refs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Article]:
        """Articles with the title, text and passages of one version each, by (id, text_sha256); those that exist."""
        version = tuple_(schema.texts.c.article, schema.texts.c.sha256)
        found: dict[tuple[str, str], Article] = {}
        with self._read() as connection:
            for some in chunks(refs):
                rows = connection.execute(version_query().where(version.in_(some))).mappings()
                found |= {(row["id"], row["text_sha256"]): version_of(row) for row in rows}
        return found

    def text(self, article_id: str, text_sha256: str) -> str | None:
        """One version of an article's text: what an edition quoted, even if the outlet has changed it since."""
        column = schema.texts.c
        query = select(column.text).where(column.article == article_id, column.sha256 == text_sha256)
        with self._read() as connection:
            return connection.execute(query).scalar_one_or_none()

    def passages(self, article_id: str, text_sha256: str) -> tuple[Passage, ...]:
        """The passages of one version of an article's text, in order; () where it is not stored."""
        column = schema.texts.c
        query = select(column.text, column.passages).where(
            column.article == article_id, column.sha256 == text_sha256
        )
        with self._read() as connection:
            row = connection.execute(query).first()
        return passages_of(row.text, row.passages) if row else ()

    def vectors(self, model: str, keys: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Those of the cached vectors that exist; a key is the sha256 of the text."""
        column = schema.vectors.c
        found: dict[str, NDArray[np.float32]] = {}
        with self._read() as connection:
            for some in chunks(keys):
                query = select(column.key, column.vector).where(column.model == model, column.key.in_(some))
                for key, blob in connection.execute(query):
                    found[key] = np.frombuffer(blob, dtype="<f4").astype(np.float32)
        return found

    def save_vectors(self, model: str, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Cache vectors; those that are there already stay."""
        made = self._clock.now()
        rows = [
            {"model": model, "key": key, "vector": vector.astype("<f4").tobytes(), "made": made}
            for key, vector in vectors.items()
        ]
        if rows:
            with self._write() as connection:
                connection.execute(inserting(connection, schema.vectors).on_conflict_do_nothing(), rows)

    def add_edition(
        self, edition: Edition, content: str, workings: str, threads: Sequence[Thread] = ()
    ) -> None:
        """Keep a frozen edition: its canonical JSON, how it came about as JSON too, and what it leaves of its stories."""
        with self._write() as connection:
            editions.add(connection, edition, content, workings, threads, self._clock.now())
            corrections.told(connection, edition)

    def threads(self, name: str, after: date, before: date) -> list[Thread]:
        """What an edition's newest revisions of after <= date < before left of their stories; oldest first, ties by story."""
        with self._read() as connection:
            return editions.threads_between(connection, name, after, before)

    def history(self, story: str) -> list[Thread]:
        """What all editions left of one story, of the newest revision of each date; oldest first."""
        with self._read() as connection:
            return editions.history(connection, story)

    def edition(self, edition_id: str) -> str | None:
        """The canonical JSON of an edition; `StoreError` when its bytes are not the ones that were frozen."""
        column = schema.editions.c
        query = select(column.content, column.sha256).where(column.id == edition_id)
        with self._read() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        if hashlib.sha256(row.content.encode()).hexdigest() != row.sha256:
            msg = f"{self._database.place}: edition {edition_id} was altered after it was frozen: restore a backup"
            raise StoreError(msg)
        return str(row.content)

    def workings(self, edition_id: str) -> str | None:
        """How an edition came about."""
        column = schema.editions.c
        with self._read() as connection:
            return connection.execute(
                select(column.workings).where(column.id == edition_id)
            ).scalar_one_or_none()

    def latest(self, name: str, day: date) -> str | None:
        """The canonical JSON of the newest revision of an edition on one date."""
        with self._read() as connection:
            found = editions.latest(connection, name, day)
        return self.edition(found) if found else None

    def latest_before(self, name: str, day: date) -> str | None:
        """The canonical JSON of the newest revision of an edition's newest date before a day."""
        with self._read() as connection:
            found = editions.latest_before(connection, name, day)
        return self.edition(found) if found else None

    def add_correction(self, correction: Correction) -> bool:
        """Keep a correction of an edition; False where one with its id is kept already."""
        with self._write() as connection:
            return corrections.add(connection, correction)

    def corrections(self, edition_id: str) -> list[Correction]:
        """The corrections of an edition, oldest first; `StoreError` when one is not as it was made."""
        with self._read() as connection:
            return corrections.of_edition(connection, edition_id)

    def correction(self, correction_id: str) -> Correction | None:
        """One correction; `StoreError` when it is not as it was made."""
        with self._read() as connection:
            return corrections.by_id(connection, correction_id)

    def untold_corrections(self, name: str, after: date, before: date) -> list[Correction]:
        """What stands corrected in an edition's issues of after <= date < before and none of them told of; oldest first."""
        with self._read() as connection:
            return corrections.untold(connection, name, after, before)

    def editions(self, limit: int = 100) -> list[str]:
        """Ids of the newest editions, newest first."""
        column = schema.editions.c
        query = select(column.id).order_by(column.date.desc(), column.created.desc(), column.id.desc())
        with self._read() as connection:
            return list(connection.execute(query.limit(limit)).scalars())

    def secret(self, name: str) -> bytes:
        """32 random bytes under a name: made at first use, kept for good."""
        with self._write() as connection:
            return secret(connection, name)

    def lease(self, name: str, seconds: float) -> AbstractContextManager[None]:
        """Hold a named lease while the block runs; `Busy` names who holds it."""
        return self._lease(name, seconds)

    @contextmanager
    def _lease(self, name: str, seconds: float) -> Iterator[None]:
        token = uuid.uuid4().hex
        with self._write() as connection:
            leases.take(connection, name, token, self._clock.now(), seconds)
        try:
            yield
        finally:
            with self._write() as connection:
                leases.give_back(connection, name, token)
