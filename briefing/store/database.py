"""One database, a SQLite file or on a PostgreSQL server, migrated to the newest schema, its errors as ours.

place ─ engine (sqlite.py, postgresql.py) ─ migrate ─> Database ─ reading, writing, sharing, stepping: one transaction each
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Table, event, inspect, text
from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError, SQLAlchemyError

from briefing.database_address import Database as Place
from briefing.errors import StoreError
from briefing.store import schema, sqlite

__all__ = ["Database", "chunks", "inserting", "is_there", "open_database", "translated"]

CHUNK = 500  # bound parameters in one IN (...): SQLite allows 32,766, PostgreSQL 65,535

_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """An open database; each of its transactions raises `StoreError` only."""

    place: Place
    engine: Engine  # gives a transaction that sees one state of the database
    alone: Engine  # that nobody else writes beside
    beside: Engine  # that others may write beside, where the database lets them
    steps: Engine  # likewise, and does not wait for the disk, where the database lets it

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that reads: all that it sees is of one moment."""
        with translated(self.place), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes: what it reads stays so until it ends, for nobody else writes meanwhile."""
        with translated(self.place), self.alone.begin() as connection:
            yield connection

    @contextmanager
    def sharing(self) -> Iterator[Connection]:
        """A transaction that writes beside others, where the database can: only rows that it has locked stay as they were read."""
        with translated(self.place), self.beside.begin() as connection:
            yield connection

    @contextmanager
    def stepping(self) -> Iterator[Connection]:
        """Like `sharing`, but a power cut may take it back, with all steps since the last transaction of another kind."""
        with translated(self.place), self.steps.begin() as connection:
            yield connection

    def close(self) -> None:
        """Give back the connections."""
        self.engine.dispose()


def open_database(place: Place) -> Database:
    """The database of a file or an address, made and migrated to the newest schema when needed; `StoreError` if that fails."""
    with translated(place):
        database = _database(place)
        try:
            _migrate(database)
        except BaseException:
            database.close()
            raise
    return database


def is_there(place: Place) -> bool:
    """Whether there is a database with our tables, without making any."""
    if isinstance(place, Path):
        return place.exists()
    database = _database(place)
    try:
        with database.reading() as connection:
            return inspect(connection).has_table("alembic_version")
    finally:
        database.close()


def inserting(connection: Connection, table: Table) -> Any:
    """An INSERT that may say ON CONFLICT, in the words of this database."""
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as into_sqlite

        return into_sqlite(table)
    from sqlalchemy.dialects.postgresql import insert

    return insert(table)


def chunks(keys: Sequence[_Key]) -> Iterator[Sequence[_Key]]:
    """Distinct keys, so many at a time as one statement may bind."""
    unique = list(dict.fromkeys(keys))
    for start in range(0, len(unique), CHUNK):
        yield unique[start : start + CHUNK]


def _database(place: Place) -> Database:
    if isinstance(place, Path):
        engine = sqlite.engine_at(place)
        reading, alone, steps = (engine.execution_options() for _ in range(3))
        event.listen(reading, "begin", sqlite.begin_reading)
        event.listen(alone, "begin", sqlite.begin_writing)
        event.listen(steps, "begin", sqlite.begin_step)
        return Database(place=place, engine=reading, alone=alone, beside=alone, steps=steps)
    from briefing.store import postgresql

    engine = postgresql.engine_at(place)
    alone = engine.execution_options(**postgresql.WRITING)
    beside = engine.execution_options(**postgresql.WRITING)
    event.listen(alone, "begin", postgresql.begin_writing)
    return Database(
        place=place,
        engine=engine.execution_options(**postgresql.READING),
        alone=alone,
        beside=beside,
        steps=beside,
    )


def _migrate(database: Database) -> None:
    """Bring the schema to HEAD; Alembic is loaded only when there is something to do."""
    with database.engine.begin() as connection:
        version = None
        if inspect(connection).has_table("alembic_version"):
            version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if version == schema.HEAD:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    with database.alone.begin() as connection:
        if not isinstance(database.place, Path):
            from briefing.store import postgresql

            postgresql.demand_unicode(connection, database.place)
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            msg = f"the database is of a newer version ({version}) than this program ({schema.HEAD}): upgrade briefing"
            raise StoreError(msg) from error


@contextmanager
def translated(place: Place) -> Iterator[None]:
    """Library and system errors as `StoreError`, with the place and the mend."""
    try:
        yield
    except IntegrityError as error:
        msg = f"{place}: {_said(place, error)[0]}: another run wrote the same thing first; run again"
        raise StoreError(msg) from error
    except DatabaseError as error:
        msg = f"{place}: {': '.join(_said(place, error))}"
        raise StoreError(msg) from error
    except UnicodeEncodeError as error:
        msg = f"{place}: text that is no Unicode: {error.reason}"
        raise StoreError(msg) from error
    except SQLAlchemyError as error:
        msg = f"{place}: {error}: check the database"
        raise StoreError(msg) from error
    except OSError as error:
        msg = f"{place}: {error.strerror}: give a folder that can be written ([output] database in briefing.toml)"
        raise StoreError(msg) from error


def _said(place: Place, error: DBAPIError) -> tuple[str, str]:
    """What the driver says, and the mend."""
    if isinstance(place, Path):
        return str(error.orig), sqlite.mend(error.orig)
    from briefing.store import postgresql

    return postgresql.said(error.orig), postgresql.mend(error.orig)
