"""Stories that the tree of a day parted although their articles are alike throughout.

    stories of one component ─ pairs of articles across two of them ─ mean likeness, names and numbers counted ─> one story

The tree asks what a branch has beyond its surroundings, and reports of one event that differ in what they dwell on (an attack, and its denial)
may be each other's surroundings. Here all pairs across two stories must be alike by the stricter measure of names, numbers and
meaning, conflicts counted; pairs with a language that the embedder does not read say nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import numpy as np

from briefing.analyse.likeness import Likeness
from briefing.analyse.terms import Positions

__all__ = ["reunited"]

ALIKE = 0.80  # mean likeness of all pairs across two stories
MOST_STORIES = 200  # of one component: beyond it nothing is reunited, which bounds the work


def reunited(likeness: Likeness, stories: Iterable[Positions]) -> list[Positions]:
    """The stories of one component, given as positions; the most alike two are joined first, then again."""
    joined = [np.asarray(story) for story in stories]
    if not 1 < len(joined) <= MOST_STORIES:
        return joined
    everything = np.concatenate(joined)
    place = {int(one): i for i, one in enumerate(everything)}
    alike = likeness.among(everything, everything)
    read = np.array([likeness.is_read(int(one)) for one in everything])
    while True:
        rows = [np.array([place[int(one)] for one in story]) for story in joined]
        across = [
            (_mean(alike, read, rows[i], rows[j]), i, j) for i, j in combinations(range(len(joined)), 2)
        ]
        best, i, j = max(across, default=(0.0, 0, 0))
        if best < ALIKE:
            return joined
        joined[i] = np.concatenate([joined[i], joined[j]])
        del joined[j]


def _mean(alike: np.ndarray, read: np.ndarray, one: Positions, other: Positions) -> float:
    """The mean likeness across two stories, of the articles that are read; 0 where one has none."""
    first, second = one[read[one]], other[read[other]]
    return float(alike[np.ix_(first, second)].mean()) if len(first) and len(second) else 0.0
