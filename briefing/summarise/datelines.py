"""Datelines: "KYIV, Ukraine (AP) — " says where a report was written and opens no sentence of it."""

from __future__ import annotations

import re

from briefing.summarise.cutting import Cut

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


def dateline(text: str) -> Cut | None:
    """The dateline that opens a report ("KYIV, Ukraine (AP) — "), which is no part of its first sentence."""
    found = _DATELINE.match(text)
    return (0, found.end()) if found and found.end() < len(text) else None
