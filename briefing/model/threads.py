"""A story over days: facts, what an edition leaves of a story, changes, editors' decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

from briefing.model.dates import LocalDate
from briefing.model.sentences import Sentence, Support, sentence_key

__all__ = ["Change", "Claim", "Conflict", "Decisions", "Fact", "News", "Split", "Status", "Thread"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something of a story that may change from day to day, as one article gives it."""

    kind: str  # "killed", "released", "denied" ...; those that are known: `tracking.facts`
    counted: str = ""  # what the number counts, in one form: "people", "drones"; "" of a status
    value: str = ""  # a plain decimal, "1200"; "" of a status
    bound: str = ""  # as `language.quantities.Quantity.bound`: ">" at least, "<" up to, "~" about, "" exact
    about: tuple[str, ...] = ()  # folded names that say of whom or where: ("kelm",), ("karsovia",); sorted
    text: str = ""  # the shortest words of the source that say it: "at least 14 people were killed"
    support: Support  # the whole sentence
    version: str = ""  # `text_sha256` of the article's text that the support's offsets belong to
    outlet: str = ""
    published: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """What one edition leaves in memory of one story."""

    story: str  # its durable id
    edition: str
    date: LocalDate
    headline: str
    articles: tuple[tuple[str, str], ...]  # (id, text_sha256) of those that the edition saw
    facts: tuple[Fact, ...] = ()
    told: tuple[Sentence, ...] = ()  # headline and sentences as published; () of a story that was only listed
    parents: tuple[str, ...] = ()  # stories that it continues besides, or split from
    amended: tuple[str, ...] = ()  # keys of the claims that it reported as corrected: once is enough


Status = Literal["new", "updated", "unchanged", "corrected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What an outlet says or said, as a change or a conflict quotes it."""

    text: str  # a few words of the source, "14 people were killed", or a whole sentence
    support: Support
    version: str  # `text_sha256` of the text that the offsets belong to
    outlet: str
    published: datetime

    @property
    def key(self) -> str:
        """What names it, wherever it is quoted."""
        return sentence_key(self.text, [self.support.article, self.support.quote])

    @property
    def published_key(self) -> str:
        """What names it among what was published: the key of a sentence with its words from its passage."""
        return sentence_key(self.text, [self.support.quote])


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is different from what readers were told before."""

    kind: Literal["figure", "status", "withdrawn", "edited"]
    what: str  # the fact's kind: "killed", "denied"; "" of an edit
    old: Claim | None  # None: nobody had said it before
    new: Claim | None  # None: it is gone without a successor


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A figure that outlets give differently on one day."""

    what: str
    claims: tuple[Claim, ...]  # one a value, that of most outlets first
    outlets: tuple[tuple[str, ...], ...]  # who says so, one a claim


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a story of today is to somebody who read the edition before."""

    status: Status
    since: str = ""  # the edition that told it last; "" of a new story
    changes: tuple[Change, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Articles that an editor took out of a story: they are a story of their own."""

    story: str
    articles: tuple[str, ...]

    @property
    def id(self) -> str:
        """The new story's id."""
        return sha256("\n".join([self.story, *sorted(self.articles)]).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """What editors decided of stories, for as long as these live."""

    merged: tuple[tuple[str, ...], ...] = ()  # ids of stories that are one, under the first id
    splits: tuple[Split, ...] = ()

    def story(self, key: str) -> str:
        """The id under which a story goes on."""
        return next((ids[0] for ids in self.merged if key in ids), key)

    def part(self, article: str, story: str) -> str:
        """The id of the story that an article of this one belongs to."""
        taken_out = (split.id for split in self.splits if article in split.articles)
        return self.story(next(taken_out, story))
