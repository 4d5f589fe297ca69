"""Editions as they are frozen, their corrections, and the files made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from briefing.model.articles import FeedFailure
from briefing.model.dates import LocalDate
from briefing.model.sentences import Sentence
from briefing.model.stories import Rank, ThemeScore
from briefing.model.threads import Change, Conflict, Status

__all__ = [
    "AlsoReported",
    "Colophon",
    "Correction",
    "Digest",
    "Edition",
    "EditionArticle",
    "EditionStory",
    "ModelUsed",
    "Place",
    "Section",
    "Update",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionArticle:
    """An article as an edition cites it."""

    id: str
    url: str
    title: str
    outlet: str
    published: datetime
    language: str
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionStory:
    """A story in one section of an edition."""

    id: str
    headline: Sentence
    sentences: tuple[Sentence, ...]
    articles: tuple[str, ...]  # ids: first those quoted, then the others, then near-copies
    outlets: tuple[str, ...]  # distinct outlets with own reporting
    rank: Rank
    themes: tuple[ThemeScore, ...]
    first_published: datetime
    last_published: datetime
    status: Status = "new"
    since: str = ""  # the edition that told it last; "" of a new story
    changes: tuple[Change, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One theme's part of an edition."""

    theme: str
    colour: str
    stories: tuple[EditionStory, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a story is told: its section."""

    story: str
    theme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlsoReported:
    """A story that is listed by its title only."""

    story: str
    theme: str
    headline: Sentence
    article: str
    outlets: tuple[str, ...]
    status: Status = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A line of "since yesterday": a story that readers know, and what is different."""

    story: str
    status: Status
    headline: Sentence
    changes: tuple[Change, ...]  # () of a story that still leads, unchanged


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelUsed:
    """A model as the colophon names it."""

    role: Literal["embedder", "writer", "parser", "verifier", "rewriter"]
    name: str
    revision: str
    licence: str
    sha256: str  # of the weights as loaded
    dtype: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Colophon:
    """How the edition was made, honestly."""

    feeds: tuple[str, ...]  # outlets read
    failures: tuple[FeedFailure, ...]
    articles: int
    outlets: int
    models: tuple[ModelUsed, ...]
    prompts: Mapping[str, str]  # prompt name -> sha256
    themes_sha256: str
    feeds_sha256: str
    inputs_sha256: str  # of everything the edition was made from
    version: str  # of briefing
    counts: Mapping[str, int]  # verbatim, compressed, rewritten -> sentences; headlines are not counted
    fallbacks: Mapping[str, int]  # reason -> count
    seconds: Mapping[str, float]  # stage -> wall time
    notes: tuple[str, ...] = ()  # "no writer model: every sentence is verbatim"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What an edition said wrongly, what is right, and who says so. The edition itself stays as it was sent."""

    id: str  # [a-z0-9-]+, of its own among all corrections
    edition: str  # id of the edition that said it
    story: str
    sentence: str  # `sentence_key` of what was published
    said: str  # the words as published
    right: str  # what is right, in the editor's words
    source_url: str  # http(s), or "" of a source without a link
    source_outlet: str
    source_quote: str  # the source's own words; "" where there are none to quote
    at: datetime
    editor: str = ""  # this and the next for the record: readers are not shown them
    note: str = ""  # why it was wrong, or how it was found


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Frozen: everything that renders needs, and nothing that does not belong to it."""

    id: str  # "daily-2026-11-22", "daily-2026-11-22-r2" for a later revision
    name: str
    revision: int
    date: LocalDate
    title: str
    language: str
    timezone: str
    closes: datetime  # the window is (opens, closes]
    opens: datetime
    public_url: str  # of this edition's own page, in the archive; "" = not published
    mail_from: str
    list_id: str
    summary: tuple[Place, ...]  # "the day in three lines": the headlines of these are shown
    sections: tuple[Section, ...]
    also: tuple[AlsoReported, ...]
    articles: tuple[EditionArticle, ...]
    colophon: Colophon
    since: str = ""  # the edition that this one is compared with; "" of a first one
    updates: tuple[Update, ...] = ()  # corrected, then updated, then unchanged ones that still lead
    corrections: tuple[
        Correction, ...
    ] = ()  # of earlier editions, told here for the first time; without `editor`, `note`


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """An edition rendered: file name -> bytes (digest.html, digest.txt, digest.eml, index.html)."""

    edition: str
    files: Mapping[str, bytes]
