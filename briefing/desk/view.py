"""What the browser is shown, and who waits for it to change.

the watcher ─ show, working ─> Screen ─ now, wait ─> answers to the browser
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from briefing.edition.difference import Difference
from briefing.errors import BriefingError, ConfigError
from briefing.model import Edition

__all__ = ["Problem", "Screen", "View", "problems_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why the files of now make no digest."""

    what: str
    place: str = ""  # "prompts/themes.toml:12"
    mend: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The last good digest, and what there is to say of it."""

    number: str  # another one for each view, and for each process
    stored: str  # the id of the edition that it is made from
    edition: Edition
    files: Mapping[str, bytes]  # by name, as they are published
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    last: Difference | None = None  # from the last good digest to this one
    whole: Difference | None = None  # from the stored edition to this one
    seconds: float = 0.0


class Screen:
    """The present view, for many threads."""

    def __init__(self, view: View) -> None:
        self._news = threading.Condition()
        self._process = secrets.token_hex(4)
        self._count = 0
        self._view = view
        self._working = ""
        self.show(view)

    def now(self) -> tuple[View, str]:
        """The view, and what is being done at the moment; "" = nothing."""
        with self._news:
            return self._view, self._working

    def show(self, view: View) -> None:
        """Another view; whatever was being done is done."""
        with self._news:
            self._count += 1
            self._view = replace(view, number=f"{self._process}-{self._count}")
            self._working = ""
            self._news.notify_all()

    def working(self, stage: str) -> None:
        """Say what is being done."""
        with self._news:
            self._working = stage
            self._news.notify_all()

    def wait(self, known: tuple[str, str], seconds: float) -> tuple[str, str]:
        """The view's number and what is being done, as soon as they are not those that are known."""
        with self._news:
            self._news.wait_for(lambda: (self._view.number, self._working) != known, seconds)
            return self._view.number, self._working


def problems_of(error: BriefingError) -> tuple[Problem, ...]:
    """What an error says: each fault of a file with its place, any other in one line."""
    faults: Sequence[Problem] = ()
    if isinstance(error, ConfigError):
        faults = [
            Problem(what=f.what, place=f"{f.file}:{f.line}" if f.line else f.file, mend=f.mend)
            for f in error.faults
        ]
    return tuple(faults) or (Problem(what=str(error)),)
