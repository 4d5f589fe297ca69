"""The forms of a cut that readers found safe, and the bounds that make each certain. What has no form here stays.

Span ─ its form: what opens it, where it stands (places.py), what brackets hold (brackets.py)
     ─ its bounds: nothing swallowed, nothing narrowed, nothing that is pointed at ─> safe or not

`joints` and `bearing` know what goes wrong; this module asks that all is plainly right: a stretch at the sentence's
end, or one behind its subject with the verb next, opened by a word that can open nothing else.
"""

from __future__ import annotations

from briefing.language.lexicon import COMMUNICATION, NEGATIONS, SAYING, word_set
from briefing.model import Token
from briefing.summarise.brackets import bracketed
from briefing.summarise.places import behind_its_noun, between_subject_and_verb, closes
from briefing.summarise.span import Span

__all__ = ["BOUNDS"]

_RELATIVE = word_set("who which whose where whom")
_WH = frozenset({"WDT", "WP", "WP$"})
_OF_WHOM = word_set("in with from to by of many most all some several")  # "with whom", "many of which"
_ARTICLES = word_set("a an the his her its their one")
_PARTNERS = word_set("other others second third latter rest first last")
_DASHES = frozenset({"—", "–", "--", "-"})
_AFTER = word_set("after as while")  # time told beside, not a bound: no "when", "since", "because"
_JUST = word_set("just hours days weeks months a minutes moments shortly soon only")
_AMID = word_set("amid following after")  # no "despite": it may be what a forecast owns to
_OUTCOME = word_set(  # participles that tell what came of it; others say how, how far or on what terms it is true
    "spark prompt draw trigger fuel stoke spur force cause lead ignite reignite provoke inflame set deal hand deliver "
    "raise add end cap seal complete culminate close highlight underscore underline signal mark open pave usher create "
    "escalate intensify heighten deepen widen boost bolster cement solidify strengthen revive renew throw plunge pit "
    "send shake rattle dash upend disrupt complicate alarm anger become earn win launch begin start extend join "
    "scatter leave clear give increase reduce cast overcome defy put place secure break shatter push threaten erode "
    "undercut expose distort lift result help land"
)
_REPLY = word_set(
    "say argue claim insist call describe accuse warn vow urge declare write tweet stress note tell demand"
)
_REPLIED = SAYING | word_set(  # a statement or an act: what was said with it goes without changing it
    "reject deny criticize criticise condemn praise defend oppose urge call accuse blame welcome dismiss warn refuse "
    "apologize apologise thank attack denounce sign order block vote veto nominate resign demand sue file suspend ban "
    "halt reverse back endorse support hit slam blast rip mock decline withdraw appeal rule reveal unveil release launch "
    "approve pass end close open arrest charge fire appoint name pull quit strike send clear push"
)
_POINTING = word_set(
    "also too either neither same another other others latter former both likewise similarly one ones"
)
_CHOOSING = word_set(
    "appoint name pick choose select hire elect nominate regard treat see use call consider install describe cast "
    "recruit know recognise recognize identify replace serve"
)
_TURNS = word_set(  # "which remains active", "who has since resigned", "after initially denying it": where it stands now
    "still remain continue subsequently eventually ultimately later initially originally afterwards longer meantime"
)
_NARROWING = NEGATIONS | word_set("only except excluding solely exclusively")
_PLEDGES = word_set("promise pledge vow agree offer plan undertake commit")
_JOINING = word_set(
    "and or but nor yet before until though although then as with plus along when while after if unless except"
)
_SOME = word_set("some others other many most several few another critics opponents supporters")
_WEEKDAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
_PART_OF_DAY = word_set("on late early morning afternoon evening night")


def _opening(span: Span) -> bool:
    """Behind an opening stretch no ", he said," stands in the sentence: it would open what is left."""
    root = span.tree.root
    interposed = root.lemma.lower() in SAYING and span.tree.lower(root.i + 1) == ","
    return span.left != 0 or not interposed


def _form(span: Span) -> bool:
    """Whether the stretch has one of the safe forms."""
    forms = {
        "relative": _relative,
        "apposition": _apposition,
        "participle": _participle,
        "clause": _clause,
        "phrase": _phrase,
        "parenthesis": bracketed,
        "manner": _manner,
    }
    form = forms.get(span.kind)
    return form is not None and form(span)


def _relative(span: Span) -> bool:
    """ ", who ..." at the end, or between a subject and its verb."""
    opener = next((t for t in span.tokens[:3] if t.tag in _WH), None)
    if any(t.dep == "dobj" and t.tag == "PRP" for t in span.tokens):
        return False  # "fought off Hart, who passed him in the last lap": what became of it
    plain = span.words[0] in _RELATIVE or (opener is not None and span.words[0] in _OF_WHOM)
    return plain and ((closes(span) and behind_its_noun(span)) or between_subject_and_verb(span))


def _apposition(span: Span) -> bool:
    """ "Anna Lindqvist, the mayor of ...": told by an article of one thing; no member of a list, no "the other"."""
    noun = span.governor
    if (
        noun is None
        or noun.dep == "conj"
        or span.words[0] not in _ARTICLES
        or set(span.words[1:3]) & _PARTNERS
    ):
        return False
    if span.tokens[1:2] and span.tokens[1].tag in {"JJR", "RBR"}:
        return False  # "paid more, the more it made"
    joined = {t.dep for t in (*span.tree.children(span.head.i), *span.tree.children(noun.i))}
    if joined & {"cc", "conj"} or not (
        (closes(span) and behind_its_noun(span)) or between_subject_and_verb(span)
    ):
        return False
    if noun.pos == "PROPN":
        return True
    listed = any(
        t.dep == "cc" for t in span.tokens
    )  # "a tax on barns, a levy on mills and closing two yards"
    return len(span.words) > 3 and not listed and not _after_comma(span, noun)


def _after_comma(span: Span, noun: Token) -> bool:
    """Whether a comma, a dash or a colon stands in the clause before the noun: it might open a list."""
    verb = span.tree.clause(noun.i)
    between = span.tree.tokens[min(verb.i, noun.i) : noun.i]
    return any(t.text in {",", ";", ":"} or t.text in _DASHES for t in between)


def _participle(span: Span) -> bool:
    """ ", ending a search", ", saying ..." behind what was said, ", having left" or ", led by ...", at the end."""
    first, verb = span.tokens[0], span.governor
    if first.tag == "VBN":
        known = "by" in span.words[1:2] and closes(span)
    elif span.left == 0:
        known = first.lemma.lower() in _OUTCOME or span.words[0] in {"speaking", "having"}
        known = known and not any(t.entity in {"DATE", "TIME"} for t in span.tokens)
    else:
        told = verb.lemma.lower() if verb is not None else ""
        reply = first.lemma.lower() in _REPLY and told in _REPLIED - _PLEDGES
        known = closes(span) and (reply or first.lemma.lower() in _OUTCOME or span.words[0] == "having")
    return first.tag in {"VBG", "VBN"} and known and not _row_of_verbs(span) and not _superlative(span)


def _superlative(span: Span) -> bool:
    """ "the hardest-hit country, with 82,285 cases": by which measure it is the most stays."""
    verb = span.tree.clause(span.governor.i) if span.governor is not None else None
    own = span.tree.own(verb.i) if verb is not None else []
    return any(t.tag in {"JJS", "RBS"} and not span.left <= t.i <= span.right for t in own)


def _whole(span: Span) -> bool:
    """Nothing further is joined within it (", who sang, and a band" may mean two), and no joint is left before it."""
    tree = span.tree
    inside = range(span.left, span.right)
    joined = any(tree.tokens[i].text == "," and tree.lower(i + 1) in _JOINING for i in inside)
    before = next((t for t in reversed(tree.tokens) if t.end <= span.cut[0] and t.pos != "PUNCT"), None)
    hanging = before is not None and before.pos in {"CCONJ", "SCONJ", "ADP", "DET", "AUX", "PART"}
    gone = tree.text[span.cut[0] : span.cut[1]]
    even = gone.count("(") == gone.count(")") and gone.count("[") == gone.count("]")
    return even and (span.kind in {"connective", "manner"} or not (joined or hanging or _holds_role(span)))


def _holds_role(span: Span) -> bool:
    """ "appointed Lindt, a guildsman, as its chief", "sold the yard, a firm of the port, to the guild": the verb's own."""
    given = {t.text.lower() for t in span.tokens[2:] if t.pos == "ADP"} & {"to", "as", "from", "into"}
    if span.kind == "apposition" and span.governor is not None and span.governor.dep == "dobj" and given:
        return True
    if "as" not in span.words[1:]:
        return False
    verb = span.tree.clause(span.governor.i) if span.governor is not None else None
    return verb is not None and verb.lemma.lower() in _CHOOSING


def _settled(span: Span) -> bool:
    """No part goes that narrows what is said, or tells how the matter stands by now."""
    if span.kind in {"connective", "manner"} or len(span.words) <= 2:
        return True
    since = any(t.text.lower() == "since" and t.dep == "advmod" for t in span.tokens)
    return not (since or span.lemmas & (_TURNS | _NARROWING))


def _unpointed(span: Span) -> bool:
    """Nothing behind a stretch in the middle points back at it: "50 goals, a record for the club, and 38 is also one"."""
    if span.kind in {"connective", "manner"} or len(span.words) <= 2 or span.left == 0:
        return True
    return not {t.text.lower() for t in span.tree.tokens[span.right + 1 :]} & _POINTING


def _row_of_verbs(span: Span) -> bool:
    """Whether another participle or a list stands right before it: "walking, running, ..."."""
    first, before = span.tokens[0], span.tree.tokens[: span.left]
    commas = [t.i for t in before if t.text == ","]
    opened = {span.tree.tokens[i + 1].tag for i in commas if i + 1 < span.left}
    again = any(
        t.tag == first.tag and t.lemma == first.lemma for t in before
    )  # "for causing harm, causing ..."
    named = any(t.tag == first.tag and t.dep == "pcomp" for t in before)
    joined = any(t.tag == first.tag for t in span.tree.children(span.head.i, "conj"))
    return first.tag in opened or again or (named and joined)


def _clause(span: Span) -> bool:
    """ ", after ...", ", as ...", ", while ..." with a verb of its own, at the end or the beginning."""
    at = next((k for k, w in enumerate(span.words[:4]) if w in _AFTER), -1)
    if at < 0 or not set(span.words[:at]) <= _JUST or _last_of_statements(span) or _other_side(span, at):
        return False
    own = bool(span.tree.children(span.head.i, "nsubj", "nsubjpass", "expl"))
    return own and (closes(span) or span.left == 0)


def _other_side(span: Span, at: int) -> bool:
    """ ", while others called it ...", ", while police say ...": what the other side holds stays beside the one."""
    if span.words[at] != "while":
        return False
    said = any(t.pos == "VERB" and t.lemma.lower() in SAYING | _REPLY for t in span.tokens)
    return said or bool(set(span.words[at : at + 3]) & _SOME)


def _last_of_statements(span: Span) -> bool:
    """ "Hart was fined, Lane was jailed, while Moss went free": without the last it is a comma splice."""
    verb, tree = span.governor, span.tree
    if verb is None or verb.lemma.lower() in SAYING:
        return False
    before = tree.children(verb.i, "ccomp", "parataxis", "conj")
    return any(t.i < verb.i and tree.children(t.i, "nsubj", "nsubjpass") for t in before)


def _phrase(span: Span) -> bool:
    """ ", amid ...", ", following ..." at the end; "In a statement, ..." at the beginning."""
    first = span.words[0]
    if span.left == 0:
        objects = span.tree.children(span.head.i, "pobj")
        told = first == "in" and bool(objects) and objects[0].lemma.lower() in COMMUNICATION
        return told or first in _AMID
    return closes(span) and (first in _AMID or first == "in" or span.words[:2] == ["as", "part"])


def _manner(span: Span) -> bool:
    """ "in a statement", "on Monday" behind "said": nothing else is told with it."""
    rest = set(span.words) - _PART_OF_DAY - _WEEKDAYS
    return not rest or (span.words[0] == "in" and len(span.words) <= 8)


BOUNDS = (_form, _opening, _whole, _settled, _unpointed)
