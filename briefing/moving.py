"""What `briefing database` does: tells what the database holds, and moves it to another place.

settings ─ existing database ─┬─> Holding
                              └─ copy ─> the other one, with the mark of what was sent ─> rows by table
"""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.database_address import Database
from briefing.deliver.generation import mark
from briefing.errors import BriefingError, OutputError
from briefing.ports import Clock, Progress
from briefing.store import is_there
from briefing.store.copying import copy
from briefing.store.database import open_database
from briefing.store.holding import Holding, holding_of

if TYPE_CHECKING:
    from briefing.settings import Settings

__all__ = ["holding", "move"]


def holding(settings: Settings) -> Holding:
    """What the database of these settings holds; an error where there is none."""
    _demand(settings)
    with closing(open_database(settings.database)) as database:
        return holding_of(database)


def move(settings: Settings, target: Database, clock: Clock, progress: Progress) -> dict[str, int]:
    """Copy the database of these settings to another place, which must be empty; rows by table.

    The other one is used from when briefing.toml or BRIEFING_DATABASE names it. It takes along what tells that it is no restored
    backup (`deliver.generation`).
    """
    _demand(settings)
    with closing(open_database(settings.database)) as source, closing(open_database(target)) as other:
        counts = copy(source, other, clock.now(), progress)
    old, new = (mark(each.beside_database()) for each in (settings, replace(settings, database=target)))
    try:
        if old.exists():
            new.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(old, new)
    except OSError as error:
        msg = f"{new}: {error.strerror}: the rows are copied; copy {old} there before anything is sent"
        raise OutputError(msg) from error
    return counts


def _demand(settings: Settings) -> None:
    if not is_there(settings.database):
        msg = f"no database at {settings.database}: `briefing run` makes it, --output names another output folder"
        raise BriefingError(msg)
