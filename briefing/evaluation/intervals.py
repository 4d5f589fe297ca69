"""How far a figure can be trusted, and whether two systems differ on the same items.

    Trial ─ draws of the units with replacement, the same ones for all systems ─> Measured ─┬─ interval ─> value, low, high
                                                                                            └─ paired ─> difference, p

The percentile bootstrap of Efron & Tibshirani ("An Introduction to the Bootstrap", 1993, chapters 13 and 16): a unit is what
varies on its own, so that items of one article or one story are drawn together. Since every system is measured on the same
draws, the difference of two is one more figure on them: a paired test (Koehn, "Statistical significance tests for machine
translation evaluation", 2004).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from briefing.evaluation.trial import System, Trial

__all__ = ["RESAMPLES", "Difference", "Interval", "Measured", "draws", "interval", "measure", "paired"]

RESAMPLES = 1000
COVERED = 0.95  # of an interval
Numbers = NDArray[np.float64]
Verdict = Literal["better", "worse", "no difference that this file can show"]


class _Progress(Protocol):
    def stage(self, name: str, total: int | None = None) -> None: ...
    def advance(self, steps: int = 1) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One system's figures: by metric its value on all items, and on each draw."""

    name: str
    note: str
    values: Mapping[str, float]  # metrics in the trial's order; nan = not defined on these items
    drawn: Mapping[str, Numbers]  # each [draws]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A figure, and between which bounds 95 in 100 files of this kind would have it."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One system's figure less another's on the same items, and how likely one so far from 0 would be by chance."""

    value: float
    low: float
    high: float
    p: float  # two-sided; at least 1 in the number of draws; nan where one of the figures is not defined

    @property
    def verdict(self) -> Verdict:
        """In an editor's words."""
        if not self.p < 1 - COVERED:
            return "no difference that this file can show"
        return "better" if self.value > 0 else "worse"


def measure(trial: Trial, seed: int, progress: _Progress, resamples: int = RESAMPLES) -> tuple[Measured, ...]:
    """Every metric of every system on all items and on each draw. Two trials on the same items are drawn alike."""
    everything = [_values(trial, system) for system in trial.systems]
    found: list[dict[str, list[float]]] = [{name: [] for name in values} for values in everything]
    progress.stage("resample", resamples)
    for chosen in draws(trial.units or trial.items, seed, resamples):
        for system, kept in zip(trial.systems, found, strict=True):
            for name, value in _values(trial, system, chosen).items():
                kept[name].append(value)
        progress.advance()
    return tuple(
        Measured(
            name=system.name,
            note=system.note,
            values=values,
            drawn={name: np.array(numbers) for name, numbers in kept.items()},
        )
        for system, values, kept in zip(trial.systems, everything, found, strict=True)
    )


def draws(units: Sequence[str], seed: int, resamples: int) -> Iterator[NDArray[np.intp]]:
    """Positions of the items of as many units as there are, drawn with replacement; items of a unit stay together."""
    names = {name: place for place, name in enumerate(dict.fromkeys(units))}
    unit = np.array([names[name] for name in units], dtype=np.intp)
    positions = np.arange(len(unit))
    random = np.random.default_rng(seed)
    for _ in range(resamples):
        times = np.bincount(random.integers(0, len(names), len(names)), minlength=len(names))
        yield np.repeat(positions, times[unit])


def interval(measured: Measured, metric: str) -> Interval:
    """The percentile interval of one figure; draws on which it is not defined do not count."""
    low, high = _bounds(measured.drawn[metric])
    return Interval(value=measured.values[metric], low=low, high=high)


def paired(one: Measured, other: Measured, metric: str) -> Difference:
    """One system's figure less the other's. `ValueError` where they were not measured on the same draws."""
    if len(one.drawn[metric]) != len(other.drawn[metric]):
        msg = f"{len(one.drawn[metric])} draws of one system, {len(other.drawn[metric])} of the other"
        raise ValueError(msg)
    drawn = one.drawn[metric] - other.drawn[metric]
    low, high = _bounds(drawn)
    return Difference(
        value=one.values[metric] - other.values[metric], low=low, high=high, p=_two_sided(drawn)
    )


def _values(trial: Trial, system: System, chosen: NDArray[np.intp] | None = None) -> dict[str, float]:
    columns = system.columns
    if chosen is not None:
        columns = {name: column[chosen] for name, column in columns.items()}
    return {metric.name: float(metric.compute(columns)) for metric in trial.metrics}


def _bounds(drawn: Numbers) -> tuple[float, float]:
    known = drawn[~np.isnan(drawn)]
    if not len(known):
        return float("nan"), float("nan")
    tail = 100 * (1 - COVERED) / 2
    low, high = np.percentile(known, [tail, 100 - tail])
    return float(low), float(high)


def _two_sided(differences: Numbers) -> float:
    """Twice the smaller share of draws on either side of 0; draws at 0 count for both sides, as one does for the file itself."""
    known = differences[~np.isnan(differences)]
    if not len(known):
        return float("nan")
    below, above = int((known <= 0).sum()), int((known >= 0).sum())
    return min(1.0, 2 * (1 + min(below, above)) / (1 + len(known)))
