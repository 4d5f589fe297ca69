"""What stands over a word in a report and not in its title: who says so, what is only planned, asked, feared, or denied.

the word ─ its own helpers ("would", "not", "if") ─┬─> faults
         └ governors, from the nearest up ─────────┘
"""

from __future__ import annotations

from collections.abc import Iterator

from briefing.language.lexicon import SAYING, word_set
from briefing.model import Token
from briefing.summarise.grammar import Tree
from briefing.summarise.title_faults import Bears, Fault, same

__all__ = ["governed", "hedged"]

_UP = frozenset(
    {"xcomp", "ccomp", "acl", "pcomp", "advcl"}
)  # what hangs so happens only as far as its governor says
_FUTURE = word_set("will would 'll ’ll")
_MODALS = word_set("may might could should must can ought") | _FUTURE
_IFS = word_set("if unless")
_DOUBTING = word_set(
    "claim allege accuse believe think suggest expect predict estimate argue insist contend fear suspect assert appear seem "
    "deny doubt hope warn urge ask demand call propose consider threaten"
)
_CARRYING = word_set(
    "become vote begin start continue move go come act use help let make have be do get keep see"
)
_DENYING = word_set("not n't no never neither nor without refuse decline fail deny")
_HEARSAY = word_set(
    "times post news journal reuters cnn axios politico report source anonymous familiar newspaper outlet document transcript"
)
_ALLEGED = word_set(
    "alleged allegedly suspected purported purportedly presumed accused supposed supposedly unconfirmed unverified "
    "apparent apparently unlikely"
)
_QUALIFIED = _ALLEGED | word_set(
    "reported reportedly possible possibly potential potentially likely probable probably tentative proposed temporarily temporary partly partially"
)


def governed(said: Tree, verb: Token, told: Tree, match: Token, bears: Bears) -> Iterator[Fault]:
    """The faults of one title verb, given the word of the report that bears it out."""
    own = {t.text.lower() for t in said.tokens}
    if _denied(said, verb) != _denied(told, match):
        yield Fault(kind="negation", note=match.text)
    over = told.tokens[match.head]
    weakened = match.dep in _UP and any(same(t, over, bears) for t in said.tokens)  # "hints at firing"
    for aux in () if weakened else told.children(match.i, "aux"):
        word = aux.text.lower()
        if word in _MODALS and word not in own and not (word in _FUTURE and _ahead(said, verb)):
            yield Fault(kind="modality", note=f"{aux.text} {match.text}")
    if _ahead(said, verb) and match.tag in {"VBD", "VBN"} and not _coming(told, match):
        yield Fault(kind="modality", note=f"{match.text} is done")
    if match.pos == "VERB" and _conditional(told, match) and not own & _IFS:
        yield Fault(kind="modality", note="if")
    yield from _chained(said, verb, told, match, bears)


def _coming(tree: Tree, token: Token) -> bool:
    """Whether a participle speaks of what is to come: "will be closed"."""
    return any(t.text.lower() in _FUTURE | {"to"} for t in tree.children(token.i, "aux"))


def _conditional(tree: Tree, token: Token) -> bool:
    clauses = tree.children(token.i, "advcl")
    return any(t.text.lower() in _IFS for c in clauses for t in tree.children(c.i, "mark"))


def _chained(said: Tree, verb: Token, told: Tree, match: Token, bears: Bears) -> Iterator[Fault]:
    speaks = bool({t.lemma.lower() for t in said.tokens} & SAYING) or ":" in said.text
    token = match
    while token.head != token.i:
        head = told.tokens[token.head]
        linked = head.pos == "ADP" and told.tokens[head.head].lemma.lower() in _DOUBTING
        if linked:  # "accused of stealing"
            head = told.tokens[head.head]
        up = linked or (token.dep in _UP and not (token.dep == "advcl" and token.tag != "VB"))
        if up and not any(same(t, head, bears) for t in said.tokens):
            planned = token.tag == "VB" and not _ahead(said, verb)
            if kind := _kind(told, head, speaks=speaks, planned=planned):
                yield Fault(kind=kind, note=f"{head.text} {match.text}")
        token = head


def _kind(tree: Tree, governor: Token, *, speaks: bool, planned: bool) -> str:
    """What it means for a title that it lacks this governor; "" where it means nothing."""
    lemma = governor.lemma.lower()
    if lemma in _DOUBTING:
        return "doubted"
    if lemma in SAYING:
        hearsay = "reported" if _hearsay(tree, governor) else "said"
        return "" if speaks else hearsay
    return "planned" if planned and lemma not in _CARRYING else ""


def _hearsay(tree: Tree, verb: Token) -> bool:
    """Whether a newspaper or nameless sources say so: an outlet that repeats it does not know it."""
    speakers = tree.children(verb.i, "nsubj", "agent")
    told = {tree.tokens[i].lemma.lower() for s in speakers for i in tree.subtree(s.i)}
    return verb.lemma.lower() == "report" or bool(told & _HEARSAY)


def _ahead(tree: Tree, verb: Token) -> bool:
    """Whether a title's verb speaks of what is to come: "to sign", "will sign", "plans to sign"."""
    return any(t.text.lower() in _FUTURE | {"to"} for t in tree.children(verb.i, "aux"))


def _denied(tree: Tree, token: Token) -> bool:
    """Whether a word is negated: by "not", by "no" before its object, or by a verb that says that it was not done."""
    near = tree.children(token.i, "neg", "det")
    if token.lemma.lower() not in SAYING:
        nouns = tree.children(token.i, "dobj", "attr", "nsubj", "nsubjpass")
        near += [t for noun in nouns for t in tree.children(noun.i, "det", "neg")]
    if token.head != token.i and token.dep in {"xcomp", "pobj", "pcomp", "ccomp", "acl"}:
        near += [tree.tokens[token.head], *tree.children(token.head, "neg", "det")]
    return any(t.lemma.lower() in _DENYING for t in near)


def hedged(said: Tree, told: Tree, bears: Bears) -> Iterator[Fault]:
    """ "alleged involvement", "possible attack", "allegedly stole": what the title states flatly."""
    own = {w.lower() for t in said.tokens for w in (t.lemma, t.text)}
    if own & _QUALIFIED:
        return
    for token in told.tokens:
        if token.lemma.lower() not in _QUALIFIED or token.dep not in {"amod", "advmod", "acl"}:
            continue
        over = told.tokens[token.head]
        if any(same(t, over, bears) for t in said.tokens):
            kind = "hedged" if token.lemma.lower() in _ALLEGED else "qualified"
            yield Fault(kind=kind, note=f"{token.text} {over.text}")
