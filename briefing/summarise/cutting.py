"""A sentence less some of its characters, mended so that it reads; and the proof that nothing else was done.

quote, cuts ─ drop ─> pieces ─ mend spaces, commas, capital, stop ─> text
"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["CLOSERS", "END", "Cut", "apply", "cuts_only", "merge"]

Cut = tuple[int, int]  # offsets in the quote, end excluded

_SPACE = re.compile(r"\s+")
_BEFORE = re.compile(r"\s+([,;:.!?%)\]”’])")
_DOUBLE = re.compile(r"([,;])(?:\s*[,;])+")
_TRAILING = " ,;:–—-"
END = (".", "!", "?", "…")
CLOSERS = "\"”’')»]"


def merge(cuts: Iterable[Cut]) -> tuple[Cut, ...]:
    """The same characters as sorted spans that do not touch."""
    merged: list[Cut] = []
    for start, end in sorted(cuts):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return tuple(merged)


def apply(quote: str, cuts: Iterable[Cut], *, stop: bool = True) -> str:
    """The quote without the cuts, with a capital first and (if `stop`) a stop last."""
    kept, at = [], 0
    for start, end in merge(cuts):
        kept.append(quote[at:start])
        at = end
    kept.append(quote[at:])
    text = _SPACE.sub(" ", "".join(kept)).strip()
    text = _DOUBLE.sub(r"\1", _BEFORE.sub(r"\1", text)).lstrip(" ,;:–—").rstrip(_TRAILING)
    text = re.sub(r",\s*([.!?])$", r"\1", text)
    return _finish(_capital(text), stop)


def _capital(text: str) -> str:
    at = next((i for i, c in enumerate(text) if c.isalnum()), 0)
    first = text[at : at + 1]
    word = re.match(r"\w+", text[at:])
    if word and any(c.isupper() for c in word.group()[1:]):  # "iPhone" keeps its small letter
        return text
    return text[:at] + first.upper() + text[at + 1 :]


def _finish(text: str, stop: bool) -> str:
    if not stop:
        return text
    return text if text.rstrip(CLOSERS).endswith(END) else text + "."


def cuts_only(text: str, quote: str, cuts: Iterable[Cut]) -> bool:
    """Whether the text's letters and digits are the quote's less the cuts, in order and case (the first letter's apart)."""
    gone = {i for start, end in cuts for i in range(start, end)}
    kept = [c for i, c in enumerate(quote) if i not in gone and c.isalnum()]
    said = [c for c in text if c.isalnum()]
    same_start = [c.casefold() for c in said[:1]] == [c.casefold() for c in kept[:1]]
    return same_start and said[1:] == kept[1:]
