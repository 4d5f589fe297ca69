"""Which facts of a story are other than they were: figures with their old and new value, statuses with what they end.

today's standings ─┬─ value ─ the same subject in the newest thread that has it ─ differs ─> Change "figure"
                   └─ status ─ of nobody before ─ told by several, or the end of another ──> Change "status"
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from briefing.model import Change, Fact, Thread
from briefing.tracking.claims import claim_of_fact
from briefing.tracking.conflicts import Standing, standings
from briefing.tracking.kinds import ends
from briefing.tracking.subjects import differs, same_subject

__all__ = ["figure_changes", "status_changes"]

FEWEST_OUTLETS = 2  # that tell a status for it to be a change by itself


def figure_changes(
    facts: Sequence[Fact], threads: Sequence[Thread], copies: Collection[str] = ()
) -> list[Change]:
    """Changes of kind "figure": today's standing values that are not those of the newest thread with their subject.

    `threads` come oldest first; `copies` as in `standings`.
    """
    changes = []
    for standing in standings(facts, copies):
        old = _before(standing.fact, threads) if standing.fact.value else None
        if old is None or old.published >= standing.fact.published or not differs(old, standing.fact):
            continue
        changes.append(
            Change(
                kind="figure",
                what=standing.fact.kind,
                old=claim_of_fact(old),
                new=claim_of_fact(standing.fact),
            )
        )
    return changes


def status_changes(
    facts: Sequence[Fact], threads: Sequence[Thread], copies: Collection[str] = ()
) -> list[Change]:
    """Changes of kind "status": what somebody has newly done; as old claim what this ends. Denials are `denials_of`'s."""
    known = [fact for thread in threads for fact in thread.facts if not fact.value]
    changes = []
    for standing in standings(facts, copies):
        fact = standing.fact
        if fact.value or fact.kind == "denied" or any(same_subject(old, fact) for old in known):
            continue
        ended = _ended(standing, known)
        if ended or len(standing.outlets) >= FEWEST_OUTLETS:
            old = claim_of_fact(ended) if ended else None
            changes.append(Change(kind="status", what=fact.kind, old=old, new=claim_of_fact(fact)))
    return changes


def _before(fact: Fact, threads: Sequence[Thread]) -> Fact | None:
    """What the newest thread that has this subject gave for it."""
    for thread in reversed(threads):
        if same := [old for old in thread.facts if same_subject(old, fact)]:
            return standings(same)[-1].fact
    return None


def _ended(standing: Standing, known: Sequence[Fact]) -> Fact | None:
    """The newest status that this one ends: of the same names."""
    own = [
        old
        for old in known
        if ends(standing.fact.kind, old.kind) and set(old.about) & set(standing.fact.about)
    ]
    return max(own, key=lambda old: old.published, default=None)
