"""The database: its version, whether it is whole and may be written, who holds it, whether it is a restored backup.

path ─ read_condition ─> Condition ─ judge ─> findings
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from briefing.database_address import Database
from briefing.deliver.generation import mark
from briefing.doctor.finding import Finding, fail, ok, warn
from briefing.store.condition import Condition
from briefing.store.leases import shown

__all__ = ["database", "restored"]

_RESUME = "look at `briefing ledger`, then give `briefing send --resume-after-restore`"


def database(condition: Condition, place: Database) -> Iterator[Finding]:
    """What is to be said of the database."""
    yield _integrity(condition, place)
    yield _version(condition)
    if isinstance(place, Path):
        yield _access(place)
    for lease in condition.leases:
        if not lease.dead:
            told = (
                f"{lease.name}: process {shown(lease.holder)} is at it until {lease.until:%Y-%m-%d %H:%M} UTC"
            )
            yield ok("database: work under way", told)


def _integrity(condition: Condition, place: Database) -> Finding:
    if condition.faults:
        more = f" and {len(condition.faults) - 1} more" if len(condition.faults) > 1 else ""
        mend = "stop everything, keep the file, and `briefing restore` the newest backup"
        return fail("database: integrity", f"{place}: {condition.faults[0]}{more}", mend)
    whole = "whole, " if isinstance(place, Path) else "answers, "
    return ok("database: integrity", f"{place}: {whole}{condition.bytes / 1e6:.1f} MB")


def _version(condition: Condition) -> Finding:
    name, version = "database: version", condition.version or "none"
    if condition.is_current:
        return ok(name, version)
    if condition.version > condition.wanted:
        what = f"{version}, newer than this program's {condition.wanted}"
        return fail(name, what, "upgrade briefing, or `briefing restore` a backup from before the upgrade")
    what = f"{version}, older than this program's {condition.wanted}"
    return warn(name, what, "nothing: the next command that opens it brings it up to date; back it up before")


def _access(path: Path) -> Finding:
    name = "database: access"
    beside = path.parent
    if not (os.access(path, os.W_OK) and os.access(beside, os.W_OK | os.X_OK)):
        return fail(name, f"{path} cannot be written", f"let this user write the file and {beside}")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & (stat.S_IROTH | stat.S_IWOTH):
        what = f"everybody on this machine may read {path}: it holds addresses and the keys of links"
        return warn(name, what, f"chmod 600 {path}, or `umask 077` for the service")
    return ok(name, "may be written")


def restored(condition: Condition, path: Path) -> Finding:
    """Whether sending is paused because the database is older than what was sent (`deliver.generation`)."""
    name, file = "sending", mark(path)
    try:
        there: int | None = int(file.read_text("ascii"))
    except FileNotFoundError:
        there = None
    except (OSError, ValueError):
        return fail(name, f"{file} is not a number that can be read", _RESUME)
    here = condition.generation
    if there is None and here == 0:
        return ok(name, "nothing has been sent yet")
    if there is None or there > here:
        state = "is missing" if there is None else f"says {there}"
        what = f"paused: the database has seen {here} sendings and {file} {state}, as after a restored backup"
        return fail(name, what, _RESUME)
    return ok(name, f"not paused; {here} sendings so far")
