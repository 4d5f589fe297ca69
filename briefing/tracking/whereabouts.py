"""Which names say of whom or where: so that the dead of one town never meet the wounded of another.

    the predicate's clause ─ then the clauses that it hangs on ─ then the rest of the sentence ─> its most specific places

Of "in the town of Dunmar in Ruvenia" that is Dunmar. Who speaks is not where it happened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.language.lexicon import SAYING, word_set
from briefing.language.names import words
from briefing.model import Token
from briefing.tracking.clauses import Clauses

__all__ = ["actor_of", "name_at", "places_of"]

_IN = word_set("in near at outside around off on against across over inside within")
_PLACED = word_set(
    "market quarter harbour harbor city town village port capital province region district suburb county island centre center outskirts state neighborhood "
    "neighbourhood area north south east west coast part border airport peninsula hospital municipality"
)
_SUBORDINATE = word_set("when after as while because since")
_LINKS = word_set("of de del la al el")
_DESCRIBING = word_set("relcl acl appos prep")
_LEAVING = word_set("evacuate rescue free flee airlift pull")
_TITLES = word_set(
    "president premier prime minister governor mayor king queen prince chancellor senator general gen colonel col major "
    "captain sheriff judge justice secretary mr mrs ms dr sir lord lady sen rep gov lt sgt"
)
_HIT = word_set(
    "assault raid airstrike barrage march hit strike rock shake attack bomb shell pound target devastate batter lash slam sweep"
)
_NO_PLACE = word_set("DATE TIME MONEY PERCENT ORDINAL CARDINAL PERSON_TITLE EVENT LAW WORK_OF_ART")
_CALENDAR = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|"
    r"November|December|Christmas|Easter|Ramadan|Twitter|Facebook|Telegram|YouTube|Instagram|CNN|BBC|Reuters|AP|AFP"
)


def places_of(
    clauses: Clauses, predicate: int, *, beside: bool = True, located: bool = False
) -> tuple[str, ...]:
    """The folded names of the most specific places of a predicate, sorted; () where the sentence names none.

    If `located`, a place must be said to be one: not "U.S. targets". Unless `beside`, places in clauses below it do not count: "the toll rose to four when a man died in Selvar".
    """
    everywhere = [i for i in range(len(clauses.tokens)) if _is_place(clauses, i)]
    if located:
        everywhere = [i for i in everywhere if _located(clauses, i)]
    if not everywhere:
        return ()
    if not beside:
        cut = next(
            (i for i in range(predicate, len(clauses.tokens)) if clauses.lower(i) in _SUBORDINATE),
            len(clauses.tokens),
        )
        everywhere = [i for i in everywhere if i < cut]
    for near in _circles(clauses, predicate):
        if found := [i for i in everywhere if i in near]:
            return _most_specific(clauses, [i for i in found if _located(clauses, i)] or found)
    return ()


def actor_of(clauses: Clauses, verb: int) -> tuple[str, ...]:
    """The folded names in the subject, or the agent, of a verb; of "it" in "Ruvenia said that it had", those of who spoke."""
    token = clauses.tokens[verb]
    if clauses.children(verb, "auxpass") and not clauses.children(verb, "agent"):
        return ()
    subject = _subject(clauses, token)
    if subject is None:
        return ()
    if subject.pos == "PRON":
        head = clauses.tokens[token.head]
        if token.dep != "ccomp" or subject.lemma.lower() not in {"it", "they", "he", "she"}:
            return ()
        subject = _subject(clauses, head)
        if subject is None or subject.pos == "PRON":
            return ()
    return names_below(clauses, subject.i)


def names_below(clauses: Clauses, i: int) -> tuple[str, ...]:
    """The folded names in a noun phrase, those of clauses that describe it left out; sorted. A mere title is no name."""
    inside = clauses.below(i)
    for token in [t for t in clauses.tokens if t.i in inside and t.dep in _DESCRIBING and t.i != i]:
        if not (token.dep == "prep" and clauses.lower(i) in _TITLES):
            inside -= clauses.below(token.i)
    heads = [t.i for t in clauses.tokens if t.i in inside and _is_name(t)]
    names = {name_at(clauses, h) for h in heads if not _is_name_at(clauses, h + 1)}
    return tuple(sorted(names - _TITLES - {""}))


def name_at(clauses: Clauses, i: int) -> str:
    """The folded name that holds a token: its run of capitalised words, without titles."""
    person = clauses.tokens[i].entity == "PERSON"

    def inside(at: int) -> bool:
        if person:
            return _is_name_at(clauses, at) and clauses.tokens[at].entity == "PERSON"
        return _is_name_at(clauses, at) or _links(clauses, at)

    first = last = i
    while inside(first - 1):
        first -= 1
    while inside(last + 1):
        last += 1
    found = words(clauses.text[clauses.tokens[first].start : clauses.tokens[last].end])
    while len(found) > 1 and (found[0] in _TITLES or found[0] == "the"):
        found = found[1:]
    return " ".join(found)


def _links(clauses: Clauses, i: int) -> bool:
    """Whether a word stands within a name: "Tree of Life", "Republic of the Congo", "People's Republic"."""
    if clauses.lower(i - 1) == "of" and clauses.lower(i) == "the":
        return _is_name_at(clauses, i - 2) and _is_name_at(clauses, i + 1)
    if clauses.lower(i) == "of" and clauses.lower(i + 1) == "the":
        return _is_name_at(clauses, i - 1) and _is_name_at(clauses, i + 2)
    if clauses.lower(i) in {"'s", "’s"}:
        return clauses.lower(i - 1) == "people"
    if clauses.lower(i) not in _LINKS or clauses.lower(i - 1) in _TITLES:
        return False
    return _is_name_at(clauses, i - 1) and _is_name_at(clauses, i + 1)


def _subject(clauses: Clauses, verb: Token) -> Token | None:
    agents = [p for by in clauses.children(verb.i, "agent") for p in clauses.children(by.i, "pobj")]
    own = clauses.children(verb.i, "nsubj")
    found = agents or (own if not clauses.children(verb.i, "auxpass") else [])
    if not found and verb.dep in {"conj", "advcl", "xcomp"}:
        return _subject(clauses, clauses.tokens[verb.head]) if verb.head != verb.i else None
    return found[0] if found else None


def _is_name(token: Token) -> bool:
    return (
        (token.pos == "PROPN" or token.entity in {"NORP", "GPE"})
        and token.text[:1].isupper()
        and not _dated(token)
    )


def _is_name_at(clauses: Clauses, i: int) -> bool:
    return 0 <= i < len(clauses.tokens) and _is_name(clauses.tokens[i])


def _dated(token: Token) -> bool:
    return token.entity in _NO_PLACE or bool(_CALENDAR.fullmatch(token.text))


def _is_place(clauses: Clauses, i: int) -> bool:
    """Whether a name ends here that stands as a place: "in Kelm", "the port of Kelm", "missiles hit Kelm", "Kelm market"."""
    token = clauses.tokens[i]
    if not _is_name(token) or _is_name_at(clauses, i + 1) or (token.entity == "NORP" and token.tag != "NNP"):
        return False
    if _located(clauses, i):
        return True
    return token.entity in {"GPE", "LOC", "FAC"} and token.dep in {"compound", "poss", "nmod", "amod"}


def _located(clauses: Clauses, i: int) -> bool:
    token = clauses.tokens[i]
    head = clauses.tokens[token.head]
    if token.dep in {"pobj", "conj", "appos"} or (token.dep == "npadvmod" and clauses.lower(i - 1) in _IN):
        top = token
        while top.dep in {"conj", "appos"} and top.head != top.i:
            top = clauses.tokens[top.head]
        behind = clauses.tokens[top.head]
        if behind.text.lower() == "from" and clauses.tokens[behind.head].lemma.lower() in _LEAVING:
            return True
        if behind.text.lower() in _IN and top.dep == "pobj":
            return token.entity not in {"PERSON", "ORG"} or _sure(clauses, behind)
        if behind.text.lower() == "of" and clauses.tokens[behind.head].lemma.lower() in _PLACED:
            return True
    if token.dep == "dobj" and head.lemma.lower() in _HIT:
        return token.entity not in {"PERSON", "ORG"} or not _is_name_at(clauses, i - 1)
    return False


def _sure(clauses: Clauses, preposition: Token) -> bool:
    """Whether what looks like a person or a body may be a town that is not known: "in Kelm", "an attack on Kelm"."""
    word = preposition.text.lower()
    return word in {"in", "near", "outside", "at"} or (
        word == "on" and clauses.tokens[preposition.head].lemma.lower() in _HIT
    )


def _circles(clauses: Clauses, predicate: int) -> Iterator[set[int]]:
    """Ever wider parts of the sentence around a predicate, without the speakers; of a clause that describes a noun, no more than that."""
    speakers = _speakers(clauses)
    inside = clauses.below(predicate)
    for verb in clauses.children(predicate, "conj", "advcl", "ccomp", "parataxis"):
        inside -= clauses.below(verb.i)
    yield inside - speakers
    for token in [clauses.tokens[predicate], *clauses.above(predicate)]:
        yield clauses.below(token.i) - speakers
        if token.dep == "relcl":
            yield clauses.below(token.head) - speakers
            return
    yield set(range(len(clauses.tokens))) - speakers


def _speakers(clauses: Clauses) -> set[int]:
    """The tokens that name who says something: where they are is not where it happened."""
    found: set[int] = set()
    for token in clauses.tokens:
        lemma = token.lemma.lower()
        if lemma not in SAYING and lemma != "accord":
            continue
        for part in clauses.children(token.i, *(("prep", "npadvmod") if lemma == "accord" else ("nsubj",))):
            found |= clauses.below(part.i)
        if token.dep == "relcl":
            found |= clauses.below(token.head) - clauses.below(token.i)
    return found


def _most_specific(clauses: Clauses, found: list[int]) -> tuple[str, ...]:
    """Of places that contain one another the innermost: "Kelm, Ruvenia" and "a village near Kelm in Ruvenia" are Kelm."""
    kept: list[int] = []
    for i in found:
        if kept and _contains(clauses, kept[-1], i):
            continue
        kept.append(i)
    return tuple(sorted({name_at(clauses, i) for i in kept}))


def _contains(clauses: Clauses, inner: int, outer: int) -> bool:
    """Whether the later of two places is said to hold the earlier one."""
    between = [clauses.lower(i) for i in range(inner + 1, outer) if not _is_name_at(clauses, i)]
    if "and" in between or "or" in between:
        return False
    if between in (
        [","],
        ["in"],
        [",", "in"],
        ["'s"],
        [],
        [
            "(",
        ],
    ):
        return True
    first = next((i for i in range(inner + 1, outer) if not _is_name_at(clauses, i)), outer)
    return outer in clauses.below(inner) or (
        clauses.lower(first) in {"in", ",", "on", "of", "near"} and len(between) <= 4
    )
