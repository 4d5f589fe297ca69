"""Which of today's stories continue one of earlier days.

    today's groups ─┐
                    ├─ likeness of every member to every article of a known story ─> bonds ─ strongest first ─> Continued
    known stories ──┘

A story continues another where its articles are, on average, like those of the other that are nearest to them, and few
conflict. The same article in both settles it. A story gets the id of the one that it continues most; what else it
continues, and what it split off from, are its other `known`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from briefing.analyse.likeness import BLOCK, Likeness, Matrix
from briefing.analyse.terms import Positions
from briefing.model import Article

__all__ = ["Continued", "KnownStory", "continued", "lasting_ids", "story_id"]

NEAREST = 2  # articles of a known story that each article of today's is compared with: it grows by the day
LEAST_NEAREST = 0.60  # mean likeness to those
LEAST_MEAN = 0.30  # mean likeness to all, conflicts counted
SAME = 1.0  # likeness of an article and itself
SURE = 0.80  # mean likeness from which reports in a language that is not read join those that are
MOST_ARTICLES = 40  # of a known story, the newest


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownStory:
    """A story of earlier days."""

    id: str
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Continued:
    """What one of today's stories continues."""

    id: str = ""  # the known story whose id it takes; "" = none, or a stronger one took it
    known: tuple[str, ...] = ()  # all that it continues, strongest first
    strength: float = 0.0  # likeness to the first of them
    why: str = ""  # "likeness 0.91 to the nearest of its articles, 0.60 to all 6"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bond:
    strength: float
    group: int
    known: int
    why: str


def continued(
    groups: Sequence[Sequence[str]], known: Sequence[KnownStory], likeness: Likeness
) -> list[Continued]:
    """What each group of article ids continues, in order; `likeness` covers the articles of both sides.

    Every known id is given away once at most.
    """
    bonds = sorted(_bonds(groups, known, likeness), key=lambda b: (-b.strength, known[b.known].id, b.group))
    heirs: dict[int, int] = {}  # known -> group
    names: dict[int, int] = {}  # group -> known
    for bond in bonds:
        if bond.known not in heirs and bond.group not in names:
            heirs[bond.known], names[bond.group] = bond.group, bond.known
    own: list[list[_Bond]] = [[] for _ in groups]
    for bond in bonds:
        first = names.get(bond.group) == bond.known
        own[bond.group].insert(0 if first else len(own[bond.group]), bond)
    return [
        Continued(
            id=known[names[number]].id if number in names else "",
            known=tuple(known[b.known].id for b in found),
            strength=found[0].strength if found else 0.0,
            why=found[0].why if found else "",
        )
        for number, found in enumerate(own)
    ]


def lasting_ids(
    ids: Sequence[str], found: Sequence[Continued], known: Collection[str], foreign: Sequence[bool]
) -> list[str]:
    """The ids under which today's stories go on: that of the story continued, else their own, which no other has.

    What surely continues a known story in a language that the embedder does not read (`foreign`) was apart from today's other
    reports for that alone: it gets the same id.
    """
    taken = {continues.id for continues in found if continues.id} | set(known)
    lasting = []
    for key, continues, unread in zip(ids, found, foreign, strict=True):
        own = continues.id
        if not own and unread and continues.strength >= SURE:
            own = continues.known[0]
        if not own:
            own = key
            while own in taken:
                own = story_id(own)
        taken.add(own)
        lasting.append(own)
    return lasting


def story_id(seed: str) -> str:
    """An id of 16 hex digits."""
    return hashlib.sha256(f"story {seed}".encode()).hexdigest()[:16]


def _bonds(
    groups: Sequence[Sequence[str]], known: Sequence[KnownStory], likeness: Likeness
) -> Iterator[_Bond]:
    """All pairs that hold, found in blocks of groups so that memory does not grow with the square."""
    position = {article.id: i for i, article in enumerate(likeness.articles)}
    theirs = [_positions([a.id for a in _newest(story)], position) for story in known]
    filled = [number for number, columns in enumerate(theirs) if len(columns)]
    if not filled:
        return
    columns = np.concatenate([theirs[number] for number in filled])
    ends = np.cumsum([len(theirs[number]) for number in filled])
    starts = ends - [len(theirs[number]) for number in filled]
    for block in _blocks([(i, _positions(group, position)) for i, group in enumerate(groups)]):
        rows = np.concatenate([members for _, members in block])
        alike = likeness.among(rows, columns)
        best = np.maximum.reduceat(alike, starts, axis=1)
        row = 0
        for group, members in block:
            own = slice(row, row + len(members))
            row += len(members)
            near = (best[own].mean(axis=0) >= LEAST_NEAREST) | (best[own].max(axis=0) >= SAME)
            for at in np.flatnonzero(near):
                within = slice(starts[at], ends[at])
                if found := _bond(alike[own, within], members, columns[within]):
                    yield _Bond(strength=found[0], group=group, known=filled[at], why=found[1])


def _blocks(groups: Sequence[tuple[int, Positions]]) -> Iterator[list[tuple[int, Positions]]]:
    """Groups that have members, in blocks of about `BLOCK` members."""
    block: list[tuple[int, Positions]] = []
    for group in groups:
        if len(group[1]):
            block.append(group)
        if sum(len(members) for _, members in block) >= BLOCK:
            yield block
            block = []
    if block:
        yield block


def _bond(alike: Matrix, members: Positions, theirs: Positions) -> tuple[float, str] | None:
    """How strongly [members, theirs] holds and why; None where it does not."""
    shared = len(np.intersect1d(members, theirs))
    if shared:
        return 1.0 + shared, f"has {shared} of its articles"
    near = float(np.sort(alike, axis=1)[:, -NEAREST:].mean())
    mean = float(alike.mean())
    if near < LEAST_NEAREST or mean < LEAST_MEAN:
        return None
    return near, f"likeness {near:.2f} to the nearest of its articles, {mean:.2f} to all {len(theirs)}"


def _newest(story: KnownStory) -> list[Article]:
    return sorted(story.articles, key=lambda a: (a.published, a.id))[-MOST_ARTICLES:]


def _positions(ids: Sequence[str], position: Mapping[str, int]) -> Positions:
    return np.array([position[key] for key in ids if key in position], dtype=np.intp)
