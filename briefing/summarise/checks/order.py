"""Order: the text is one passage less some of its words, and no kept word took the place of one that went."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefing.language.quantities import quantities
from briefing.summarise.checks.claim import FUNCTION, LIGHT, Claim, Gap

__all__ = ["order"]

_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


def order(claim: Claim) -> str:
    """Why the words are not one passage's in its order; "" where they are."""
    fault = "the words do not stand in one passage in this order"
    for passage, gaps in claim.alignments:
        fault = next((f for gap in gaps if (f := _gap(passage.words, gap))), "")
        if not fault:
            return ""
    return fault


def _gap(quote: Sequence[str], gap: Gap) -> str:
    gone = quote[gap[0] : gap[1]]
    if not set(gone) <= LIGHT and set(gone) <= FUNCTION:
        return f"“{' '.join(gone)}” is left out, which holds the rest together"
    return next((f for same in _rotations(quote, gap) if (f := _crosses(quote, same))), "")


def _rotations(quote: Sequence[str], gap: Gap) -> list[Gap]:
    """The gap, and those that leave the same words: "in [2014 and freed in] 2019", "[in 2014 and freed] in 2019"."""
    found = [gap]
    start, end = gap
    while start > 0 and quote[start - 1] == quote[end - 1]:
        start, end = start - 1, end - 1
        found.append((start, end))
    start, end = gap
    while end < len(quote) and quote[start] == quote[end]:
        start, end = start + 1, end + 1
        found.append((start, end))
    return found


def _crosses(quote: Sequence[str], gap: Gap) -> str:
    """ "killed [30 and wounded] 12", "12 [Karsovians and 15] Marlanders": one number in another's place."""
    start, end = gap
    if end == len(quote) or all(word[0].isdigit() for word in quote[start:end]):
        return ""  # nothing behind it that a number could take; "$4bn (£2.1bn)"
    first = start > 0 and _figure(quote[start]) and _figure(quote[end])
    last = start > 0 and _figure(quote[start - 1]) and _figure(quote[end - 1])
    if first or last:
        return f"“{quote[end] if first else quote[start - 1]}” stands in the place of “{quote[start if first else end - 1]}”"
    again = start > 0 and quote[start - 1] == quote[end - 1] and quote[start - 1] not in FUNCTION
    return (
        f"“{quote[start - 1]}” takes what another counts"
        if again and quantities(" ".join(quote[start:end]))
        else ""
    )


def _figure(word: str) -> bool:
    return bool(_YEAR.fullmatch(word)) or bool(quantities(word))
