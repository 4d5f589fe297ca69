"""What bears on the truth of the rest: when, where, for whom, under what, which one. It stays.

"The town had 70,000 people" is not what "Before the war, the town had 70,000 people" says.
"""

from __future__ import annotations

from briefing.language.lexicon import (
    COMMUNICATION,
    FRAME_PREPOSITIONS,
    FREE_PREPOSITIONS,
    NEGATIONS,
    SAYING,
    STATES,
    TELLING,
    word_set,
)
from briefing.summarise.span import Span

__all__ = ["BEARING", "reckons"]

_ADVERBIAL = word_set("participle clause phrase")
_MODALS = word_set("would could might may should will can shall 'd 'll ’d ’ll")
_TIMELY = word_set("when once after before until without under given upon")  # what is to come holds only then
_TELLING_WHICH = word_set("only no any every those all first last such")
_WHOEVER = word_set("those that one anyone anything")
_PLACING = word_set("in on at by for from to until within outside inside near under over without against of")
_EXTENT = word_set("mostly mainly largely partly partially only chiefly primarily almost nearly not")
_DEGREES = word_set("long soon much many far few little high low well")  # "as long as", "as many as"
_DATED = frozenset({"DATE", "TIME"})
_AUTHORITIES = word_set(  # "in a poll", "in a novel": the rest is true there
    "poll survey study report ranking list vote ballot case trial suit ruling paper book film novel play test experiment "
    "simulation scenario dream forecast draft proposal plan letter place city town village region district country"
)
_ADVERBS = (("after", "all"), ("of", "course"), ("too",), ("also",), ("indeed",), ("then",))
_LEAVING_OUT = word_set(
    "keep leave retain exclude omit limit lack depend pend spare stop except bar save restrict"
)
_RELATIVE_TIME = (
    "next day", "day before", "day after", "same day", "day earlier", "day later", "days earlier", "days later",
    "hours earlier", "hours later", "previous day", "following day", "night before", "next morning", "that day",
    "week earlier", "week later", "weeks earlier", "weeks later", "previous night", "earlier that", "later that",
    "today", "tonight", "tomorrow", "yesterday",
)  # fmt: skip


def _restriction(span: Span) -> bool:
    """What tells which ones are meant stays ("those, who ...", "the first, in ...")."""
    head = span.governor
    if head is None or span.kind in {"parenthesis", "manner", "clause"}:
        return True
    if head.pos not in {"NOUN", "PROPN", "PRON"}:
        return head.tag not in {"JJR", "RBR", "JJ"} or span.kind == "participle"
    below = span.tree.children(head.i)
    limited = {t.text.lower() for t in below} & _TELLING_WHICH
    superlative = any(t.tag in {"JJS", "RBS"} for t in below)
    if span.kind == "relative" and "would" in span.words and {"if", "unless"} & set(span.words):
        return False  # "which would come in if the party won"
    return not limited and not superlative and head.text.lower() not in _WHOEVER


def _scope(span: Span) -> bool:
    """Under a negation, a modal or a limit, a phrase may carry the point: "not because ...", "would, when ..."."""
    if span.kind not in _ADVERBIAL or span.governor is None:
        return True
    verb = span.tree.clause(span.governor.i)
    own = [t for t in span.tree.own(verb.i) if not span.left <= t.i <= span.right]
    words = {t.text.lower() for t in own}
    negated = any(t.dep == "neg" for t in own) or bool(words & NEGATIONS)
    if _timed(span) and _present(span):
        return False  # "eight months after they become": a rule, no event
    if not (negated or words & _MODALS or verb.tag in {"VB", "VBG"} or verb.dep in {"xcomp", "pcomp"}):
        return True
    opening = span.left == 0 and span.words[0] in {"with", "by", "in", "during"}
    return not opening and (_happened(span) or not _timed(span))


def _purpose(span: Span) -> bool:
    """What something may or need not be done for stays: "need not win the north, to govern"."""
    main = {t.text.lower() for t in span.tree.tokens[: span.left]}
    return span.words[0] != "to" or not main & (_MODALS | NEGATIONS)


def _timed(span: Span) -> bool:
    return bool({t.text.lower() for t in span.tokens[:4] if t.dep in {"mark", "prep", "advmod"}} & _TIMELY)


def _present(span: Span) -> bool:
    helpers = span.tree.children(span.head.i, "aux", "auxpass")
    return span.head.tag in {"VB", "VBP", "VBZ"} or any(t.tag in {"VBP", "VBZ", "MD"} for t in helpers)


def _happened(span: Span) -> bool:
    """ "after they had met": what happened is no condition."""
    verb = next((t for t in span.tokens if t.i == span.head.i and t.tag == "VBD"), None)
    return verb is not None or any(t.tag == "VBD" for t in span.tree.children(span.head.i, "aux", "auxpass"))


def _frame(span: Span) -> bool:
    """An opening phrase that says where or under what the rest holds stays: "In the film, ...", "Under the plan, ..."."""
    if span.left != 0 or span.kind not in {"phrase", "clause", "participle"}:
        return True
    first = span.words[0]
    if span.kind == "participle" and span.tokens[0].tag in {"VBG", "VBN"}:
        return True
    if first in {"after", "following", "when", "once"}:
        return _tells_event(span) and (span.kind == "phrase" or _happened(span))
    if first in FRAME_PREPOSITIONS or (span.kind == "clause" and first in {"as", "because"}):
        return True
    objects = span.tree.children(0, "pobj")
    told = span.governor is not None and span.governor.lemma.lower() in SAYING
    return told and bool(objects) and objects[0].lemma.lower() in COMMUNICATION


def _tells_event(span: Span) -> bool:
    """Whether the verb of the rest tells what happened: no state ("had 70,000 people"), nothing to come."""
    verb = span.governor
    if verb is None or verb.lemma.lower() in STATES:
        return False
    helpers = {t.text.lower() for t in span.tree.children(verb.i, "aux", "auxpass")}
    return verb.tag == "VBD" or bool(helpers & {"has", "have", "had", "was", "were"})


def _phrase(span: Span) -> bool:
    """A phrase says when, where, for whom, by how much; only those stay out that tell what else happened, or its weight."""
    if span.kind != "phrase" or span.left == 0:
        return True
    first, before = span.words[0], span.tree.tokens[span.left - 2]
    if first == "with" and before.tag == "NNS" and span.tree.tokens[span.left - 3].pos == "ADP":
        return False  # "slows the fever in people, with mild symptoms"
    if span.head.dep != "prep":
        return tuple(span.words) in _ADVERBS or "after" in span.words[1:4]
    if first in FREE_PREPOSITIONS or span.head.text.lower() in FREE_PREPOSITIONS:
        return True
    return span.words[:2] == ["as", "part"] or (first == "in" and _amounts_to(span))


def _aside(span: Span) -> bool:
    """Where or when between dashes bears on the rest as between commas: "meet in one group – in the open –"."""
    if span.kind == "parenthesis" and (span.words[0] in _EXTENT or _shares(span)):
        return False
    if span.kind != "parenthesis" or span.head.dep != "prep" or span.tree.lower(span.left - 1) == "(":
        return True
    return span.words[0] in FREE_PREPOSITIONS or span.words[0] not in _PLACING


def _shares(span: Span) -> bool:
    """ "the cuts – along with the new tax – mean": what does it together with the subject."""
    return span.words[:2] in (
        ["along", "with"],
        ["together", "with"],
        ["combined", "with"],
        ["coupled", "with"],
    )


def _amounts_to(span: Span) -> bool:
    """ "in a victory for", "in a move that": no place, no time."""
    noun = next(iter(span.tree.children(span.head.i, "pobj")), None)
    if noun is None or noun.entity or noun.tag == "NNS" or noun.lemma.lower() in _AUTHORITIES:
        return False
    return any(t.text.lower() in {"a", "an"} for t in span.tree.children(noun.i, "det"))


def _sequel(span: Span) -> bool:
    """What came of it stays: "arrested, before being freed", "set out, only to turn back"; so does what is excepted."""
    if span.left and (span.words[0] == "before" or span.words[:2] == ["only", "to"]):
        return False
    leaving = span.head.tag == "VBG" and span.head.lemma.lower() in _LEAVING_OUT
    if leaving or (span.kind == "participle" and "while" in span.words[1:]):
        return False
    if _compares(span) or _counters(span):
        return False
    degree = span.words[0] == "as" and len(span.words) > 1 and span.words[1] in _DEGREES
    return not degree


def _compares(span: Span) -> bool:
    """ "a rosier picture, and bolder plans, than the facts allow": the comparison is of both."""
    tree = span.tree
    return any(t.text.lower() == "than" and tree.lower(t.i - 1) == "," for t in span.tokens)


def _counters(span: Span) -> bool:
    """ "claimed that nobody was hurt, despite two funerals": what the outlet holds against a claim."""
    if span.governor is None or span.words[0] not in {"despite", "though", "although", "even"}:
        return False
    verb = span.tree.clause(span.governor.i)
    return verb.dep == "ccomp" and span.tree.tokens[verb.head].lemma.lower() in SAYING


def _manner(span: Span) -> bool:
    """How something was said may go only where the verb does say something: "confirmed on Monday" may tell the event's day."""
    if span.kind != "manner" or span.governor is None:
        return True
    verb, tree = span.governor, span.tree
    if verb.tag not in {"VBD", "VBZ", "VBP"}:
        reported = verb.tag == "VBN" and "it" in {t.text.lower() for t in tree.children(verb.i, "nsubjpass")}
        if not reported:
            return False
    return _says(span) or not any(t.entity in _DATED for t in span.tokens)


def _says(span: Span) -> bool:
    verb = span.governor
    if verb is None or verb.lemma.lower() not in TELLING:
        return False
    return bool(span.tree.children(verb.i, "ccomp")) or verb.dep in {"parataxis", "ccomp"}


def _reckoning(span: Span) -> bool:
    """A date stays where another is told by it: "the next day", "two hours later"."""
    if not any(t.entity in _DATED for t in span.tokens):
        return True
    start, end = span.cut
    return not reckons(span.tree.text[:start] + " " + span.tree.text[end:])


def reckons(text: str) -> bool:
    """Whether a text tells a time by another: "the next day", "two hours later", "today"."""
    told = text.lower()
    return any(phrase in told for phrase in _RELATIVE_TIME)


BEARING = (_restriction, _scope, _purpose, _frame, _phrase, _aside, _sequel, _manner, _reckoning)
