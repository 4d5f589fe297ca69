"""Negation, and verbs that deny: lost, added, or moved to other words."""

from __future__ import annotations

from briefing.language.lexicon import NEGATIONS
from briefing.summarise.checks.claim import Claim
from briefing.summarise.checks.scope import left_out, marker, reach

__all__ = ["negation"]

_CONTRACTED = (
    "didn't don't doesn't isn't aren't wasn't weren't won't wouldn't can't couldn't hasn't haven't hadn't "
    "shouldn't mustn't needn't ain't"
)
_DENYING = (
    "deny denies denied denying refuse refuses refused refusing fail fails failed failing unable "
    "refute refutes refuted refuting prevent prevents prevented preventing avoid avoids avoided avoiding "
    "halt halts halted stop stops stopped decline declines declined unlikely impossible averted thwarted foiled"
)
_PAIRS = ("ruled out", "rule out", "rules out", "ruling out", "yet to", "short of", "far from", "not only")
_NOT = dict.fromkeys((NEGATIONS - {"n't"}) | set(_CONTRACTED.split()), "no")
_mark = marker(_NOT | dict.fromkeys(_DENYING.split(), "no") | dict.fromkeys(_PAIRS, "no"))
_mark_not = marker(_NOT)
_AFFIRMED = frozenset({"but", "rather", "instead"})


def negation(claim: Claim) -> str:
    """A negation that the text lacks, or has and the evidence lacks, on words that it shares with it."""
    if claim.gaps is not None:
        if cue := left_out(claim, _mark, length=4) or _only(claim):
            return f"“{cue}” is left out, what it holds for is kept"
        return _other_half(claim)
    return _moved(claim)


def _only(claim: Claim) -> str:
    """ "not [only] the port" """
    words = claim.nearest.cues
    gone = {i for gap in claim.gaps or () for i in range(*gap)}
    parted = (i for i in gone if words[i] in {"only", "just"} and i - 1 not in gone)
    return next((f"not {words[i]}" for i in parted if i and words[i - 1] == "not"), "")


def _other_half(claim: Claim) -> str:
    """ "not [the port but] the school" """
    words = claim.nearest.cues
    marks = _mark_not(words)
    for start, end in claim.gaps or ():
        kept = range(max(0, start - 2), start)
        if any(marks[i] for i in kept) and _AFFIRMED & set(words[start:end]) and end < len(words):
            return f"“{words[end]}” is not negated in the evidence"
    return ""


def _moved(claim: Claim) -> str:
    under, free = reach(claim.said.cues, _mark)
    known_under: set[str] = set()
    known_free: set[str] = set()
    for passage in claim.evidence:
        a, b = reach(passage.cues, _mark)
        known_under, known_free = known_under | a, known_free | b
    if lost := sorted((free & known_under) - known_free):
        return f"“{lost[0]}” is negated in the evidence"
    if added := sorted(under - known_under):
        return f"“{added[0]}” is not negated in the evidence"
    return ""
