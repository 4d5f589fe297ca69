"""Who says what of whom in one parsed sentence: its speakers, those it has act, and what somebody denies.

"Karsovia says that Ruvenian shelling killed three" has one speaker, Karsovia, and one who acts, Ruvenian.
"""

from __future__ import annotations

from dataclasses import dataclass

from briefing.language.lexicon import SAYING, word_set
from briefing.model import Parse, Token
from briefing.tracking.clauses import Clauses
from briefing.tracking.subjects import same_name
from briefing.tracking.whereabouts import actor_of, names_below

__all__ = ["Account", "Denial", "account_of", "denial_in", "is_one_of"]

_DENYING = word_set("deny refute")
_SPEAKING = SAYING | _DENYING | word_set("reject dismiss accuse blame tweet")
_MATTERS = word_set(  # what a denial denies only if it says so: "denied entry", "denied the request" are refusals
    "claim report allegation accusation charge rumor rumour suggestion assertion involvement responsibility wrongdoing account story "
    "statement guilt role link tie connection knowledge"
)
_CONTRADICTING = _DENYING | word_set("reject dismiss dispute")
_UNSAID = word_set("not n't never n’t will would could may might to")
_THEMSELVES = word_set("it they he she")
_POINTING = word_set("this that it them these those")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The folded names of one sentence, and its words."""

    speakers: frozenset[str]
    actors: frozenset[str]
    lemmas: frozenset[str]  # of nouns, verbs, adjectives and names, in lower case
    denies: bool = False  # it is itself an answer to a claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial:
    """Somebody's denial."""

    by: tuple[str, ...]
    lemmas: frozenset[str]  # of what is denied; none where it only points: "denied this"


def account_of(parse: Parse) -> Account:
    """The account that a sentence gives."""
    clauses = Clauses(parse)
    verbs = [t for t in clauses.tokens if t.pos == "VERB"]
    speaking = [v for v in verbs if v.lemma.lower() in _SPEAKING]
    speakers = {name for verb in speaking for name in _speaker(clauses, verb)} | _cited(clauses)
    acting = [v for v in verbs if v.lemma.lower() not in _SPEAKING]
    return Account(
        speakers=frozenset(speakers),
        actors=frozenset(name for verb in acting for name in actor_of(clauses, verb.i)),
        lemmas=_lemmas(clauses.tokens),
        denies=any(v.lemma.lower() in _CONTRADICTING for v in verbs),
    )


def denial_in(parse: Parse) -> Denial | None:
    """What somebody who is named denies in a main clause or in what is said; None where nobody does."""
    clauses = Clauses(parse)
    for verb in clauses.tokens:
        if verb.lemma.lower() not in _DENYING or verb.dep not in {"ROOT", "ccomp", "conj", "parataxis"}:
            continue
        helpers = {t.text.lower() for t in clauses.children(verb.i, "aux", "auxpass", "neg")}
        by = _speaker(clauses, verb)
        if not by or helpers & _UNSAID:
            continue
        if (denied := _denied(clauses, verb)) is not None:
            return Denial(by=by, lemmas=denied)
    return None


def _speaker(clauses: Clauses, verb: Token) -> tuple[str, ...]:
    """The folded names of who speaks; a verb without a subject of its own has that of the one that it is joined to.

    Of "it" or "its forces" in what somebody says, that is who says it.
    """
    head = clauses.tokens[verb.head]
    subject = next(iter(clauses.children(verb.i, "nsubj")), None)
    if subject is None:
        return _speaker(clauses, head) if verb.dep in {"conj", "xcomp"} and head.i != verb.i else ()
    if names := names_below(clauses, subject.i):
        return names
    own = subject.lemma.lower() in _THEMSELVES or any(
        t.tag == "PRP$" for t in clauses.children(subject.i, "poss")
    )
    return _speaker(clauses, head) if own and verb.dep == "ccomp" and head.i != verb.i else ()


def is_one_of(names: tuple[str, ...], others: frozenset[str]) -> bool:
    """Whether one of these names, or its people or country, is among the others."""
    return any(same_name(name, other) for name in names for other in others)


def _denied(clauses: Clauses, verb: Token) -> frozenset[str] | None:
    """The lemmas of what is denied; None where something is refused rather than denied."""
    said = clauses.children(verb.i, "ccomp", "xcomp")
    if said:
        return _lemmas([clauses.tokens[i] for t in said for i in sorted(clauses.below(t.i))])
    things = clauses.children(verb.i, "dobj")
    if not things or clauses.children(verb.i, "dative"):
        return None
    if things[0].lemma.lower() in _POINTING:
        return frozenset()
    if things[0].lemma.lower() not in _MATTERS:
        return None
    matter = clauses.below(things[0].i) - {things[0].i}
    return _lemmas([clauses.tokens[i] for i in sorted(matter)])


def _cited(clauses: Clauses) -> set[str]:
    """Names behind "according to"."""
    return {
        name
        for token in clauses.tokens
        if token.text.lower() == "according"
        for to in clauses.children(token.i, "prep")
        for source in clauses.children(to.i, "pobj")
        for name in names_below(clauses, source.i)
    }


def _lemmas(tokens: tuple[Token, ...] | list[Token]) -> frozenset[str]:
    content = (t for t in tokens if t.pos in {"NOUN", "VERB", "PROPN", "ADJ", "NUM"})
    return frozenset(t.lemma.lower() for t in content if len(t.lemma) > 2 and t.lemma.lower() not in SAYING)
