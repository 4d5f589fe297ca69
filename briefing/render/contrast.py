"""What differs between two wordings: the words that went, the words that came."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter

from briefing.render.proof import Piece

_ALIKE = 0.5  # share of common words below which they are two statements rather than two wordings of one
_LONG = 12  # words; more than these in bold would be shouting


def went(before: str, now: str) -> tuple[Piece, ...]:
    """`before` in pieces, those cut that `now` does not have."""
    return _apart(before, now) or (Piece(text=before, cut=True),)


def amiss(said: str, right: str) -> tuple[Piece, ...]:
    """`said` in pieces, those cut that the right wording does not have; none where that is put in other words."""
    return _apart(said, right) or (Piece(text=said, cut=False),)


def came(now: str, before: str) -> tuple[Piece, ...]:
    """`now` in pieces, those claimed that `before` does not have; of another long statement none is."""
    whole = Piece(text=now, cut=False, claimed=len(now.split()) <= _LONG)
    return tuple(Piece(text=piece.text, cut=False, claimed=piece.cut) for piece in _apart(now, before)) or (
        whole,
    )


def _apart(own: str, other: str) -> tuple[Piece, ...]:
    """One text in pieces, those cut that the other has not; () where the two have little in common, or everything."""
    words, others = own.split(), other.split()
    matcher = SequenceMatcher(None, [_bare(w) for w in words], [_bare(w) for w in others], autojunk=False)
    if not _ALIKE <= matcher.ratio() < 1:
        return ()
    alike = [False] * len(words)
    for block in matcher.get_matching_blocks():
        alike[block.a : block.a + block.size] = [True] * block.size
    runs = groupby(zip(words, alike, strict=True), key=itemgetter(1))
    return tuple(_spaced([(" ".join(word for word, _ in run), not same) for same, run in runs]))


def _bare(word: str) -> str:
    """The word without case and the punctuation around it: that a clause follows is not a change of what stands before."""
    return word.casefold().strip(".,;:!?“”\"'()") or word


def _spaced(runs: list[tuple[str, bool]]) -> list[Piece]:
    """The runs with the spaces between them, which belong to those that are common to both."""
    pieces = []
    for i, (text, cut) in enumerate(runs):
        before = " " if i and not cut else ""
        after = " " if i + 1 < len(runs) and not cut else ""
        pieces.append(Piece(text=before + text + after, cut=cut))
    return pieces
