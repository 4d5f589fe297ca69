"""Composes the editor's reading: sheets out of stored editions, marks out of sheets that come back.

store ─ editions, passages ─ render.reading_sheet ─> audit/NAME.html, NAME.tsv
SHEET.tsv ─ editorial.read_sheet ─ editions' own sentences ─> marks ─┬─ evaluation ─> tallies, agreement
                                                                     └─ keep_marks ─> prompts/marks.tsv ─> the next run
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.app import existing_store
from briefing.clock import SystemClock
from briefing.errors import BriefingError, ConfigError, Fault
from briefing.model import Edition, Mark, Marks
from briefing.ports import Clock

if TYPE_CHECKING:
    from briefing.editorial.sheets import Filled, Published, PublishedAs
    from briefing.evaluation.marking import Agreement, Tally
    from briefing.settings import Settings
    from briefing.store import SqlStore

__all__ = ["Scored", "score_sheets", "write_sheet"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What marked sheets came to."""

    marks: tuple[Mark, ...]
    faulted: tuple[tuple[Filled, Mark], ...]  # those that are not right
    tallies: tuple[Tally, ...]
    agreements: tuple[Agreement, ...]
    changed: int  # marks that the file did not have
    kept_in: Path
    refused: Marks  # by all marks that are kept now


def write_sheet(
    settings: Settings, names: Sequence[str], folder: Path, *, shortened: bool
) -> tuple[list[Path], int]:
    """The reading sheet of these editions, or of the newest, as a page and a table; their paths and how many sentences they have.

    A table in which somebody has written is not overwritten: `BriefingError`.
    """
    from briefing.publish import write
    from briefing.render.sheet import entries
    from briefing.render.sheet_files import sheet_files

    store = existing_store(settings)
    try:
        editions = _editions(store, settings, names or store.editions(1))
        listed = entries(editions, store.passages, shortened=shortened)
    finally:
        store.close()
    if not listed:
        msg = f"{', '.join(e.id for e in editions)}: no sentence is shortened: --every has them all"
        raise BriefingError(msg)
    files = sheet_files(_name([e.id for e in editions], shortened=shortened), listed)
    for name in files:
        _refuse_marked(folder / name)
    return list(write(folder, files).values()), len(listed)


def score_sheets(
    settings: Settings, paths: Sequence[Path], reader: str, clock: Clock | None = None
) -> Scored:
    """Sum the marks of sheets and keep them; `ConfigError` with every fault of every sheet, and then nothing is kept."""
    from briefing import editorial
    from briefing.editorial.desk import marks_file
    from briefing.editorial.marks import keep_marks, refused
    from briefing.editorial.sheets import marks_of, read_sheet
    from briefing.evaluation.marking import agreements, tallies

    faults: list[Fault] = []
    rows = [row for path in paths for row in read_sheet(path.absolute(), Path.cwd(), faults, reader=reader)]
    store = existing_store(settings)
    try:
        published = _published(store, rows, faults)
    finally:
        store.close()
    today = (clock or SystemClock()).now().date()
    marks = marks_of([row for row in rows if row.edition in published], published, today, faults)
    if faults:
        raise ConfigError(faults)
    known = editorial.load(settings.root).marks
    kept_in = marks_file(settings.root)
    changed = keep_marks(kept_in, marks, known)
    by_key = {(mark.key, mark.reader): mark for mark in marks}
    return Scored(
        marks=marks,
        faulted=tuple((row, by_key[row.key, row.reader]) for row in rows if row.opinion != "right"),
        tallies=tuple(tallies(marks)),
        agreements=tuple(agreements(marks)),
        changed=changed,
        kept_in=kept_in,
        refused=refused(editorial.load(settings.root).marks),
    )


def _editions(store: SqlStore, settings: Settings, names: Sequence[str]) -> list[Edition]:
    from briefing.edition.freeze import thaw

    known = ", ".join(store.editions(5)) or "none yet: `briefing run` makes one"
    editions = []
    for name in dict.fromkeys(names or [""]):
        content = store.edition(name)
        if content is None:
            what = f"no edition {name!r}" if name else "no edition"
            msg = f"{what} in {settings.database}: the newest are {known}"
            raise BriefingError(msg)
        editions.append(thaw(content))
    return editions


def _published(store: SqlStore, rows: Sequence[Filled], faults: list[Fault]) -> Published:
    """What the editions of these rows published, by key; an edition that is not stored is a fault of its first row."""
    from briefing.edition.freeze import thaw
    from briefing.render.sheet import published

    found: dict[str, Mapping[str, PublishedAs]] = {}
    for row in {row.edition: row for row in reversed(rows)}.values():
        content = store.edition(row.edition)
        if content is None:
            mend = "name the folder that it was made in with --output, or leave the column edition as it is"
            faults.append(row.fault(f'no edition "{row.edition}" is stored here', mend))
        else:
            sentences = published(thaw(content))
            found[row.edition] = {sentence.key: (kind, sentence) for _, kind, sentence in sentences}
    return found


def _name(editions: Sequence[str], *, shortened: bool) -> str:
    """A name of [a-z0-9-] for the sheet's files."""
    together = "-to-".join(dict.fromkeys((editions[0], editions[-1])))
    return f"audit-{together}" + ("-shortened" if shortened else "")


def _refuse_marked(path: Path) -> None:
    """`BriefingError` where somebody has filled in this table: it would be lost."""
    from briefing.editorial.sheets import read_sheet

    if path.suffix == ".tsv" and path.exists() and read_sheet(path, Path.cwd(), []):
        msg = f"{path} is marked already: move it away, or write to another folder with --to"
        raise BriefingError(msg)
