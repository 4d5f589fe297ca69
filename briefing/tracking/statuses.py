"""What somebody named did or had done: who denied, signed, resigned; who was freed, arrested, killed.

Clauses ─ verbs of kinds.toml ─ is it asserted? who is named in the role? ─> Status
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from briefing.model import Token
from briefing.tracking.clauses import Clauses
from briefing.tracking.kinds import StatusKind, Tables
from briefing.tracking.scope import of_this_time
from briefing.tracking.whereabouts import name_at, names_below

__all__ = ["Status", "statuses"]

_FINITE = frozenset({"VBD", "VBN", "VBZ", "VBP"})
_LONGEST_PHRASE = 12  # tokens before a noun in its phrase
_LONGEST_SAID = 16  # tokens of a status with what it is of


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """A status with whom it is of; indexes are tokens'."""

    kind: str
    about: tuple[str, ...]
    predicate: int
    first: int
    last: int


def statuses(clauses: Clauses, tables: Tables, *, title: bool) -> Iterator[Status]:
    """The statuses of a sentence; only a `title` may tell in the present tense."""
    for token in clauses.tokens:
        if token.pos in {"VERB", "AUX"} and token.tag in _FINITE and _main(clauses, token, title=title):
            for kind in tables.statuses:
                if found := _status(clauses, kind, token):
                    yield found


def _main(clauses: Clauses, verb: Token, *, title: bool) -> bool:
    """Whether a verb tells the news: main clause or what was said, past or perfect, of this time."""
    if verb.dep not in {"ROOT", "ccomp", "conj", "parataxis"} or not of_this_time(clauses):
        return False
    helpers = {t.text.lower() for t in clauses.children(verb.i, "aux", "auxpass")}
    if verb.tag in {"VBZ", "VBP"} and not title and verb.lemma != "be":
        return verb.lemma.lower() == "deny"
    if "had" in helpers and verb.dep != "ccomp":
        return False
    if verb.tag == "VBN" and not helpers and verb.dep != "conj":
        return title
    return clauses.asserted(verb.i)


def _status(clauses: Clauses, kind: StatusKind, verb: Token) -> Status | None:
    if kind.states:
        return _state(clauses, kind, verb)
    lemma = clauses.lemma(verb.i)
    if lemma in kind.done_to:
        patients = clauses.children(verb.i, "nsubjpass") or clauses.children(verb.i, "dobj")
        if found := _of(clauses, kind, verb, patients[:1], person=True):
            return found
    if lemma not in kind.by or clauses.children(verb.i, "auxpass") or not _has_object(clauses, kind, verb):
        return None
    return _of(clauses, kind, verb, clauses.children(verb.i, "nsubj")[:1], person=kind.person)


def _has_object(clauses: Clauses, kind: StatusKind, verb: Token) -> bool:
    if kind.clause and clauses.children(verb.i, "ccomp", "xcomp"):
        return True
    return not kind.about or any(t.lemma.lower() in kind.about for t in clauses.children(verb.i, "dobj"))


def _state(clauses: Clauses, kind: StatusKind, verb: Token) -> Status | None:
    if verb.lemma != "be" or not any(
        t.text.lower() in kind.states for t in clauses.children(verb.i, "acomp")
    ):
        return None
    found = _of(clauses, kind, verb, clauses.children(verb.i, "nsubj")[:1], person=True)
    return found if found and clauses.asserted(verb.i) else None


def _of(clauses: Clauses, kind: StatusKind, verb: Token, whom: list[Token], *, person: bool) -> Status | None:
    """The status if the one it is of is named: a person by name, an actor by a name in its noun phrase."""
    if not whom or (person and not _is_person(whom[0])):
        return None
    about = (name_at(clauses, whom[0].i),) if person else names_below(clauses, whom[0].i)
    if not any(about):
        return None
    span = {verb.i, *_phrase(clauses, whom[0].i)}
    span |= {t.i for t in clauses.children(verb.i, "prt", "acomp" if kind.states else "prt")}
    span |= _what(clauses, verb, max(span) - min(span))
    return Status(kind=kind.kind, about=about, predicate=verb.i, first=min(span), last=max(span))


def _is_person(token: Token) -> bool:
    return token.pos == "PROPN" and token.text[:1].isupper() and token.entity == "PERSON"


def _what(clauses: Clauses, verb: Token, used: int) -> set[int]:
    """What was denied, signed or agreed on: all of it or, where that is long, the object's noun: "signed a law"."""
    parts = [t for t in clauses.children(verb.i, "dobj", "xcomp", "ccomp", "prep") if t.i > verb.i]
    parts = [t for t in parts if t.dep != "prep" or (verb.lemma == "agree" and t.text == "on")]
    last = max((max(clauses.below(t.i)) for t in parts), default=verb.i)
    if used + last - verb.i < _LONGEST_SAID:
        return {last}
    return {t.i for t in parts if t.dep == "dobj" and used + t.i - verb.i < _LONGEST_SAID}


def _phrase(clauses: Clauses, i: int) -> set[int]:
    """A noun with what stands before it in its phrase; of a long phrase no more than the name."""
    inside = {t for t in clauses.below(i) if t <= i}
    return inside if len(inside) <= _LONGEST_PHRASE else {i}
