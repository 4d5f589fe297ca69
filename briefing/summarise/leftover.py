"""What a choice of parts costs a reader, and whether what is left still stands without it."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.language.lexicon import CASUALTY, PERSONAL, word_set
from briefing.model import Token
from briefing.summarise.grammar import Tree
from briefing.summarise.span import Kind, Span

__all__ = ["antecedents_stay", "loss"]

_ASIDES = frozenset({"apposition", "relative", "parenthesis"})
_HUMAN = word_set("he she him his her hers himself herself")
Gone = tuple[int, int, Kind]  # first and last token of a part that is left out
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_POINTING = word_set("the that this these those such")


def loss(span: Span) -> float:
    """What a reader misses: 1 for each number that counts something, 2 for casualties, 1 for a lone date, 0.3 for a name.

    Negative where a reader is glad: "(CDC)", "(R-Maine)".
    """
    numbers = sum(t.pos == "NUM" and t.entity not in {"DATE", "TIME", "ORDINAL"} for t in span.tokens)
    names = sum(t.entity in {"PERSON", "GPE", "LOC", "NORP"} and t.pos == "PROPN" for t in span.tokens)
    casualties = bool({t.lemma.lower() for t in span.tokens} & CASUALTY)
    lone_date = span.kind == "manner" and len(span.tokens) <= 3
    aside = len(span.tokens) <= 3 and span.tree.lower(span.left - 1) == "("
    return float(numbers) + 0.3 * names + 2.0 * casualties + 1.0 * lone_date - 2.0 * aside


def antecedents_stay(tree: Tree, parts: Sequence[Gone]) -> bool:
    """Whether no kept pronoun, and no kept "the attack" or surname, points into what is gone."""
    gone = {i for left, right, _ in parts for i in range(left, right + 1)}
    aside = {i for left, right, kind in parts if kind in _ASIDES for i in range(left, right + 1)}
    kept = [t for t in tree.tokens if t.i not in gone]
    for token in kept:
        earlier = [tree.tokens[i] for i in sorted(gone) if i < token.i]
        if token.text.lower() in PERSONAL and _may_mean(tree, token, earlier, aside):
            return False
        if token.pos in {"NOUN", "PROPN"} and _takes_up(tree, token, kept, earlier):
            return False
    return not any(
        left == 0 and kind == "clause" and _only_names(tree, right, kept) for left, right, kind in parts
    )


def _only_names(tree: Tree, right: int, kept: Sequence[Token]) -> bool:
    """Whether only an opening clause names a person; the rest may speak of "the minister"."""
    named = {t.lemma for t in tree.tokens[: right + 1] if t.entity == "PERSON"}
    return bool(named) and not named & {t.lemma for t in kept}


def _may_mean(tree: Tree, pronoun: Token, earlier: list[Token], aside: set[int]) -> bool:
    """Whether a pronoun may mean something that is gone; what only describes a kept noun (`aside`) is rarely meant."""
    if pronoun.text.lower() in _HUMAN:
        named = [t for t in earlier if t.entity == "PERSON"]
        return bool(named) or any(
            t.dep in _SUBJECTS and t.pos == "NOUN" and t.i not in aside for t in earlier
        )
    earlier = [t for t in earlier if t.i not in aside]
    behind = range(earlier[-1].i, pronoun.i) if earlier else range(0)
    if any(t.i in behind and t.dep in _SUBJECTS and _agrees(pronoun, t) for t in tree.tokens):
        return False  # "the river burst its banks": the subject is nearer
    return any(t.dep in {*_SUBJECTS, "dobj", "pobj"} and t.pos in {"NOUN", "PROPN"} for t in earlier)


def _agrees(pronoun: Token, noun: Token) -> bool:
    """Whether a noun may be meant: "it" is nothing plural."""
    singular = pronoun.text.lower().startswith("it")
    return noun.pos in {"NOUN", "PROPN"} and not (singular and noun.tag in {"NNS", "NNPS"})


def _takes_up(tree: Tree, noun: Token, kept: list[Token], earlier: list[Token]) -> bool:
    definite = noun.pos == "PROPN" or any(
        t.text.lower() in _POINTING for t in tree.children(noun.i, "det", "amod")
    )
    named = any(t.lemma == noun.lemma and t.pos == noun.pos for t in earlier)
    known = any(t.lemma == noun.lemma and t.i < noun.i for t in kept)
    return definite and named and not known
