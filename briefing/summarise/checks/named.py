"""Names: each stands in one passage, its words in order; "Russian" is not "Russia"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefing.language.names import name_runs
from briefing.summarise.checks.claim import Claim

__all__ = ["names"]


def names(claim: Claim) -> str:
    """A name that no passage has."""
    lower = frozenset(w for e in claim.evidence for w in re.findall(r"[^\W\d_]+", e.text) if w.islower())
    for run in name_runs(claim.said.text, lower):
        if not any(_within(run, e.words) for e in claim.evidence):
            return f"{' '.join(run)} is not in the evidence"
    return ""


def _within(run: Sequence[str], quote: Sequence[str]) -> bool:
    """Whether the words of a name follow each other in the quote, with at most one word left out between two."""
    for at, word in enumerate(quote):
        if word != run[0]:
            continue
        place = at
        for name in run[1:]:
            place = next((p for p in range(place + 1, min(place + 3, len(quote))) if quote[p] == name), -1)
            if place < 0:
                break
        else:
            return True
    return False
