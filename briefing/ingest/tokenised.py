"""Sentence ends in text that went through a tokeniser: names in small letters, quotation marks set apart by spaces.

Collections of older news are handed on so (`he left. " the talks failed, " officials said`). Where capitals say nothing, a
sentence may begin in small letters behind a quotation that closes or in front of one that opens; where its sentences begin
small as a rule, behind every stop.
"""

from __future__ import annotations

import re

__all__ = ["ends", "is_tokenised", "quoted", "starts_small"]

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]")
_LEAST = 40  # words, fewer show no habit
_WORDS_A_NAME = 100  # in which a text that capitalises names has one at least
_SMALL_START = re.compile(r"[a-z]{3}[.!?] +[a-z]")
_LARGE_START = re.compile(r"[a-z]{3}[.!?] +[A-Z]")
_LONGEST_QUOTATION = 800  # characters; a mark open for longer was a stray one
_QUOTE_END = re.compile(
    r"(?<=[a-z0-9][.!?]) ?\" +(?=[A-Za-z0-9\"])|(?<=[a-z0-9]) ?\"[.!?] +(?=[A-Za-z0-9\"])"
)
_QUOTE_START = re.compile(r"(?<=[a-z0-9][.!?]) +(?=\" ?[A-Za-z0-9])")
_STOP = re.compile(r"(?<=[a-z0-9)][.!?]) +(?=[A-Z])")
_SMALL_STOP = re.compile(r"(?<=[a-z0-9)][.!?]) +(?=[a-z])")
_VERBS = (
    "said|says|saying|asked|asks|told|tells|added|adds|replied|answered|wrote|writes|tweeted|shouted|yelled|cried|wondered|"
    "recalled|declared|explained|exclaimed|continued|posted|chanted|stated|states|noted|warned|insisted|quipped|joked|read"
)
_SAYS = re.compile(
    rf"(?:[^\W\d_][\w.'’-]*,? ){{0,5}}?(?:{_VERBS})\b|according to\b|in an? (?:statement|interview|tweet)\b"
)


def is_tokenised(text: str) -> bool:
    """Whether a text writes names in small letters, as far as its length can show."""
    words = len(text.split())
    return words >= _LEAST and len(_NAME.findall(text)) * _WORDS_A_NAME < words


def starts_small(text: str) -> bool:
    """Whether sentences begin in small letters as a rule."""
    return len(_SMALL_START.findall(text)) > 2 * len(_LARGE_START.findall(text)) + 1


def quoted(line: str) -> frozenset[int]:
    """Every offset between a straight mark that opens and the one that closes it, the latter included."""
    covered: set[int] = set()
    opened: int | None = None
    for mark in re.finditer('"', line):
        at = mark.start()
        opens, closes = _touches(line, at)
        if opened is not None and (opens or at - opened > _LONGEST_QUOTATION):
            opened = None  # it was never closed
        if opened is None:
            opened = None if closes else at
        else:
            covered.update(range(opened + 1, at + 1))
            opened = None
    return frozenset(covered)


def _touches(line: str, at: int) -> tuple[bool, bool]:
    """Whether a mark stands at a word's beginning only, or at its end only; neither where spaces are on both sides."""
    before, after = line[at - 1 : at].strip(), line[at + 1 : at + 2].strip()
    return not before and after.isalnum(), bool(before) and not after.isalnum()


def ends(line: str, inside: frozenset[int], *, small: bool) -> list[int]:
    """Offsets of sentences' first characters outside quotations; `small` where sentences begin in small letters as a rule.

    `inside` is what `quoted` says of the line: where it differs from what a splitter made of spaced marks, it is right.
    """
    behind = (m.end() for m in _QUOTE_END.finditer(line) if _mark_of(m) in inside)
    before = (m.end() for m in _QUOTE_START.finditer(line) if m.end() + 1 in inside)
    cuts = {at for at in behind if not _SAYS.match(line[at:].lstrip('" '))} | set(before)
    for stop in (_STOP, _SMALL_STOP) if small else (_STOP,):
        cuts |= {m.end() for m in stop.finditer(line)}
    return sorted(at for at in cuts if at not in inside)


def _mark_of(match: re.Match[str]) -> int:
    return match.start() + match.group().index('"')
