"""Why two articles are one story, or are not: the measures that grouping uses, in words.

articles ─ likeness ─ of the pair, of each to the other's surroundings ─┬─> Pair
a conflict of places or people? near-copies? a decision? ───────────────┘
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from briefing.analyse.duplicates import near_copies
from briefing.analyse.likeness import Likeness
from briefing.model import Article

__all__ = ["Pair", "compare"]

NEAREST = 3  # articles of the surroundings that a pair is seen against


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What speaks for and against two articles being one story."""

    likeness: str  # as a join is explained: likeness, meaning, shared words, hours apart
    surroundings: tuple[float, float]  # mean likeness of each to its nearest other articles
    conflict: str  # "" = none
    copy: bool  # one repeats the other


def compare(articles: Sequence[Article], openings: np.ndarray, one: str, other: str) -> Pair:
    """Two articles, by id, among all articles of a day; `openings` as for `Likeness`."""
    likeness = Likeness(articles, openings)
    position = {article.id: i for i, article in enumerate(articles)}
    first, second = position[one], position[other]
    pair = [articles[first], articles[second]]
    return Pair(
        likeness=likeness.why(first, second),
        surroundings=(_around(likeness, first, second), _around(likeness, second, first)),
        conflict=likeness.conflict(first, second),
        copy=bool(near_copies(pair)),
    )


def _around(likeness: Likeness, one: int, without: int) -> float:
    alike = likeness.affinity.weighed(np.array([one]), np.arange(len(likeness.articles))).alike[0]
    others = np.delete(alike, [one, without])
    return float(np.sort(others)[-NEAREST:].mean()) if len(others) else 0.0
