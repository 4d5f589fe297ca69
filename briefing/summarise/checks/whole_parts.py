"""Whole parts: what a text leaves out of its passage is phrases and clauses from end to end, none that a kept word needs.

    parses of text and passage ─ align tokens ─> gaps ─ a token in a gap whose head is kept: may it go? ─> fault
                                                  └── a kept token whose head is gone ─────────────────> fault

For what models write: the compression's own parts are found in the tree and need no such check.
"""

from __future__ import annotations

from collections.abc import Sequence

from briefing.language.lexicon import word_set
from briefing.model import Parse, Token
from briefing.summarise.checks.claim import align

__all__ = ["parts_fault"]

_FREE = word_set("advcl appos relcl acl prep npadvmod parataxis cc conj intj punct")
_BOUND = word_set("acl relcl pcomp prep")  # "families living [in the camps]"
_SMALL = word_set(
    "det predet mark cc punct"
)  # go only with what they belong to, or alone where nothing hangs on them


def parts_fault(after: Parse, before: Sequence[Parse]) -> str:
    """Why what was left out is no whole part of any of the passages; "" where it is one, or the text is worded otherwise."""
    said = [t.text.lower() for t in after.tokens if _counts(t)]
    fault = ""
    for parse in before:
        kept = _kept(said, parse)
        if kept is None:
            continue
        fault = _fault(parse, kept)
        if not fault:
            return ""
    return fault


def _counts(token: Token) -> bool:
    return any(c.isalnum() for c in token.text)


def _kept(said: Sequence[str], parse: Parse) -> set[int] | None:
    """Indexes of the passage's tokens that the text keeps; None where it is no part of it."""
    places = [t.i for t in parse.tokens if _counts(t)]
    gaps = align(said, [parse.tokens[i].text.lower() for i in places])
    if gaps is None:
        return None
    gone = {places[k] for start, end in gaps for k in range(start, end)}
    return set(places) - gone


def _fault(parse: Parse, kept: set[int]) -> str:
    for token in parse.tokens:
        if not _counts(token):
            continue
        head = parse.tokens[token.head]
        stands = head.i in kept or not _counts(head)
        if token.i in kept and not stands:
            return f"“{token.text}” is kept without “{head.text}”, which it belongs to"
        if token.i not in kept and stands and not _may_go(parse, token, kept):
            return f"“{token.text}” is left out, which “{head.text}” needs"
        if token.i in kept and token.dep == "cc" and not _joins(parse, token, kept):
            return f"“{token.text}” is kept without what it joins"
    return ""


def _joins(parse: Parse, token: Token, kept: set[int]) -> bool:
    """Whether a kept word stands behind "and" as what it joins to the words before; a sentence may begin with it."""
    behind = [t for t in parse.tokens if t.dep == "conj" and t.head == token.head and t.i > token.i]
    return not behind or behind[0].i in kept


def _may_go(parse: Parse, token: Token, kept: set[int]) -> bool:
    if token.dep == "advmod":
        return _set_off(parse, token)
    if token.dep in _SMALL:
        opens = not any(i < token.i for i in kept)  # "But the bridge held."
        return token.dep == "cc" and (opens or not _joined(parse, token, kept))
    if token.dep == "conj":
        return token.pos in {"VERB", "AUX"}  # of several parties none goes
    if token.dep == "prep":
        return parse.tokens[token.head].dep not in _BOUND
    return token.dep in _FREE


def _joined(parse: Parse, token: Token, kept: set[int]) -> bool:
    return any(
        t.dep == "conj" and t.head == token.head and t.i > token.i and t.i in kept for t in parse.tokens
    )


def _set_off(parse: Parse, token: Token) -> bool:
    """Whether an adverb opens the sentence or stands between commas: "However," """
    behind = parse.tokens[token.i + 1].text if token.i + 1 < len(parse.tokens) else ""
    before = parse.tokens[token.i - 1].text if token.i else ","
    return behind == "," and before == ","
