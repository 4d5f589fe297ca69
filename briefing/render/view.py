"""An edition as its readers see it: numbered sources, anchors, sizes, words and dates; no markup yet.

    Edition ─ sources ─> Source (numbered) ──────────────────────────┐
            ─ stories ─> Statement, Told ────────────────────────────┤
            ─ changes ─> Cited ─> Altered, Differing ─> Since ───────┼─> View ─> templates (mail, text, page)
    Corrections ─ notices ─> Notice ─────────────────────────────────┘

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
    corrected: str = ""  # anchor of the notice that corrects it
    titled: str = ""  # "Headline: Meridian News Agency" of an outlet's own title; "" of sentences

    @property
    def sources(self) -> tuple[Source, ...]:
        """The cited articles, each once."""
        return tuple({q.source.article: q.source for q in self.quoted}.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """An outlet's own words, as a change or a conflict quotes them."""

    text: str  # in the digest's quotation marks
    shown: tuple[Piece, ...]  # the same, what differs from the other side of a change told from the rest
    lang: str
    dir: str
    source: Source  # with the time of the version that is quoted
    pieces: tuple[Piece, ...]  # of the whole passage
    place: str
    outdated: str  # "since changed" where the outlet's text is another now
    corrected: str  # anchor of the notice that corrects it; "" of others


@dataclass(frozen=True, slots=True, kw_only=True)
class Altered:
    """One change: what was said, what is said now, each behind a word that tells which it is."""

    anchor: str
    quoted: bool  # about what we quoted, so that the words themselves say that the text was changed
    before: Cited | None
    before_label: str  # "was", "we quoted", "it said", "claim"
    now: Cited | None
    now_label: str  # "now", "new", "it now says", "denial"
    gone: str  # "Meridian Post no longer says so" where nothing took its place

    @property
    def cited(self) -> tuple[Cited, ...]:
        """What was said, then what is said now."""
        return tuple(filter(None, (self.before, self.now)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One of several figures, and who gives it."""

    text: str  # in quotation marks; without the words that it shares with the first
    cited: Cited
    sources: tuple[
        Source, ...
    ]  # one an outlet; number 0 and no link where the edition lists no article of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing:
    """A figure on which outlets differ."""

    anchor: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A story that readers know, in what is new since the last edition."""

    anchor: str  # of its place in this edition; "" where it has none
    mark: str  # "Corrected"; "" of others
    headline: Statement
    changes: tuple[Altered, ...]
    source: Source | None  # of the headline, where the story has no place in this edition
    story: str  # its id


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Stories that one line names, for there is nothing to tell of each: "Updated", or "Unchanged, still leading"."""

    label: str
    lines: tuple[Known, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A correction, as the page of the edition carries it, a mail of its own brings it, and the next edition tells of it."""

    anchor: str
    when: str
    iso: str
    place: str  # anchor of the sentence that it corrects; "" where the edition has it no more
    headline: str  # of the story; "" where it is not known
    said: tuple[Piece, ...]  # in quotation marks; cut is what the right wording does not have
    right: tuple[Piece, ...]
    outlet: str
    url: str  # "" where there is no safe link
    quote: str
    label: str = ""  # "Correction to the edition of 23 Nov", in a later edition
    page: str = ""  # of the edition that it corrects, where that is another one


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What is different from the last edition."""

    heading: str
    notices: tuple[Notice, ...]  # what earlier editions said that was not right
    known: tuple[Known, ...]
    alike: tuple[Alike, ...]
    more: str = ""  # "and 4 more changes", which only the page has

    @property
    def cited(self) -> tuple[Source, ...]:
        """The sources that it names."""
        lines = (*self.known, *(line for alike in self.alike for line in alike.lines))
        claims = [cited.source for line in lines for change in line.changes for cited in change.cited]
        return (*claims, *(line.source for line in lines if line.source))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A story with its sentences."""

    story: str  # its id
    anchor: str
    size: int  # LEAD, FIRST or OTHER
    rank: float
    headline: Statement
    sentences: tuple[Statement, ...]
    sources: tuple[Source, ...]  # all of them, those quoted first
    shown: tuple[Source, ...]  # those that the mail names
    more: str  # "and 3 more", or ""
    single: bool
    mark: str = ""  # "New", "Updated", "Corrected"; "" of a first edition
    changes: tuple[Altered, ...] = ()
    conflicts: tuple[Differing, ...] = ()

    @property
    def cited(self) -> tuple[tuple[str, Source], ...]:
        """What its changes and conflicts cite: the anchor of the proof, and the source."""
        claims = [(change.anchor, cited.source) for change in self.changes for cited in change.cited]
        values = [
            (conflict.anchor, source)
            for conflict in self.conflicts
            for value in conflict.values
            for source in (value.cited.source, *value.sources)
        ]
        return tuple((anchor, source) for anchor, source in (*claims, *values) if source.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A story in one line: its headline and who reports it."""

    story: str  # its id
    headline: Statement
    source: Source
    more: str
    mark: str = ""


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
    since: Since | None
    notices: tuple[Notice, ...]
    teaser_heading: str
    teasers: tuple[Teaser, ...]
    parts: tuple[Part, ...]
    also: tuple[Line, ...]
    also_more: str  # headlines that the mail has no room for
    making: Making
    subject: str
