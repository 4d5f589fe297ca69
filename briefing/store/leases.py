"""Who does the work now: a row that names the holder and when it ends at the latest."""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from briefing.errors import Busy
from briefing.store.schema import leases

__all__ = ["give_back", "holder", "is_dead", "take"]


def take(connection: Connection, name: str, token: str, now: datetime, seconds: float) -> None:
    """Hold a lease under this token; `Busy` names who holds it, unless that process is dead or its time is over."""
    row = connection.execute(select(leases).where(leases.c.name == name)).mappings().first()
    if row and row["until"] > now and not is_dead(row["holder"]):
        msg = (
            f"{name}: process {row['holder']} is at it until {row['until']:%H:%M:%S} UTC: wait for it to end"
        )
        raise Busy(msg)
    connection.execute(leases.delete().where(leases.c.name == name))
    until = now + timedelta(seconds=seconds)
    connection.execute(leases.insert().values(name=name, holder=holder(), token=token, until=until))


def give_back(connection: Connection, name: str, token: str) -> None:
    """End a lease, if it is still held under this token."""
    connection.execute(leases.delete().where(leases.c.name == name, leases.c.token == token))


def holder() -> str:
    """This process, as a lease names it."""
    return f"{os.getpid()}@{socket.gethostname()}"


def is_dead(holder: str) -> bool:
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
