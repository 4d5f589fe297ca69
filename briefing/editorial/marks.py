"""prompts/marks.tsv: what readers found of published sentences, one line a sentence and reader, without the text.

    bytes ─ read_marks ─> Mark, or Faults with file:line ─ refused ─> Marks (what is not made again)
    marks of a reading sheet ─ keep_marks ─> the file, each reader's newest mark of each sentence

One `distorted` is enough to refuse a sentence and the kinds of cut that made it, whatever other readers say; deleting its line takes
it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import cast, get_args

from briefing import tomlfile
from briefing.editorial.feed_file import replace_file
from briefing.errors import Fault
from briefing.model import How, Mark, Marks, Opinion

__all__ = ["COLUMNS", "keep_marks", "read_marks", "refused"]

COLUMNS = ("key", "kind", "how", "patterns", "mark", "reader", "date", "edition")
HEAD = "# What readers found of published sentences (docs/reading.md): deleting a line takes its mark back.\n"

_KEY = re.compile(r"[0-9a-f]{16}")
_PATTERN = re.compile(r"[^\s:]+(:[^\s:]+)*")
_READER = re.compile(r"\w[\w .'’-]{0,59}")
_EDITION = re.compile(r"[a-z0-9-]+")
_BESIDE = frozenset({"dateline"})  # where something else went too, that is what distorted


def read_marks(path: Path, cwd: Path, faults: list[Fault]) -> tuple[Mark, ...]:
    """The marks of a file, none where there is no file; faults are appended."""
    if not path.exists():
        return ()
    file = tomlfile.display(path, cwd)
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        what, mend = "cannot be read", "give a UTF-8 file that this user may read"
        faults.append(Fault(file=file, line=0, what=what, mend=mend))
        return ()
    rows = [(n, line.split("\t")) for n, line in enumerate(lines, 1) if line.strip() and line[0] != "#"]
    if rows and tuple(rows[0][1]) != COLUMNS:
        mend = f"its first line names the columns, with tabs between: {', '.join(COLUMNS)}"
        faults.append(Fault(file=file, line=rows[0][0], what="no heading", mend=mend))
        return ()
    marks: dict[tuple[str, str], Mark] = {}
    for number, cells in rows[1:]:
        mark = _mark(cells, file, number, faults)
        if mark and (same := marks.get((mark.key, mark.reader))):
            what = f"{mark.reader} marked this sentence already, at {same.listed_at}"
            faults.append(Fault(file=file, line=number, what=what, mend="keep one of the two lines"))
        elif mark:
            marks[mark.key, mark.reader] = mark
    return tuple(marks.values())


def refused(marks: Iterable[Mark]) -> Marks:
    """What is not made again: sentences marked as distorted, and the kinds of cut that made them."""
    distorted = [mark for mark in marks if mark.opinion == "distorted"]
    patterns = [frozenset(mark.patterns) - _BESIDE or frozenset(mark.patterns) for mark in distorted]
    return Marks(sentences=frozenset(m.key for m in distorted), patterns=frozenset().union(*patterns))


def keep_marks(path: Path, marks: Sequence[Mark], known: Sequence[Mark]) -> int:
    """Add marks to those that are `known`; a reader's new mark of a sentence replaces the old one. Returns how many changed.

    A file that is there keeps its other lines as they are; one that is not begins with `known`. `OutputError` where it
    cannot be written.
    """
    before = {(m.key, m.reader): m for m in known}
    changed = [m for m in marks if not _same(before.get((m.key, m.reader)), m)]
    if not changed:
        return 0
    if path.exists():
        lines = path.read_text("utf-8-sig").splitlines()
    else:
        lines = [HEAD.rstrip("\n"), "\t".join(COLUMNS), *map(_line, known)]
    if not any(line.split("\t") == list(COLUMNS) for line in lines):
        lines.append("\t".join(COLUMNS))
    cells = [[cell.strip() for cell in line.split("\t")] for line in lines]
    place = {(each[0], each[5]): n for n, each in enumerate(cells) if len(each) == len(COLUMNS)}
    for mark in changed:
        at = place.get((mark.key, mark.reader))
        if at is None:
            lines.append(_line(mark))
        else:
            lines[at] = _line(mark)
    replace_file(path, ("\n".join(lines) + "\n").encode())
    return len(changed)


def _same(known: Mark | None, mark: Mark) -> bool:
    return known is not None and known.opinion == mark.opinion


def _line(mark: Mark) -> str:
    cells = (mark.key, mark.kind, mark.how, " ".join(mark.patterns), mark.opinion, mark.reader)
    return "\t".join((*cells, mark.date.isoformat(), mark.edition))


def _mark(cells: Sequence[str], file: str, line: int, faults: list[Fault]) -> Mark | None:
    """The mark that a line holds, or None and a fault for each cell that is wrong."""
    cells = [cell.strip() for cell in cells]
    if len(cells) != len(COLUMNS):
        what = f"{len(cells)} columns instead of {len(COLUMNS)}"
        faults.append(Fault(file=file, line=line, what=what, mend=f"they are {', '.join(COLUMNS)}"))
        return None
    wrong = [
        Fault(file=file, line=line, what=f'"{cell[:40]}" is no {name}', mend=mend)
        for name, cell, (right, mend) in zip(COLUMNS, cells, _right(cells), strict=True)
        if not right
    ]
    faults += wrong
    if wrong:
        return None
    key, kind, how, patterns, opinion, reader, day, edition = cells
    return Mark(
        key=key,
        kind="headline" if kind == "headline" else "sentence",
        how=cast(How, how),
        patterns=tuple(patterns.split()),
        opinion=cast(Opinion, opinion),
        reader=reader,
        date=date.fromisoformat(day),
        edition=edition,
        listed_at=f"{file}:{line}",
    )


def _right(cells: Sequence[str]) -> list[tuple[bool, str]]:
    """For each column whether its cell is right, and what would be."""
    key, kind, how, patterns, opinion, reader, day, edition = cells
    return [
        (bool(_KEY.fullmatch(key)), "16 hexadecimal digits, as `briefing audit --score` writes them"),
        (kind in ("sentence", "headline"), "sentence or headline"),
        (how in get_args(How), f"one of {', '.join(get_args(How))}"),
        (all(map(_PATTERN.fullmatch, patterns.split())), "kinds of cut with spaces between, or nothing"),
        (opinion in get_args(Opinion), f"one of {', '.join(get_args(Opinion))}"),
        (bool(_READER.fullmatch(reader)), "a name of at most 60 letters"),
        (_is_date(day), "a date such as 2026-03-12"),
        (bool(_EDITION.fullmatch(edition)), "the id of an edition, such as daily-2026-03-12"),
    ]


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
