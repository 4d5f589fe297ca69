"""The quality gate: floors in quality.toml that no change may fall below.

    quality.toml ─ read ─> Entry (task, file, sha256, options, floors)
    file, bundled models ─ measure ─> figures ─ compare ─> Shortfall, or floors raised (never lowered)

``python -m tests.quality`` measures and says how the figures stand to the floors; with ``--raise`` it writes higher floors
where both number formats allow them. The entry "sample" is measured on the invented sample, the others on labelled files: those
under tests/, and those that are looked for in shared/dev-data beside the checkout and are not part of it.
"""

from __future__ import annotations

import hashlib
import importlib
import math
import re
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import click

from briefing.cli.progress import PlainProgress
from briefing.clock import SystemClock
from briefing.measure import Configuration, configuration, opened, themes_of
from briefing.trials import TrialOptions
from briefing.trials.files import first, read_rows
from tests.conftest import ROOT, briefing

FLOORS = ROOT / "tests" / "quality.toml"
LABELLED = ROOT.parent / "shared" / "dev-data"
SAMPLE = ROOT / "feeds" / "sample"
DAYS = ("2026-03-10", "2026-03-11", "2026-03-12")
SLACK = 0.005  # that floors lie below what was measured: sums run in another order on other processors
FORMATS = ("bfloat16", "float32")  # a machine computes in the one or the other


class Changed(Exception):
    """A corpus is not the one that the floors were measured on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Floors of one task on one corpus."""

    task: str  # "sample", or a task of `briefing eval`
    file: str  # relative to shared/dev-data, or to the checkout if it begins with "tests/"; "" for the sample
    sha256: str
    limit: int | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    floors: Mapping[str, float]

    @property
    def name(self) -> str:
        """What messages call it."""
        return " ".join(
            [
                *filter(None, (self.task, self.file)),
                *([f"first {self.limit}"] if self.limit else []),
                *(f"{key}={value}" for key, value in self.options.items()),
            ]
        )

    @property
    def own(self) -> bool:
        """Whether its corpus is part of the checkout."""
        return self.task == "sample" or self.file.startswith("tests/")

    def place(self, folder: Path) -> Path:
        """Where its labelled file lies."""
        return (ROOT if self.own else folder) / self.file

    def is_here(self, folder: Path = LABELLED) -> bool:
        """Whether it can be measured: its own corpus always, another where the folder is, even if its file is not."""
        return self.own or folder.is_dir()


def entries(path: Path = FLOORS) -> list[Entry]:
    """All entries, in the file's order."""
    return [Entry(**each) for each in tomllib.loads(path.read_text(encoding="utf-8"))["entry"]]


def measure(entry: Entry, dtype: str = "auto", folder: Path = LABELLED) -> dict[str, float]:
    """The figures that the entry has floors for; `Changed` where the corpus is another one."""
    if (sha256 := _sha256(entry, folder)) != entry.sha256:
        msg = f"{entry.name}: the corpus has the sha256 {sha256}, its floors are for {entry.sha256}"
        raise Changed(msg)
    found = _sample(dtype) if entry.task == "sample" else _trial(entry, dtype, folder)
    return {metric: found[metric] for metric in entry.floors}


def shortfalls(entry: Entry, figures: Mapping[str, float]) -> list[str]:
    """A line for each figure below its floor; a figure that is not defined is below any."""
    return [
        f"{entry.name}: {metric} is {figures[metric]:.4f}, below its floor {floor}"
        for metric, floor in entry.floors.items()
        if not figures[metric] >= floor
    ]


def raised(entry: Entry, figures: Mapping[str, float]) -> Entry:
    """The entry with its floors just below the figures, where that is higher; none is lowered."""
    return replace(
        entry,
        floors={metric: max(floor, _below(figures[metric])) for metric, floor in entry.floors.items()},
    )


def written(found: Sequence[Entry], text: str) -> str:
    """The text of quality.toml with these entries' floors; everything else in it stays as it is."""
    parts = re.split(r"(?m)^(?=\[\[entry\]\])", text)
    return parts[0] + "".join(_with_floors(part, e.floors) for part, e in zip(parts[1:], found, strict=True))


def _with_floors(part: str, floors: Mapping[str, float]) -> str:
    for metric, floor in floors.items():
        part = re.sub(rf'(?m)^("{re.escape(metric)}" = )[\d.]+', rf"\g<1>{floor:.3f}", part)
    return part


def _below(figure: float) -> float:
    """A figure that has no room for noise, a whole 1, is its own floor."""
    if math.isnan(figure):
        return 0.0
    return 1.0 if figure == 1 else math.floor((figure - SLACK) * 1000) / 1000


def _trial(entry: Entry, dtype: str, folder: Path) -> dict[str, float]:
    labelled = read_rows(entry.task, entry.place(folder), ROOT)
    if entry.limit:
        labelled = first(labelled, entry.limit)
    chosen = _shipped(dtype)
    with opened(chosen, entry.task, SystemClock()) as there:
        parts = there.parts(PlainProgress(quiet=True))
        if entry.task == "themes":
            parts = replace(parts, themes=themes_of(entry.place(folder), None, chosen)[0])
        options = TrialOptions(floors=False, **entry.options)
        trial = importlib.import_module(f"briefing.trials.{entry.task}").run(labelled.rows, parts, options)
    columns = trial.systems[0].columns
    return {metric.name: float(metric.compute(columns)) for metric in trial.metrics}


def _shipped(dtype: str) -> Configuration:
    """The configuration that the checkout ships."""
    chosen = configuration(ROOT)
    return replace(chosen, settings=replace(chosen.settings, dtype=dtype))


@cache
def _sample(dtype: str) -> dict[str, float]:
    """The sample's three days, made and judged as `make days` does."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = folder / "briefing.toml"
        settings.write_text(f'[models]\ndtype = "{dtype}"\n', encoding="utf-8")
        for part in ("feeds", "prompts"):
            (folder / part).symlink_to(ROOT / part)
        for day in DAYS:
            ran = briefing("run", "--feeds", ROOT / "feeds" / "sample.toml", "--date", day, cwd=folder)
            assert ran.code == 0, ran.err
        judged = briefing("eval", "gold", SAMPLE / "gold.toml", "--json", cwd=folder)
        assert judged.code == 0, judged.err
    return _judged(judged.json["overall"])


def _judged(overall: Mapping[str, Any]) -> dict[str, float]:
    said = [fact["said"] for fact in overall["facts"]]
    return {
        "stories: B-cubed precision": overall["stories"]["precision"],
        "stories: B-cubed recall": overall["stories"]["recall"],
        "stories: B-cubed F1": overall["stories"]["f1"],
        "themes: macro F1": overall["macro_f1"],
        **{f"themes: {name}: F1": theme["f1"] for name, theme in overall["themes"].items()},
        "must-facts present": said.count("present") / len(said),
        "must-facts not missing": 1 - said.count("missing") / len(said),
        "no must-not claims": float(not overall["violations"]),
    }


def _sha256(entry: Entry, folder: Path) -> str:
    """Of the labelled file, or of all files of the sample, names included."""
    if entry.task != "sample":
        return hashlib.sha256(entry.place(folder).read_bytes()).hexdigest()
    digest = hashlib.sha256()
    for path in sorted([ROOT / "feeds" / "sample.toml", *(p for p in SAMPLE.rglob("*") if p.is_file())]):
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()


@click.command()
@click.option("--raise", "raising", is_flag=True, help="Write higher floors; none is lowered.")
def main(raising: bool) -> None:
    """Measure every entry of tests/quality.toml whose corpus is there.

    Ends with 1 where a figure is below its floor or a corpus is another one; nothing is written then.
    """
    failed, found = [], []
    for entry in entries():
        found.append(entry)
        if not entry.is_here():
            click.echo(f"NOT MEASURED, no labelled data at {LABELLED}: {entry.name}")
            continue
        try:
            figures = _lowest(entry) if raising else measure(entry)
        except Changed as error:
            failed.append(str(error))
            continue
        failed += shortfalls(entry, figures)
        found[-1] = raised(entry, figures)
        for metric, floor in entry.floors.items():
            click.echo(f"{entry.name}: {metric}: {figures[metric]:.4f}, floor {floor:.3f}")
    for line in failed:
        click.echo(line, err=True)
    if failed:
        sys.exit(1)
    if raising:
        FLOORS.write_text(written(found, FLOORS.read_text(encoding="utf-8")), encoding="utf-8")


def _lowest(entry: Entry) -> dict[str, float]:
    """The lower figure of both number formats."""
    both = [measure(entry, dtype) for dtype in FORMATS]
    return {metric: min(figures[metric] for figures in both) for metric in entry.floors}


if __name__ == "__main__":
    main()
