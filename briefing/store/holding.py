"""What a database holds: its engine, the version of the schema, how large it is, the rows of each table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select, text

from briefing.database_address import Database as Place
from briefing.store.database import Database
from briefing.store.schema import HEAD, metadata

__all__ = ["Holding", "holding_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A database and what is in it."""

    place: Place
    engine: str  # "SQLite 3.45.1"
    version: str = HEAD  # of the schema: opening brings it to this one
    bytes: int
    rows: Mapping[str, int]  # by table


def holding_of(database: Database) -> Holding:
    """What an open database holds now."""
    with database.reading() as connection:
        engine, size = (
            _file(connection, database.place) if isinstance(database.place, Path) else _served(connection)
        )
        counts = {table.name: select(func.count()).select_from(table) for table in metadata.sorted_tables}
        rows = {name: int(connection.execute(query).scalar_one()) for name, query in counts.items()}
    return Holding(place=database.place, engine=engine, bytes=size, rows=rows)


def _file(connection: Connection, path: Path) -> tuple[str, int]:
    version = connection.execute(text("SELECT sqlite_version()")).scalar_one()
    ahead = path.with_name(f"{path.name}-wal")  # what is committed and not yet in the file
    size = path.stat().st_size + (ahead.stat().st_size if ahead.exists() else 0)
    return f"SQLite {version}", size


def _served(connection: Connection) -> tuple[str, int]:
    version = connection.execute(text("SHOW server_version")).scalar_one()
    size = connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
    return f"PostgreSQL {version}", int(size)
