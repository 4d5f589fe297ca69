"""Where a stretch stands, so plainly that its bounds are certain: at the sentence's end, or between subject and verb."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.model import Token
from briefing.summarise.span import Span

__all__ = ["behind_its_noun", "between_subject_and_verb", "closes", "heads"]


def closes(span: Span) -> bool:
    """Whether it ends the sentence, but for its source, so that nothing can hang behind it."""
    return span.right >= span.tree.last or _before_source(span)


def between_subject_and_verb(span: Span) -> bool:
    """Whether it stands right behind a plain subject whose verb follows at once."""
    noun, tree = span.governor, span.tree
    if noun is None or noun.i >= span.left or tree.lower(span.right + 1) != ",":
        return False
    above = [noun.i, *heads(span, noun)]
    subject = next((tree.tokens[i] for i in above if tree.tokens[i].dep in {"nsubj", "nsubjpass"}), None)
    if subject is None or not all(
        tree.tokens[i].dep in {"pobj", "prep"} for i in above[: above.index(subject.i)]
    ):
        return False
    verb = tree.tokens[subject.head]
    named = tree.tokens[min(tree.subtree(subject.i)) : span.left - 1]
    waiting = [
        t for t in tree.tokens[span.right + 2 : verb.i] if t.dep not in {"aux", "auxpass", "neg", "advmod"}
    ]
    plain = not any(
        t.text in {",", ";", ":"} or t.dep in {"cc", "conj"} or t.pos in {"VERB", "AUX"} for t in named
    )
    return plain and span.left - 2 in {noun.i, named[-1].i} and verb.i > span.right and not waiting


def heads(span: Span, token: Token) -> Iterator[int]:
    """What a token hangs on, step by step."""
    while token.head != token.i:
        token = span.tree.tokens[token.head]
        yield token.i


def _before_source(span: Span) -> bool:
    """Whether only ", according to ..." comes behind it."""
    return span.tree.lower(span.right + 1) == "," and span.tree.lower(span.right + 2) == "according"


def behind_its_noun(span: Span) -> bool:
    """Whether the noun meant is the word before the comma, or what hangs on it ends there."""
    noun, tree = span.governor, span.tree
    if noun is None or noun.pos not in {"NOUN", "PROPN", "PRON", "NUM"}:
        return False
    between = tree.tokens[noun.i + 1 : span.left - 1]
    return noun.i < span.left and not any(t.pos in {"VERB", "AUX"} or t.text in {",", ";"} for t in between)
