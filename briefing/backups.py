"""The composition of `briefing backup` and `briefing restore`: one file with all that cannot be had again.

    database ─ copy ─────────────────────┐
    briefing.toml, feeds/, prompts/ ─────┴─ MANIFEST.json: versions, sha256 of each ─> FILE.tar.gz
    FILE.tar.gz ─ checked ─ sending pauses ─> database in its place; files where there are none

Not in it: secrets of the environment, models (`briefing models pull`), the output folder (`briefing rebuild`), and the file
beside the database that counts sendings: a database that comes from a backup must be behind it, so that nothing is sent twice.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from briefing import __version__
from briefing.backup_file import DATABASE, FOLDERS, SETTINGS, Backup, pack, read, sha256_of, unpack
from briefing.clock import SystemClock
from briefing.deliver.generation import Generation
from briefing.errors import BriefingError, Busy, OutputError, StoreError
from briefing.ports import Clock, Progress
from briefing.settings import Settings, load_settings
from briefing.store import open_store
from briefing.store.backup import copy_database, demand_alone, put_in_place, take_over
from briefing.store.condition import Condition, read_condition

__all__ = ["Backup", "Restored", "back_up", "restore"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What restoring came to."""

    backup: Backup
    database: Path
    aside: Path | None  # where the database lies that was there before
    written: tuple[Path, ...]  # of the editor's files
    kept: tuple[Path, ...]  # those that were there and are other than in the backup
    waiting: int  # open rows of the ledger


def back_up(settings: Settings, file: Path, progress: Progress, clock: Clock | None = None) -> Backup:
    """Write everything that must be kept to a new file, while others go on working; only this user may read it.

    `OutputError` where the file is there already or cannot be written, `StoreError` where the database is damaged.
    """
    clock = clock or SystemClock()
    database = _file_of(settings)
    if not database.exists():
        msg = f"no database at {database}: there is nothing to back up, `briefing run` makes one"
        raise BriefingError(msg)
    if file.exists():
        msg = f"{file} is there already: give another name, such as {file.stem}-{clock.now():%Y-%m-%d}.tar.gz"
        raise OutputError(msg)
    with _writing(file) as (half, copy):
        progress.stage("copy the database")
        condition = copy_database(database, copy, clock)
        progress.stage("pack")
        sources = dict(_editors_files(settings)) | {DATABASE: copy}
        files = {name: sha256_of(path) for name, path in sources.items()}
        backup = Backup(
            file=file,
            made=clock.now(),
            program=__version__,
            schema=condition.version,
            newest=tuple(sorted(each.id for each in condition.newest.values())),
            files=files,
        )
        pack(half, backup, sources)
    return backup


def restore(
    file: Path,
    config: Path | None,
    progress: Progress,
    *,
    output: Path | None = None,
    force: bool = False,
    clock: Clock | None = None,
) -> Restored:
    """Put the database of a backup in its place, migrated, and pause sending; the editor's files only where there are none.

    `BriefingError` where the file is no backup, or the database here knows more and `force` is not given; `Busy` where
    somebody works with it; `StoreError` where the backup is damaged. Nothing is changed then.
    """
    from briefing.app import with_output

    clock = clock or SystemClock()
    progress.stage("read the backup")
    backup, texts = read(file)
    root = (config or Path(SETTINGS)).absolute()
    written = _write_missing({root: texts.pop(SETTINGS, None)})
    with _taken_back(written):
        settings = with_output(load_settings(config), output)
        database = _file_of(settings)
        with _unpacked(backup, database) as copy:
            progress.stage("check and migrate")
            condition = take_over(copy, clock)
            aside = _aside(database, condition, clock, force=force)
            demand_alone(database)  # before sending pauses: who is refused has changed nothing
            waiting = _pause(settings, copy, clock)
            progress.stage("put it in place")
            put_in_place(copy, database, aside)
    places = {settings.root / name: content for name, content in texts.items()}
    return Restored(
        backup=backup,
        database=database,
        aside=aside,
        written=(*written, *_write_missing(places)),
        kept=tuple(path for path, content in places.items() if path.read_bytes() != content),
        waiting=waiting,
    )


def _file_of(settings: Settings) -> Path:
    if isinstance(settings.database, Path):
        return settings.database
    msg = f"the database is on a server ({settings.database}): back it up with pg_dump and restore it with pg_restore"
    raise BriefingError(msg)


def _editors_files(settings: Settings) -> Iterator[tuple[str, Path]]:
    """briefing.toml and all files of the editor's folders, by their names in the backup."""
    if settings.file:
        yield SETTINGS, settings.file
    for folder in FOLDERS:
        for path in sorted((settings.root / folder).rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                yield path.relative_to(settings.root).as_posix(), path


@contextmanager
def _writing(file: Path) -> Iterator[tuple[Path, Path]]:
    """Names for the file while it grows and for the copy in it, in its folder; the first becomes the file at the end."""
    token = uuid.uuid4().hex[:8]
    half, copy = (file.with_name(f".{file.name}.{token}.{part}") for part in ("half", "copy"))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        for path in (half, copy):
            path.touch(mode=0o600)
        yield half, copy
        with half.open("rb") as written:
            os.fsync(written.fileno())
        half.replace(file)
    except OSError as error:
        msg = f"{file}: {error.strerror}: give a file in a folder that can be written and has room"
        raise OutputError(msg) from error
    finally:
        for path in (half, copy):
            path.unlink(missing_ok=True)


@contextmanager
def _unpacked(backup: Backup, database: Path) -> Iterator[Path]:
    """The database of a backup as a file beside its place; taken away again where it does not get there."""
    copy = database.with_name(f".{database.name}.{uuid.uuid4().hex[:8]}.restored")
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        copy.touch(mode=0o600)
        unpack(backup, DATABASE, copy)
        yield copy
    except OSError as error:
        msg = f"{database.parent}: {error.strerror}: free some space, or give a folder that can be written"
        raise OutputError(msg) from error
    finally:
        for name in ("", "-wal", "-shm", "-journal"):
            copy.with_name(copy.name + name).unlink(missing_ok=True)


def _aside(database: Path, restored: Condition, clock: Clock, *, force: bool) -> Path | None:
    """Where the database goes that is there now, if it may go; None where there is none."""
    if not database.exists():
        return None
    now = clock.now()
    aside = database.with_name(f"{database.name}.replaced-{now:%Y%m%dT%H%M%SZ}")
    there: Condition | None = None
    with suppress(StoreError):  # what cannot be read is what backups are for
        there = read_condition(database, now)
    if there is None:
        return aside
    for lease in there.leases:
        if lease.until > now and not lease.dead:
            msg = f"{lease.name}: process {lease.holder} is at it: stop it, then restore"
            raise Busy(msg)
    if not force and _knows_more(there, restored):
        msg = (
            f"{database} knows more than the backup (last written {there.last_moment:%Y-%m-%d %H:%M} UTC, "
            f"{there.generation} sendings): give --force to put the backup in its place; it is kept as {aside.name}"
        )
        raise BriefingError(msg)
    return aside


def _knows_more(there: Condition, restored: Condition) -> bool:
    if there.last_moment is None:
        return False
    return restored.last_moment is None or (there.last_moment, there.generation) > (
        restored.last_moment,
        restored.generation,
    )


def _pause(settings: Settings, copy: Path, clock: Clock) -> int:
    """Let sending wait for the operator, before the database is in its place; how many rows of it are open."""
    store = open_store(copy, clock)
    try:
        Generation(store.ledger, settings.beside_database()).pause()
        return store.ledger.waiting()[0]
    finally:
        store.close()


@contextmanager
def _taken_back(written: Sequence[Path]) -> Iterator[None]:
    """Take files away again where what follows fails."""
    try:
        yield
    except BaseException:
        for path in written:
            path.unlink()
        raise


def _write_missing(places: Mapping[Path, bytes | None]) -> list[Path]:
    """Write those files that are not there; which they are."""
    written = []
    for path, content in places.items():
        if content is None or path.exists():
            continue
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            msg = f"{path}: {error.strerror}: give a folder that can be written"
            raise OutputError(msg) from error
        written.append(path)
    return written
