"""Stories: articles that tell one event, each joined to its story's lead article.

    affinity ─ neighbours ─ components ─ dendrogram ─> clusters ─ reunion ─ lead ─> Group(lead, members)
                                             └ who is not like the lead starts again

An article joins a story for what it has in common with all of it and not with its surroundings (see `dendrogram`). Then the
article most like the others leads, and whoever is not like the lead itself, or conflicts with it, is put out and grouped again: nothing is joined
through a chain of others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from briefing.analyse.affinity import Weighed
from briefing.analyse.dendrogram import clusters
from briefing.analyse.likeness import Likeness, Matrix
from briefing.analyse.neighbours import contrasted
from briefing.analyse.reunion import reunited
from briefing.analyse.terms import Positions

__all__ = ["Group", "group"]

BATCH = 128  # articles of small components that are measured at once
NEAR = 0.30  # likeness of two clusters' central articles below which they are not compared further
# An article less alike to its lead than this is put out: more is asked where few articles of the pool stand out together,
# for what is weakly alike on a day of single reports is of one subject rather than of one event.
LEAST_TO_LEAD = (0.32, 0.20)
CONTRASTS = (0.07, 0.10)  # of the pool, at which these hold; between them in proportion


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Positions of one story's articles."""

    lead: int
    members: tuple[int, ...]  # without the lead, most alike first


def group(likeness: Likeness, alone: frozenset[int] = frozenset()) -> list[Group]:
    """Group all articles; every position is in exactly one group, those `alone` each in its own.

    Articles should come in a fixed order (by id).
    """
    components = list(likeness.neighbours.components(alone))
    groups = [Group(lead=int(own[0]), members=()) for own in components if len(own) == 1]
    for own, weighed in _weighed(likeness, (each for each in components if len(each) > 1)):
        groups += _stories(likeness, own, weighed)
    return sorted(groups, key=lambda g: g.lead)


def _weighed(likeness: Likeness, components: Iterable[Positions]) -> Iterator[tuple[Positions, Weighed]]:
    """Each component and the measures between its articles and these, then those around it.

    Many small ones are measured at once: a day has thousands, and each measurement takes its time, however small.
    """
    around, place = likeness.neighbours.around, np.zeros(len(likeness.articles), dtype=np.intp)
    for batch in _batches(components):
        rows = np.concatenate(batch)
        columns = np.concatenate([rows, around(rows)])
        weighed = likeness.affinity.weighed(rows, columns)
        place[columns] = np.arange(len(columns))
        for own in batch:
            yield own, weighed.part(place[own], place[np.concatenate([own, around(own)])])


def _batches(components: Iterable[Positions]) -> Iterator[list[Positions]]:
    """Components in lists of at least `BATCH` articles."""
    batch: list[Positions] = []
    for component in components:
        batch.append(component)
        if sum(map(len, batch)) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _stories(likeness: Likeness, positions: Positions, weighed: Weighed) -> Iterator[Group]:
    neighbours = likeness.neighbours
    contrast = contrasted(weighed.alike[:, : len(positions)], neighbours.background[positions])
    parted = list(_parted(likeness, positions, weighed, contrast))
    place = {int(one): i for i, one in enumerate(positions)}
    found = [positions[cluster] for cluster in parted]
    for story in reunited(likeness, found) if _some_are_near(weighed.alike, parted) else found:
        cluster = np.array([place[int(one)] for one in story])
        lead = _lead(likeness, positions, weighed, cluster)
        alike = weighed.alike[lead]
        members = sorted(cluster[cluster != lead], key=lambda m: (-alike[m], m))
        yield Group(lead=int(positions[lead]), members=tuple(int(positions[m]) for m in members))


def _some_are_near(alike: Matrix, clusters: list[Positions]) -> bool:
    """Whether two clusters are so near on the whole that a closer look at them is worth its time."""
    leads = [cluster[alike[np.ix_(cluster, cluster)].sum(axis=1).argmax()] for cluster in clusters]
    across = alike[np.ix_(leads, leads)]
    return len(leads) > 1 and bool((across[~np.eye(len(leads), dtype=bool)] >= NEAR).any())


def _parted(
    likeness: Likeness, positions: Positions, weighed: Weighed, contrast: Matrix
) -> Iterator[Positions]:
    """The clusters of a component, each without those who are not like its lead; these are clustered again."""
    least = float(np.interp(likeness.neighbours.contrast, CONTRASTS, LEAST_TO_LEAD))
    waiting = [np.arange(len(positions))]
    while waiting:
        rest = waiting.pop()
        for cluster in _clusters(contrast, weighed, rest):
            lead = _lead(likeness, positions, weighed, cluster)
            alike = weighed.alike[lead]
            near = (alike[cluster] >= least) & ~weighed.barred[lead, cluster] | (cluster == lead)
            yield cluster[near]
            if not near.all():
                waiting.append(cluster[~near])


def _clusters(contrast: Matrix, weighed: Weighed, rest: Positions) -> list[Positions]:
    """The clusters of some rows; the other rows stay as their surroundings."""
    columns = np.concatenate([rest, np.setdiff1d(np.arange(weighed.alike.shape[1]), rest)])
    part = weighed.part(rest, columns)
    return [rest[found] for found in clusters(contrast[np.ix_(rest, rest)], part)]


def _lead(likeness: Likeness, positions: Positions, weighed: Weighed, cluster: Positions) -> int:
    """The article most like the others of its cluster, in a language that the embedder reads if there is one.

    Conflicts count against it. Ties: the earlier, then the id.
    """

    def order(one: int) -> tuple[bool, float, float, str]:
        article = likeness.articles[int(positions[one])]
        unread = not likeness.is_read(int(positions[one]))
        total = float(weighed.alike[one, cluster[cluster != one]].sum())
        return (unread, -round(total, 4), article.published.timestamp(), article.id)

    return int(min((int(one) for one in cluster), key=order))
