"""What stands of a story's figures on one day, and where its outlets differ.

    facts ─ by subject ─ each outlet's latest word ─ superseded ones left out ─> Standing
                                                   └ two values that contradict each other ─> Conflict

A toll that rises in the course of a day is no conflict: who wrote hours before the higher figure came out is not contradicted,
only older. Near-copies of one report are one voice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from briefing.model import Conflict, Fact
from briefing.tracking.claims import claim_of_fact
from briefing.tracking.kinds import is_rising
from briefing.tracking.subjects import contradicts, same_subject

__all__ = ["Standing", "conflicts_of", "standings"]

SUPERSEDED = timedelta(hours=3)  # who wrote that long before a newer value was first given did not know it
FARTHEST = Decimal(2)  # values that differ by more than this factor are of different things


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is said of one subject at the end of a day."""

    fact: Fact  # the first to give the standing value, an exact one before one with a bound
    outlets: tuple[str, ...]  # that give it, in order of time
    facts: tuple[Fact, ...]  # each outlet's latest word that is not superseded, in order of time


def standings(facts: Sequence[Fact], copies: Collection[str] = ()) -> list[Standing]:
    """The standing value of each subject that has one, in the order of the facts' times.

    `copies` are ids of articles that are near-copies of others: they are no voices of their own. The standing value is that of
    most outlets; of equals the newest. A status stands with all outlets that tell it.
    """
    return [_standing(group) for group in _by_subject([f for f in facts if f.support.article not in copies])]


def conflicts_of(facts: Sequence[Fact], copies: Collection[str] = ()) -> tuple[Conflict, ...]:
    """Where outlets give values of one subject that cannot both be right; one claim a value, that of most outlets first."""
    found = []
    for standing in standings(facts, copies):
        values = _by_value(standing.facts)
        first = standing.fact
        rivals = [v for v in values if contradicts(v[0], first) and _comparable(v[0], first)]
        if rivals:
            told = [next(v for v in values if v[0].value == first.value), *rivals]
            found.append(
                Conflict(
                    what=first.kind,
                    claims=tuple(claim_of_fact(v[0]) for v in told),
                    outlets=tuple(tuple(f.outlet for f in v) for v in told),
                )
            )
    return tuple(found)


def _by_subject(facts: Iterable[Fact]) -> list[list[Fact]]:
    groups: dict[tuple[str, str, bool], list[list[Fact]]] = {}
    for fact in sorted(facts, key=lambda f: f.published):
        alike = groups.setdefault((fact.kind, fact.counted, bool(fact.value)), [])
        for group in alike:
            if same_subject(group[-1], fact):
                group.append(fact)
                break
        else:
            alike.append([fact])
    return sorted((g for alike in groups.values() for g in alike), key=lambda g: g[0].published)


def _standing(group: list[Fact]) -> Standing:
    latest = list({fact.outlet: fact for fact in group}.values())
    first: dict[str, Fact] = {}
    for fact in group:
        first.setdefault(fact.value, fact)
    current = [f for f in latest if not any(_superseded(f, newer, latest) for newer in first.values())]
    best = max(_by_value(current or latest), key=lambda v: (len(v), v[-1].published))
    exact = [fact for fact in best if not fact.bound] or best
    newest = first[best[0].value]
    present = [fact for fact in latest if not _superseded(fact, newest, latest)]
    return Standing(
        fact=exact[0],
        outlets=tuple(fact.outlet for fact in best),
        facts=tuple(sorted(present, key=lambda f: f.published)),
    )


def _superseded(fact: Fact, newer: Fact, latest: Iterable[Fact]) -> bool:
    """Whether a value that was first given long after this fact takes its place, and nobody has gone back since.

    Of a toll only a higher one does: a late report may repeat an old figure.
    """
    if not fact.value or newer.value == fact.value or newer.published - fact.published <= SUPERSEDED:
        return False
    if is_rising(fact.kind) and Decimal(newer.value) < Decimal(fact.value):
        return False
    return not any(f.value == fact.value and f.published >= newer.published for f in latest)


def _by_value(facts: Iterable[Fact]) -> list[list[Fact]]:
    """The facts by value, each value's in order of time, those of most outlets first, of equals the earliest."""
    values: dict[str, list[Fact]] = {}
    for fact in sorted(facts, key=lambda f: f.published):
        values.setdefault(fact.value, []).append(fact)
    return sorted(values.values(), key=lambda v: (-len(v), v[0].published))


def _comparable(a: Fact, b: Fact) -> bool:
    low, high = sorted((Decimal(a.value), Decimal(b.value)))
    return high <= FARTHEST * low
