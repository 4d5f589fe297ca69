"""SQLite: one file in WAL mode; whoever writes has it alone from the start of the transaction.

A commit outlives the death of the process, and a power cut too: it is synchronised to the disk (`synchronous = FULL`). A step
(`NORMAL`) is not, until the next commit that is or the next checkpoint: a power cut takes steps back in their order.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

__all__ = ["begin_reading", "begin_step", "begin_writing", "engine_at", "mend"]

LOCK_SECONDS = 10  # how long a writer waits for another one
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "wal_autocheckpoint = 4000",  # pages, 16 MB: a checkpoint waits for the disk, and each message that is sent writes some 8
    "foreign_keys = ON",
)


def engine_at(path: Path) -> Engine:
    """The engine of a file, whose folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)  # addresses and keys will be in it
    address = URL.create("sqlite", database=str(path))  # a path may hold "?" or "%"
    engine = create_engine(address, connect_args={"timeout": LOCK_SECONDS})
    event.listen(engine, "connect", _set_pragmas)
    return engine


def _set_pragmas(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # the driver begins no transactions: `database` does
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def begin_reading(connection: Connection) -> None:
    """A transaction that sees one state of the database."""
    connection.exec_driver_sql("BEGIN")


def begin_writing(connection: Connection) -> None:
    """A transaction that has the file alone: it waits for the lock at once, not in the middle."""
    _synchronise(connection, "FULL")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def begin_step(connection: Connection) -> None:
    """A transaction that has the file alone, and that a power cut may take back."""
    _synchronise(connection, "NORMAL")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _synchronise(connection: Connection, how: str) -> None:
    if connection.info.get("synchronous", "FULL") != how:
        connection.exec_driver_sql(f"PRAGMA synchronous = {how}")
        connection.info["synchronous"] = how


def mend(error: BaseException | None) -> str:
    """What to do about an error of the driver."""
    message = str(error)
    if "locked" in message:
        return "another program holds it; try again"
    if "full" in message or "disk I/O" in message:
        return "free some disk space, or lift the limit on file sizes"
    if "readonly" in message or "unable to open" in message:
        return "give a folder that can be written ([output] database in briefing.toml)"
    return "if the file is damaged, restore a backup or move it away to start anew"
