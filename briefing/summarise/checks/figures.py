"""Numbers with their units and what they count; dates, days and times of day."""

from __future__ import annotations

import re

from briefing.language.quantities import Quantity, dates, quantities
from briefing.summarise.checks.claim import Claim

__all__ = ["dated", "numbers"]

_PERIOD = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|week(?:end)?|month|year|decade|century|night|summer|autumn|winter|spring|"
    r"fall|january|february|march|april|may|june|july|august|september|october|november|december)"
)
_RELATIVE = re.compile(
    rf"\b(?:last|next|this|past|coming|previous|following|early|late|mid)[ -](?:\w+ )?{_PERIOD}s?\b"
    r"|\b(?:morning|afternoon|evening|midnight|noon|midday|dawn|dusk|overnight|nightfall|sunrise|sunset)s?\b"
    r"|\b\w+ (?:minute|hour|day|week|month|year|decade)s? (?:ago|later|earlier|before)\b",
    re.IGNORECASE,
)


def numbers(claim: Claim) -> str:
    """A number that the evidence does not give of the same thing, with the same unit and bound."""
    given = [q for e in claim.evidence for q in quantities(e.text)]
    for said in quantities(claim.said.text):
        if not any(said.same(known) for known in given):
            return f"{_shown(said)} is not in the evidence"
    return ""


def _shown(said: Quantity) -> str:
    return f"{said.bound}{said.value.normalize():f}{said.unit} {' '.join(said.counted)}".strip()


def dated(claim: Claim) -> str:
    """A date, day or time of day that the evidence lacks."""
    missing = _dates(claim.said.text) - {d for e in claim.evidence for d in _dates(e.text)}
    return f"{min(missing)} is not in the evidence" if missing else ""


def _dates(text: str) -> set[str]:
    return dates(text) | {" ".join(m.group().lower().split()) for m in _RELATIVE.finditer(text)}
