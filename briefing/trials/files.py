"""Labelled files: JSON lines, plain or gzipped, one row a line.

bytes ─ gunzip ─ UTF-8 ─ lines ─ JSON ─ rows.check_row ─> Labelled (rows, their lines, sha256 of the bytes)
                            └─ every fault of every line, with what would be right
"""

from __future__ import annotations

import difflib
import gzip
import hashlib
import json
import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from briefing.errors import ConfigError, Fault
from briefing.trials.rows import KINDS, Kind, Row, StoryRow, ThemeRow, check_row, kind_of

__all__ = ["Labelled", "first", "know_labels", "read_rows", "set_of_themes"]

MOST_FAULTS = 50  # that are told of one file; what is beyond is counted
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A labelled file, read without faults."""

    file: str  # as messages name it
    sha256: str  # of the file's bytes, compressed as they are
    rows: tuple[Row, ...]  # all of one kind, at least one
    lines: tuple[int, ...]  # 1-based, of each row
    of: int  # rows that the file has; more than there are here where the first were asked for


def read_rows(task: str, path: Path, cwd: Path) -> Labelled:
    """The rows of a file for one task of `KINDS`; `ConfigError` with every fault of every line."""
    file = str(path.relative_to(cwd)) if path.is_relative_to(cwd) else str(path)
    raw = _read(path, file)
    faults: list[Fault] = []
    rows: list[Row] = []
    lines: list[int] = []
    for number, row in _rows(KINDS[task], _text(raw, file), file, faults):
        rows.append(row)
        lines.append(number)
    faults += _repeated(rows, lines, file)
    if not rows and not faults:
        mend = "give one JSON object a line, see docs/evaluation.md"
        faults.append(Fault(file=file, line=0, what="no rows in it", mend=mend))
    if faults:
        raise ConfigError(_told(faults, file))
    sha256 = hashlib.sha256(raw).hexdigest()
    return Labelled(file=file, sha256=sha256, rows=tuple(rows), lines=tuple(lines), of=len(rows))


def first(labelled: Labelled, limit: int) -> Labelled:
    """The first rows; of stories all articles of the first stories, so that none is cut in two."""
    stories = dict.fromkeys(row.story for row in labelled.rows if isinstance(row, StoryRow))
    if stories:
        wanted = set(list(stories)[:limit])
        kept = [i for i, row in enumerate(labelled.rows) if isinstance(row, StoryRow) and row.story in wanted]
    else:
        kept = list(range(min(limit, len(labelled.rows))))
    return replace(
        labelled,
        rows=tuple(labelled.rows[i] for i in kept),
        lines=tuple(labelled.lines[i] for i in kept),
    )


def know_labels(labelled: Labelled, names: Collection[str], listed_in: str) -> None:
    """`ConfigError` with a fault for each label that no theme has."""
    faults = []
    for line, row in zip(labelled.lines, labelled.rows, strict=True):
        for name in row.themes if isinstance(row, ThemeRow) else ():
            if name not in names:
                close = difflib.get_close_matches(name, names, n=1)
                mend = (
                    f'did you mean "{close[0]}"?' if close else f"add it there, known are {', '.join(names)}"
                )
                what = f'no theme "{name}" in {listed_in}'
                faults.append(Fault(file=labelled.file, line=line, what=what, mend=mend))
    if faults:
        raise ConfigError(_told(faults, labelled.file))


def set_of_themes(path: Path) -> Path | None:
    """The file of themes beside a labelled one: NAME.toml for NAME.jsonl.gz, or for NAME_2017.jsonl.gz; the longest NAME."""
    name = path.name.removesuffix(".gz").removesuffix(".jsonl")
    sets = [
        each for each in path.parent.glob("*.toml") if name == each.stem or name.startswith(f"{each.stem}_")
    ]
    return max(sets, key=lambda each: len(each.stem), default=None)


def _read(path: Path, file: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        mend = "give a file of JSON lines that this user may read"
        raise ConfigError([Fault(file=file, line=0, what=f"cannot be read: {reason}", mend=mend)]) from error


def _text(raw: bytes, file: str) -> str:
    try:
        plain = gzip.decompress(raw) if raw.startswith(_GZIP) else raw
    except (OSError, EOFError, zlib.error) as error:
        mend = "was it copied whole? `gzip --test` tells"
        raise ConfigError(
            [Fault(file=file, line=0, what=f"not a whole gzip file: {error}", mend=mend)]
        ) from error
    try:
        return plain.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = plain.count(b"\n", 0, error.start) + 1
        mend = "save the file with the encoding UTF-8"
        raise ConfigError([Fault(file=file, line=line, what="not UTF-8 text", mend=mend)]) from error


def _rows(kind: Kind, text: str, file: str, faults: list[Fault]) -> Iterator[tuple[int, Row]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except (ValueError, RecursionError) as error:
            mend = "one whole JSON object a line, in double quotes"
            faults.append(Fault(file=file, line=number, what=f"not JSON: {error}", mend=mend))
            continue
        found = check_row(kind, data)
        if not isinstance(found, list):
            yield number, found
            continue
        if not faults and (other := kind_of(data)) and other is not kind:
            mend = f"this looks like a file for `briefing eval {other.task}`"
            faults.append(Fault(file=file, line=number, what=f"not a line for {kind.task}", mend=mend))
            return
        faults += [Fault(file=file, line=number, what=what, mend=mend) for what, mend in found]


def _repeated(rows: Sequence[Row], lines: Sequence[int], file: str) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for row, line in zip(rows, lines, strict=True):
        if row.id in seen:
            mend = f"give it another; the first is on line {seen[row.id]}"
            yield Fault(file=file, line=line, what=f'the id "{row.id}" is there twice', mend=mend)
        seen.setdefault(row.id, line)


def _told(faults: Sequence[Fault], file: str) -> list[Fault]:
    """The first faults by line; the others as a number, so that a file of another kind does not fill the screen."""
    ordered = sorted(faults)
    if len(ordered) <= MOST_FAULTS:
        return ordered
    rest = len(ordered) - MOST_FAULTS
    line = ordered[MOST_FAULTS].line
    more = Fault(file=file, line=line, what=f"and {rest:,} more faults from here on", mend="mend these first")
    return [*ordered[:MOST_FAULTS], more]
