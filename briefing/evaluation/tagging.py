"""How well texts are given themes: figures over items.

    one theme a text:      gold, given [items] ──────────> accuracy, macro F1
    several themes, or none: gold, given [items, themes] ─> macro F1, micro F1, each theme's precision, recall and F1

A theme that no item of a draw has or is given has no F1 and does not count in the mean.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from briefing.evaluation.trial import Columns, Metric

__all__ = ["several_themes", "single_theme"]

Numbers = NDArray[np.float64]


def single_theme(themes: Sequence[str]) -> tuple[Metric, ...]:
    """Metrics of `gold` and `given`, both a theme's index."""
    each = np.arange(len(themes))

    def macro(columns: Columns) -> float:
        return _macro({name: columns[name][:, None] == each for name in ("gold", "given")})

    return (Metric(name="accuracy", compute=_accuracy), Metric(name="macro F1", compute=macro))


def several_themes(themes: Sequence[str]) -> tuple[Metric, ...]:
    """Metrics of `gold` and `given`, both one decision a theme."""
    each = [
        Metric(name=f"{name}: {figure}", compute=_of_theme(of, index))
        for index, name in enumerate(themes)
        for figure, of in (("P", _precision), ("R", _recall), ("F1", _f1))
    ]
    return (Metric(name="macro F1", compute=_macro), Metric(name="micro F1", compute=_micro), *each)


def _of_theme(figures: Callable[[Columns], Numbers], index: int) -> Callable[[Columns], float]:
    return lambda columns: float(figures(columns)[index])


def _accuracy(columns: Columns) -> float:
    return float((columns["gold"] == columns["given"]).mean())


def _macro(columns: Columns) -> float:
    scores = _f1(columns)
    known = scores[~np.isnan(scores)]
    return float(known.mean()) if len(known) else float("nan")


def _micro(columns: Columns) -> float:
    found = int((columns["gold"] & columns["given"]).sum())
    both = int(columns["gold"].sum()) + int(columns["given"].sum())
    return 2 * found / both if both else float("nan")


def _precision(columns: Columns) -> Numbers:
    return _share(columns, columns["given"].sum(axis=0))


def _recall(columns: Columns) -> Numbers:
    return _share(columns, columns["gold"].sum(axis=0))


def _f1(columns: Columns) -> Numbers:
    return _share(columns, (columns["gold"].sum(axis=0) + columns["given"].sum(axis=0)) / 2)


def _share(columns: Columns, of: NDArray[Any]) -> Numbers:
    """[themes]: how many of so many were rightly given; nan where there are none."""
    found = (columns["gold"] & columns["given"]).sum(axis=0)
    return np.asarray(np.divide(found, of, out=np.full(len(found), np.nan), where=of > 0), dtype=np.float64)
