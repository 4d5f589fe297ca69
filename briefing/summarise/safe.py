"""What must stay: the rules that keep a shortened sentence true, each against one kind of distortion."""

from __future__ import annotations

from briefing.model import Token
from briefing.summarise.grammar import Tree, quoted_spans
from briefing.summarise.lexicon import (
    ALTERING,
    ATTRIBUTING,
    COMMUNICATION,
    CONDITIONS,
    DENYING,
    FRAME_PREPOSITIONS,
    HEDGES,
    LIMITING,
    NEGATIONS,
    RESTRICTING,
    SAYING,
    word_set,
)
from briefing.summarise.span import Span

__all__ = ["finite", "may_go"]

_ADVERBIAL = word_set("participle clause phrase late")
_MILD = word_set(
    "relative apposition participle"
)  # they say more of something that stays; their own negations go too
_MODALS = word_set("would could might may should will can shall 'd 'll ’d ’ll")
_TIMELY = word_set("when once after before until without under given upon")  # what is to come holds only then
_TELLING_WHICH = word_set("only no any every those all first last such")
_ARTICLES = word_set("a an the one his her its their our who whose another both")
_ASIDE_DEPS = frozenset({"relcl", "appos", "acl", "prep", "advcl", "npadvmod"})
_WHOEVER = word_set("those that one anyone anything")


def may_go(span: Span) -> bool:
    """Whether a stretch may be left out."""
    if span.kind == "connective":
        return True
    rules = (_quotation, _polarity, _attribution, _list, _name, _restriction, _scope, _frame, _kept_clause)
    return all(rule(span) for rule in rules)


def _quotation(span: Span) -> bool:
    """A quotation goes whole or not at all."""
    quotations = quoted_spans(span.tree.text)
    if quotations is None:
        return False
    start, end = span.cut
    return all((start <= a and b <= end) or end <= a or b <= start for a, b in quotations)


def _polarity(span: Span) -> bool:
    """No denial, negation, condition or exception goes."""
    if span.near_head(2) & DENYING:
        return False
    if span.kind not in _MILD and span.lemmas & (NEGATIONS - {"without"}):
        return False
    if span.kind == "phrase" and span.lemmas & RESTRICTING:
        return False  # "in certain circumstances"
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
    if any(t.lemma.lower() in SAYING and t.pos != "PROPN" for t in span.tokens[-3:]):
        return False  # ", the institute estimates": whatever the parser takes it for
    return not any(_says_of_the_rest(span, t) for t in span.tokens)


def _says_of_the_rest(span: Span, token: Token) -> bool:
    """A verb of saying whose saying lies outside: "as police said"; not ", saying that ..." or "after he said that ..."."""
    if token.pos != "VERB" or token.lemma.lower() not in SAYING | {"put"}:
        return False
    said = span.tree.children(token.i, "ccomp", "dobj", "xcomp", "acomp", "oprd", "nsubjpass")
    return not any(
        span.left <= t.i <= span.right and t.text.lower() not in {"it", "so", "this"} for t in said
    )


def _list(span: Span) -> bool:
    """Members of a list look like appositions and participles: nothing goes from a list."""
    if span.governor is None:
        return True
    joins = any(t.dep == "cc" for t in span.tokens)
    nominal = span.kind in {"apposition", "phrase"} and span.head.pos in {"NOUN", "PROPN", "NUM"}
    if nominal and joins and span.words[0] not in _ARTICLES:  # "Ivanov, “Newsnight” and Petrov"
        return False
    if span.kind == "participle" and span.head.tag == "VBN" and span.governor.tag == "VBN" and joins:
        return False  # "was searched, fined and sent home"
    if span.kind == "participle" and (
        (span.head.tag in {"VBN", "VBD"} and _behind_aside(span)) or finite(span.tree, span.head)
    ):
        return False  # "Pryce, who came on late, headed in": the main verb, taken for a participle
    if span.kind == "phrase" and _behind_aside(span):
        return False  # "rebuke politicians, including Moe, for what they did"
    if span.kind != "apposition":
        return True
    siblings = span.tree.children(span.governor.i, "appos", "conj")
    after = span.tree.lower(span.right + 2) if span.tree.lower(span.right + 1) == "," else ""
    joined = span.tree.children(span.head.i, "conj")
    return len(siblings) == 1 and after not in {"and", "or"} and span.governor.dep != "appos" and not joined


def finite(tree: Tree, verb: Token) -> bool:
    """Whether a verb can carry a sentence: "left", "has left", "will leave"; not "leaving"."""
    helpers = tree.children(verb.i, "aux", "auxpass")
    return verb.tag in {"VBD", "VBZ", "VBP"} or any(t.tag in {"VBD", "VBZ", "VBP", "MD"} for t in helpers)


def _behind_aside(span: Span) -> bool:
    """Whether the comma before the stretch closes another aside, so that it does not set off the stretch."""
    for token in span.tree.tokens[: span.left]:
        place = span.tree.span(token.i) if token.dep in _ASIDE_DEPS else None
        if place is not None and place[1] == span.left - 2 and span.tree.lower(place[0] - 1) == ",":
            return True
    return False


def _name(span: Span) -> bool:
    """A name that an apposition gives stays ("his deputy, X,"), so does what makes a name unambiguous ("Paris, Texas")."""
    if span.kind != "apposition" or span.governor is None:
        return True
    if span.lemmas & ALTERING:
        return False
    names = span.head.pos == "PROPN" and span.head.entity in {"PERSON", "ORG", "GPE"}
    if span.governor.pos != "PROPN" and names:
        return False
    return not (
        len(span.tokens) <= 3 and all(t.entity in {"GPE", "LOC"} or t.pos == "PUNCT" for t in span.tokens)
    )


def _restriction(span: Span) -> bool:
    """What tells which ones are meant stays ("those, who ...", "the first, in ...")."""
    head = span.governor
    if head is None or span.kind in {"parenthesis", "tail", "late", "manner", "clause"}:
        return True
    if head.pos not in {"NOUN", "PROPN", "PRON"}:
        return head.tag not in {"JJR", "RBR", "JJ"} or span.kind == "participle"
    below = span.tree.children(head.i)
    limited = {t.text.lower() for t in below} & _TELLING_WHICH
    superlative = any(t.tag in {"JJS", "RBS"} for t in below)
    return not limited and not superlative and head.text.lower() not in _WHOEVER


def _scope(span: Span) -> bool:
    """Under a negation, a modal or a limit, a phrase may carry the point: "not because ...", "would, when ..."."""
    if span.kind not in _ADVERBIAL or span.governor is None:
        return True
    verb = span.tree.clause(span.governor.i)
    own = [t for t in span.tree.own(verb.i) if not span.left <= t.i <= span.right]
    words = {t.text.lower() for t in own}
    negated = any(t.dep == "neg" for t in own) or bool(words & NEGATIONS)
    if _timed(span) and span.head.tag in {
        "VB",
        "VBP",
        "VBZ",
    }:  # "eight months after they become": a rule, no event
        return False
    if span.kind == "late":
        return not negated and _late_is_safe(span, verb, own, words)
    if not (negated or words & _MODALS or verb.tag in {"VB", "VBG"} or verb.dep in {"xcomp", "pcomp"}):
        return True
    opening = span.left == 0 and span.words[0] in {"with", "by", "in", "during"}
    return not opening and (_happened(span) or not _timed(span))


def _timed(span: Span) -> bool:
    return bool({t.text.lower() for t in span.tokens[:4] if t.dep in {"mark", "prep", "advmod"}} & _TIMELY)


def _happened(span: Span) -> bool:
    """ "after they had met": what happened is no condition."""
    verb = next((t for t in span.tokens if t.i == span.head.i and t.tag == "VBD"), None)
    return verb is not None or any(t.tag == "VBD" for t in span.tree.children(span.head.i, "aux", "auxpass"))


def _late_is_safe(span: Span, verb: Token, own: list[Token], words: set[str]) -> bool:
    """A last clause without a comma goes from a main clause that tells what happened, without superlative or limit."""
    root = span.tree.root.i
    main = verb.i == root or (verb.dep in {"conj", "ccomp"} and verb.head == root)
    graded = any(t.tag in {"JJS", "JJR", "RBS", "RBR"} for t in own)
    past = any(t.tag == "VBD" or (t.tag == "VBN" and t.dep in {"ROOT", "conj", "ccomp"}) for t in own)
    return main and past and not graded and not words & (LIMITING | _MODALS) and _plain_time(span)


def _plain_time(span: Span) -> bool:
    """ "shortly after", "days after", "just as": the word before belongs to the clause."""
    before = span.tree.tokens[span.left - 1]
    return before.pos not in {"ADV", "ADP", "ADJ", "SCONJ"} and before.entity not in {
        "DATE",
        "TIME",
        "CARDINAL",
    }


def _frame(span: Span) -> bool:
    """An opening phrase that says where or under what the rest holds stays: "In the film, ...", "Under the plan, ..."."""
    if span.left != 0 or span.kind not in {"phrase", "clause", "participle"}:
        return True
    first = span.words[0]
    if span.kind == "participle" and span.tokens[0].tag in {"VBG", "VBN"}:
        return True
    if first in FRAME_PREPOSITIONS or (
        span.kind == "clause" and first in {"as", "while", "because", "since"}
    ):
        return True
    if span.kind == "clause" and first in {"when", "after", "before", "once"}:
        return _happened(span) and span.tree.root.tag == "VBD"
    objects = span.tree.children(0, "pobj")
    return bool(objects) and objects[0].lemma.lower() in COMMUNICATION


def _kept_clause(span: Span) -> bool:
    """The main clause keeps its verb, and nothing that stays hangs on what goes."""
    inside = range(span.left, span.right + 1)
    tree: Tree = span.tree
    return tree.root.i not in inside and all(
        t.i in inside or t.head not in inside or t.pos == "PUNCT" for t in tree.tokens
    )
