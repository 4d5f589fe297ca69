"""Figures of groupings from columns, on all items or on a draw of them.

Groups of the gold are drawn whole. B-cubed is a mean over items: an item's precision and recall are found once, among all
items, and drawn with it. Figures over pairs are counted anew on each draw, in which a group's second drawing is another group:
its items make no pairs with those of the first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from briefing.evaluation.scores import f1
from briefing.evaluation.trial import Columns, Metric

__all__ = ["BCUBED", "PAIRS", "grouping_columns"]

Codes = NDArray[np.int64]
Weights = NDArray[np.float64]


def grouping_columns(system: Sequence[str], gold: Sequence[str]) -> Mapping[str, NDArray[np.generic]]:
    """Columns of one grouping beside the gold one: group codes, the item itself, its B-cubed precision and recall."""
    ours, theirs = _codes(system), _codes(gold)
    both = _joint(ours, theirs)
    common = np.bincount(both)[both]
    return {
        "item": np.arange(len(ours)),
        "system": ours,
        "gold": theirs,
        "precision": common / np.bincount(ours)[ours],
        "recall": common / np.bincount(theirs)[theirs],
    }


def _bcubed_precision(columns: Columns) -> float:
    return float(columns["precision"].mean())


def _bcubed_recall(columns: Columns) -> float:
    return float(columns["recall"].mean())


def _bcubed_f1(columns: Columns) -> float:
    return f1(_bcubed_precision(columns), _bcubed_recall(columns))


def _pair_precision(columns: Columns) -> float:
    both, ours, _, _ = _counts(columns)
    return _share(both, ours)


def _pair_recall(columns: Columns) -> float:
    both, _, theirs, _ = _counts(columns)
    return _share(both, theirs)


def _pair_f1(columns: Columns) -> float:
    both, ours, theirs, _ = _counts(columns)
    return _share(2 * both, ours + theirs)


def _adjusted_rand(columns: Columns) -> float:
    """The Rand index less what chance would give (Hubert & Arabie, "Comparing partitions", 1985)."""
    both, ours, theirs, every = _counts(columns)
    chance = _share(ours * theirs, every)
    most = (ours + theirs) / 2
    return (both - chance) / (most - chance) if most != chance else 1.0


def _counts(columns: Columns) -> tuple[float, float, float, float]:
    """Pairs of different items: in one group of both, of the system's, of the gold's; and all there are."""
    _, once, drawn = np.unique(columns["item"], return_index=True, return_counts=True)
    ours, theirs = columns["system"][once], columns["gold"][once]
    times = drawn.astype(np.float64)  # of each item; the same for all of a gold group
    both = _joint(ours, theirs)
    within = _within(both, times)
    gold = _within(theirs, times)
    system = within + _across(ours, both, times)
    return within, system, gold, gold + _across(np.zeros_like(theirs), theirs, times)


def _within(cells: Codes, times: Weights) -> float:
    """Pairs inside cells of a gold group: each as often as the group was drawn, for its second drawing is another group."""
    sizes = np.bincount(cells)
    return float(((sizes - 1)[cells] * times).sum() / 2)


def _across(groups: Codes, cells: Codes, times: Weights) -> float:
    """Pairs inside groups of items of different gold groups, whose parts in the groups are the cells."""
    in_groups, in_cells = np.bincount(groups, weights=times), np.bincount(cells, weights=times)
    return float(((in_groups**2).sum() - (in_cells**2).sum()) / 2)


def _joint(ours: Codes, theirs: Codes) -> Codes:
    """One code for each pair of codes, without gaps."""
    return np.asarray(np.unique(ours * (theirs.max(initial=0) + 1) + theirs, return_inverse=True)[1])


def _codes(names: Sequence[str]) -> Codes:
    places = {name: place for place, name in enumerate(dict.fromkeys(names))}
    return np.array([places[name] for name in names], dtype=np.int64)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


BCUBED = (
    Metric(name="B-cubed F1", compute=_bcubed_f1),
    Metric(name="B-cubed precision", compute=_bcubed_precision),
    Metric(name="B-cubed recall", compute=_bcubed_recall),
    Metric(name="adjusted Rand", compute=_adjusted_rand),
    Metric(name="pairwise F1", compute=_pair_f1),
)
PAIRS = (
    Metric(name="pair F1", compute=_pair_f1),
    Metric(name="pair precision", compute=_pair_precision),
    Metric(name="pair recall", compute=_pair_recall),
)
