"""Who is near whom: each article's surroundings, and the sets of articles that may share a story at all.

    alike, by blocks of pairs ─ the nearest of each article ─┬─> background, nearest, contrast
                                                             └─ less half of both backgrounds ─> pairs ─ components ─> Cluster

The background of an article is its mean likeness to its nearest ten. Two articles stand out together when they are nearer
than their backgrounds (cross-domain similarity local scaling: Conneau et al., "Word translation without parallel data",
2018): an article that is like everything is near to nothing. Articles that no such pair connects cannot be one story, so
that each component is solved alone; memory grows with the block and the component, not with the square of the day. Every
pair is measured once: likeness is mutual, and this is the only work that grows with the square of the day.
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

BLOCK = 1024  # articles on each side of the pairs that are measured at once
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
        kept = min(KEPT, max(size - 1, 0))
        self._near = np.zeros((size, kept), dtype=np.intp)  # most alike first
        self._alike = np.full((size, kept), -np.inf, dtype=np.float32)
        if kept:
            self._measure(affinity, size)
        self.nearest = self._near[:, :NEAREST]
        lacking = EXPECTED * (NEAREST - self.nearest.shape[1])
        self.background = (self._alike[:, :NEAREST].sum(axis=1) + np.float32(lacking)) / np.float32(NEAREST)
        # By how much an article's nearest stands out from its ten nearest, in the middle of the pool: where two or three
        # outlets report everything it is .1 to .2, on a day of single reports next to nothing.
        self.contrast = float(np.median(self._alike[:, 0] - self.background)) if kept else 0.0

    def components(self, alone: frozenset[int]) -> Iterator[Positions]:
        """Sets of positions that may share stories, each with at most `LARGEST`; those `alone` are each a set."""
        pairs = self._pairs(alone)
        if pairs.shape[0]:
            yield from _components(pairs, STANDS_OUT)

    def around(self, component: Positions) -> Positions:
        """Who is near to a component's articles without being in it."""
        return np.setdiff1d(self.nearest[component], component)

    def _measure(self, affinity: Affinity, size: int) -> None:
        blocks = np.array_split(np.arange(size), -(-size // BLOCK))
        for number, rows in enumerate(blocks):
            for columns in blocks[number:]:
                alike = affinity.alike(rows, columns)
                if columns is rows:
                    np.fill_diagonal(alike, -np.inf)
                else:
                    self._keep(columns, rows, np.ascontiguousarray(alike.T))
                self._keep(rows, columns, alike)
        order = np.lexsort((self._near, -self._alike))
        self._near = np.take_along_axis(self._near, order, axis=1)
        self._alike = np.take_along_axis(self._alike, order, axis=1)

    def _keep(self, rows: Positions, columns: Positions, alike: Matrix) -> None:
        """Keep what is nearer than the farthest that is kept of each row: soon this is little of a block."""
        near, values = self._near[rows], self._alike[rows]
        row, column = np.nonzero(alike > values.min(axis=1, keepdims=True))
        counts = np.bincount(row, minlength=len(rows))
        slot = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
        fresh_near = np.zeros((len(rows), counts.max()), dtype=np.intp)
        fresh = np.full(fresh_near.shape, -np.inf, dtype=np.float32)
        fresh_near[row, slot], fresh[row, slot] = columns[column], alike[row, column]
        near, values = np.hstack([near, fresh_near]), np.hstack([values, fresh])
        kept = self._near.shape[1]
        best = np.argpartition(values, values.shape[1] - kept, axis=1)[:, -kept:]
        self._near[rows] = np.take_along_axis(near, best, axis=1)
        self._alike[rows] = np.take_along_axis(values, best, axis=1)

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
