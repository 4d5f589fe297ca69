"""Words that govern others: which went without what they govern, and what stands behind them elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from briefing.summarise.checks.claim import FUNCTION, Claim, Gap, root

__all__ = ["Marker", "governed", "left_out", "marker", "reach"]

_RESET = frozenset({"but", "except", "instead"})  # "not the port but the school"
Marker = Callable[
    [Sequence[str]], list[str]
]  # for each word the class of the cue that it is; "" where it is none


def marker(classes: Mapping[str, str]) -> Marker:
    """Marks by a list of cues, of one word or of two with a space between, each with the class of what it says."""

    def mark(words: Sequence[str]) -> list[str]:
        marks = [classes.get(w, "") for w in words]
        for i in range(len(words) - 1):
            if pair := classes.get(f"{words[i]} {words[i + 1]}", ""):
                marks[i] = marks[i + 1] = pair
        return marks

    return mark


def left_out(claim: Claim, mark: Marker, *, length: int, behind: int = 1, onward: bool = False) -> str:
    """A cue that the text leaves out of its passage, though it keeps what the cue governs; "" where there is none.

    A cue may go in a gap of at least `length` words with at least `behind` content words behind it: what it governs
    went too. Where `onward`, cues govern only what follows them, so that a long gap at the end may hold any.
    """
    quote = claim.nearest.cues
    marks = mark(quote)
    for start, end in claim.gaps or ():
        last = onward and end == len(quote)
        for at in range(start, end):
            if not marks[at]:
                continue
            if end - start < length or (not last and _content(quote, marks, (at + 1, end)) < behind):
                return quote[at]
    return ""


def _content(words: Sequence[str], marks: Sequence[str], gap: Gap) -> int:
    return sum(words[i] not in FUNCTION and not marks[i] for i in range(*gap))


def reach(words: Sequence[str], mark: Marker, *, far: int = 3) -> tuple[set[str], set[str]]:
    """Roots of the content words among the next `far` behind a cue, and of all others."""
    under: set[str] = set()
    free: set[str] = set()
    left = 0
    for word, cue in zip(words, mark(words), strict=True):
        if cue:
            left = far
        elif word in _RESET:
            left = 0
        elif word not in FUNCTION:
            (under if left else free).add(root(word))
            left = max(0, left - 1)
    return under, free


def governed(
    words: Sequence[str], mark: Marker, skipped: frozenset[str] = frozenset()
) -> dict[str, set[str]]:
    """For each content word's root: what the cues right before it say, sorted and joined; "" where there is none.

    Small words, adverbs in -ly, figures and `skipped` words may stand between.
    """
    found: dict[str, set[str]] = {}
    pending: set[str] = set()
    for word, cue in zip(words, mark(words), strict=True):
        if cue:
            pending.add(cue)
        elif word not in FUNCTION and word not in skipped and not word.endswith("ly") and not word.isdigit():
            found.setdefault(root(word), set()).add(" ".join(sorted(pending)))
            pending = set()
    return found
