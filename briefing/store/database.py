"""The engine: one SQLite file in WAL mode, migrated to the newest schema, its errors as ours.

path ─ engine ─ migrate ─> Engine ─ read or write: one transaction each
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, IntegrityError, SQLAlchemyError

from briefing.errors import StoreError
from briefing.store import schema

__all__ = ["chunks", "open_engine", "translated", "writing"]

LOCK_SECONDS = 10  # how long a writer waits for another one
CHUNK = 500  # bound parameters in one IN (...): SQLite allows 32,766, PostgreSQL 65,535

_Key = TypeVar("_Key")


def open_engine(path: Path) -> Engine:
    """The database at this path, made and migrated to the newest schema when needed; `StoreError` if that fails."""
    with translated(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        address = URL.create("sqlite", database=str(path))  # a path may hold "?" or "%"
        engine = create_engine(address, connect_args={"timeout": LOCK_SECONDS})
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)
        _migrate(engine)
    return engine


def chunks(keys: Sequence[_Key]) -> Iterator[Sequence[_Key]]:
    """Distinct keys, so many at a time as one statement may bind."""
    unique = list(dict.fromkeys(keys))
    for start in range(0, len(unique), CHUNK):
        yield unique[start : start + CHUNK]


def writing(engine: Engine) -> Engine:
    """The engine for transactions that write."""
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
    with writing(engine).begin() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            msg = f"the database is of a newer version ({version}) than this program ({schema.HEAD}): upgrade briefing"
            raise StoreError(msg) from error


@contextmanager
def translated(path: Path) -> Iterator[None]:
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
