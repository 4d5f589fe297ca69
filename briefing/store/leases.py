"""Who does the work now: a row that names the holder and when it ends at the latest.

A holder is "PID@HOST/BOOT.PIDS.START.MACHINE": the process, and what tells it from others that have its number, before or after
the machine was started anew, in another container, or on another machine that has the same name and shares the database.
"""

from __future__ import annotations

import hashlib
import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, select

from briefing.errors import Busy
from briefing.store.schema import leases

__all__ = ["give_back", "holder", "is_dead", "is_of_another_start", "shown", "take"]


def take(connection: Connection, name: str, token: str, now: datetime, seconds: float) -> None:
    """Hold a lease under this token; `Busy` names who holds it, unless that process is dead or its time is over."""
    row = connection.execute(select(leases).where(leases.c.name == name)).mappings().first()
    if row and row["until"] > now and not is_dead(row["holder"]):
        msg = f"{name}: process {shown(row['holder'])} is at it until {row['until']:%H:%M:%S} UTC: wait for it to end"
        raise Busy(msg)
    connection.execute(leases.delete().where(leases.c.name == name))
    until = now + timedelta(seconds=seconds)
    connection.execute(leases.insert().values(name=name, holder=holder(), token=token, until=until))


def give_back(connection: Connection, name: str, token: str) -> None:
    """End a lease, if it is still held under this token."""
    connection.execute(leases.delete().where(leases.c.name == name, leases.c.token == token))


def holder() -> str:
    """This process, as a lease names it."""
    pid = os.getpid()
    return f"{pid}@{socket.gethostname()}/{_boot()}.{_pids()}.{_started(pid)}.{_machine()}"


def shown(holder: str) -> str:
    """A holder for people: PID@HOST."""
    return holder.partition("/")[0]


def is_dead(holder: str) -> bool:
    """Whether the holder was a process of this machine that is no more: its lease need not be waited for."""
    it = _read(holder)
    if not it.is_of_this_machine():
        return False
    if it.boot != _boot() and it.boot:
        return True
    if it.pids != _pids() and it.pids:
        return False  # its number says nothing here
    try:
        os.kill(it.pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return bool(it.started) and it.started != _started(it.pid)


def is_of_another_start(holder: str) -> bool:
    """Whether the holder ran before this machine was started anew, or on another one: what it wrote and did not wait for may be lost.

    Containers of one machine share its start.
    """
    it = _read(holder)
    return bool(it.boot) and it.boot != _boot()


@dataclass(frozen=True, slots=True)
class _Holder:
    pid: int
    host: str
    boot: str  # this and what follows: "" where the system does not say
    pids: str
    started: str
    machine: str

    def is_of_this_machine(self) -> bool:
        """Whether the host is this one; without the machine's own mark, as in many containers, its name tells."""
        known = self.machine and _machine()
        return self.host == socket.gethostname() and (not known or self.machine == _machine())


def _read(holder: str) -> _Holder:
    process, _, marks = holder.partition("/")
    pid, _, host = process.partition("@")
    boot, pids, started, machine = (marks.split(".") + [""] * 4)[:4]
    return _Holder(int(pid), host, boot, pids, started, machine)


@cache
def _boot() -> str:
    """Of this start of the machine."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii")[:8]
    except OSError:
        return ""


@cache
def _machine() -> str:
    """Of this machine, whatever it is called; hashed, as machine-id(5) asks."""
    try:
        known = Path("/etc/machine-id").read_bytes().strip()
    except OSError:
        return ""
    return hashlib.sha256(b"briefing" + known).hexdigest()[:8] if known else ""


@cache
def _pids() -> str:
    """Of the process numbers that are seen from here: each container has its own."""
    try:
        return str(Path("/proc/self/ns/pid").stat().st_ino)
    except OSError:
        return ""


def _started(pid: int) -> str:
    """When a process began, in ticks since the machine did; "" where there is none, or it is dead and not yet buried."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]
