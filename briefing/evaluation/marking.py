"""What readers found: shares per way of making, with intervals, and how far readers agree.

    marks ─ one opinion a sentence, the strictest ─ by way of making ─> Tally (Wilson intervals)
          └ sentences that two readers marked ────────────────────────> Agreement (Cohen's kappa)

The interval is Wilson's ("Probable inference", JASA 1927), which holds for shares near 0; kappa is Cohen's (1960).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from briefing.model import Mark, Opinion

__all__ = ["Agreement", "Share", "Tally", "agreements", "tallies"]

STRICTNESS: Mapping[Opinion, int] = {"right": 0, "unclear": 1, "distorted": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many sentences got one opinion, as a share with its 95 % interval, each 0 to 1."""

    count: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What readers found of the sentences that were made in one way."""

    way: str  # "verbatim", "compressed", "compressed: relative", "rewritten", "headline", "all"
    sentences: int
    opinions: Mapping[Opinion, Share]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far two readers agree on the sentences that both marked."""

    readers: tuple[str, str]
    sentences: int
    same: int
    kappa: float | None  # None where both used one and the same opinion throughout: chance explains all


def tallies(marks: Sequence[Mark]) -> list[Tally]:
    """One tally a way of making that occurs; a sentence counts once, with the strictest of its marks."""
    strictest: dict[str, Mark] = {}
    for mark in marks:
        known = strictest.get(mark.key)
        if known is None or STRICTNESS[mark.opinion] > STRICTNESS[known.opinion]:
            strictest[mark.key] = mark
    groups: dict[str, list[Opinion]] = {}
    for mark in strictest.values():
        for way in _ways(mark):
            groups.setdefault(way, []).append(mark.opinion)
    return [_tally(way, groups[way]) for way in sorted(groups, key=_order)]


def _ways(mark: Mark) -> Iterator[str]:
    """A headline is one, however it was made; a compression counts for each kind of part that it left out."""
    yield "all"
    if mark.kind == "headline":
        yield "headline"
        return
    yield mark.how
    if mark.how == "compressed":
        yield from (f"compressed: {kind}" for kind in sorted({p.partition(":")[0] for p in mark.patterns}))


def _order(way: str) -> tuple[int, str]:
    ways = ("verbatim", "compressed", "rewritten", "headline", "all")
    return ways.index(way.partition(":")[0]), way


def _tally(way: str, opinions: Sequence[Opinion]) -> Tally:
    total = len(opinions)
    shares = {opinion: _share(opinions.count(opinion), total) for opinion in STRICTNESS}
    return Tally(way=way, sentences=total, opinions=shares)


def _share(count: int, total: int) -> Share:
    from scipy.stats import binomtest  # type: ignore[import-untyped]

    interval = binomtest(count, total).proportion_ci(method="wilson")
    return Share(count=count, share=count / total, low=float(interval.low), high=float(interval.high))


def agreements(marks: Iterable[Mark]) -> list[Agreement]:
    """For every two readers who marked some of the same sentences, by name."""
    by_reader: dict[str, dict[str, Opinion]] = {}
    for mark in marks:
        by_reader.setdefault(mark.reader, {})[mark.key] = mark.opinion
    pairs = itertools.combinations(sorted(by_reader), 2)
    return [
        _agreement(pair, by_reader) for pair in pairs if by_reader[pair[0]].keys() & by_reader[pair[1]].keys()
    ]


def _agreement(pair: tuple[str, str], by_reader: Mapping[str, Mapping[str, Opinion]]) -> Agreement:
    one, other = (by_reader[reader] for reader in pair)
    both = sorted(one.keys() & other.keys())
    left, right = [one[key] for key in both], [other[key] for key in both]
    same = sum(a == b for a, b in zip(left, right, strict=True))
    seen = same / len(both)
    chance = sum(left.count(o) * right.count(o) for o in get_args(Opinion)) / len(both) ** 2
    kappa = (seen - chance) / (1 - chance) if chance < 1 else None
    return Agreement(readers=pair, sentences=len(both), same=same, kappa=kappa)
