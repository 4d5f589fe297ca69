"""Splits news prose into passages: sentences with the offsets where they stand.

    text ─ lines ─ boundaries (sentencex) ─ veto (quotation, abbreviation, continuation) ─ overlong ─> Spans

A passage is what the digest quotes, so a wrong split makes an untrue sentence ("fired by the Gov.", the second half of a
quotation without its marks) while a missed one is only dull: every doubt joins. sentencex (Wikimedia, about 300
languages) proposes, the vetoes here know news prose. A line break always ends a passage: headings, list items and
captions do not run into the next line.
"""

from __future__ import annotations

import itertools
import re
from typing import NamedTuple

import sentencex  # type: ignore[import-untyped]

from briefing.ingest import quotations, tokenised
from briefing.ingest.abbreviations import BEFORE_NUMBER, ORDINAL_LANGUAGES, STARTERS, SUFFIXES, TITLES

__all__ = ["LONGEST", "Span", "split"]

LONGEST = 1500  # characters; a longer run without a stop is divided at its semicolons

_LONGEST_LINE = 20_000
_PLAIN_STOP = re.compile(r"(?<=\w[.!?]) +(?=[^\W\d_])|(?<=[。！？])")
_SEEN = 160  # characters on either side of a proposed cut that decide on it


class Span(NamedTuple):
    """A passage's place: ``text[start:end]``, in the paragraph with this number (1 = the first)."""

    start: int
    end: int
    paragraph: int


_LINE = re.compile(r"[^\n]+")
_LAST_WORD = re.compile(r"([^\W_][\w.’'-]*)\.[)\]]?$")
_NEXT_WORD = re.compile(r"[\"'“”‘’«»„(\[]*([^\W_][\w’'.-]*)")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]$")  # "u.s", "j.r.r", "n.c" once the last stop is off
_OPENERS = "\"'“”‘’«»„‚「『（([{¿¡—–-•*"
_OPENING = "\"'“‘«„([¿¡"
_BRACKETED = re.compile(
    r"[.!?]\) +(?=[\"“«„]?[^\W\d_])"
)  # "(He left.) She stayed.", which sentencex does not divide
_WIRE = re.compile(r"^[^\W\d_][^.\n]{1,60}\.\s*/[^/\n]{2,30}/\.?$")  # "MOSCOW, March 3. /TASS/."
_SAID = re.compile(
    r"^(?:[^\W\d_][\w.’'-]*[ ,]+){1,5}?(?:said|says|asked|asks|told|added|replied|answered|wrote|writes|tweeted|"
    r"shouted|yelled|cried|wondered|recalled|declared|explained|exclaimed|continued|posted|chanted)\b"
)
_ONE_WORD = re.compile(
    r"[^\W\d_]{1,6}\.|\d{1,3}\."
)  # "Rear. Adm.", which nobody listed; the number of a list item
_EXCLAIMED_NAMES = re.compile(r"\b(?:Yahoo|Jeopardy|Yum|Joomla|Panic|Wham|Oliver)!$")


def split(text: str, language: str) -> list[Span]:
    """The passages of `text` in order, covering all of it but white space.

    `text` has its paragraphs separated by blank lines; `language` is a BCP 47 primary tag, or "" or "und" where unknown.
    """
    spans: list[Span] = []
    paragraph, last_end = 1, 0
    small = language in ("en", "", "und") and tokenised.is_tokenised(text)
    begins_small = small and tokenised.starts_small(text)
    for line in _LINE.finditer(text):
        if line.group().isspace():
            continue
        if spans and text.count("\n", last_end, line.start()) > 1:
            paragraph += 1
        last_end = line.end()
        parts = _sentences(line.group(), language)
        if small:
            parts = [c for a, b in parts for c in _in_small(line.group(), a, b, language, begins_small)]
        spans += [Span(line.start() + a, line.start() + b, paragraph) for a, b in parts]
    return spans


def _in_small(line: str, start: int, end: int, language: str, small: bool) -> list[tuple[int, int]]:
    """A part of a line, divided once more where its sentences begin in small letters."""
    part = line[start:end]
    cuts = [0]
    for cut in tokenised.ends(part, tokenised.quoted(part), small=small):
        left, right = part[max(cuts[-1], cut - _SEEN) : cut].rstrip(), part[cut : cut + _SEEN].lstrip()
        if not _ends_in_abbreviation(left, right, language) and _ONE_WORD.fullmatch(left) is None:
            cuts.append(cut)
    return [
        (start + a, start + b)
        for a, b in (_stripped(part, *p) for p in itertools.pairwise([*cuts, len(part)]))
    ]


def _sentences(line: str, language: str) -> list[tuple[int, int]]:
    quoted = quotations.inside(line) if len(line) <= _LONGEST_LINE else frozenset()
    cuts = [0]
    for cut in _boundaries(line, language):
        left, right = line[max(cuts[-1], cut - _SEEN) : cut], line[cut : cut + _SEEN]
        if cut not in quoted and not _runs_on(left.rstrip(), right.lstrip(), language):
            cuts.append(cut)
    cuts.append(len(line))
    pieces = [_stripped(line, a, b) for a, b in itertools.pairwise(cuts)]
    return [part for a, b in pieces if a < b for part in _divided(line, a, b)]


def _boundaries(line: str, language: str) -> list[int]:
    """Where sentencex would cut, as offsets of a sentence's first character (white space stays with the one before)."""
    if len(line) > _LONGEST_LINE:  # no prose; sentencex takes quadratic time on it
        return [match.end() for match in _PLAIN_STOP.finditer(line)]
    cuts, position = {match.end() for match in _BRACKETED.finditer(line)}, 0
    for sentence in sentencex.segment(language or "en", line):
        found = line.find(sentence.strip(), position)
        if found > 0:
            cuts.add(_before_mark(line, found))
        position = max(position, found + len(sentence.strip()))
    return sorted(cuts)


def _before_mark(line: str, cut: int) -> int:
    """`cut` in front of an opening mark, which sentencex leaves with the sentence before when nothing closes it."""
    while cut > 1 and line[cut - 1] in _OPENING and line[cut - 2].isspace():
        cut -= 1
    return cut


def _stripped(line: str, start: int, end: int) -> tuple[int, int]:
    part = line[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())


def _runs_on(left: str, right: str, language: str) -> bool:
    """Whether the proposed sentence end between `left` and `right` is none."""
    if not left or not right:
        return True
    return (
        _continues(right)
        or _ends_in_abbreviation(left, right, language)
        or _is_attribution(left, right)
        or _WIRE.match(left) is not None
        or _EXCLAIMED_NAMES.search(left) is not None
        or (left[-1] in "」』" and "\u3040" <= right[0] <= "\u309f")  # 「…。」と述べた
        or _ONE_WORD.fullmatch(left) is not None
        or not any(map(str.isalnum, left))
    )


def _continues(right: str) -> bool:
    """A sentence does not begin in lower case, with a dash before a lower-case word, or with nothing but marks."""
    body = right.lstrip(_OPENERS + " ")
    return not body or body[0].islower() or right[0] in ",;:)]}»”%/" or not any(map(str.isalnum, right))


def _ends_in_abbreviation(left: str, right: str, language: str) -> bool:
    word = _LAST_WORD.search(left)
    if word is None:
        return False
    last = word.group(1).lower()
    following = _NEXT_WORD.match(right)
    after = following.group(1) if following else ""
    if after[:1].isdigit() and (last in BEFORE_NUMBER or last in TITLES.get(language, ())):
        return True
    if last.isdigit():
        return language in ORDINAL_LANGUAGES and len(last) <= 2
    return _is_title(last, language) or (_is_suffix(last, language) and not _starts_sentence(after, language))


def _is_title(last: str, language: str) -> bool:
    """Whether a name must follow: "Gov.", "Lt. Col."; English titles are common in every language's news."""
    return last in TITLES.get(language, frozenset()) or (language not in TITLES and last in TITLES["en"])


def _is_suffix(last: str, language: str) -> bool:
    """Whether a sentence may or may not end here: "Inc.", "U.S.", "John F." """
    last = last.rpartition("-")[2]  # "D-N. Y."
    return (
        len(last) == 1 or _ACRONYM.search(last) is not None or last in SUFFIXES.get(language, SUFFIXES["en"])
    )


def _starts_sentence(word: str, language: str) -> bool:
    """Whether `word` begins a sentence rather than goes on with a name; known for English only."""
    return language in ("en", "", "und") and word.lower().rstrip(".") in STARTERS


def _is_attribution(left: str, right: str) -> bool:
    """`"Stop!" Smith said.`: the second part says whose words the first are."""
    return (
        left[-1] in "\"”»'’" and left[-2:-1] in ("!", "?", "…", ".", ",") and _SAID.match(right) is not None
    )


def _divided(line: str, start: int, end: int) -> list[tuple[int, int]]:
    """An overlong passage, divided behind semicolons into parts of at most `LONGEST` where it has any."""
    parts = []
    while end - start > LONGEST:
        stop = max(line.rfind("; ", start, start + LONGEST), line.rfind("；", start, start + LONGEST))
        if stop <= start:
            stop = min(
                (i for i in (line.find("; ", start), line.find("；", start)) if start < i < end), default=-1
            )
        if stop < 0:
            break
        parts.append((start, stop + 1))
        start = _stripped(line, stop + 1, end)[0]
    return [*parts, (start, end)]
