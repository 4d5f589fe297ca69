"""Hedges: words that say how sure something is. None is lost, none is new."""

from __future__ import annotations

from briefing.language.lexicon import HEDGES, word_set
from briefing.summarise.checks.claim import Claim
from briefing.summarise.checks.scope import left_out, marker, reach

__all__ = ["hedges"]

_MODAL = word_set("may might could would")  # `modality` reads them
_FORMS = word_set(
    "appears appeared seems seemed believes believed thought expects expected estimates estimated suspects feared fears "
    "fear presumed rumoured rumored allege possible apparent evidently"
)
_CUES = (HEDGES - _MODAL) | _FORMS
_mark = marker(dict.fromkeys(_CUES, "hedge"))


def hedges(claim: Claim) -> str:
    """A hedge that the text lacks on words that it shares with the evidence, or has and the evidence lacks."""
    if claim.gaps is not None:
        cue = left_out(claim, _mark, length=5)
        return f"“{cue}” is left out, what it weakens is kept" if cue else ""
    new = next((w for w in claim.said.cues if w in _CUES and w not in _known(claim)), "")
    if new:
        return f"“{new}” is not in the evidence"
    _, free = reach(claim.said.cues, _mark)
    pairs = [reach(e.cues, _mark) for e in claim.evidence]
    lost = (free & set().union(*(p[0] for p in pairs))) - set().union(*(p[1] for p in pairs))
    return f"“{min(lost)}” is hedged in the evidence" if lost else ""


def _known(claim: Claim) -> frozenset[str]:
    return frozenset(w for e in claim.evidence for w in e.cues)
