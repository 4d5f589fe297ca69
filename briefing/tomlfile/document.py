"""One TOML file in hand: its data, where each key stands, and how a fault in it is told."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from briefing.errors import Fault
from briefing.tomlfile.locate import Path, Positions, locate

_PLACE = re.compile(
    r"^(?P<what>.*?) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$", re.DOTALL
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file that is valid TOML; what it says may still be wrong."""

    path: FilePath
    file: str  # as messages name it
    data: Mapping[str, Any]
    positions: Positions = field(repr=False)
    sha256: str  # of the file's bytes

    def at(self, path: Path) -> Any:
        """The value at a path that exists."""
        value: Any = self.data
        for step in path:
            value = value[step]
        return value

    def fault(self, path: Path, what: str, mend: str) -> Fault:
        """A fault at the line of a key, or of its nearest parent that is in the file."""
        return Fault(file=self.file, line=self.positions.line(path), what=what, mend=mend)

    def place(self, path: Path) -> str:
        """``file:line`` of a key."""
        return f"{self.file}:{self.positions.line(path)}"


def display(path: FilePath, cwd: FilePath) -> str:
    """A path as messages show it: relative to the current folder where it lies inside."""
    return str(path.relative_to(cwd)) if path.is_relative_to(cwd) else str(path)


def read(path: FilePath, cwd: FilePath, copy: FilePath | None = None) -> Document | Fault:
    """Read one file, or a copy of it; what cannot be read, is not UTF-8 or not TOML is a fault with its line."""
    file = display(path, cwd)
    try:
        raw = (copy or path).read_bytes()
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        return Fault(
            file=file, line=0, what=f"cannot be read: {reason}", mend="give a file that this user may read"
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return Fault(
            file=file, line=line, what="not UTF-8 text", mend="save the file with the encoding UTF-8"
        )
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return _syntax_fault(file, text, str(error))
    except RecursionError:
        return Fault(
            file=file, line=0, what="nested too deeply", mend="write it with fewer brackets inside brackets"
        )
    return Document(
        path=path, file=file, data=data, positions=locate(text), sha256=hashlib.sha256(raw).hexdigest()
    )


def _syntax_fault(file: str, text: str, message: str) -> Fault:
    found = _PLACE.match(message)
    what = found["what"] if found else message
    what = "not valid TOML: " + what[:1].lower() + what[1:]
    if found is None or found["line"] is None:
        last = text.rstrip("\n").count("\n") + 1
        mend = "the file ends in the middle of something; was it saved whole?"
        return Fault(file=file, line=last, what=what, mend=mend)
    mend = (
        f'look at column {found["column"]}; text stands in "quotes", lists in [a, b], one key = value a line'
    )
    return Fault(file=file, line=int(found["line"]), what=what, mend=mend)
