"""What must stay: the rules that keep a shortened sentence true, each against one kind of distortion.

Span ─ joints.py: does the rest hold together? ─ bearing.py: does the rest hold without it? ─ here: who says it, is it so?
     ─ bounds.py: is it one of the forms that readers found safe? ─> may go
"""

from __future__ import annotations

import itertools

from briefing.language.lexicon import (
    ALTERING,
    ATTRIBUTING,
    CONDITIONS,
    DENYING,
    HEDGES,
    NEGATIONS,
    RESTRICTING,
    REVERSING,
    SAYING,
    word_set,
)
from briefing.model import Token
from briefing.summarise.bearing import BEARING
from briefing.summarise.bounds import BOUNDS
from briefing.summarise.grammar import quoted_spans
from briefing.summarise.joints import JOINTS
from briefing.summarise.span import Span

__all__ = ["may_go"]

_MILD = word_set(
    "relative apposition participle"
)  # they say more of something that stays; their own negations go too
_VIEWING = word_set(
    "see view put perceive understand know call term have remember describe vote judge measure define rank rate note"
)
_FINDING = word_set(
    "show find indicate conclude determine record learn project calculate rule hold decide hear"
)
_PENDING = word_set("depend hinge await")  # the rest holds only then
_WITNESS = word_set(
    "witness see hear watch attend brief survive behalf familiar anonymity"
)  # how a speaker knows


def may_go(span: Span) -> bool:
    """Whether a stretch may be left out."""
    if span.kind == "connective":
        return True
    return all(rule(span) for rule in (*JOINTS, *BEARING, *_TRUTH, *BOUNDS))


def _quotation(span: Span) -> bool:
    """A quotation goes whole or not at all."""
    quotations = quoted_spans(span.tree.text)
    if quotations is None:
        return False
    start, end = span.cut
    return all((start <= a and b <= end) or end <= a or b <= start for a, b in quotations)


def _polarity(span: Span) -> bool:
    """No denial, negation, condition or exception goes."""
    if span.near_head(2) & (DENYING | REVERSING):
        return False
    if span.kind not in _MILD and span.lemmas & (NEGATIONS - {"without"}):
        return False
    if any(a == "among" and b.startswith("other") for a, b in itertools.pairwise(span.words)):
        return False  # "because of the law, which is old, among other reasons"
    if span.kind in {"phrase", "parenthesis"} and span.lemmas & RESTRICTING:
        return False  # "in certain circumstances"
    if span.lemmas & _PENDING:
        return False  # "hopes to build it at the lake, which will depend on a permit"
    if set(span.words[:2]) & (CONDITIONS | {"without"}):
        return False
    marks = span.tree.children(span.head.i, "mark", "advmod")
    return not any(t.text.lower() in CONDITIONS for t in marks if span.left <= t.i <= span.right)


def _attribution(span: Span) -> bool:
    """Neither who says it nor how sure they are goes: "according to", ", police said,", "as officials put it", "reportedly"."""
    if span.kind == "manner":
        return True
    if set(span.words) & (ATTRIBUTING - {"quote"}):
        return False
    if len(span.words) <= 3 and span.lemmas & HEDGES:
        return False
    if any(t.lemma.lower() in _FINDING and t.tag in {"VBD", "VBZ", "VBP"} for t in span.tokens[-2:]):
        return False  # ", an analysis of the data showed"
    if any(t.lemma.lower() in SAYING and t.pos != "PROPN" for t in span.tokens[-3:]):
        return False  # ", the institute estimates": whatever the parser takes it for
    if span.words[0] == "as" and (span.head.lemma.lower() in _VIEWING or span.head.tag == "VBN"):
        return False  # ", as they saw it,", ", as rumoured"
    return not any(_says_of_the_rest(span, t) for t in span.tokens)


def _says_of_the_rest(span: Span, token: Token) -> bool:
    """A verb of saying whose saying lies outside: "as police said"; not ", saying that ..." or "after he said that ..."."""
    if token.pos != "VERB" or token.lemma.lower() not in SAYING | {"put"}:
        return False
    said = span.tree.children(token.i, "ccomp", "dobj", "xcomp", "acomp", "oprd", "nsubjpass")
    return not any(
        span.left <= t.i <= span.right and t.text.lower() not in {"it", "so", "this"} for t in said
    )


def _name(span: Span) -> bool:
    """A name that an apposition gives stays ("his deputy, X,"), so does what makes a name unambiguous ("Paris, Texas")."""
    if span.kind != "apposition" or span.governor is None:
        return True
    if span.lemmas & ALTERING:
        return False
    names = span.tokens[0].text[0].isupper() or (
        span.head.pos == "PROPN" and span.head.entity in {"PERSON", "ORG", "GPE"}
    )
    if span.governor.pos != "PROPN" and names:
        return False
    return not (
        len(span.tokens) <= 3
        and all(t.entity in {"GPE", "LOC"} or t.pos == "PUNCT" or t.text[0].isupper() for t in span.tokens)
    )


def _speaker(span: Span) -> bool:
    """What a speaker is stays ("X, an aide to the rebels, said"), and how he knows: readers weigh the statement by it."""
    who = span.governor
    if span.kind not in {"apposition", "relative", "participle"} or who is None:
        return True
    verb = span.tree.tokens[who.head]
    speaks = who.dep in {"nsubj", "nsubjpass"} and verb.lemma.lower() in SAYING
    sourced = verb.text.lower() == "to" and span.tree.lower(verb.i - 1) == "according"
    if span.kind == "participle" and who.lemma.lower() in SAYING and "behalf" in span.words:
        return False
    if not (speaks or sourced):
        return True
    return span.kind != "apposition" and not span.lemmas & _WITNESS


_TRUTH = (_quotation, _polarity, _attribution, _name, _speaker)
