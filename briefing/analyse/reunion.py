"""Stories that the tree of a day parted although their articles are alike throughout.

    stories of one component ─ pairs of articles across two of them ─ mean likeness, names and numbers counted ─> one story

The tree asks what a branch has beyond its surroundings, and reports of one event that differ in what they dwell on (an attack, and its denial)
may be each other's surroundings. Here all pairs across two stories must be alike by the stricter measure of names, numbers and
meaning, conflicts counted; pairs with a language that the embedder does not read say nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from briefing.analyse.likeness import Likeness, Matrix
from briefing.analyse.terms import Positions

__all__ = ["reunited"]

ALIKE = 0.80  # mean likeness of all pairs across two stories
MOST_STORIES = 60  # of one component: in a larger one everything is alike, and nothing is reunited


def reunited(likeness: Likeness, stories: Iterable[Positions]) -> list[Positions]:
    """The stories of one component, given as positions; the most alike two are joined first, then again."""
    joined = [np.asarray(story) for story in stories]
    if not 1 < len(joined) <= MOST_STORIES:
        return joined
    everything = np.concatenate(joined)
    alike = likeness.among(everything, everything)
    read = np.array([likeness.is_read(int(one)) for one in everything])
    story_of = np.repeat(np.arange(len(joined)), [len(story) for story in joined])
    while len(joined) > 1:
        across = _across(alike, story_of, read, len(joined))
        i, j = sorted(np.unravel_index(int(across.argmax()), across.shape))
        if across[i, j] < ALIKE:
            break
        joined[i] = np.concatenate([joined[i], joined.pop(j)])
        story_of[story_of == j] = i
        story_of[story_of > j] -= 1
    return joined


def _across(alike: Matrix, story_of: Positions, read: NDArray[np.bool_], count: int) -> Matrix:
    """[stories, stories]: mean likeness across two stories, of the articles that are read; 0 where one has none."""
    share = (story_of[None, :] == np.arange(count)[:, None]) & read
    share = share / np.maximum(share.sum(axis=1, keepdims=True), 1)
    across = np.asarray(share @ alike @ share.T, dtype=np.float32)
    np.fill_diagonal(across, 0.0)
    return across
