"""Parses, themes of passages, stories and their ranks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Parse", "PassageRef", "Rank", "Story", "StoryTheme", "ThemeScore", "Token", "Verdict"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One token of a parse, in Universal-Dependencies-like terms of the parsing model (spaCy's labels)."""

    i: int
    start: int  # offsets in Parse.text
    end: int
    text: str
    lemma: str
    pos: str  # coarse: NOUN, VERB, PUNCT ...
    tag: str  # fine: NNP, VBD ...
    dep: str
    head: int  # index of the head token; itself for a root
    entity: str = ""  # "PERSON", "GPE" ..., "" outside names


@dataclass(frozen=True, slots=True, kw_only=True)
class Parse:
    """The dependency parse of one text."""

    text: str
    tokens: tuple[Token, ...]
    sentences: tuple[tuple[int, int], ...]  # first and one-past-last token of each


Verdict = Literal["yes", "undecided", "no"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeScore:
    """How far one text belongs to one theme."""

    theme: str
    score: float  # calibrated, 0 to 1; 0.5 is the cut
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageRef:
    """A passage of an article."""

    article: str
    passage: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryTheme:
    """A theme that a story carries, and the passages that earned it (best first)."""

    theme: str
    score: float  # 0 to 1
    verdict: Verdict
    passages: tuple[PassageRef, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """Importance with its reasons: `value` is the sum of the factors' shares."""

    value: float
    factors: tuple[tuple[str, float], ...]  # ("outlets", 0.41), ("recency", 0.20) ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One event as several outlets tell it."""

    id: str
    lead: str  # the article that the others were joined to
    articles: tuple[str, ...]  # ids, lead first
    duplicates: tuple[str, ...] = ()  # ids of near-copies among `articles`: shown, not counted as sources
    themes: tuple[StoryTheme, ...] = ()  # strongest first
    rank: Rank = field(default_factory=lambda: Rank(value=0.0, factors=()))
    joins: tuple[tuple[str, str], ...] = ()  # (article id, why it was joined)
    continues: tuple[str, ...] = ()  # stories of earlier days that it continues, strongest first
    continues_why: str = ""
    roundup: bool = False  # it reports several of the day's stories: no story itself
