"""Moves what one database holds into another, empty one, of whichever kind: all of it or nothing, compared row by row.

source, where nobody else writes ─ table by table, some rows at a time ─> target ─ the same rows? ─> committed
"""

from __future__ import annotations

from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Table, func, select

from briefing.database_address import Database as Place
from briefing.errors import Busy, StoreError
from briefing.ports import Progress
from briefing.store.database import Database
from briefing.store.leases import is_dead, shown
from briefing.store.schema import deliveries, leases, metadata

__all__ = ["TABLES", "copy"]

TABLES = tuple(
    table for table in metadata.sorted_tables if table is not leases
)  # who works now is no content
_STREAM = {"yield_per": 100}  # rows at a time: an edition may take a megabyte


def copy(source: Database, target: Database, now: datetime, progress: Progress) -> dict[str, int]:
    """Copy all tables but the leases; rows by table.

    `Busy` where somebody is at work in the source, `StoreError` where the target is not empty, or is not the same after it:
    then it is left as it was.
    """
    if source.place == target.place:
        msg = f"{target.place}: this is the database itself: name another one"
        raise StoreError(msg)
    with source.writing() as old, target.writing() as new:
        _keep_still(old, source.place)
        _demand_rest(old, now)
        _demand_empty(new, target.place)
        counts = {table.name: _copied(old, new, table, progress) for table in TABLES}
        for table in TABLES:
            _go_on_counting(new, table)
        for table in TABLES:
            progress.stage(f"compare {table.name}", counts[table.name])
            _compare(old, new, table, target.place, progress)
    return counts


def _keep_still(connection: Connection, place: Place) -> None:
    """Let nobody write until the transaction ends."""
    if not isinstance(place, Path):
        from briefing.store import postgresql

        postgresql.lock(connection, [table.name for table in TABLES])


def _demand_rest(connection: Connection, now: datetime) -> None:
    held = [select(leases.c.holder, leases.c.until)]
    held.append(
        select(deliveries.c.holder, func.max(deliveries.c.until))
        .where(deliveries.c.claim > "")
        .group_by(deliveries.c.holder)
    )
    for query in held:
        for holder, until in connection.execute(query):
            if until is not None and until > now and not is_dead(holder):
                msg = f"process {shown(holder)} is at work in the database: stop it, then copy"
                raise Busy(msg)


def _demand_empty(connection: Connection, place: Place) -> None:
    for table in TABLES:
        if connection.execute(select(func.count()).select_from(table)).scalar_one():
            msg = f"{place}: it is not empty, {table.name} has rows: name a new database"
            raise StoreError(msg)


def _copied(old: Connection, new: Connection, table: Table, progress: Progress) -> int:
    total = old.execute(select(func.count()).select_from(table)).scalar_one()
    progress.stage(f"copy {table.name}", total)
    with old.execute(select(table), execution_options=_STREAM) as found:
        for some in found.mappings().partitions():
            new.execute(table.insert(), [dict(row) for row in some])
            progress.advance(len(some))
    return int(total)


def _go_on_counting(connection: Connection, table: Table) -> None:
    """Where the database numbers rows itself, let it go on behind the last one."""
    column = table.autoincrement_column
    if column is None or connection.dialect.name != "postgresql":
        return
    last = connection.execute(select(func.max(column))).scalar()
    if last is not None:
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        connection.execute(select(func.setval(sequence, last)))


def _compare(old: Connection, new: Connection, table: Table, place: Place, progress: Progress) -> None:
    """Read both in the order of their keys, which is that of bytes in each database."""
    query = select(table).order_by(*table.primary_key.columns)
    with (
        old.execute(query, execution_options=_STREAM) as ours,
        new.execute(query, execution_options=_STREAM) as theirs,
    ):
        for row, copied in zip_longest(ours, theirs):
            if row is None or copied is None or _plain(row) != _plain(copied):
                msg = f"{place}: {table.name} is not the same after copying: nothing was copied"
                raise StoreError(msg)
            progress.advance()


def _plain(row: Row[Any]) -> list[Any]:
    """The values, with the sign that PostgreSQL has in place of a NUL."""
    return [value.replace("\0", "\ufffd") if isinstance(value, str) else value for value in row]
