"""`ports.Store` on SQLAlchemy 2: SQLite by default, in WAL mode, one file.

SqlStore ─ feeds, articles, texts   (articles.py turns rows into values)
         ─ vectors                  a cache: may be emptied at any time
         ─ editions                 frozen: inserted once, never updated
         ─ leases                   who does the work now
"""

from __future__ import annotations

import hashlib
import os
import socket
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import URL, Connection, Engine, create_engine, event, select, text
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError, IntegrityError, SQLAlchemyError

from briefing.errors import Busy, StoreError
from briefing.model import Article, Edition, FeedReading, FeedState, Passage
from briefing.ports import Clock
from briefing.store import schema
from briefing.store.articles import article_of, article_query, passages_of, save_article, save_state, state_of

__all__ = ["SqlStore", "open_store"]

LOCK_SECONDS = 10  # how long a writer waits for another one
CHUNK = 500  # bound parameters in one IN (...): SQLite allows 32,766, PostgreSQL 65,535


def open_store(path: Path, clock: Clock) -> SqlStore:
    """Open the database at this path, made and migrated to the newest schema when needed; `StoreError` if that fails."""
    with _translated(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        address = URL.create("sqlite", database=str(path))  # a path may hold "?" or "%"
        engine = create_engine(address, connect_args={"timeout": LOCK_SECONDS})
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)
        _migrate(engine)
    return SqlStore(engine, clock, path)


class SqlStore:
    """The database behind `ports.Store`; every method is one transaction, and raises `StoreError` only."""

    def __init__(self, engine: Engine, clock: Clock, path: Path) -> None:
        self._engine = engine
        self._clock = clock
        self._path = path

    def close(self) -> None:
        """Give back the connections."""
        self._engine.dispose()

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with _translated(self._path), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with _translated(self._path), _writing(self._engine).begin() as connection:
            yield connection

    def feed_states(self) -> dict[str, FeedState]:
        """All that is remembered of feeds, by location."""
        with self._read() as connection:
            rows = connection.execute(select(schema.feeds)).mappings()
            return {row["location"]: state_of(row) for row in rows}

    def save_readings(self, readings: Sequence[FeedReading]) -> None:
        """Keep articles (all versions of their texts) and feed states, in one transaction."""
        now = self._clock.now()
        with self._write() as connection:
            rows = connection.execute(select(schema.feeds)).mappings()
            stored = {row["location"]: state_of(row) for row in rows}
            for reading in readings:
                save_state(connection, reading.state, stored)
                stored[reading.state.location] = reading.state
                for article in reading.articles:
                    save_article(connection, article, now)

    def articles(self, opens: datetime, closes: datetime, feeds: Sequence[str]) -> list[Article]:
        """Articles that these feed locations list, published in (opens, closes], oldest first, ties by id."""
        column, listing = schema.articles.c, schema.listings.c
        query = article_query().where(column.published > opens, column.published <= closes)
        found: dict[str, Article] = {}
        with self._read() as connection:
            for some in _chunks(feeds):
                listed = select(listing.article).where(listing.feed.in_(some))
                rows = connection.execute(query.where(column.id.in_(listed))).mappings()
                found |= {row["id"]: article_of(row) for row in rows}
        return sorted(found.values(), key=lambda a: (a.published, a.id))

    def article(self, article_id: str) -> Article | None:
        """The newest version of an article."""
        with self._read() as connection:
            query = article_query().where(schema.articles.c.id == article_id)
            row = connection.execute(query).mappings().first()
        return article_of(row) if row else None

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
            for some in _chunks(keys):
                query = select(column.key, column.vector).where(column.model == model, column.key.in_(some))
                for key, blob in connection.execute(query):
                    found[key] = np.frombuffer(blob, dtype="<f4").astype(np.float32)
        return found

    def save_vectors(self, model: str, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Cache vectors; those that are there already stay."""
        rows = [
            {"model": model, "key": key, "vector": vector.astype("<f4").tobytes()}
            for key, vector in vectors.items()
        ]
        if rows:
            with self._write() as connection:
                connection.execute(insert(schema.vectors).on_conflict_do_nothing(), rows)

    def add_edition(self, edition: Edition, content: str, workings: str) -> None:
        """Keep a frozen edition: its canonical JSON and, as JSON too, how it came about."""
        row = {
            "id": edition.id,
            "name": edition.name,
            "date": edition.date,
            "revision": edition.revision,
            "created": self._clock.now(),
            "sha256": hashlib.sha256(content.encode()).hexdigest(),
            "content": content,
            "workings": workings,
        }
        with self._write() as connection:
            connection.execute(schema.editions.insert().values(**row))

    def edition(self, edition_id: str) -> str | None:
        """The canonical JSON of an edition; `StoreError` when its bytes are not the ones that were frozen."""
        column = schema.editions.c
        query = select(column.content, column.sha256).where(column.id == edition_id)
        with self._read() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        if hashlib.sha256(row.content.encode()).hexdigest() != row.sha256:
            msg = f"{self._path}: edition {edition_id} was altered after it was frozen: restore a backup"
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
        column = schema.editions.c
        query = select(column.id).where(column.name == name, column.date == day)
        with self._read() as connection:
            found = connection.execute(query.order_by(column.revision.desc()).limit(1)).scalar_one_or_none()
        return self.edition(found) if found else None

    def editions(self, limit: int = 100) -> list[str]:
        """Ids of the newest editions, newest first."""
        column = schema.editions.c
        query = select(column.id).order_by(column.date.desc(), column.created.desc(), column.id.desc())
        with self._read() as connection:
            return list(connection.execute(query.limit(limit)).scalars())

    def lease(self, name: str, seconds: float) -> AbstractContextManager[None]:
        """Hold a named lease while the block runs; `Busy` names who holds it."""
        return self._lease(name, seconds)

    @contextmanager
    def _lease(self, name: str, seconds: float) -> Iterator[None]:
        token = uuid.uuid4().hex
        self._take(name, seconds, token)
        try:
            yield
        finally:
            with self._write() as connection:
                column = schema.leases.c
                connection.execute(schema.leases.delete().where(column.name == name, column.token == token))

    def _take(self, name: str, seconds: float, token: str) -> None:
        now, column = self._clock.now(), schema.leases.c
        with self._write() as connection:
            row = connection.execute(select(schema.leases).where(column.name == name)).mappings().first()
            if row and row["until"] > now and not _is_dead(row["holder"]):
                msg = f"{name}: process {row['holder']} is at it until {row['until']:%H:%M:%S} UTC: wait for it to end"
                raise Busy(msg)
            connection.execute(schema.leases.delete().where(column.name == name))
            until = now + timedelta(seconds=seconds)
            connection.execute(
                schema.leases.insert().values(name=name, holder=_holder(), token=token, until=until)
            )


def _holder() -> str:
    return f"{os.getpid()}@{socket.gethostname()}"


def _is_dead(holder: str) -> bool:
    """Whether the holder was a process of this machine that is no more: its lease need not be waited for."""
    pid, _, host = holder.partition("@")
    if host != socket.gethostname():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _chunks(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    unique = list(dict.fromkeys(keys))
    for start in range(0, len(unique), CHUNK):
        yield unique[start : start + CHUNK]


def _writing(engine: Engine) -> Engine:
    return engine.execution_options(begin="BEGIN IMMEDIATE")  # wait for the lock at once, not in the middle


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _set_pragmas(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # the driver begins no transactions: `_begin` does
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _migrate(engine: Engine) -> None:
    """Bring the schema to HEAD; Alembic is loaded only when there is something to do."""
    with engine.connect() as connection:
        tables = connection.execute(text("SELECT name FROM sqlite_master WHERE name = 'alembic_version'"))
        version = None
        if tables.first():
            version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if version == schema.HEAD:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    with _writing(engine).begin() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            msg = f"the database is of a newer version ({version}) than this program ({schema.HEAD}): upgrade briefing"
            raise StoreError(msg) from error


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """Library and system errors as `StoreError`, with the file and the mend."""
    try:
        yield
    except IntegrityError as error:
        msg = f"{path}: {error.orig}: another run wrote the same thing first; run again"
        raise StoreError(msg) from error
    except DatabaseError as error:
        raise StoreError(f"{path}: {error.orig}: {_mend(str(error.orig))}") from error  # noqa: EM102
    except UnicodeEncodeError as error:
        msg = f"{path}: text that is no Unicode: {error.reason}"
        raise StoreError(msg) from error
    except SQLAlchemyError as error:
        msg = f"{path}: {error}: check the database"
        raise StoreError(msg) from error
    except OSError as error:
        msg = f"{path}: {error.strerror}: give a folder that can be written ([output] database in briefing.toml)"
        raise StoreError(msg) from error


def _mend(message: str) -> str:
    if "locked" in message:
        return "another program holds it; try again"
    if "full" in message or "disk I/O" in message:
        return "free some disk space, or lift the limit on file sizes"
    if "readonly" in message or "unable to open" in message:
        return "give a folder that can be written ([output] database in briefing.toml)"
    return "if the file is damaged, restore a backup or move it away to start anew"
