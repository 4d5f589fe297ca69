"""Stories: articles that tell one event, each joined to its story's lead article.

    likeness, by blocks ─ pairs above the cut ─ components ─ average linkage ─> clusters ─ lead ─> Grouping(lead, members)
                                                                                  └ who is not like the lead starts again

Two clusters merge where the mean likeness of their pairs reaches the cut, vetoes counted; a pair below the cut in another
component cannot change that, so components are solved alone. Then the article most like the others leads, and whoever is not
like the lead itself, or conflicts with it, is put out and grouped again: nothing is joined through a chain of others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from briefing.analyse.likeness import Likeness, Matrix
from briefing.analyse.terms import Positions

__all__ = ["Group", "group"]

CUT = 0.40  # mean likeness at which two clusters are one story
LEAST_TO_LEAD = 0.15  # an article less like its lead than this is put out
LARGEST_COMPONENT = 3000  # beyond it weak pairs are dropped until it falls apart: bounds memory at 36 MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Positions of one story's articles."""

    lead: int
    members: tuple[int, ...]  # without the lead, most alike first


def group(likeness: Likeness, alone: frozenset[int] = frozenset()) -> list[Group]:
    """Group all articles; every position is in exactly one group, those `alone` each in its own.

    Articles should come in a fixed order (by id).
    """
    pairs = _pairs(likeness, alone)
    groups = [found for component in _components(pairs) for found in _stories(likeness, component)]
    return sorted(groups, key=lambda g: g.lead)


def _pairs(likeness: Likeness, alone: frozenset[int]) -> Any:
    """Pairs at or above the cut, without those that stay alone: a sparse symmetric matrix of their likeness."""
    from scipy.sparse import coo_matrix  # type: ignore[import-untyped]

    joins = ~np.isin(np.arange(len(likeness.articles)), sorted(alone))
    rows, columns, values = [], [], []
    for block, matrix in likeness.blocks():
        row, column = np.nonzero((matrix >= CUT) & np.logical_and.outer(joins[block], joins))
        rows.append(block[row])
        columns.append(column)
        values.append(matrix[row, column])
    size = len(likeness.articles)
    if not rows:
        return coo_matrix((size, size), dtype=np.float32).tocsr()
    shape = (size, size)
    return coo_matrix(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape
    ).tocsr()


def _components(pairs: Any, least: float = CUT) -> Iterator[Positions]:
    """Sets of positions without a pair above the cut between them; a giant is split at its weakest pairs."""
    from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

    if not pairs.shape[0]:
        return
    count, labels = connected_components(pairs, directed=False)
    order = np.argsort(labels, kind="stable")
    for positions in np.split(order, np.cumsum(np.bincount(labels, minlength=count))[:-1]):
        if len(positions) <= LARGEST_COMPONENT:
            yield positions
            continue
        within = pairs[positions][:, positions].copy()
        stricter = least + 0.05
        within.data[within.data < stricter] = 0
        within.eliminate_zeros()
        for part in _components(within, stricter):
            yield positions[part]


def _stories(likeness: Likeness, positions: Positions) -> Iterator[Group]:
    if len(positions) == 1:
        yield Group(lead=int(positions[0]), members=())
        return
    alike = likeness.among(positions, positions)
    waiting = [np.arange(len(positions))]
    while waiting:
        rest = waiting.pop()
        for cluster in _average_linkage(alike, rest):
            lead = _lead(likeness, positions, alike, cluster)
            near = alike[lead, cluster] >= LEAST_TO_LEAD
            members = sorted(cluster[near & (cluster != lead)], key=lambda m: (-alike[lead, m], m))
            yield Group(lead=int(positions[lead]), members=tuple(int(positions[m]) for m in members))
            if not near.all():
                waiting.append(cluster[~near])


def _average_linkage(alike: Matrix, rest: Positions) -> list[Positions]:
    """Clusters whose pairs are alike on average (UPGMA)."""
    from scipy.cluster.hierarchy import fcluster, linkage  # type: ignore[import-untyped]
    from scipy.spatial.distance import squareform  # type: ignore[import-untyped]

    if len(rest) == 1:
        return [rest]
    distance = 1.0 - np.minimum(alike[np.ix_(rest, rest)], alike[np.ix_(rest, rest)].T).astype(np.float64)
    np.fill_diagonal(distance, 0.0)
    labels = fcluster(linkage(squareform(distance, checks=False), "average"), 1.0 - CUT, "distance")
    return [rest[labels == label] for label in range(1, int(labels.max()) + 1)]


def _lead(likeness: Likeness, positions: Positions, alike: Matrix, cluster: Positions) -> int:
    """The article most like the others of its cluster, in a language that the embedder reads if there is one.

    Vetoes count against it. Ties: the earlier, then the id.
    """

    def order(one: int) -> tuple[bool, float, float, str]:
        article = likeness.articles[int(positions[one])]
        unread = not likeness.is_read(int(positions[one]))
        total = float(alike[one, cluster].sum())
        return (unread, -round(total, 4), article.published.timestamp(), article.id)

    return int(min((int(one) for one in cluster), key=order))
