"""Why a sentence may be believed: its source passages with what was left out, how it was made, what was checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from briefing.model import Sentence, Support
from briefing.render.plain import fragment, plain
from briefing.render.words import Words

_WORD = re.compile(r"\w+(?:['’.,:-]\w+)*")  # "first-round", "don't" and "1,200" are one word each


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a passage: kept, or cut from what is published."""

    text: str
    cut: bool
    claimed: bool = False  # the words that a change or a conflict quotes


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """How a sentence came about, in words."""

    how: str
    checks: str
    failed: str  # "" where every check passed
    fallback: str  # "" where it is the first choice


def pieces(support: Support, cuts: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """The passage cut into what was kept and what was left out.

    `cuts` are offsets in the article, like those of the support; parts outside the passage are ignored.
    """
    inside = sorted((max(a, support.start), min(b, support.end)) for a, b in cuts)
    parts: list[Piece] = []
    at = support.start
    for start, end in (*inside, (support.end, support.end)):
        start = max(start, at)
        parts.append(_piece(support, at, start, cut=False))
        parts.append(_piece(support, start, max(start, end), cut=True))
        at = max(start, end)
    return tuple(part for part in parts if part.text)


def around(support: Support, claim: str) -> tuple[Piece, ...]:
    """The passage with the words of a claim told from those around them; whole where they are not found in it."""
    before, found, after = fragment(support.quote).partition(fragment(claim))
    if not found or not claim:
        return (Piece(text=fragment(support.quote), cut=False),)
    parts = (
        Piece(text=before, cut=False),
        Piece(text=found, cut=False, claimed=True),
        Piece(text=after, cut=False),
    )
    return tuple(part for part in parts if part.text)


def _piece(support: Support, start: int, end: int, *, cut: bool) -> Piece:
    return Piece(text=fragment(support.quote[start - support.start : end - support.start]), cut=cut)


def made(sentence: Sentence, words: Words) -> Made:
    """How the sentence was made and checked, in the reader's words."""
    passed = tuple(dict.fromkeys(words.name(plain(c.name)) for c in sentence.checks if c.passed))
    failed = tuple(
        words.name(plain(c.name)) + (f" ({plain(c.note)})" if c.note else "")
        for c in sentence.checks
        if not c.passed
    )
    return Made(
        how=_how(sentence, words),
        checks=words.say("checks_passed", checks=words.both(passed)) if passed else words.say("no_checks"),
        failed=words.say("checks_failed", checks=words.both(failed)) if failed else "",
        fallback=words.say("fallback", reason=reason(sentence.fallback, words)) if sentence.fallback else "",
    )


def reason(fallback: str, words: Words) -> str:
    """Why a draft was replaced, in the reader's words; "compression: grammar" names the step and the check that stopped it."""
    step, _, check = plain(fallback).rstrip(".").partition(": ")
    if known := words.reason(check or step):
        return known
    if step in ("compression", "rewriting") and words.knows(check):
        return words.say(f"failed_{step}", check=words.name(check))
    return plain(fallback).rstrip(".")


def _how(sentence: Sentence, words: Words) -> str:
    if sentence.how != "compressed":
        return words.say(f"how_{sentence.how}")
    if not sentence.support or not sentence.cuts:
        return words.say("how_compressed_other")
    shown = pieces(sentence.support[0], sentence.cuts)
    left_out = sum(len(_WORD.findall(piece.text)) for piece in shown if piece.cut)
    total = len(_WORD.findall("".join(piece.text for piece in shown)))
    return words.say("how_compressed", left_out, total=words.number(total), parts=_parts(sentence, words))


def _parts(sentence: Sentence, words: Words) -> str:
    """What kinds of part were left out, in brackets; "" where there is no word for them."""
    kinds = dict.fromkeys(pattern.partition(":")[0] for pattern in sentence.patterns)
    named = tuple(words.name(kind) for kind in kinds if words.knows(kind))
    return words.say("parts", parts=words.both(named)) if named else ""
