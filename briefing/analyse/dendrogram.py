"""Stories out of a tree of articles: the branches that hold together best against their surroundings.

    contrasted likeness ─ average linkage ─> tree
    every branch: (articles - 1) x (mean inside - mean outside - CUT) ─ best set of branches ─> clusters

Where to cut a tree differs from branch to branch: reports of a lasting subject are all alike, and a story among them must
be more so. A branch is worth what its articles have in common beyond what they share with the nearest three outside it, as
often as it joins articles; the set of branches with the largest sum is found from the leaves up, as in HDBSCAN's excess
of mass (Campello et al. 2013). A story does not count as its own surroundings, however large it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from briefing.analyse.affinity import Weighed
from briefing.analyse.terms import Positions

__all__ = ["clusters"]

Matrix = NDArray[np.float32]

CUT = 0.14  # what a story must have beyond its surroundings
AROUND = 3  # articles that a branch's surroundings are judged by
EXPECTED = 0.06  # `outside` that stands in for surroundings that a small pool does not have


@dataclass(frozen=True, slots=True, kw_only=True)
class _Branch:
    members: Positions
    inside: float  # the sum over pairs
    worth: float  # of the best set of branches within it
    whole: bool  # whether that is the branch itself
    children: tuple[int, int] | None


def clusters(contrast: Matrix, weighed: Weighed) -> list[Positions]:
    """Positions of each story's articles, rows of `contrast` [n, n].

    `weighed` is [n, n + others]: its first columns are the rows themselves, the others may be near them.
    """
    if len(contrast) == 1:
        return [np.zeros(1, dtype=np.intp)]
    branches = list(_branches(_tree(contrast), weighed))
    return [found.members for found in _best(branches)]


def _tree(contrast: Matrix) -> NDArray[np.float64]:
    """Average linkage (UPGMA): rows of two branches that merge."""
    from scipy.cluster.hierarchy import linkage  # type: ignore[import-untyped]
    from scipy.spatial.distance import squareform  # type: ignore[import-untyped]

    symmetric = (contrast + contrast.T).astype(np.float64) / 2
    distance = symmetric.max() - symmetric
    np.fill_diagonal(distance, 0.0)
    tree: NDArray[np.float64] = linkage(squareform(distance, checks=False), "average")
    return tree


def _branches(tree: NDArray[np.float64], weighed: Weighed) -> Iterator[_Branch]:
    """The leaves, then one branch a merge."""
    size = len(tree) + 1
    found = [
        _Branch(members=np.array([leaf]), inside=0.0, worth=0.0, whole=True, children=None)
        for leaf in range(size)
    ]
    means = weighed.alike.copy()  # of each live branch, in its first article's row: likeness to every article
    yield from found
    for step in range(len(tree)):
        pair = (int(tree[step, 0]), int(tree[step, 1]))
        one, other = found[pair[0]].members, found[pair[1]].members
        members = np.concatenate([one, other])
        means[one[0]] = (means[one[0]] * len(one) + means[other[0]] * len(other)) / len(members)
        inside = (
            found[pair[0]].inside + found[pair[1]].inside + float(weighed.inside[np.ix_(one, other)].sum())
        )
        own = _worth(members, inside, means[one[0]], weighed.outside)
        parts = found[pair[0]].worth + found[pair[1]].worth
        branch = _Branch(
            members=members, inside=inside, worth=max(own, parts), whole=own > parts, children=pair
        )
        found.append(branch)
        yield branch


def _worth(members: Positions, inside: float, means: Matrix, outside: Matrix) -> float:
    """What a branch is worth as one story."""
    pairs = len(members) * (len(members) - 1) / 2
    return (len(members) - 1) * (inside / pairs - _around(members, means, outside) - CUT)


def _around(members: Positions, means: Matrix, outside: Matrix) -> float:
    """What the nearest articles outside a branch share with it, on average."""
    others = means.copy()
    others[members] = -np.inf
    number = min(AROUND, len(others) - len(members))
    if not number:
        return EXPECTED
    nearest = np.argpartition(others, len(others) - number)[len(others) - number :]
    shared = float(outside[np.ix_(members, nearest)].mean(axis=0).sum())
    return (shared + EXPECTED * (AROUND - number)) / AROUND


def _best(branches: list[_Branch]) -> Iterator[_Branch]:
    """The chosen branches, from the root down."""
    waiting = [len(branches) - 1]
    while waiting:
        branch = branches[waiting.pop()]
        if branch.whole or branch.children is None:
            yield branch
        else:
            waiting.extend(branch.children)
