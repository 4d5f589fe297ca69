"""prompts/labels.tsv: lines that an editor sorted, one a line: its themes, a tab, the text.

    bytes ─ read_labels ─> Labels, or Faults with file:line ─ with_labels ─> themes, each knowing what belongs and what does not
    themes, text ─ add_label ─> one more line

A line names all its themes: it belongs to these and to no other. "-" stands for none of them. Lines behind "@" were sorted by
the themes that are named there only: they say nothing of others, and of what is no theme any more they are silent.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from briefing import tomlfile
from briefing.editorial.feed_file import replace_file
from briefing.errors import ConfigError, Fault
from briefing.model import Theme

__all__ = ["NONE", "Label", "add_label", "are_labels", "parse_labels", "read_labels", "with_labels"]

NONE = "-"
ONLY = "@"
HEAD = """\
# Lines that you sorted yourself; the next run sorts by them too. One a line: its themes, a tab, the text.
#
#   strikes<TAB>Two drones hit the harbour before dawn.
#   strikes, diplomacy<TAB>The ministers met while shells fell on the border town.
#   -<TAB>Lightning struck a church tower.
#
# Name all themes that a line belongs to, with commas between; it belongs to no other. "-" is none of them.
# `briefing themes correct` writes such a line, `briefing themes test` shows what it changes. Deleting a line takes it back.
# Lines behind "@<TAB>strikes<TAB>diplomacy" say nothing of other themes, whether those are added or given another name; "@" alone
# ends that.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A line and its themes; none is an answer too."""

    themes: frozenset[str]
    text: str
    judged: frozenset[str] | None = None  # themes that the line was sorted by; None = all
    listed_at: str = ""


def read_labels(path: Path, cwd: Path, themes: Sequence[Theme], faults: list[Fault]) -> tuple[Label, ...]:
    """The lines of a file, none where there is no file; faults are appended."""
    if not path.exists():
        return ()
    file = tomlfile.display(path, cwd)
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        mend = "give a UTF-8 file that this user may read"
        faults.append(Fault(file=file, line=0, what="cannot be read", mend=mend))
        return ()
    return parse_labels(text, file, themes, faults)


def parse_labels(text: str, file: str, themes: Sequence[Theme], faults: list[Fault]) -> tuple[Label, ...]:
    """The labelled lines of a text; `file` is what faults call it."""
    found: dict[str, Label] = {}
    only: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith(ONLY):
            only = tuple(name for each in line[1:].split("\t") if (name := " ".join(each.split())))
            continue
        label = _label(line.rstrip("\r"), themes, only, f"{file}:{number}", faults)
        if label is None:
            continue
        same = found.setdefault(label.text, label)
        if same.themes != label.themes:
            what = f"this text has other themes at {same.listed_at}"
            faults.append(Fault(file=file, line=number, what=what, mend="keep one of the two lines"))
    return tuple(found.values())


def are_labels(text: str, themes: Sequence[Theme]) -> bool:
    """Whether a text is of labelled lines: each that says something has a tab, and the first one known themes before it."""
    lines = [line for line in text.split("\n") if line.strip() and not line.startswith(("#", ONLY))]
    if not lines or not all("\t" in line for line in lines):
        return False
    return isinstance(_themes(lines[0].partition("\t")[0].strip(), [t.name for t in themes]), frozenset)


def with_labels(themes: Iterable[Theme], labels: Sequence[Label]) -> tuple[Theme, ...]:
    """The themes, each with all lines and whether they belong to it."""
    return tuple(
        theme if theme.catch_all else replace(theme, labelled=tuple(_lines_of(theme, labels)))
        for theme in themes
    )


def _lines_of(theme: Theme, labels: Sequence[Label]) -> Iterator[tuple[str, bool]]:
    for label in labels:
        if label.judged is None or theme.name in label.judged:
            yield label.text, theme.name in label.themes


def add_label(path: Path, names: str, text: str, known: Sequence[Theme], cwd: Path) -> bool:
    """Add a line at the end of a file, which is made where it is missing; False where the line is there already.

    `names` are its themes as in the file: with commas between, or "-".

    `ConfigError` where the file has faults, a theme is unknown or the text is there with other themes (nothing is written
    then), `OutputError` where the file cannot be written.
    """
    line = f"{' '.join(names.split())}\t{' '.join(text.split())}"
    before = path.read_text("utf-8-sig") if path.exists() else HEAD
    after = before + ("" if before.endswith("\n") else "\n") + line + "\n"
    faults: list[Fault] = []
    file = tomlfile.display(path, cwd)
    labels = parse_labels(before, file, known, faults)
    new = parse_labels(after, file, known, faults) if not faults else ()
    if faults:
        raise ConfigError(faults)
    if len(new) == len(labels):
        return False
    replace_file(path, after.encode())
    return True


def _label(
    line: str, themes: Sequence[Theme], only: Sequence[str], place: str, faults: list[Fault]
) -> Label | None:
    """The label of a line, or None and a fault; `only` are the themes that it was sorted by, () = all."""
    names, tab, text = line.partition("\t")
    text = " ".join(text.split())
    own = _themes(names.strip(), only or [theme.name for theme in themes])
    file, _, number = place.rpartition(":")
    wrong: tuple[str, str] | None = None
    if not tab:
        wrong = ("no tab in it", "its themes, a tab, the text; some editors turn a tab into blanks")
    elif not text:
        wrong = ("no text behind the tab", "its themes, a tab, the text")
    elif isinstance(own, str):
        sorted_by = only or [theme.name for theme in themes]
        close = difflib.get_close_matches(own, sorted_by, n=1, cutoff=0.5)
        known = ", ".join(sorted_by)
        mend = f'did you mean "{close[0]}"?' if close else f'the themes are {known}; "{NONE}" is none of them'
        wrong = (f'unknown theme "{own}"' if own else "no theme before the tab", mend)
    if wrong or isinstance(own, str):
        what, mend = wrong or ("", "")
        faults.append(Fault(file=file, line=int(number), what=what, mend=mend))
        return None
    telling = {theme.name for theme in themes if not theme.catch_all}
    judged = _known(only, telling) if only else None
    return Label(themes=_known(own, telling), text=text, judged=judged, listed_at=place)


def _known(names: Iterable[str], known: Iterable[str]) -> frozenset[str]:
    """Those of the names that there are, spelt as they are."""
    keys = {name.casefold() for name in names}
    return frozenset(name for name in known if " ".join(name.split()).casefold() in keys)


def _themes(cell: str, known: Sequence[str]) -> frozenset[str] | str:
    """The themes that a cell names, or what of it names none; a theme's name may hold commas."""
    if cell == NONE:
        return frozenset()
    by_key = {" ".join(name.split()).casefold(): name for name in known}
    parts = [" ".join(part.split()).casefold() for part in cell.split(",")]
    found = set()
    while parts:
        for count in range(len(parts), 0, -1):
            name = by_key.get(", ".join(parts[:count]))
            if name is not None:
                found.add(name)
                del parts[:count]
                break
        else:
            return parts[0]
    return frozenset(found)
