"""The reading sheet as files: one page that works from disk without network, and a table for a spreadsheet.

    Entry ─ rows ─> cells ─┬─ sheet_tsv ─> .tsv
                           └─ sheet_html ─> .html, which holds the same cells and saves them with the marks

Cells that a spreadsheet would take for a formula begin with an apostrophe (CWE-1236); keys begin with a letter, or one of digits
and an "e" would become a number.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from briefing.render.colour import NIGHT, PAPER
from briefing.render.html import environment
from briefing.render.sheet import Entry

__all__ = ["COLUMNS", "sheet_files"]

COLUMNS = (
    "number", "text", "passage", "mark", "note", "before", "after", "kind", "how", "patterns", "section", "outlet",
    "published", "link", "reader", "edition", "key",
)  # fmt: skip
OPINIONS = ("right", "distorted", "unclear")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'", "|", "%")


def sheet_files(name: str, entries: Sequence[Entry]) -> dict[str, bytes]:
    """``NAME.html`` and ``NAME.tsv``; `name` is made of [a-z0-9-]."""
    rows = [row(entry) for entry in entries]
    return {f"{name}.html": _html(name, entries, rows).encode(), f"{name}.tsv": _tsv(rows)}


def row(entry: Entry) -> list[str]:
    """The cells of one sentence, none of them a formula; what was left out of a passage stands in [-these marks-]."""
    origins = entry.origins
    values: Mapping[str, str] = {
        "number": str(entry.number),
        "text": entry.text,
        "passage": " / ".join(_struck(entry, i) for i in range(len(origins))),
        "before": " / ".join(o.title or o.before for o in origins),
        "after": " / ".join(o.opening or o.after for o in origins),
        "kind": entry.kind,
        "how": entry.how,
        "patterns": " ".join(entry.patterns),
        "section": entry.section,
        "outlet": " / ".join(o.outlet for o in origins),
        "published": " / ".join(o.iso for o in origins),
        "link": " ".join(o.url for o in origins if o.url),
        "edition": entry.edition,
        "key": f"s{entry.key}",
    }
    return [_safe(values.get(column, "")) for column in COLUMNS]


def _struck(entry: Entry, origin: int) -> str:
    return "".join(f"[-{p.text}-]" if p.cut else p.text for p in entry.origins[origin].pieces)


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _tsv(rows: Sequence[Sequence[str]]) -> bytes:
    """With a byte order mark and CRLF, as spreadsheets know UTF-8 by."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _html(name: str, entries: Sequence[Entry], rows: Sequence[Sequence[str]]) -> str:
    """One file; its policy allows its own style and script, by hash, and nothing else."""
    templates = environment()
    css = templates.get_template("sheet.css").render(paper=PAPER, night=NIGHT)
    script = templates.get_template("sheet.js").render()
    return templates.get_template("sheet.html").render(
        name=name,
        entries=entries,
        opinions=OPINIONS,
        editions=tuple(dict.fromkeys(entry.edition for entry in entries)),
        table={"columns": COLUMNS, "rows": rows, "formula": _FORMULA},
        # Neither has text from outside.
        css=Markup(css),
        script=Markup(script),
        css_hash=_hash(css),
        script_hash=_hash(script),
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}"
