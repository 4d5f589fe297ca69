"""Numbers in a role: how many were killed, freed, shot down.

    Clauses ─ numbers ─ which role does each have? ─ is it asserted, of this event, and the whole? ─> Figure

A number has a role where the grammar says so (object of "kill", passive subject of "arrest") or where the words stand side by
side ("31 wounded", "140,000 homes without power"). Where two roles are possible, or none, it has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from briefing.language.lexicon import word_set
from briefing.tracking.clauses import Clauses
from briefing.tracking.kinds import FigureKind, Tables
from briefing.tracking.numbers import Number, numbers
from briefing.tracking.scope import of_this_event

__all__ = ["Figure", "figures"]

_BETWEEN = word_set(  # what may stand between a number and its state: "nine people are still missing"
    "were was are is be been being have has had also still now remain remained remains reported confirmed listed as others other "
    "people left known to slightly seriously critically badly severely lightly at their homes"
)
_RISES = word_set("rise climb increase jump reach grow stand soar pass hit mount go be rises rose")
_BEGINS = word_set("begin start stage launch")
_EVENTS = word_set(
    "attack strike blast explosion bombing shelling shooting raid fire crash quake earthquake storm flood landslide accident "
    "collision collapse avalanche barrage bomb missile tornado hurricane typhoon cyclone stampede derailment clash assault "
    "ambush airstrike disaster wildfire rampage massacre outbreak"
)
_NOMINAL = frozenset({"NOUN", "PROPN", "NUM"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number in a role; indexes are tokens'."""

    kind: FigureKind
    counted: str
    number: Number
    predicate: int  # the verb, or the number's own noun where there is none
    first: int  # the shortest span that says it
    last: int
    toll: bool  # "the toll rose to 14"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Role:
    predicate: int
    first: int
    last: int
    toll: bool = False


def figures(clauses: Clauses, tables: Tables, *, title: bool, opening: bool) -> Iterator[Figure]:
    """The figures of a sentence that belong to the event it tells of.

    A `title` may tell in the present tense ("blast kills six"), and an `opening` sentence what its event did ("a blast that
    killed six"); elsewhere these are habits and memories.
    """
    for number in numbers(clauses):
        found = [f for kind in tables.figures if (f := _figure(clauses, tables, kind, number))]
        if len(found) == 1 and _believed(clauses, found[0], title=title, opening=opening):
            yield found[0]


def _figure(clauses: Clauses, tables: Tables, kind: FigureKind, number: Number) -> Figure | None:
    if role := _toll(clauses, kind, number):
        return _make(kind, kind.alone, number, role)
    lemma = clauses.tokens[number.nominal].lemma.lower()
    if not number.alone and lemma in kind.nouns and number.value != "1":
        return _make(kind, kind.alone, number, _noun(clauses, number))
    counted = _counted(clauses, tables, kind, number)
    if not counted:
        return None
    role = _by_grammar(clauses, kind, number) or _by_neighbours(clauses, kind, number)
    return _make(kind, counted, number, role) if role else None


def _make(kind: FigureKind, counted: str, number: Number, role: _Role) -> Figure:
    return Figure(
        kind=kind,
        counted=counted,
        number=number,
        predicate=role.predicate,
        first=min(number.first, role.first),
        last=max(number.nominal, role.last),
        toll=role.toll,
    )


def _counted(clauses: Clauses, tables: Tables, kind: FigureKind, number: Number) -> str:
    token = clauses.tokens[number.nominal]
    if not number.alone:
        if token.entity == "NORP" and "people" in kind.counts:
            return "people"
        return tables.counts(token.lemma.lower(), kind) or tables.counts(token.text.lower(), kind)
    whole = [
        p
        for of in clauses.children(number.last, "prep")
        if of.text == "of"
        for p in clauses.children(of.i, "pobj")
    ]
    if whole:
        known = tables.counts(whole[0].lemma.lower(), kind)
        return known if "people" not in kind.counts else ""
    return (
        "" if number.value == "1" and clauses.lower(number.last) == "one" and not kind.states else kind.alone
    )


def _toll(clauses: Clauses, kind: FigureKind, number: Number) -> _Role | None:
    """ "the death toll rose to 14", "the number of people killed stands at 14"."""
    if not kind.tolls or not number.alone:
        return None
    token = clauses.tokens[number.last]
    head = clauses.tokens[token.head]
    if token.dep == "pobj" and head.text.lower() in {"to", "at"}:
        verb = clauses.tokens[head.head]
    elif token.dep in {"dobj", "attr"}:
        verb = head
    else:
        return None
    if verb.lemma.lower() not in _RISES | {"bring", "put", "raise", "toll"}:
        return None
    before = [t.text.lower() for t in clauses.tokens[: number.first]]
    return _toll_span(clauses, number, before, verb.i)


def _toll_span(clauses: Clauses, number: Number, before: list[str], verb: int) -> _Role | None:
    for i in range(len(before) - 1, -1, -1):
        if (before[i] in {",", ";"} and i > verb) or before[i] in {
            "missing",
            "injured",
            "wounded",
            "or",
            "injury",
        }:
            return None
        if before[i] == "toll" and before[i - 1 : i] != ["injury"]:
            return _Role(
                predicate=verb,
                first=i - 1 if before[i - 1 : i] == ["death"] else i,
                last=number.last,
                toll=True,
            )
        if before[i] == "number" and {"killed", "dead", "deaths"} & set(before[i + 1 : i + 5]):
            return _Role(predicate=verb, first=i, last=number.last, toll=True)
    return None


def _noun(clauses: Clauses, number: Number) -> _Role:
    return _Role(predicate=_verb_above(clauses, number.nominal), first=number.first, last=number.nominal)


def _verb_above(clauses: Clauses, i: int) -> int:
    return next((t.i for t in clauses.above(i) if t.pos in {"VERB", "AUX"}), i)


def _by_grammar(clauses: Clauses, kind: FigureKind, number: Number) -> _Role | None:
    top = clauses.tokens[number.nominal]
    while top.dep == "conj" and clauses.tokens[top.head].pos in _NOMINAL:
        top = clauses.tokens[top.head]
    verb = clauses.tokens[top.head]
    if verb.pos != "VERB":
        return None
    lemma = clauses.lemma(verb.i)
    helpers = [
        t.i
        for t in clauses.children(verb.i, "aux", "auxpass", "prt")
        if t.i > number.nominal or t.dep == "prt"
    ]
    span = [verb.i, *helpers, top.i]
    acted = lemma in kind.acts_on
    passive = bool(clauses.children(verb.i, "auxpass"))
    if top.i < verb.i:
        span[-1] = number.nominal
    if acted and ((top.dep == "nsubjpass") or (top.dep == "dobj" and not passive)):
        return _Role(predicate=verb.i, first=min(span), last=max(span))
    if top.dep == "nsubj" and lemma in kind.done_by and not clauses.children(verb.i, "dobj"):
        return _Role(predicate=verb.i, first=min(span), last=max(span))
    if top.dep == "nsubj" and lemma in _BEGINS:
        begun = [t.i for t in clauses.children(verb.i, "dobj") if t.lemma.lower() in kind.taking]
        return _Role(predicate=verb.i, first=min(span), last=begun[0]) if begun else None
    return None


def _by_neighbours(clauses: Clauses, kind: FigureKind, number: Number) -> _Role | None:
    """ "31 wounded", "nine people are still missing", "140,000 households in Ruvenia without electricity"."""
    at, tokens = number.nominal + 1, clauses.tokens
    while at < len(tokens) and clauses.lower(at) in _BETWEEN:
        at += 1
    if at >= len(tokens):
        return None
    for state in kind.states:
        length = len(state.split())
        if " ".join(clauses.lower(i) for i in range(at, at + length)) == state:
            return _state(clauses, number, at, at + length - 1)
    verb = tokens[at]
    reduced = verb.pos == "VERB" and verb.tag in {"VBN", "VBD"} and clauses.lemma(at) in kind.acts_on
    if reduced and not clauses.children(at, "dobj") and _tied(clauses, number.nominal, at):
        return _Role(predicate=at, first=at, last=at)
    return _lacking(clauses, kind, number)


def _state(clauses: Clauses, number: Number, first: int, last: int) -> _Role | None:
    """A state holds of the number unless it belongs to another noun: "14 dead bodies", "nine missing persons posters"."""
    after = clauses.tokens[last + 1] if last + 1 < len(clauses.tokens) else None
    if (
        first == last
        and after is not None
        and after.pos in {"NOUN", "PROPN"}
        and clauses.tokens[last].head == after.i
    ):
        return None
    token = clauses.tokens[first]
    if token.tag in {"VBD", "VBN"} and clauses.children(first, "dobj"):
        return None
    predicate = first if token.pos == "VERB" else _verb_above(clauses, number.nominal)
    return _Role(predicate=predicate, first=first, last=last)


def _tied(clauses: Clauses, nominal: int, verb: int) -> bool:
    """Whether the parser, too, joins a noun and the participle behind it."""
    return clauses.tokens[nominal].head == verb or clauses.tokens[verb].head == nominal


def _lacking(clauses: Clauses, kind: FigureKind, number: Number) -> _Role | None:
    """ "left 140,000 households in the north without electricity"."""
    lacks = {state.split()[1] for state in kind.states if state.startswith("without ")}
    for i in range(number.nominal + 1, min(number.nominal + 7, len(clauses.tokens) - 1) if lacks else 0):
        if clauses.lower(i) in {",", ";", "and"}:
            return None
        if clauses.lower(i) == "without" and clauses.lower(i + 1) in lacks:
            return _Role(predicate=_verb_above(clauses, number.nominal), first=i, last=i + 1)
    return None


def _believed(clauses: Clauses, figure: Figure, *, title: bool, opening: bool) -> bool:
    number = figure.number
    if number.definite or number.partly or (number.others and figure.kind.kind != "wounded"):
        return False
    if _one_of_several(clauses, figure):
        return False
    if not of_this_event(clauses, number.start, number.nominal):
        return False
    return _told_now(clauses, figure, title=title, opening=opening) and clauses.asserted(figure.predicate)


def _one_of_several(clauses: Clauses, figure: Figure) -> bool:
    """Whether a figure is one item of a sum: "all four occupants and one person", "one was killed and a second hurt"."""
    number = figure.number
    if number.alone and clauses.lower(number.last) == "one" and figure.predicate != number.last + 1:
        return (
            clauses.tokens[number.last + 1].pos == "AUX" if number.last + 1 < len(clauses.tokens) else False
        )
    top = clauses.tokens[number.nominal]
    listed = top.dep == "conj" and clauses.tokens[top.head].pos in _NOMINAL
    beside = [t for t in clauses.children(number.nominal, "conj") if t.pos in _NOMINAL]
    return figure.counted == "people" and not figure.toll and (listed or bool(beside))


def _told_now(clauses: Clauses, figure: Figure, *, title: bool, opening: bool) -> bool:
    """Whether the tense is that of news: no habit, no memory, no by-clause about somebody's past."""
    verb = clauses.tokens[figure.predicate]
    if verb.pos not in {"VERB", "AUX"}:
        return True
    while (
        verb.dep == "conj"
        and clauses.tokens[verb.head].pos == "VERB"
        and not clauses.children(verb.i, "nsubj", "nsubjpass")
    ):
        verb = clauses.tokens[verb.head]
    helpers = {t.text.lower() for t in clauses.children(verb.i, "aux")}
    said = clauses.tokens[verb.head].lemma.lower() in {
        "say",
        "report",
        "tell",
        "announce",
        "confirm",
        "state",
        "add",
    }
    if verb.dep == "pcomp" or (not title and "had" in helpers and not said):
        return False
    if verb.pos == "VERB" and verb.tag in {"VBZ", "VBP", "VB"} and not helpers and not title:
        return verb.lemma.lower() in _RISES
    if verb.dep in {"relcl", "acl"} and verb.tag != "VBN":
        head = clauses.tokens[verb.head]
        return (title or opening) and head.lemma.lower() in _EVENTS
    return True
