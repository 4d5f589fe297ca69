"""One configuration tried on one labelled file, or the figures that are kept of the same trial.

    file, options, parts, program ─ identity ─> kept? ─ yes ─> figures
                                                  └ no ─ the task's trial ─ draws ─> figures ─ keep

A figure is shown again only where everything that could change it is the same: the file's bytes, the options, themes,
prompts, limits and models of the configuration, and the program with the libraries that compute.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, cast

import numpy as np

import briefing
from briefing.evaluation.intervals import RESAMPLES, Measured, measure
from briefing.trials.files import Labelled
from briefing.trials.parts import Run, TrialOptions, TrialParts

__all__ = ["Tried", "identity", "try_out"]

MOST_KEPT = 100  # trials: beyond it the oldest figures go
_SHOWS_ONLY = frozenset({"cli", "render"})  # rooms that decide nothing
_LIBRARIES = (
    "numpy",
    "scipy",
    "scikit-learn",
    "rouge-score",
    "torch",
    "transformers",
    "tokenizers",
    "spacy",
    "sentencex",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """Figures of one configuration, and of the floors if they were asked for."""

    items: int
    units: int  # that were drawn: items, or what they stand together in
    order: str  # sha256 of the items' ids in their order: equal for two that can be compared in pairs
    systems: tuple[Measured, ...]
    kept: bool = False  # whether the figures were there


def try_out(
    task: str, labelled: Labelled, parts: TrialParts, options: TrialOptions, *, folder: Path, fresh: bool
) -> Tried:
    """The figures; those kept in `folder` where they are of exactly this, unless they shall be `fresh`."""
    key = identity(task, labelled, parts, options)
    place = folder / f"{key}.json"
    if not fresh and (found := _find(place, key)):
        return found
    run = cast("Run[Any]", importlib.import_module(f"briefing.trials.{task}").run)
    trial = run(labelled.rows, parts, options)
    tried = Tried(
        items=len(trial.items),
        units=len(set(trial.units or trial.items)),
        order=hashlib.sha256("\n".join(trial.items).encode()).hexdigest(),
        systems=measure(trial, options.seed, parts.progress),
    )
    _keep(place, key, tried)
    return tried


def identity(task: str, labelled: Labelled, parts: TrialParts, options: TrialOptions) -> str:
    """Sha256 of everything that decides the figures."""
    models = (parts.embedder, parts.writer, parts.parser, parts.verifier)
    inputs = {
        "task": task,
        "file": labelled.sha256,
        "rows": [row.id for row in labelled.rows],
        "options": asdict(options),
        "resamples": RESAMPLES,
        "themes": [asdict(replace(theme, listed_at="")) for theme in parts.themes],
        "prompts": dict(parts.prompts),
        "decides": parts.decides,
        "limits": asdict(parts.limits),
        "mode": parts.mode,
        "language": parts.language,
        "models": [asdict(model.describe()) if model else None for model in models],
        "program": _program(),
    }
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


@cache
def _program() -> str:
    """The product's version, its code that decides, and the versions of the libraries that compute."""
    digest = hashlib.sha256(briefing.__version__.encode())
    package = Path(briefing.__file__).parent
    for path in sorted(package.rglob("*")):  # what lies beside the code, such as lists of words, decides too
        place = path.relative_to(package)
        if path.is_file() and path.suffix != ".pyc" and place.parts[0] not in _SHOWS_ONLY:
            digest.update(place.as_posix().encode() + b"\0" + path.read_bytes())
    for name in _LIBRARIES:
        digest.update(f"{name} {metadata.version(name)}\n".encode())
    return digest.hexdigest()


def _find(place: Path, key: str) -> Tried | None:
    """What is kept; a file that is not whole counts as none."""
    try:
        data = json.loads(place.read_text(encoding="utf-8"))
        if data["key"] != key:
            return None
        return Tried(
            items=int(data["items"]),
            units=int(data["units"]),
            order=str(data["order"]),
            systems=tuple(map(_measured, data["systems"])),
            kept=True,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _measured(data: Mapping[str, Any]) -> Measured:
    return Measured(
        name=data["name"],
        note=data["note"],
        values=data["values"],
        drawn={name: np.array(numbers, dtype=np.float64) for name, numbers in data["drawn"].items()},
    )


def _keep(place: Path, key: str, tried: Tried) -> None:
    """Write the figures whole or not at all; a folder that cannot be written costs only the time of the next trial."""
    data = {
        "key": key,
        "items": tried.items,
        "units": tried.units,
        "order": tried.order,
        "systems": [
            {
                "name": system.name,
                "note": system.note,
                "values": dict(system.values),
                "drawn": {name: numbers.tolist() for name, numbers in system.drawn.items()},
            }
            for system in tried.systems
        ],
    }
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        unfinished = place.with_suffix(f".{os.getpid()}")
        unfinished.write_text(json.dumps(data), encoding="utf-8")
        unfinished.replace(place)
        for old in sorted(place.parent.glob("*.json"), key=lambda each: each.stat().st_mtime)[:-MOST_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return
