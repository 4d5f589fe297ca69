"""An edition as its readers see it: numbered sources, anchors, sizes, words and dates; no markup yet.

    Edition ─ sources ─> Source (numbered) ─┐
            ─ stories ─> Statement, Told ───┴─> View ─> templates (mail, text, page)

One view serves every output, so that none can say what another does not.
"""

from __future__ import annotations

from dataclasses import dataclass

from briefing.render.proof import Made, Piece

LEAD, FIRST, OTHER = 3, 2, 1  # sizes of headlines: the day's lead, the first of a section, the rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An article as it is cited; the number is the same wherever it is cited in the edition."""

    number: int
    article: str
    outlet: str
    title: str
    url: str  # "" where there is no safe link
    when: str
    full_when: str
    iso: str
    foreign: str  # "in German" where it is not the edition's language
    lang: str  # "" where it is the edition's or unknown
    dir: str  # "" where it is the edition's
    titled_dir: str
    copy: bool = False  # a near-copy of another article of the story


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A passage behind a sentence."""

    source: Source
    pieces: tuple[Piece, ...]
    place: str  # "paragraph 3"; "" for a title, and where it is not known


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence or headline with its proof."""

    text: str
    lang: str
    dir: str
    anchor: str
    quoted: tuple[Quoted, ...]
    made: Made

    @property
    def sources(self) -> tuple[Source, ...]:
        """The cited articles, each once."""
        return tuple({q.source.article: q.source for q in self.quoted}.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A story with its sentences."""

    anchor: str
    size: int  # LEAD, FIRST or OTHER
    rank: float
    headline: Statement
    sentences: tuple[Statement, ...]
    sources: tuple[Source, ...]  # all of them, those quoted first
    shown: tuple[Source, ...]  # those that the mail names
    more: str  # "and 3 more", or ""
    single: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A story in one line: its headline and who reports it."""

    headline: Statement
    source: Source
    more: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A theme's part of the digest. Of a mail that grew too long, `lines` and `moved` stand for stories not told."""

    anchor: str
    theme: str
    tint: str  # name of its colour class
    light: str
    dark: str
    stories: tuple[Told, ...]
    lines: tuple[Line, ...] = ()
    moved: str = ""  # "3 more stories in this section on the web"


@dataclass(frozen=True, slots=True, kw_only=True)
class Teaser:
    """A line of "the day in three lines"."""

    theme: str
    tint: str
    light: str
    anchor: str
    headline: Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """The colophon: paragraphs for everybody, the record for whoever checks."""

    paragraphs: tuple[str, ...]
    record: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything that a template shows."""

    id: str
    title: str
    lang: str
    dir: str
    date: str
    iso_date: str
    minutes: str
    scope: str  # "212 articles from 31 outlets"
    preheader: str
    teaser_heading: str
    teasers: tuple[Teaser, ...]
    parts: tuple[Part, ...]
    also: tuple[Line, ...]
    also_more: str  # headlines that the mail has no room for
    making: Making
    subject: str
