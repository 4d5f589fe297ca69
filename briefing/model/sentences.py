"""Evidence, the sentences that are made of it, checks and readers' marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from briefing.model.articles import Article, Passage
from briefing.model.dates import LocalDate

__all__ = [
    "Check",
    "Evidence",
    "EvidencePassage",
    "How",
    "Mark",
    "Marks",
    "Opinion",
    "Sentence",
    "StorySummary",
    "Support",
    "sentence_key",
]

Span = tuple[int, int]  # [start, end)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePassage:
    """A passage chosen as evidence, with the article it is from."""

    article: Article
    passage: Passage
    score: float  # the selection's, comparable within one Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The passages chosen for one story and one theme: what the writer is shown and what the verifier checks against."""

    story: str
    theme: str
    passages: tuple[EvidencePassage, ...]  # best first; never empty

    def __post_init__(self) -> None:
        if not self.passages:
            msg = f"no evidence for story {self.story} under {self.theme!r}"
            raise ValueError(msg)


How = Literal["verbatim", "compressed", "rewritten"]


def sentence_key(text: str, quotes: Sequence[str]) -> str:
    """16 hex digits that name a sentence by what it says and what it stands on, wherever it is published."""
    return sha256("\n".join([text, *quotes]).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """The source of a sentence: ``article.text[start:end] == quote``."""

    article: str
    start: int
    end: int
    quote: str
    paragraph: int = 0  # of the article's body, from 1; 0 = its title, or not known


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check's outcome on one sentence."""

    name: str
    passed: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A published sentence or headline with its proof."""

    text: str
    how: How
    support: tuple[Support, ...]
    checks: tuple[Check, ...] = ()
    cuts: tuple[Span, ...] = ()  # left out by a compression: offsets in the first support's article
    patterns: tuple[
        str, ...
    ] = ()  # what kinds of parts those are, such as "relative:which:nsubj"; "dateline" too
    language: str = "en"
    fallback: str = ""  # why a drafted sentence was replaced by this one; "" where none was

    @property
    def key(self) -> str:
        """Its `sentence_key`."""
        return sentence_key(self.text, [support.quote for support in self.support])


@dataclass(frozen=True, slots=True, kw_only=True)
class StorySummary:
    """What the digest says of a story under one theme."""

    story: str
    theme: str
    headline: Sentence
    sentences: tuple[Sentence, ...]


Opinion = Literal["right", "distorted", "unclear"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What one reader found of one published sentence or headline. The text is not kept, only its key."""

    key: str  # see `sentence_key`
    kind: Literal["sentence", "headline"]
    how: How
    patterns: tuple[str, ...]  # of its cuts, as in `Sentence.patterns`
    opinion: Opinion
    reader: str
    date: LocalDate
    edition: str
    listed_at: str = ""  # "prompts/marks.tsv:12", for messages


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What readers marked as distorted: none of it is made again. Keys are hashes, so that no text is kept with them."""

    sentences: frozenset[str] = frozenset()  # keys of published sentences, see `sentence_key`
    patterns: frozenset[str] = frozenset()  # of cuts, as in `Sentence.patterns`

    def refuse(self, sentence: Sentence) -> bool:
        """Whether this sentence or headline was marked."""
        return bool(self.sentences) and sentence.key in self.sentences

    def refuse_passage(self, text: str) -> bool:
        """Whether a passage was marked as it stands: then no part of it is told."""
        return bool(self.sentences) and sentence_key(text, [text]) in self.sentences

    def refuse_cuts(self, patterns: Sequence[str]) -> bool:
        """Whether one of these kinds of cut was marked."""
        return not self.patterns.isdisjoint(patterns)
