"""Figures for groupings and labels, each from its definition in the literature."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

__all__ = ["Counts", "Score", "bcubed", "f1", "macro_f1"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Precision and recall with their harmonic mean, each 0 to 1; `items` is what they are averaged over."""

    precision: float
    recall: float
    f1: float
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Decisions about one label: right, wrongly given, wrongly left out. Counts of several sets add up."""

    found: int = 0
    false: int = 0
    missed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            found=self.found + other.found, false=self.false + other.false, missed=self.missed + other.missed
        )

    @property
    def decided(self) -> int:
        """How many decisions there were in which the label was given or should have been."""
        return self.found + self.false + self.missed

    @property
    def score(self) -> Score:
        """Precision, recall and F1; a ratio of nothing to nothing is 0."""
        precision = _ratio(self.found, self.found + self.false)
        recall = _ratio(self.found, self.found + self.missed)
        return Score(
            precision=precision, recall=recall, f1=f1(precision, recall), items=self.found + self.missed
        )


def f1(precision: float, recall: float) -> float:
    """The harmonic mean; 0 where both are."""
    return _ratio(2 * precision * recall, precision + recall)


def bcubed(system: Mapping[str, str], gold: Mapping[str, str]) -> Score:
    """B-cubed score of a grouping: both map the same items to the names of their groups.

    An item's precision is the share of its system group that belongs to its gold group, its recall the share of its gold
    group that stands in its system group, itself included; both are averaged over items (Bagga & Baldwin 1998), and F1 is
    that of the two averages (Amigó et al. 2009). No items score 0. `ValueError` where the items differ.
    """
    if system.keys() != gold.keys():
        msg = f"groupings of different items: {sorted(system.keys() ^ gold.keys())[:3]}"
        raise ValueError(msg)
    both = Counter((system[item], gold[item]) for item in gold)
    in_system, in_gold = Counter(system.values()), Counter(gold.values())
    precision = _ratio(sum(n * n / in_system[group] for (group, _), n in both.items()), len(gold))
    recall = _ratio(sum(n * n / in_gold[group] for (_, group), n in both.items()), len(gold))
    return Score(precision=precision, recall=recall, f1=f1(precision, recall), items=len(gold))


def macro_f1(counts: Iterable[Counts]) -> float:
    """Mean of the labels' F1, each label counting the same; labels that were neither given nor wanted are left out."""
    scores = [each.score.f1 for each in counts if each.decided]
    return _ratio(sum(scores), len(scores))


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
