"""Is a text supported by its own evidence? Seven checks, each against the passages that were shown and nothing else.

    text, quotes ─ numbers, names, dates, quotations, negation, attribution, hedges, order ─> Check ...

The checks are lexical and one-sided: they refuse what they cannot find. A refused sentence costs a dull verbatim one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

from briefing.model import Check
from briefing.summarise.grammar import quoted_spans
from briefing.summarise.lexicon import HEDGES, NEGATIONS, word_set
from briefing.summarise.names import name_runs, words
from briefing.summarise.quantities import dates, quantities, stem

__all__ = ["passed", "verify"]

_SAID = word_set(
    "said says say told tells adds added announced announces warned warns claimed reported claims "
    "stated insisted argued noted explained declared confirmed confirms alleged alleges acknowledged "
    "admitted conceded denied denies suggested tweeted wrote asserted estimated believes reports "
    "estimates notes expects predicts thinks insists argues"
)
_SOURCES = word_set("according citing quoting per")
_HEDGED = HEDGES | word_set(
    "appears appeared seems seemed believes believed thought expects expected estimates estimated suspects hopes "
    "hoped plans planned aims intends intended"
)
_LIGHT = word_set("the a an and also meanwhile however but")  # may come or go without changing what is said
_FUNCTION = word_set(
    "the a an and or but of to in on at by for from with as that which who is are was were be been "
    "being has have had do does did will would can could may might should must into over under after "
    "before"
)
_NOT = frozenset(
    (NEGATIONS - {"n't"})
    | {
        "didn't",
        "don't",
        "doesn't",
        "isn't",
        "aren't",
        "wasn't",
        "weren't",
        "won't",
        "wouldn't",
        "can't",
        "couldn't",
        "hasn't",
        "haven't",
        "hadn't",
        "shouldn't",
    }
)


def passed(checks: Sequence[Check]) -> bool:
    """Whether every check passed."""
    return all(c.passed for c in checks)


def verify(text: str, evidence_quotes: Sequence[str], language: str = "en") -> tuple[Check, ...]:
    """The checks on one sentence, in a fixed order; those that need word lists are passed over outside English."""
    general: dict[str, Callable[[str, Sequence[str]], str]] = {
        "numbers": _numbers, "names": _names, "dates": _dates, "quotations": _quotations,
    }  # fmt: skip
    english: dict[str, Callable[[str, Sequence[str]], str]] = {
        "negation": _negation, "attribution": _attribution, "hedges": _hedges, "order": _order,
    }  # fmt: skip
    checks = [_check(name, rule(text, evidence_quotes)) for name, rule in general.items()]
    if language != "en":
        return (*checks, _check("order", _order(text, evidence_quotes)))
    return (*checks, *(_check(name, rule(text, evidence_quotes)) for name, rule in english.items()))


def _check(name: str, fault: str) -> Check:
    return Check(name=name, passed=not fault, note=fault)


def _numbers(text: str, quotes: Sequence[str]) -> str:
    given = [q for quote in quotes for q in quantities(quote)]
    for said in quantities(text):
        if not any(said.same(known) for known in given):
            return (
                f"{said.bound}{said.value.normalize():f}{said.unit} {' '.join(said.counted)}".strip()
                + " is not in the evidence"
            )
    return ""


def _names(text: str, quotes: Sequence[str]) -> str:
    lower = frozenset(w for q in quotes for w in re.findall(r"[^\W\d_]+", q) if w.islower())
    known = [words(q) for q in quotes]
    for run in name_runs(text, lower):
        if not any(_within(run, quote) for quote in known):
            return f"{' '.join(run)} is not in the evidence"
    return ""


def _within(run: Sequence[str], quote: Sequence[str]) -> bool:
    """Whether the words of a name follow each other in the quote, with at most one word left out between two."""
    for at, word in enumerate(quote):
        if word != run[0]:
            continue
        place = at
        for name in run[1:]:
            place = next((p for p in range(place + 1, min(place + 3, len(quote))) if quote[p] == name), -1)
            if place < 0:
                break
        else:
            return True
    return False


def _dates(text: str, quotes: Sequence[str]) -> str:
    missing = dates(text) - {d for q in quotes for d in dates(q)}
    return f"{min(missing)} is not in the evidence" if missing else ""


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _quotations(text: str, quotes: Sequence[str]) -> str:
    spans = quoted_spans(text)
    if spans is None:
        return "quotation marks do not pair off"
    given = [_plain(q[a:b]) for q in quotes for a, b in quoted_spans(q) or []]
    for start, end in spans:
        if not any(f" {_plain(text[start:end])} " in f" {g} " for g in given):
            return f"{text[start:end]} is not quoted in the evidence"
    outside = text
    for start, end in reversed(spans):
        outside = outside[:start] + " | " + outside[end:]
    bare = f" {_plain(outside)} "
    loose = next((g for g in given if len(g.split()) > 2 and f" {g} " in bare), "")
    return f"“{loose}” has lost its quotation marks" if loose else ""


def _negated(tokens: Sequence[str]) -> tuple[set[str], set[str]]:
    """Stems of content words within three content words behind a negation, and of all others."""
    under: set[str] = set()
    free: set[str] = set()
    reach = 0
    for token in tokens:
        if token in _NOT:
            reach = 3
        elif token not in _FUNCTION:
            (under if reach else free).add(stem(token))
            reach = max(0, reach - 1)
    return under, free


def _closest(text: str, quotes: Sequence[str]) -> str:
    said = set(words(text)) - _FUNCTION
    return max(quotes, key=lambda q: (len(said & set(words(q))), -len(q)), default="")


def _dropped(said: Sequence[str], quote: Sequence[str]) -> list[tuple[int, int]] | None:
    """Spans of the quote's words that the text leaves out; None where the text is no part of the quote in order."""
    blocks = SequenceMatcher(None, quote, said, autojunk=False).get_matching_blocks()
    covered = {b.b + k for b in blocks for k in range(b.size)}
    if any(i not in covered and word not in _LIGHT for i, word in enumerate(said)):
        return None
    spans, at = [], 0
    for block in blocks:
        if block.a > at:
            spans.append((at, block.a))
        at = block.a + block.size
    return spans


def _left_out(
    text: str, quotes: Sequence[str], cues: frozenset[str], *, length: int = 0, follow: int = 0
) -> str:
    """A cue that the text leaves out of the closest quote though it keeps what the cue governs.

    A cue may go with a stretch of at least `length` words that has `follow` words behind it: what it governs went too.
    """
    quote, said = words(_closest(text, quotes)), words(text)
    spans = _dropped(said, quote)
    if spans is None:
        missing = Counter(w for w in quote if w in cues) - Counter(w for w in said if w in cues)
        return min(missing, default="")
    for start, end in spans:
        for at in range(start, end):
            if quote[at] in cues and (end - start < length or end - at - 1 < follow):
                return quote[at]
    return ""


def _negation(text: str, quotes: Sequence[str]) -> str:
    if cue := _left_out(text, quotes, _NOT, length=4):
        return f"“{cue}” is left out"
    under, free = _negated(words(text))
    known_under: set[str] = set()
    known_free: set[str] = set()
    for quote in quotes:
        a, b = _negated(words(quote))
        known_under, known_free = known_under | a, known_free | b
    if lost := sorted((free & known_under) - known_free):
        return f"“{lost[0]}” is negated in the evidence"
    if added := sorted(under - known_under):
        return f"“{added[0]}” is not negated in the evidence"
    return ""


def _attribution(text: str, quotes: Sequence[str]) -> str:
    cue = _left_out(text, quotes, _SAID, follow=3) or _left_out(text, quotes, _SOURCES, length=1_000)
    if cue:
        return f"“{cue}” is left out, what it answers for is kept"
    known = {w for q in quotes for w in words(q)}
    new = next((w for w in words(text) if w in _SAID and w not in known), "")
    return f"“{new}” is not in the evidence" if new else ""


def _hedges(text: str, quotes: Sequence[str]) -> str:
    cue = _left_out(text, quotes, _HEDGED, length=5)
    return f"“{cue}” is left out, what it weakens is kept" if cue else ""


def _order(text: str, quotes: Sequence[str]) -> str:
    """The words stand in one passage in the same order, and what is left out is more than small words that hold it together."""
    said = words(text)
    for quote in quotes:
        known = words(quote)
        spans = _dropped(said, known)
        if spans is not None and all(_whole(known[a:b]) and not _crosses(known, a, b) for a, b in spans):
            return ""
    return "the words do not stand in one passage in this order"


def _whole(gone: Sequence[str]) -> bool:
    return set(gone) <= _LIGHT or not set(gone) <= _FUNCTION


def _crosses(quote: Sequence[str], start: int, end: int) -> bool:
    """ "Forty people [were hurt and four people] died": the first number would count what the second does."""
    again = start > 0 and quote[start - 1] == quote[end - 1]
    return again and bool(quantities(" ".join(quote[start:end])))
