"""Mail as it lies in a Maildir or a file, or comes through a pipe: one message at a time, however large the mailbox.

    Maildir ─ new/, cur/ less what is seen ─┐
    mbox, one message, a pipe ─ lines ──────┴─> Received ─ (kept?) ─ settled: what was read is marked in a Maildir

A file is only read: whoever delivers into it may be writing at the same moment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from briefing.deliver.bounces import LONGEST
from briefing.errors import BriefingError, OutputError

__all__ = ["Received", "read_stream", "received"]

_LINE = 65_536  # bytes: a file need not have line ends
_FROM = re.compile(rb"From \S+ +\w{3} +\w{3} +\d")  # what begins a message in an mbox (RFC 4155)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A message of a mailbox."""

    name: str  # what the operator may find it by, on one line
    content: bytes  # its first `LONGEST` bytes
    settled: Callable[[bool], None]  # to be called when what it says is kept; whether it was a report


def received(path: Path, *, seen: bool = False) -> Iterator[Received]:
    """The messages of a Maildir (with `seen` also those that somebody has read), of an mbox, or of a file that is one.

    `BriefingError` where there is none.
    """
    try:
        if (path / "cur").is_dir() and (path / "new").is_dir():
            return _maildir(path, seen=seen)
        if path.is_dir():
            msg = f"{path}: a folder, but no Maildir: name the folder that has cur/, new/ and tmp/ in it"
            raise BriefingError(msg)
        return _closing(path.open("rb"))
    except OSError as error:
        msg = f"{path}: {error.strerror}: name a Maildir, an mbox, a message, or - for standard input"
        raise BriefingError(msg) from error


def read_stream(stream: BinaryIO) -> Iterator[Received]:
    """The message that a stream is, or the messages of the mbox that it is."""
    first = stream.readline(_LINE)
    if not _FROM.match(first):
        yield _of_file(1, _one(stream, first))
        return
    number, content, blank = 0, bytearray(), False
    for line in iter(lambda: stream.readline(_LINE), b""):
        if blank and _FROM.match(line):
            yield _of_file(number := number + 1, content)
            content = bytearray()
        elif len(content) < LONGEST:
            content += line
        blank = not line.strip(b"\r\n")
    yield _of_file(number + 1, content)


def _closing(stream: BinaryIO) -> Iterator[Received]:
    with stream:
        yield from read_stream(stream)


def _one(stream: BinaryIO, first: bytes) -> bytearray:
    """The start of a stream; the rest is read too, for whoever writes into a pipe would take its end for a failure."""
    content = bytearray(first)
    while more := stream.read(_LINE):
        if len(content) < LONGEST:
            content += more
    return content


def _of_file(number: int, content: bytearray) -> Received:
    return Received(name=f"message {number}", content=bytes(content[:LONGEST]), settled=lambda _: None)


def _maildir(path: Path, *, seen: bool) -> Iterator[Received]:
    for file in sorted((*(path / "new").iterdir(), *(path / "cur").iterdir()), key=lambda file: file.name):
        base, flags = _flags(file)
        if file.name.startswith(".") or file.is_symlink() or ("S" in flags and not seen):
            continue
        try:
            with file.open("rb") as stream:
                content = stream.read(LONGEST)
        except FileNotFoundError:  # somebody's mail program has it now
            continue
        except OSError as error:
            msg = f"{file}: {error.strerror}: let the user of this command read it"
            raise BriefingError(msg) from error
        yield Received(name=_printable(base), content=content, settled=_settler(file))


def _settler(file: Path) -> Callable[[bool], None]:
    """Marks a message as seen where it was a report; any other is left for a person, no longer as new."""

    def settled(report: bool) -> None:
        base, flags = _flags(file)
        marks = "".join(sorted({*flags, *("S" if report else "")}))
        try:
            file.rename(file.parent.parent / "cur" / f"{base}:2,{marks}")
        except FileNotFoundError:
            return
        except OSError as error:
            msg = f"{file}: {error.strerror}: it is read and kept, but cannot be marked: let the user of this command rename it"
            raise OutputError(msg) from error

    return settled


def _flags(file: Path) -> tuple[str, str]:
    base, _, flags = file.name.partition(":2,")
    return base, flags


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() and c.isascii() else "?" for c in text)[:100]
