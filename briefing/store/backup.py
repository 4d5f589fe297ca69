"""A SQLite database as one file that can be taken away, and back in its place.

database ─ online backup: others go on ─ checked ─> file
file ─ checked ─ leases away ─ migrated ─ nobody has the old one open ─> database        the old one stays beside it
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from briefing.errors import Busy, StoreError
from briefing.ports import Clock
from briefing.store import sqlite
from briefing.store.condition import Condition, read_condition
from briefing.store.database import translated
from briefing.store.sql import open_store

__all__ = ["copy_database", "demand_alone", "put_in_place", "take_over"]

WAIT_SECONDS = 3.0  # for whoever has the database open


def copy_database(source: Path, target: Path, clock: Clock) -> Condition:
    """Copy a database, as of one moment, to a file that is not there yet; others may write meanwhile. Returns its state.

    `StoreError` where it cannot be read, or is damaged: a copy of that is no backup.
    """
    with _told(source):
        with (
            contextlib.closing(_connect(source, "mode=ro")) as there,
            contextlib.closing(_connect(target, "mode=rwc")) as here,
        ):
            there.backup(here)
            here.execute("PRAGMA journal_mode = DELETE")  # no second file
        _flush(target)
    return _sound(target, clock)


def take_over(file: Path, clock: Clock) -> Condition:
    """Make a copy ready to be the database: nobody holds anything in it, its schema is the newest. Returns its state.

    `StoreError` where it is damaged, or of a newer program.
    """
    condition = _sound(file, clock)
    if condition.version > condition.wanted:
        msg = f"{file.name}: the backup is of a newer program ({condition.version}): upgrade briefing"
        raise StoreError(msg)
    open_store(file, clock).close()
    with _told(file), contextlib.closing(_connect(file, "mode=rw")) as connection:
        connection.execute("DELETE FROM leases")
        connection.execute("PRAGMA journal_mode = DELETE")
    _flush(file)
    return _sound(file, clock)


def demand_alone(database: Path) -> None:
    """`Busy` where somebody has the database open, if there is one; it is in one file then."""
    with _told(database):
        if database.exists():
            _alone(database)


def put_in_place(file: Path, database: Path, aside: Path | None) -> None:
    """Put a file in the database's place; what is there now stays as `aside`. `Busy` where somebody has it open.

    There is a database at every moment: one that is missing would be made anew, and empty.
    """
    demand_alone(database)
    with _told(database):
        if aside:
            os.link(database, aside)
        _flush(file)
        file.replace(database)
        _flush(database.parent)


def _alone(database: Path) -> None:
    """Bring a database into one file, which takes that nobody else has it open; one that is damaged stays as it is."""
    with contextlib.closing(_connect(database, "mode=rw")) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            msg = f"{database}: another program has it open: stop `briefing serve` and `briefing web` first"
            raise Busy(msg) from error
        except sqlite3.DatabaseError:
            for name in (
                "-wal",
                "-shm",
            ):  # of a file that cannot be read they would be taken for the new one's
                database.with_name(database.name + name).unlink(missing_ok=True)


def _sound(file: Path, clock: Clock) -> Condition:
    condition = read_condition(file, clock.now(), thorough=True)
    if condition is None or condition.faults or not condition.version:
        why = condition.faults[0] if condition and condition.faults else "no database of briefing"
        msg = f"{file.name}: damaged ({why}): use an older backup"
        raise StoreError(msg)
    return condition


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """What the driver raises as `StoreError`, too."""
    with translated(path):
        try:
            yield
        except sqlite3.Error as error:
            msg = f"{path}: {error}: {sqlite.mend(error)}"
            raise StoreError(msg) from error


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?{mode}"
    return sqlite3.connect(uri, uri=True, timeout=WAIT_SECONDS, isolation_level=None)


def _flush(path: Path) -> None:
    """Onto the disk, a file or a folder's names."""
    with _opened(path) as number:
        os.fsync(number)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[int]:
    number = os.open(path, os.O_RDONLY)
    try:
        yield number
    finally:
        os.close(number)
