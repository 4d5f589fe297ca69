"""Datelines: "KYIV, Ukraine (AP) — " says where a report was written and opens no sentence of it."""

from __future__ import annotations

import re

__all__ = ["dateline"]

_AGENCY = r"(?:AP|AFP|Reuters|UPI|dpa|CNN|Xinhua|TASS|ANI|EFE|ANSA|Bloomberg)"
_MONTH = r"(?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)[a-z]*\.?"
_DATELINE = re.compile(
    r"^(?:[A-Z][A-Z.'’/-]+(?:[\s,]+[A-Z][A-Z.'’/-]+)*"  # KYIV, NEW YORK
    r"(?:,\s[A-Z][\w.]+(?:\s[A-Z][\w.]+)?)?"  # , Ukraine
    rf"(?:,?\s(?:{_MONTH}\s\d{{1,2}}|\d{{1,2}}\s{_MONTH}))?"  # , March 11
    r"(?:\s?\([A-Z][\w. ]{1,24}\))?(?:\s?(?:—|–|--)\s?|\s-\s)"  # (AFP) —, but not "US-based"
    rf"|[A-Z][a-z]+(?:[\s,]+[A-Z][\w.]+){{0,3}}\s?\({_AGENCY}\)\s*(?:—|–|--|-)?\s*"  # Paris (CNN)
    rf"|\({_AGENCY}\)\s*(?:—|–|--|-)?\s*)"
)
_THERE = re.compile(  # what only the dateline says where it is
    r"\b(?:here|(?:this|the) (?:capital|city|town|village|port|island|region|camp|prison|hospital))\b(?! (?:of|in)\b)",
    re.IGNORECASE,
)
_DASH = re.compile(r"—|--|\s[–-]\s")


def dateline(text: str) -> tuple[int, int] | None:
    """The dateline that opens a report ("KYIV, Ukraine (AP) — "), which is no part of its first sentence.

    It is a part where the sentence tells by it where something is: "held here", "shook the capital". Two dashes may set off
    what a name stands for ("OPEC – the cartel – met"), so without brackets none is a dateline.
    """
    found = _DATELINE.match(text)
    if found is None or found.end() == len(text) or _THERE.search(text, found.end()):
        return None
    aside = "(" not in found.group() and _DASH.search(text, found.end())
    return None if aside else (0, found.end())
