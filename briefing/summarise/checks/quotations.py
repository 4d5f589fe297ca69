"""Quotations: whole or not at all, and marks neither lost nor new."""

from __future__ import annotations

import re

from briefing.summarise.checks.claim import Claim
from briefing.summarise.grammar import quoted_spans

__all__ = ["quotations"]

_SINGLE = re.compile(r"(?<!\w)[‘'](?!s\b|\s|\d0s\b)(?P<said>[^‘’'\n]*(?:\w[’'](?=\w)[^‘’'\n]*)*)[’'](?!\w)")
_LOOSE = 2  # a quotation of so many words is a word of the trade: its marks may be missing elsewhere


def quotations(claim: Claim) -> str:
    """A quotation that the evidence does not hold whole, or whose marks are gone."""
    text = claim.said.text
    spans = quoted_spans(text)
    if spans is None:
        return "quotation marks do not pair off"
    spans = sorted([*spans, *_singles(text, spans)])
    given = [plain for e in claim.evidence for plain in _given(e.text)]
    for start, end in spans:
        if _plain(text[start:end]) not in given:
            return f"{text[start:end]} is not quoted so in the evidence"
    outside = text
    for start, end in reversed(spans):
        outside = outside[:start] + " | " + outside[end:]
    bare = f" {_plain(outside)} "
    loose = next((g for g in given if len(g.split()) > _LOOSE and f" {g} " in bare), "")
    return f"“{loose}” has lost its quotation marks" if loose else ""


def _given(text: str) -> list[str]:
    spans = quoted_spans(text) or []
    return [_plain(text[a:b]) for a, b in (*spans, *_singles(text, spans))]


def _singles(text: str, doubles: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Quotations in single marks, those inside other quotations left out."""
    found = [m.span() for m in _SINGLE.finditer(text) if len(m["said"].split()) > 1]
    return [(a, b) for a, b in found if not any(x <= a and b <= y for x, y in doubles)]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
