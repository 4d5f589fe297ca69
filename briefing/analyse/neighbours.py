"""Who is near whom: each article's surroundings, and the sets of articles that may share a story at all.

    alike, by blocks of rows ─ the nearest of each article ─┬─> background, nearest
                                                            └─ less half of both backgrounds ─> pairs ─ components ─> Cluster

The background of an article is its mean likeness to its nearest ten. Two articles stand out together when they are nearer
than their backgrounds (cross-domain similarity local scaling: Conneau et al., "Word translation without parallel data",
2018): an article that is like everything is near to nothing. Articles that no such pair connects cannot be one story, so
that each component is solved alone; memory grows with the block and the component, not with the square of the day.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from briefing.analyse.affinity import Affinity
from briefing.analyse.terms import Positions

__all__ = ["Neighbours", "contrasted"]

Matrix = NDArray[np.float32]

BLOCK = 512
NEAREST = 10  # articles that make a background
KEPT = 60  # nearest of each article that are kept as pairs
EXPECTED = 0.20  # likeness that stands in for neighbours that a small pool does not have
BACKGROUND = 0.85  # share that is taken off
STANDS_OUT = -0.10  # contrasted likeness from which a pair connects
STRICTER = 0.05  # added until a component is small enough
LARGEST = 2000  # articles of a component


class Neighbours:
    """The surroundings of every article of a pool."""

    def __init__(self, affinity: Affinity, size: int) -> None:
        self.background = np.zeros(size, dtype=np.float32)
        self.nearest = np.zeros((size, min(NEAREST, max(size - 1, 0))), dtype=np.intp)
        kept = min(KEPT, max(size - 1, 0))
        self._near = np.zeros((size, kept), dtype=np.intp)
        self._alike = np.zeros((size, kept), dtype=np.float32)
        for start in range(0, size if kept else 0, BLOCK):
            self._measure(affinity, np.arange(start, min(start + BLOCK, size)), size)
        if not kept:
            self.background[:] = EXPECTED

    def components(self, alone: frozenset[int]) -> Iterator[Positions]:
        """Sets of positions that may share stories, each with at most `LARGEST`; those `alone` are each a set."""
        pairs = self._pairs(alone)
        if pairs.shape[0]:
            yield from _components(pairs, STANDS_OUT)

    @property
    def contrast(self) -> float:
        """By how much an article's nearest stands out from its ten nearest, in the middle of the pool.

        Where two or three outlets report everything it is .1 to .2; on a day of single reports next to nothing.
        """
        if not self._alike.size:
            return 0.0
        return float(np.median(self._alike[:, 0] - self.background))

    def around(self, component: Positions) -> Positions:
        """Who is near to a component's articles without being in it."""
        return np.setdiff1d(self.nearest[component], component)

    def _measure(self, affinity: Affinity, rows: Positions, size: int) -> None:
        alike = affinity.alike(rows, np.arange(size))
        alike[np.arange(len(rows)), rows] = -np.inf
        kept = self._near.shape[1]
        near = np.argpartition(alike, size - kept, axis=1)[:, size - kept :]
        values = np.take_along_axis(alike, near, axis=1)
        order = np.argsort(-values, axis=1, kind="stable")
        self._near[rows] = np.take_along_axis(near, order, axis=1)
        self._alike[rows] = np.take_along_axis(values, order, axis=1)
        first = self.nearest.shape[1]
        self.nearest[rows] = self._near[rows, :first]
        lacking = EXPECTED * (NEAREST - first)
        self.background[rows] = (self._alike[rows, :first].sum(axis=1) + lacking) / NEAREST

    def _pairs(self, alone: frozenset[int]) -> Any:
        """Contrasted likeness of the pairs that stand out, sparse; only one of the two need have the other among its nearest."""
        from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

        size, kept = self._near.shape
        rows, columns = np.repeat(np.arange(size), kept), self._near.ravel()
        values = self._alike.ravel() - BACKGROUND * (self.background[rows] + self.background[columns]) / 2
        joins = ~np.isin(np.arange(size), sorted(alone))
        out = (values >= STANDS_OUT) & joins[rows] & joins[columns]
        return csr_matrix((values[out], (rows[out], columns[out])), shape=(size, size))


def contrasted(alike: Matrix, background: Matrix) -> Matrix:
    """Likeness of some articles to one another less what each has to its surroundings anyway."""
    return np.asarray(alike - BACKGROUND * np.add.outer(background, background) / 2, dtype=np.float32)


def _components(pairs: Any, least: float) -> Iterator[Positions]:
    """Connected sets; a giant is split at its weakest pairs, and where all are equally strong by number."""
    from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

    count, labels = connected_components(pairs, directed=False)
    order = np.argsort(labels, kind="stable")
    for positions in np.split(order, np.cumsum(np.bincount(labels, minlength=count))[:-1]):
        if len(positions) <= LARGEST:
            yield positions
            continue
        within = pairs[positions][:, positions].copy()
        within.data[within.data < least + STRICTER] = 0
        within.eliminate_zeros()
        if within.nnz:
            for part in _components(within, least + STRICTER):
                yield positions[part]
        else:
            yield from np.array_split(positions, -(-len(positions) // LARGEST))
