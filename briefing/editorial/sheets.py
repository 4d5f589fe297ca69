"""Reading sheets that came back: the table of `briefing audit` with the column `mark` filled in.

    bytes ─ decode ─ columns ─> rows ─ read_sheet ─> Filled, one a marked row ─ marks_of (the editions' own sentences) ─> Mark

What a spreadsheet does to a table is undone: UTF-16, byte order mark, quotes, lost or added spaces. Everything but the mark, the
reader's name and which sentence is meant is taken from the edition, not from the sheet. Every fault is told with its line, and a
sheet with a fault gives no marks at all.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, cast, get_args

from briefing import tomlfile
from briefing.errors import Fault
from briefing.model import Mark, Opinion, Sentence

__all__ = ["Filled", "Published", "PublishedAs", "marks_of", "read_sheet"]

NEEDED = ("text", "mark", "edition", "key")
READER = "editor"  # who marks, where nobody says
_NAME = re.compile(r"\w[\w .'’-]{0,59}")

PublishedAs = tuple[Literal["sentence", "headline"], Sentence]
Published = Mapping[str, Mapping[str, PublishedAs]]  # edition id -> key -> what was published under it


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A row that somebody marked."""

    file: str
    line: int
    edition: str
    key: str
    text: str
    opinion: Opinion
    reader: str
    note: str = ""

    def fault(self, what: str, mend: str) -> Fault:
        """A fault of this row."""
        return Fault(file=self.file, line=self.line, what=what, mend=mend)


def read_sheet(path: Path, cwd: Path, faults: list[Fault], *, reader: str = "") -> tuple[Filled, ...]:
    """The marked rows of a sheet; `reader` names who marked it instead of its column. Faults are appended."""
    file = tomlfile.display(path, cwd)
    before = len(faults)
    found = []
    for line, named in _rows(_text(path, file, faults), file, faults):
        if named["mark"] and (filled := _filled(named, file, line, reader, faults)):
            found.append(filled)
    if not found and len(faults) == before:
        mend = f"write {', '.join(get_args(Opinion))} in the column mark"
        faults.append(Fault(file=file, line=0, what="no sentence is marked", mend=mend))
    return tuple(found)


def marks_of(
    rows: Sequence[Filled], published: Published, today: date, faults: list[Fault]
) -> tuple[Mark, ...]:
    """The marks of sheets that were read, one a reader and sentence, in order; faults are appended."""
    marks: dict[tuple[str, str], tuple[Filled, Mark]] = {}
    for row in rows:
        found = published.get(row.edition, {}).get(row.key)
        if found is None:
            mend = "leave the columns edition and key as they are; take back what was sorted without them"
            faults.append(row.fault(f'the edition "{row.edition}" has no sentence "{row.key}"', mend))
            continue
        kind, sentence = found
        if _letters(sentence.text) != _letters(row.text):
            mend = "leave the column text as it is, or the mark may be of another sentence"
            faults.append(
                row.fault(
                    f'the text is not the one that was published ("{_printable(sentence.text[:60])}")', mend
                )
            )
            continue
        same = marks.setdefault((row.key, row.reader), (row, _mark(row, kind, sentence, today)))[0]
        if same.opinion != row.opinion:
            what = f'{row.reader} marked this sentence "{same.opinion}" at {same.file}:{same.line}'
            faults.append(
                row.fault(what, "settle on one, or name the readers with --reader or in the column reader")
            )
    return tuple(mark for _, mark in marks.values())


def _mark(row: Filled, kind: Literal["sentence", "headline"], sentence: Sentence, today: date) -> Mark:
    return Mark(
        key=row.key,
        kind=kind,
        how=sentence.how,
        patterns=sentence.patterns,
        opinion=row.opinion,
        reader=row.reader,
        date=today,
        edition=row.edition,
    )


def _text(path: Path, file: str, faults: list[Fault]) -> str | None:
    try:
        raw = path.read_bytes()
        utf16 = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        return raw.decode("utf-16" if utf16 else "utf-8-sig").replace("\0", "")
    except OSError as error:
        what = f"cannot be read: {(error.strerror or 'unreadable').lower()}"
        faults.append(Fault(file=file, line=0, what=what, mend="give the table that `briefing audit` wrote"))
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        what, mend = "neither UTF-8 nor UTF-16", 'save it again as "Unicode text" or as text with UTF-8'
        faults.append(Fault(file=file, line=line, what=what, mend=mend))
    return None


def _rows(text: str | None, file: str, faults: list[Fault]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows below the heading by column, with the line on which each begins; no row is passed over without a fault."""
    if text is None:
        return
    table = _table(text, file, faults)
    line, heading = next(table, (1, []))
    columns = {name.strip().casefold(): i for i, name in enumerate(heading)}
    if missing := [name for name in NEEDED if name not in columns]:
        what = f"no column {' or '.join(missing)}"
        mend = "keep the first line as `briefing audit` wrote it, and save with tabs between the columns"
        faults.append(Fault(file=file, line=line, what=what, mend=mend))
        return
    for line, cells in table:
        found = {name: cells[i].strip() if i < len(cells) else "" for name, i in columns.items()}
        runs_on = any("\t" in cell or ("\n" in cell and name != "note") for name, cell in found.items())
        named = {name: _printable(cell) for name, cell in found.items()}
        if runs_on or not named["key"]:
            what = "a cell runs over into others" if runs_on else "a row without a key"
            mend = (
                "take out a quotation mark that nothing closes"
                if runs_on
                else "leave the column key as it is"
            )
            faults.append(Fault(file=file, line=line, what=what, mend=mend))
        else:
            yield line, named


def _table(text: str, file: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty; between the cells stands what stands between those of the first line."""
    first = text.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=next((mark for mark in "\t;" if mark in first), ",")
    )
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        mend = "take out a quotation mark that nothing closes"
        faults.append(Fault(file=file, line=line, what=f"no table: {error}", mend=mend))


def _filled(
    named: Mapping[str, str], file: str, line: int, reader: str, faults: list[Fault]
) -> Filled | None:
    mark = named["mark"].casefold()
    name = " ".join((reader or named.get("reader", "").lstrip("'") or READER).split())
    wrong = []
    if mark not in get_args(Opinion):
        mend = f"write {', '.join(get_args(Opinion))}, or nothing"
        wrong.append(Fault(file=file, line=line, what=f'the mark "{mark[:40]}" is none', mend=mend))
    if not _NAME.fullmatch(name):
        mend = "a name of at most 60 letters"
        wrong.append(Fault(file=file, line=line, what=f'"{name[:40]}" is no name of a reader', mend=mend))
    faults += wrong
    if wrong:
        return None
    return Filled(
        file=file,
        line=line,
        edition=named["edition"],
        key=named["key"].removeprefix("s"),
        text=named["text"],
        opinion=cast(Opinion, mark),
        reader=name,
        note=named.get("note", "").lstrip("'"),
    )


def _printable(text: str) -> str:
    """One line without characters that a terminal would obey."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())


def _letters(text: str) -> str:
    """What a spreadsheet leaves of a text: its letters and digits."""
    return "".join(c for c in text.casefold() if c.isalnum())
