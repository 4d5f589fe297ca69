"""Everything the editor decides, loaded together, so that all faults of all files are told at once.

feeds/ is taken whole from the root where it is there; a prompt that the root does not have is the shipped one.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import briefing
from briefing import tomlfile
from briefing.editorial.decisions import read_decisions
from briefing.editorial.feeds import Seen, read_list
from briefing.editorial.labels import read_labels, with_labels
from briefing.editorial.marks import read_marks, refused
from briefing.editorial.prompts import FILLED_IN, read_prompt
from briefing.editorial.themes import read_themes
from briefing.errors import ConfigError, Fault
from briefing.model import Decisions, EditionPlan, Feed, Mark, Marks, Prompt, Theme

Place = Callable[[tomlfile.Path], tuple[str, int]]  # a key of briefing.toml -> file, line

LABELS = "labels.tsv"
_THEMES = "themes.toml"
_MARKS = "marks.tsv"
_DECISIONS = "stories.tsv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Editorial:
    """The editor's files, without faults."""

    feed_lists: Mapping[str, tuple[Feed, ...]]  # file stem -> feeds, sorted by stem
    themes: tuple[Theme, ...]  # in the file's order
    prompts: Mapping[str, Prompt]
    themes_sha256: str  # of themes.toml
    feeds_sha256: str  # of all lists, names included
    marks: tuple[Mark, ...] = ()  # what readers found of earlier editions
    decisions: Decisions = field(default_factory=Decisions)  # on stories

    @property
    def refused(self) -> Marks:
        """What readers found distorted: it is not made again."""
        return refused(self.marks)


def load(
    root: Path, plans: Sequence[EditionPlan] = (), place: Place | None = None, *, cwd: Path | None = None
) -> Editorial:
    """The editor's files under `root`; `ConfigError` with every fault of every file.

    With `plans` and `place` (`Settings.editions` and `Settings.place`), lists and themes that an edition names are
    checked too.
    """
    desk, faults = inspect(root, plans, place, cwd=cwd)
    if desk is None:
        raise ConfigError(faults)
    return desk


def inspect(
    root: Path, plans: Sequence[EditionPlan] = (), place: Place | None = None, *, cwd: Path | None = None
) -> tuple[Editorial | None, list[Fault]]:
    """What `load` gives, or None and every fault; a fault's file is relative to `cwd`."""
    here = cwd or Path.cwd()
    faults: list[Fault] = []
    lists, feeds_sha256 = _feed_lists(feeds_folder(root), here, faults)
    themes, themes_sha256 = read_themes(_own_or_shipped(root, Path("prompts", _THEMES)), here, faults)
    prompts = _prompts(root, here, faults)
    marks = read_marks(_own_or_shipped(root, Path("prompts", _MARKS)), here, faults)
    decisions = read_decisions(decisions_file(root), here, faults)
    if not any(fault.file.endswith(_THEMES) for fault in faults):
        labels = read_labels(_own_or_shipped(root, Path("prompts", LABELS)), here, themes, faults)
        themes = with_labels(themes, labels)
        faults += _unknown(plans, "themes", [theme.name for theme in themes], place, _plan_themes)
    faults += _unknown(plans, "feeds", list(lists), place, _plan_feeds)
    if faults:
        return None, sorted(set(faults))
    desk = Editorial(
        feed_lists=lists,
        themes=themes,
        prompts=prompts,
        themes_sha256=themes_sha256,
        feeds_sha256=feeds_sha256,
        marks=marks,
        decisions=decisions,
    )
    return desk, []


def themes_of(root: Path, path: Path, cwd: Path, faults: list[Fault]) -> tuple[Theme, ...]:
    """The themes of any file, with the root's labelled lines as far as they name these themes; its faults are appended."""
    themes, _ = read_themes(path, cwd, faults)
    return with_labels(themes, read_labels(_own_or_shipped(root, Path("prompts", LABELS)), cwd, themes, []))


def feeds_folder(root: Path) -> Path:
    """The root's own feeds/ where there is one, else the shipped one."""
    return _own_or_shipped(root, Path("feeds"))


def marks_file(root: Path) -> Path:
    """The root's own file of readers' marks, whether it is there or not."""
    return root / "prompts" / _MARKS


def decisions_file(root: Path) -> Path:
    """The root's file of decisions on stories, whether it is there or not; none is shipped."""
    return root / "feeds" / _DECISIONS


def shipped_folder() -> Path:
    """Where the files that come with `briefing` lie: inside an installed package, beside it in a source checkout."""
    package = Path(briefing.__file__).resolve().parent
    inside = package / "shipped"
    return inside if inside.is_dir() else package.parent


def _own_or_shipped(root: Path, name: Path) -> Path:
    return root / name if (root / name).exists() else shipped_folder() / name


def _feed_lists(folder: Path, here: Path, faults: list[Fault]) -> tuple[dict[str, tuple[Feed, ...]], str]:
    seen: Seen = {}
    lists: dict[str, tuple[Feed, ...]] = {}
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.toml")):
        lists[path.stem], sha256 = read_list(path, here, seen, faults)
        digest.update(f"{path.stem}\0{sha256}\n".encode())
    if not lists:
        what = "no feed list in it"
        mend = "add NAME.toml with a [[feed]], or delete the folder to use the shipped lists"
        faults.append(Fault(file=tomlfile.display(folder, here), line=0, what=what, mend=mend))
    return lists, digest.hexdigest()


def _prompts(root: Path, here: Path, faults: list[Fault]) -> dict[str, Prompt]:
    own = {path.stem: path for path in sorted((root / "prompts").glob("*.toml")) if path.name != _THEMES}
    shipped = {name: shipped_folder() / "prompts" / f"{name}.toml" for name in FILLED_IN}
    prompts = (read_prompt(path, here, faults) for path in {**shipped, **own}.values())
    return {prompt.name: prompt for prompt in prompts if prompt}


def _plan_feeds(plan: EditionPlan) -> tuple[str, ...]:
    return plan.feeds


def _plan_themes(plan: EditionPlan) -> tuple[str, ...]:
    return plan.themes


def _unknown(
    plans: Iterable[EditionPlan],
    key: str,
    known: list[str],
    place: Place | None,
    names: Callable[[EditionPlan], tuple[str, ...]],
) -> list[Fault]:
    """A fault for each name in an edition that no list or theme has."""
    kind = {"feeds": "feed list", "themes": "theme"}[key]
    faults = []
    for index, plan in enumerate(plans):
        for item, name in enumerate(names(plan)):
            if name in known:
                continue
            close = difflib.get_close_matches(name, known, n=1)
            mend = f'did you mean "{close[0]}"?' if close else f"there are {', '.join(known) or 'none'}"
            file, line = place(("editions", index, key, item)) if place else ("briefing.toml", 0)
            what = f'the edition "{plan.name}" names an unknown {kind} "{name}"'
            faults.append(Fault(file=file, line=line, what=what, mend=mend))
    return faults
