"""feeds/stories.tsv: which stories editors merged and split, one decision a line.

    bytes ─ read_decisions ─> Decisions, or Faults with file:line
    one decision ─ add_decision ─> a further line

"one" names stories that are one from now on, under the first id; "apart" a story and articles of it that are another. Deleting
the line takes the decision back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from briefing import tomlfile
from briefing.editorial.feed_file import replace_file
from briefing.errors import ConfigError, Fault
from briefing.model import Decisions, Split

__all__ = ["add_merge", "add_split", "read_decisions"]

HEAD = (
    "# Editors' decisions on stories, tabs between the columns; deleting a line takes it back.\n"
    "#   one<TAB>story story ...<TAB>note\n"
    "#   apart<TAB>story: article article ...<TAB>note\n"
)
_ID = re.compile(r"[0-9a-f]{16}")
_DIGITS = "16 hexadecimal digits, as `briefing stories list` shows them"
_ONE, _APART = "one", "apart"


@dataclass(frozen=True, slots=True)
class _Wrong:
    what: str
    mend: str


def read_decisions(path: Path, cwd: Path, faults: list[Fault]) -> Decisions:
    """The decisions of a file, none where there is no file; faults are appended."""
    if not path.exists():
        return Decisions()
    file = tomlfile.display(path, cwd)
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        what, mend = "cannot be read", "give a UTF-8 file that this user may read"
        faults.append(Fault(file=file, line=0, what=what, mend=mend))
        return Decisions()
    merged: list[tuple[str, ...]] = []
    splits: list[Split] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _decision(line)
        if isinstance(found, Split):
            splits.append(found)
        elif isinstance(found, tuple):
            merged = _joined(merged, found)
        else:
            faults.append(Fault(file=file, line=number, what=found.what, mend=found.mend))
    return Decisions(merged=tuple(merged), splits=tuple(splits))


def add_merge(path: Path, stories: Sequence[str], note: str, cwd: Path) -> bool:
    """Keep that stories are one; False where that is decided already. `ConfigError` where the file has faults."""
    return _add(path, f"{_ONE}\t{' '.join(stories)}\t{_one_line(note)}", cwd)


def add_split(path: Path, story: str, articles: Sequence[str], note: str, cwd: Path) -> bool:
    """Keep that articles of a story are a story of their own; as `add_merge`."""
    return _add(path, f"{_APART}\t{story}: {' '.join(articles)}\t{_one_line(note)}", cwd)


def _add(path: Path, line: str, cwd: Path) -> bool:
    faults: list[Fault] = []
    before = read_decisions(path, cwd, faults)
    found = _decision(line)
    if isinstance(found, _Wrong):
        faults.append(Fault(file=tomlfile.display(path, cwd), line=0, what=found.what, mend=found.mend))
    if faults:
        raise ConfigError(faults)
    if found in before.splits or any(
        set(found) <= set(ids) for ids in before.merged if isinstance(found, tuple)
    ):
        return False
    text = path.read_text("utf-8-sig") if path.exists() else HEAD
    replace_file(path, (text.rstrip("\n") + f"\n{line}\n").encode())
    return True


def _decision(line: str) -> Split | tuple[str, ...] | _Wrong:
    """The decision of a line, or what is wrong with it."""
    kind, _, rest = line.partition("\t")
    named = rest.partition("\t")[0]
    if kind.strip() == _ONE:
        return _merge(named.split())
    if kind.strip() == _APART:
        story, colon, articles = named.partition(":")
        return _split(story.strip(), articles.split() if colon else [])
    return _Wrong(f'"{kind[:40]}" is no decision', 'a line begins with "one" or "apart" and a tab')


def _merge(stories: Sequence[str]) -> tuple[str, ...] | _Wrong:
    if wrong := _wrong(stories):
        return _Wrong(f'"{wrong}" is no story', _DIGITS)
    if len(set(stories)) < 2:
        return _Wrong("fewer than two stories", "name those that are one, with blanks between")
    return tuple(dict.fromkeys(stories))


def _split(story: str, articles: Sequence[str]) -> Split | _Wrong:
    if wrong := _wrong([story]):
        return _Wrong(f'"{wrong}" is no story', f"before the colon stand {_DIGITS}")
    if wrong := _wrong(articles):
        return _Wrong(
            f'"{wrong}" is no article',
            "behind the colon stand articles' ids, as `briefing stories show` gives them",
        )
    if not articles:
        return _Wrong("no articles", "behind the story stand a colon and the articles that are another story")
    return Split(story=story, articles=tuple(sorted(set(articles))))


def _wrong(ids: Sequence[str]) -> str:
    return next((key[:40] for key in ids if not _ID.fullmatch(key)), "")


def _joined(merged: Sequence[tuple[str, ...]], found: tuple[str, ...]) -> list[tuple[str, ...]]:
    """With one more merging; what it shares a story with becomes one with it, under the id that was first."""
    touched = [ids for ids in merged if set(ids) & set(found)]
    whole = tuple(dict.fromkeys([key for ids in touched for key in ids] + list(found)))
    return [*(ids for ids in merged if ids not in touched), whole]


def _one_line(note: str) -> str:
    return " ".join(note.split())
