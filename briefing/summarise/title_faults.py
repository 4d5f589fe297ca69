"""What a title may tell otherwise than its report, and when a word of the one stands for a word of the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from briefing.language.names import words
from briefing.model import Token

__all__ = ["Bears", "Fault", "same"]

Bears = Callable[[str, str], bool]  # whether a report's word (second) bears a headline's word (first) out


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What a title tells otherwise than its report."""

    kind: str  # a key of `grounding.PRICE`
    note: str


def same(said: Token, told: Token, bears: Bears) -> bool:
    """Whether the report's word bears the title's out."""
    one, other = words(said.text), words(told.text)
    return bool(one) and bool(other) and bears(one[0], other[0])
