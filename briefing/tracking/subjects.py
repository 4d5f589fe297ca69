"""Whether two facts of one story are about the same thing, and whether their values differ.

"six killed in Kelm" and "14 killed in Kelm" are one subject; "three killed in Dunmar" is another, and so are "two nurses killed
in Kelm" and a figure without a place. Where it is unsure, it is not the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from briefing.model import Fact
from briefing.tracking.kinds import is_lasting, is_rising

__all__ = ["contradicts", "differs", "same_name", "same_subject"]

OCCASION = timedelta(
    hours=12
)  # within it two figures of one occasion, such as a night's drones, may be the same
STEEPEST_FALL = Decimal("0.5")  # a toll that falls below this share of what it was is another event's
ABOUT = Decimal("0.1")  # "about 15" is 14 to 16: this share of it more or less
_DEMONYM = ("n", "an", "ian", "ien", "en", "ese", "i", "ish", "s", "ns", "ans", "ians")
_VOWELS = "aeiouy"


def same_subject(a: Fact, b: Fact) -> bool:
    """Whether a difference between two facts of one story is a change or a conflict, and not two things.

    The kind, what is counted and the place (or the one who acts) must be the same; a fact without a place is like no other.
    """
    if (a.kind, a.counted, bool(a.value)) != (b.kind, b.counted, bool(b.value)):
        return False
    if not _same_names(a.about, b.about):
        return False
    return not a.value or _one_event(a, b)


def differs(old: Fact, new: Fact) -> bool:
    """Whether readers who were told the old value learn something from the new one of the same subject.

    Not from "14" after "at least 14", nor from "more than ten" or "about 15" after "14"; from "15" after "at least 14" they do.
    """
    before, after = Decimal(old.value or 0), Decimal(new.value or 0)
    if before == after:
        return False
    if new.bound == ">" and after < before:
        return False
    if new.bound == "<" and after > before:
        return False
    if old.bound == "<" and after < before:
        return new.bound != "~"
    return "~" not in (old.bound, new.bound) or not _about(before, after)


def contradicts(a: Fact, b: Fact) -> bool:
    """Whether the values of one subject cannot both be right as they are worded, in whatever order they were given."""
    low, high = sorted((a, b), key=lambda f: Decimal(f.value or 0))
    below, above = Decimal(low.value or 0), Decimal(high.value or 0)
    if below == above or low.bound == ">" or high.bound == "<":
        return False
    return "~" not in (a.bound, b.bound) or not _about(below, above)


def _about(a: Decimal, b: Decimal) -> bool:
    return abs(a - b) <= ABOUT * max(a, b)


def _one_event(a: Fact, b: Fact) -> bool:
    earlier, later = sorted((a, b), key=lambda f: f.published)
    if not is_lasting(a.kind) and later.published - earlier.published > OCCASION:
        return False
    falls = Decimal(later.value) < STEEPEST_FALL * Decimal(earlier.value)
    return not (falls and is_rising(a.kind))


def _same_names(a: Iterable[str], b: Iterable[str]) -> bool:
    mine, others = tuple(a), tuple(b)
    if not mine or len(mine) != len(others):
        return False
    return all(any(same_name(x, y) for y in others) for x in mine) and all(
        any(same_name(x, y) for x in mine) for y in others
    )


def same_name(a: str, b: str) -> bool:
    """Whether two folded names are one: equal, one the end of the other ("mira fenwick", "fenwick"), or a people and its country."""
    short, long = sorted((a, b), key=len)
    if short == long or long.endswith(" " + short):
        return True
    stem = short.rstrip(_VOWELS) if len(short.rstrip(_VOWELS)) > 3 else short
    rest = long.removeprefix(stem)
    return rest != long and len(stem) > 3 and rest in _endings(short.removeprefix(stem))


def _endings(vowels: str) -> set[str]:
    return {vowels + end for end in _DEMONYM} | {end for end in _DEMONYM if len(end) > 1 and vowels}
