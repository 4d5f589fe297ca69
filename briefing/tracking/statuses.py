"""What somebody named did or had done: who denied, signed, resigned; who was freed, arrested, killed.

Clauses ─ verbs of kinds.toml ─ is it asserted? who is named in the role? ─> Status
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from briefing.language.lexicon import word_set
from briefing.model import Token
from briefing.tracking.clauses import Clauses
from briefing.tracking.kinds import StatusKind, Tables
from briefing.tracking.scope import of_this_time
from briefing.tracking.whereabouts import name_at, names_below

__all__ = ["Status", "statuses"]

_FINITE = frozenset({"VBD", "VBN", "VBZ", "VBP"})
_PERSONS = word_set("PERSON NORP ORG GPE")


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
    passive = bool(clauses.children(verb.i, "auxpass"))
    if lemma in kind.done_to:
        patients = clauses.children(verb.i, "nsubjpass") or clauses.children(verb.i, "dobj")
        if found := _of(clauses, kind, verb, patients[:1], person=True):
            return found
    if lemma in kind.by and not passive:
        if kind.about and not _has_object(clauses, kind, verb):
            return None
        return _of(clauses, kind, verb, clauses.children(verb.i, "nsubj")[:1], person=False)
    return None


def _has_object(clauses: Clauses, kind: StatusKind, verb: Token) -> bool:
    return any(t.lemma.lower() in kind.about for t in clauses.children(verb.i, "dobj"))


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
    span = {verb.i, whom[0].i, *_nearby(clauses, whom[0].i)}
    span |= {t.i for t in clauses.children(verb.i, "prt", "acomp" if kind.states else "prt")}
    if kind.about:
        span |= {t.i for t in clauses.children(verb.i, "dobj")}
    return Status(kind=kind.kind, about=about, predicate=verb.i, first=min(span), last=max(span))


def _is_person(token: Token) -> bool:
    return (
        token.pos == "PROPN"
        and token.entity not in {"GPE", "LOC", "FAC", "DATE", "NORP"}
        and token.text[:1].isupper()
    )


def _nearby(clauses: Clauses, i: int) -> set[int]:
    """A noun with what stands before it in its phrase."""
    return {t.i for t in clauses.children(i, "compound", "amod", "det", "poss", "nmod") if t.i < i} | {i}
