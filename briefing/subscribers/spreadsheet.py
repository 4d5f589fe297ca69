"""CSV as spreadsheets write it, and as they may safely open it.

bytes ─ text ─ separator by the first line ─ header ─> rows by column, each with its first line; every fault by line
"""

from __future__ import annotations

import csv
import difflib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from briefing.errors import Fault

__all__ = ["line_of", "rows", "text_of"]

_FORMULA = ("=", "+", "-", "@")  # a spreadsheet runs what begins so

Refuse = Callable[[int, str, str], None]  # line, what, mend


def text_of(raw: bytes, file: str) -> str | Fault:
    """The text of a file in UTF-8, or in UTF-16 with its mark; a fault where it is neither, or empty."""
    marks = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    encoding = next((name for mark, name in marks if raw.startswith(mark)), "utf-8-sig")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        mend = 'save it as UTF-8 (in a spreadsheet: "CSV UTF-8")'
        return Fault(file=file, line=line, what="not UTF-8", mend=mend)
    if not text.strip():
        return Fault(
            file=file, line=1, what="nothing in it", mend="the first line names the columns: address,..."
        )
    return text


def rows(
    text: str, known: Sequence[str], also: Mapping[str, str], refuse: Refuse
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows by column, each with its first line; nothing where the header is at fault.

    `known` are the columns, the first one needed; `also` are other names for them.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    columns: list[str] | None = None
    line = 1
    while True:
        line = reader.line_num + 1
        try:
            cells = [_bare(cell) for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            mend = "double each quote within quotes, and close every one; what follows was not read"
            refuse(line, "quotes that do not end as they should, or an endless value", mend)
            return
        if not any(cells) or (columns is None and cells[0].casefold().startswith("sep=")):
            continue
        if columns is None:
            columns = _header(line, cells, known, also, refuse)
            if not columns:
                return
        elif len(cells) != len(columns):
            mend = "put a value that holds the separator into quotes, and leave no column out"
            refuse(line, f"{len(cells)} values for {len(columns)} columns", mend)
        else:
            yield line, dict(zip(columns, cells, strict=True))


def _delimiter(text: str) -> str:
    lines = (line for line in text.splitlines() if line.strip() and not line.casefold().startswith("sep="))
    head = next(lines, "")
    return max(",;\t", key=head.count)


def _header(
    line: int, cells: list[str], known: Sequence[str], also: Mapping[str, str], refuse: Refuse
) -> list[str]:
    """The columns, or none where one is at fault."""
    if any("@" in cell for cell in cells):
        refuse(line, "no header", "the first line names the columns: address,...")
        return []
    names = [also.get(cell.casefold(), cell.casefold()) for cell in cells]
    good = True
    for name in names:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            mend = f'did you mean "{close[0]}"?' if close else f"there are {', '.join(known)}"
            refuse(line, f"no column {json.dumps(name[:60])}", mend)
            good = False
    if len(set(names)) < len(names):
        refuse(line, "a column is there twice", "keep one of the two")
        good = False
    if known[0] not in names:
        refuse(line, f"no column {known[0]}", f'name one "{known[0]}"')
        good = False
    return names if good else []


def _guarded(value: str) -> str:
    """With a quote in front of what a spreadsheet would run; `_bare` takes it off again."""
    return f"'{value}" if value.lstrip("'").startswith(_FORMULA) else value


def _bare(cell: str) -> str:
    cell = cell.strip(" \t")
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA) else cell


def line_of(values: Iterable[str]) -> str:
    """A line of CSV; `rows` gives the values back as they were."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(map(_guarded, values))
    return out.getvalue()
