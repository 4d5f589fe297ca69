"""Tells a restored backup: a number in the database and the same one in a file beside it, both growing with each sending.

A database that is behind its file, or has lost it, does not know what was sent since: then nothing is sent until an
operator has looked. The database is written first, so a crash between the two leaves the file behind, which is no fault.
"""

from __future__ import annotations

import uuid
from pathlib import Path

from briefing.errors import MailError, OutputError
from briefing.store.ledger import Ledger

__all__ = ["Generation", "mark"]


def mark(database: Path) -> Path:
    """The file that belongs to a database, which lies at this path or is called so."""
    return database.with_name(f"{database.name}.sent")


class Generation:
    """The number of sendings."""

    def __init__(self, ledger: Ledger, database: Path) -> None:
        self._ledger = ledger
        self._file = mark(database)

    def check(self) -> None:
        """`MailError` where the database may be an older one than that which sent last."""
        here, there = self._ledger.generation(), self._read()
        if there is None and here == 0:
            self._write(0)
        elif there is None or there > here:
            state = "is missing" if there is None else f"says {there}"
            msg = (
                f"sending is paused: the database has seen {here} sendings and {self._file} {state}, as after a restored "
                "backup: look at `briefing ledger`, then give `briefing send --resume-after-restore`"
            )
            raise MailError(msg)

    def advance(self) -> None:
        """One sending more."""
        self._ledger.advance()
        self.note()

    def note(self) -> None:
        """Have the file say what the database does."""
        number = self._ledger.generation()
        if number > (self._read() or 0):  # another sender may have been quicker
            self._write(number)

    def resume(self) -> None:
        """The operator says go: from here on the two agree."""
        self._write(self._ledger.advance(self._last()))

    def pause(self) -> None:
        """Have sending wait for the operator: the database comes from a backup."""
        self._write(max(self._ledger.generation(), self._last()) + 1)

    def _last(self) -> int:
        """What the file says; 0 where it says nothing."""
        try:
            return self._read() or 0
        except MailError:
            return 0

    def _read(self) -> int | None:
        try:
            return int(self._file.read_text("ascii"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            msg = f"{self._file}: not a number that can be read: give `briefing send --resume-after-restore`"
            raise MailError(msg) from error

    def _write(self, number: int) -> None:
        half = self._file.with_name(f".{self._file.name}.{uuid.uuid4().hex[:8]}.half")
        try:
            half.parent.mkdir(parents=True, exist_ok=True)  # of a database on a server nobody made it yet
            half.write_text(f"{number}\n", "ascii")
            half.replace(self._file)
        except OSError as error:
            msg = f"{self._file}: {error.strerror}: nothing is sent while it cannot be written"
            raise OutputError(msg) from error
