"""What a choice of parts costs a reader, and whether what is left still stands without it."""

from __future__ import annotations

from briefing.model import Token
from briefing.summarise.grammar import Tree
from briefing.summarise.lexicon import CASUALTY, PERSONAL, word_set
from briefing.summarise.span import Span

__all__ = ["antecedents_stay", "loss"]

_HUMAN = word_set("he she him his her hers himself herself")
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


def antecedents_stay(tree: Tree, gone: set[int]) -> bool:
    """Whether no kept pronoun, and no kept "the attack" or surname, points into what is gone."""
    kept = [t for t in tree.tokens if t.i not in gone]
    for token in kept:
        earlier = [tree.tokens[i] for i in gone if i < token.i]
        if not earlier:
            continue
        if token.text.lower() in PERSONAL and _may_mean(tree, token, earlier):
            return False
        if token.pos in {"NOUN", "PROPN"} and _takes_up(tree, token, kept, earlier):
            return False
    return True


def _may_mean(tree: Tree, pronoun: Token, earlier: list[Token]) -> bool:
    if pronoun.text.lower() in _HUMAN:
        return any(t.entity == "PERSON" or (t.dep in _SUBJECTS and t.pos == "NOUN") for t in earlier)
    behind = range(max(t.i for t in earlier), pronoun.i)
    if any(t.i in behind and t.dep in _SUBJECTS and t.pos in {"NOUN", "PROPN"} for t in tree.tokens):
        return False  # "the river burst its banks": the subject is nearer
    return any(t.dep in {*_SUBJECTS, "dobj", "pobj"} and t.pos in {"NOUN", "PROPN"} for t in earlier)


def _takes_up(tree: Tree, noun: Token, kept: list[Token], earlier: list[Token]) -> bool:
    definite = noun.pos == "PROPN" or any(
        t.text.lower() in _POINTING for t in tree.children(noun.i, "det", "amod")
    )
    named = any(t.lemma == noun.lemma and t.pos == noun.pos for t in earlier)
    known = any(t.lemma == noun.lemma and t.i < noun.i for t in kept)
    return definite and named and not known
