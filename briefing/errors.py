"""Every error that `briefing` raises on purpose, with the exit code that the command line gives it.

    BriefingError                     1
    ├── ConfigError                   1   a fault in an editor's file; carries every Fault found, not the first
    ├── NothingToReport               3   no feed could be read, or no item lies in the window
    ├── ModelError                    4   a model is missing, altered or refused
    ├── StoreError                    5   the database cannot be opened, read or written
    ├── OutputError                   5   the output folder cannot be written
    ├── Busy                          6   another run holds the lease
    └── MailError                     7   no mail can be sent now: no server, no log-in, sending is paused

What is expected to go wrong in one feed or one sentence is a value (`model.FeedFailure`, `model.Check`), not an
exception. Adapters translate what their libraries raise into this tree at their edge, chained with ``from``.
Exit code 2 is wrong usage of the command line, 70 a fault of the program itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "BriefingError",
    "Busy",
    "ConfigError",
    "Fault",
    "MailError",
    "ModelError",
    "NothingToReport",
    "OutputError",
    "StoreError",
]


class BriefingError(Exception):
    """The root: its message is one line that names the place and the mend."""

    exit_code = 1


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Fault:
    """One mistake in an editor's file, printed as ``file:line: what: what would be right``."""

    file: str
    line: int  # 1-based; 0 where the file as a whole is meant
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}: {self.mend}"


class ConfigError(BriefingError):
    """Faults in the editor's files, all of them at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(map(str, self.faults)))


class NothingToReport(BriefingError):
    """There is nothing to make an edition of."""

    exit_code = 3


class ModelError(BriefingError):
    """A model is missing, its files differ from their pins, or it is of a kind that is refused."""

    exit_code = 4


class StoreError(BriefingError):
    """The database cannot be opened, read or written."""

    exit_code = 5


class OutputError(BriefingError):
    """The output folder cannot be written."""

    exit_code = 5


class Busy(BriefingError):
    """Another run holds the lease on this work."""

    exit_code = 6


class MailError(BriefingError):
    """Nothing can be sent now, to nobody: no server, no log-in, a sender that is refused. What is queued stays queued."""

    exit_code = 7
