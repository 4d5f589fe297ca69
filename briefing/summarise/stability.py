"""Whether a parse can be trusted where a sentence is cut: other parses of the same words must agree with it.

    parse of the passage ─┬─ parse of what stays ──────── each kept word: same head, same relation ─┐
                          └─ parse of it as reported ──── each cut: hangs on the same words ────────┴─> fault or ""

A parser errs where commas are many. Where it reads the rest of a sentence otherwise once a part is gone, one of the two
readings is wrong, and so may be the part's bounds. Agreement is no proof that both are right, but errors seldom agree.
"""

from __future__ import annotations

from collections.abc import Sequence

from briefing.model import Parse, Token
from briefing.summarise.cutting import Cut

__all__ = ["reported", "stability_fault", "wavering_fault"]

_ALIKE = (  # labels between which the parser wavers without a change of meaning
    frozenset({"prep", "advmod", "agent"}),
    frozenset({"ccomp", "parataxis"}),
    frozenset({"npadvmod", "advmod", "nummod"}),
    frozenset({"compound", "nmod", "amod", "nummod"}),
    frozenset({"dative", "prep"}),
    frozenset({"aux", "auxpass"}),
    frozenset({"nsubj", "nsubjpass"}),
)
_LOOSE = frozenset({"prep", "npadvmod"})
_SIGNS = "%$£€°&"


def _spoken(parse: Parse) -> list[Token]:
    return [t for t in parse.tokens if any(c.isalnum() or c in _SIGNS for c in t.text)]


def stability_fault(after: Parse, before: Parse, cuts: Sequence[Cut]) -> str:
    """The first kept word that the second parse hangs elsewhere; "" where the two parses agree on all of them.

    `cuts` are offsets in `before.text`. Punctuation is not compared: it is what a cut mends.
    """
    kept = [t for t in _spoken(before) if not any(a <= t.start and t.end <= b for a, b in cuts)]
    said = _spoken(after)
    if [t.text.casefold() for t in kept] != [t.text.casefold() for t in said]:
        return "the words are told apart otherwise"
    origin = {new.i: old.i for old, new in zip(kept, said, strict=True)}
    for old, new in zip(kept, said, strict=True):
        head = origin.get(new.head, -1)  # a head that is punctuation is none
        if head != old.head and not _wanders(before, old, head):
            return f"{new.text} hangs on {after.tokens[new.head].text}, not on {before.tokens[old.head].text}"
        if old.dep != new.dep and not any({old.dep, new.dep} <= alike for alike in _ALIKE):
            return f"{new.text} is {new.dep}, not {old.dep}"
    return ""


def _wanders(before: Parse, word: Token, head: int) -> bool:
    """Whether a phrase of place or time only moves along its own branch: "reached the miners on Sunday"."""
    loose = word.dep in _LOOSE and head >= 0
    return loose and (_above(before, head, word.head) or _above(before, word.head, head))


def _above(parse: Parse, governor: int, i: int) -> bool:
    """Whether a token governs another, at whatever distance."""
    while parse.tokens[i].head != i and i != governor:
        i = parse.tokens[i].head
    return i == governor


_REPORTED = "The paper said that "
_Arc = tuple[int, int, str]  # where a word starts, where its head starts, relation


def reported(parse: Parse) -> str:
    """The passage as a reported statement, which gives the parser the same words in another place."""
    first = parse.tokens[0] if parse.tokens else None
    keeps = (
        first is None or first.pos == "PROPN" or first.text == "I" or first.text[1:] != first.text[1:].lower()
    )
    return _REPORTED + (parse.text if keeps else parse.text[:1].lower() + parse.text[1:])


def wavering_fault(report: Parse, before: Parse, cuts: Sequence[Cut]) -> str:
    """The first cut that the parse of `reported(before)` hangs elsewhere or bounds otherwise; "" where both agree.

    What opens the sentence and what brackets bound needs no second opinion here.
    """
    for a, b in cuts:
        gone = before.text[a:b].strip()
        if a == 0 or gone.startswith("("):
            continue
        if _crossing(before, a, b, 0) != _crossing(report, a, b, len(_REPORTED)):
            return f"{' '.join(gone.split()[:4])} ... hangs otherwise in a report"
    return ""


def _crossing(parse: Parse, start: int, end: int, offset: int) -> set[_Arc]:
    """The arcs between what is cut and what stays, less those of punctuation."""
    found = set()
    for token in parse.tokens:
        head = parse.tokens[token.head]
        inside = start <= token.start - offset < end
        if token.pos != "PUNCT" and inside != (start <= head.start - offset < end):
            found.add((token.start - offset, head.start - offset, token.dep))
    return found
