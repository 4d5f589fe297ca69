"""A sentence's own evidence: of the passages that were shown, those that share most words with it."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.language.names import words
from briefing.summarise.checks.claim import FUNCTION

__all__ = ["nearest"]


def nearest(text: str, quotes: Sequence[str], count: int) -> list[int]:
    """Indexes of the `count` quotes that have most of the text's content words, best first; of equals the shorter, then the first."""
    said = set(words(text)) - FUNCTION
    known = [words(quote) for quote in quotes]
    order = sorted(range(len(quotes)), key=lambda i: (-len(said & set(known[i])), len(known[i]), i))
    return order[:count]
