"""Claims and their denials, older tolls and newer ones: what must not stand alone, and what must not stand beside what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from briefing.language.quantities import quantities
from briefing.model import Article, Passage, PassageRef
from briefing.summarise.budget import Budget
from briefing.summarise.standalone import leaning

__all__ = ["ABOUT", "Scored", "answered", "denial_last", "denies", "older_toll", "outdated"]

_DENIAL = re.compile(  # the verbs only: a dispute over pay denies nothing
    r"\b(?:den(?:y|ies|ied|ying)|rejects?|rejected|refut(?:es?|ed|ing)|disput(?:es|ed)|contradict(?:s|ed|ing)?|debunk(?:s|ed)|"
    r"disprov(?:es|ed)|retract(?:s|ed)|(?:is|was|are|were) (?:false|untrue|wrong)|baseless|unfounded|untrue|a hoax|wrongly|"
    r"mistakenly|erroneously)\b",
    re.IGNORECASE,
)
_DEAD = re.compile(r"\b(?:kill\w*|dead|death\w*|die[sd]?)\b", re.IGNORECASE)
ABOUT = 0.6  # cosine at which a later sentence may deny an earlier one
_ONE_EVENT = 0.5  # cosine at which two tolls are of one event


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A passage with its vector and its worth as evidence."""

    article: Article
    passage: Passage
    vector: NDArray[np.float32]
    score: float
    terms: frozenset[str] = frozenset()  # its content words, see `coverage`
    lean: float = 0.0  # how far it leans on the one before, see `standalone`
    superseded: bool = False  # whether a later article says nearly the same with other figures

    @property
    def ref(self) -> PassageRef:
        """Where the passage stands."""
        return PassageRef(article=self.article.id, passage=self.passage.index)


def denies(text: str) -> bool:
    """Whether a sentence denies, rejects or takes back something."""
    return bool(_DENIAL.search(text))


def outdated(text: str, newer: str) -> bool:
    """Whether two texts count the same things, the dead among them, and come to other numbers."""
    mine, theirs = quantities(text), quantities(newer)
    counted = [(a, b) for a in mine for b in theirs if a.unit == b.unit and set(a.counted) & set(b.counted)]
    tolls = _toll(text), _toll(newer)
    other = bool(counted) and not any(a.value == b.value for a, b in counted)
    return other or (all(tolls) and not tolls[0] & tolls[1])


def _toll(text: str) -> set[Decimal]:
    """The numbers in a sentence that tells of dead."""
    return {q.value for q in quantities(text) if not q.unit} if _DEAD.search(text) else set()


def older_toll(candidate: Scored, told: Scored) -> bool:
    """Whether a sentence gives another number of casualties than one that is told and newer, or of the same article."""
    if candidate.article.published > told.article.published:
        return False
    mine, other = _toll(candidate.passage.text), _toll(told.passage.text)
    return bool(mine and other) and not mine & other and float(candidate.vector @ told.vector) >= _ONE_EVENT


def _answers(denial: Scored, claim: Scored) -> bool:
    later = denial.article.published > claim.article.published
    about = later and denies(denial.passage.text) and not denies(claim.passage.text)
    return about and float(denial.vector @ claim.vector) >= ABOUT


def answered(chosen: Sequence[Scored], scored: Sequence[Scored], budget: Budget) -> list[Scored]:
    """No claim is told without its later denial, which follows it at once; where there is room for one only, the denial."""
    told: list[Scored] = []
    for claim in chosen:
        answers = [s for s in scored if _answers(s, claim)]
        if not any(claim is t for t in told):
            told.append(claim)
        if answers and not any(a is t for a in answers for t in (*chosen, *told)):
            told.append(max(answers, key=lambda s: s.score))
    kept = told[: budget.count([t.passage.text for t in told])]
    sound = [k for k in kept if _is_answered(k, kept) or not _is_answered(k, told)]
    return sound or [next(t for t in told if _answers(t, kept[0]))]


def _is_answered(claim: Scored, by: Sequence[Scored]) -> bool:
    return any(_answers(denial, claim) for denial in by)


def denial_last(chosen: list[Scored]) -> list[Scored]:
    """A denial behind what it denies, for nobody understands it before."""
    first = chosen[0]
    if not denies(first.passage.text):
        return chosen
    for claim in chosen[1:]:
        if (
            not denies(claim.passage.text)
            and float(claim.vector @ first.vector) >= ABOUT
            and not leaning(claim.passage.text)
        ):
            return [claim, first, *(s for s in chosen if s is not claim and s is not first)]
    return chosen
