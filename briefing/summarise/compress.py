"""Compression by choosing: nothing is written, parts are left out, and the model chooses which.

    Parse ─ parts ─> sets of parts ─ cutting ─> candidates ─ Writer.score, prices ─> the best

Source of the idea: sentence compression as the choice of a subtree (Knight & Marcu 2000; Clarke & Lapata 2008).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from briefing.model import Parse
from briefing.summarise.cutting import CLOSERS, END, Cut, apply, merge
from briefing.summarise.grammar import Tree, quoted_spans
from briefing.summarise.joints import SUBJECTS, finite
from briefing.summarise.leftover import antecedents_stay
from briefing.summarise.parts import Part, removable

__all__ = ["DATELINE", "Candidate", "Price", "candidates", "ranked"]

_LIMIT = 16  # candidates of one sentence
DATELINE = "dateline"  # its pattern
_LEAST_WORDS = 6  # a shorter sentence says too little


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One way to say the sentence: what is left out, as offsets in the quote."""

    text: str
    cuts: tuple[Cut, ...]
    words: int
    patterns: tuple[str, ...] = ()  # of the parts left out
    loss: float = 0.0  # what readers miss, see `leftover.loss`


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What readers pay for a candidate, in mean log-probability per token; set by reading cuts of 300 news sentences."""

    word: float = 0.015  # for each word over `short`
    long: float = 0.012  # further, for each word over `comfortable`
    loss: float = 0.05  # for each unit of `leftover.loss`
    excess: float = 0.03  # further, for each word over the digest's limit
    short: int = 14  # words at which a sentence need not be shorter
    comfortable: int = 24
    floor: float = 0.3  # a candidate this much less likely than the whole sentence reads badly


def candidates(parse: Parse, quote: str, *, lead: Cut | None = None) -> list[Candidate]:
    """The whole sentence first, then what may be said instead; `lead` is a dateline, which always goes.

    `parse` is of the quote behind the dateline.
    """
    offset = lead[1] if lead else 0
    base = (lead,) if lead else ()
    first = whole(quote, lead)
    tree = Tree(parse)
    if not tree.single or quoted_spans(parse.text) is None or not _has_main_verb(tree):
        return [first]
    if not _ended(quote):
        return [first]
    parts = removable(tree)
    found = {first.text: first}
    for chosen in _choices(parts):
        if candidate := _candidate(tree, quote, offset, base, chosen):
            found.setdefault(candidate.text, candidate)
    return list(found.values())[:_LIMIT]


def whole(quote: str, lead: Cut | None) -> Candidate:
    """The sentence less its dateline; with it where it breaks off or is none, for a stop would hide that."""
    if lead is None or not _ended(quote):
        return Candidate(text=quote, cuts=(), words=len(quote.split()))
    text = apply(quote, (lead,))
    return Candidate(text=text, cuts=(lead,), words=len(text.split()), patterns=(DATELINE,))


def _ended(quote: str) -> bool:
    return quote.rstrip(CLOSERS).endswith(END)


def _has_main_verb(tree: Tree) -> bool:
    """Whether the parse has found a main clause: a root that can carry one ("collided" may pass for a participle)."""
    subjects = tree.children(tree.root.i, "nsubj", "nsubjpass")
    if len(subjects) > 1 or not tree.children(tree.root.i, *SUBJECTS) or tree.children(tree.root.i, "mark"):
        return False  # the parse has gone astray
    passive = tree.root.tag == "VBN" and bool(subjects)
    return finite(tree, tree.root) or passive


def _choices(parts: Sequence[Part]) -> list[tuple[Part, ...]]:
    """Sets of parts that do not nest, singles first; all of them up to four parts, then the likeliest."""
    if len(parts) <= 4:
        sets = [c for k in range(1, len(parts) + 1) for c in itertools.combinations(parts, k)]
    else:
        ordered = sorted(parts, key=lambda p: (p.loss, -p.words))
        sets = [(p,) for p in ordered]
        sets += [tuple(ordered[:k]) for k in range(2, len(ordered) + 1)]
        sets += list(itertools.combinations(ordered[:4], 2))
    return [c for c in sets if not _nested(c)]


def _nested(chosen: Sequence[Part]) -> bool:
    ordered = sorted(chosen, key=lambda p: p.tokens)
    return any(a.tokens[1] >= b.tokens[0] for a, b in itertools.pairwise(ordered))


def _candidate(
    tree: Tree, quote: str, offset: int, base: tuple[Cut, ...], chosen: Sequence[Part]
) -> Candidate | None:
    if not antecedents_stay(tree, [(*p.tokens, p.kind) for p in chosen]):
        return None
    cuts = merge([*base, *((a + offset, b + offset) for a, b in (p.cut for p in chosen))])
    text = apply(quote, cuts)
    words = len(text.split())
    if words < _LEAST_WORDS:
        return None
    patterns = (*((DATELINE,) if base else ()), *(p.pattern for p in chosen))
    return Candidate(text=text, cuts=cuts, words=words, patterns=patterns, loss=sum(p.loss for p in chosen))


def ranked(
    options: Sequence[Candidate], scores: Sequence[float], *, limit: int, price: Price | None = None
) -> list[Candidate]:
    """The candidates, best value first: score less price; ties go to the longer. The whole sentence is `options[0]`.

    `limit` is the number of words beyond which a sentence is too long for the digest. What reads much worse than the
    whole sentence is left out.
    """
    price = price or Price()

    def value(pair: tuple[Candidate, float]) -> tuple[float, int]:
        option, score = pair
        costs = price.word * max(option.words, price.short) + price.loss * option.loss
        costs += price.long * max(0, option.words - price.comfortable)
        return score - costs - price.excess * max(0, option.words - limit), option.words

    pairs = [
        (o, s)
        for o, s in zip(options, scores, strict=True)
        if o is options[0] or s >= scores[0] - price.floor
    ]
    return [option for option, _ in sorted(pairs, key=value, reverse=True)]
