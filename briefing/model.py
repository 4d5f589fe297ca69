"""What the stages hand to each other: frozen values without I/O.

    Feed ─ fetch, parse, extract ─> Article ─ group, tag, rank ─> Story ─ evidence ─> Evidence
         ─ draft, verify ─> StorySummary ─ compose, freeze ─> Edition ─ render ─> Digest

Offsets count characters (code points) of `Article.text`; every datetime is aware; scores are floats whose range is said
where they are declared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Literal

LocalDate = date  # a name that a field called `date` does not hide
Span = tuple[int, int]  # [start, end)

# ── What the editor asks for ─────────────────────────────────────────────────────────────────────────────────────────


FullText = Literal["auto", "always", "never"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed of one outlet, as an editor lists it in feeds/*.toml."""

    name: str  # the outlet as readers see it
    location: str  # an http(s) URL, or the absolute path of a local file
    language: str = ""  # BCP 47 primary tag; "" = detect for each article
    weight: float = 1.0  # the editor's trust, 0 < weight <= 10
    full_text: FullText = "auto"  # "auto": fetch the article's page when the feed gives less
    max_items: int = 50  # the newest are kept
    paused: bool = False
    paused_until: date | None = None  # not read before that day (UTC)
    listed_at: str = ""  # "feeds/world.toml:12", for messages

    def rests(self, day: date) -> bool:
        """Whether it is not read on a day."""
        return self.paused or (self.paused_until is not None and day < self.paused_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A theme of prompts/themes.toml. The name is what readers see and is never matched; `means` is."""

    name: str
    means: str  # one line: what belongs here
    excludes: tuple[str, ...] = ()  # the file's `not`: what looks alike and does not belong
    examples: tuple[str, ...] = ()  # sentences that belong; they sharpen the theme
    counterexamples: tuple[str, ...] = ()  # sentences that do not belong
    labelled: tuple[tuple[str, bool], ...] = ()  # lines of prompts/labels.tsv, and whether each belongs
    catch_all: bool = False  # takes what no other theme takes; at most one
    colour: str = ""  # "#rrggbb" of the theme's rule and name; "" = from the palette
    listed_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One file of prompts/: a template for the local model, with the variables that it may use."""

    name: str
    purpose: str
    template: str
    variables: tuple[str, ...]
    max_words: int = 0  # limit on what the model may return; 0 = none
    sha256: str = ""  # of the file's bytes
    listed_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPlan:
    """One edition that the operator publishes: when, how far back, from which feed lists, with which themes."""

    name: str = "daily"  # [a-z0-9-]+, part of the edition's id
    title: str = "The Morning Brief"
    at: str = "06:00"  # local time at which the edition closes
    timezone: str = "UTC"  # IANA zone
    hours: int = 24  # how far back it looks
    feeds: tuple[str, ...] = ()  # names of files in feeds/ without .toml; () = all but the sample
    themes: tuple[str, ...] = ()  # theme names, in order; () = all, in the file's order
    language: str = "en"
    public_url: str = ""  # where the operator publishes the output folder; "" = nowhere
    mail_from: str = ""  # "Name <address>"
    list_id: str = ""  # RFC 2919


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The digest's length budget."""

    stories_per_theme: int = 6
    sentences_per_story: int = 3
    words_per_story: int = 0  # unless 0, what a story may have instead of a number of sentences
    words: int = 1200  # of headlines and sentences together, all sections
    headline_words: int = 12
    sentence_words: int = 40  # beyond this a sentence is cut or another is chosen
    also_reported: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchPolicy:
    """How the network is used: bounds for one request and for one run."""

    allow_hosts: tuple[str, ...] = ()  # "host:port" that may be private
    user_agent: str = ""  # "" = briefing/<version>
    total_seconds: float = 30.0  # one request, redirects and body included
    max_bytes: int = 10_000_000  # one body, after decompression
    concurrency: int = 8
    delay_seconds: float = 1.0  # between two requests to one host
    retries: int = 2
    respect_robots: bool = True
    offline: bool = False  # only local paths are read


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoice:
    """Which model serves one purpose."""

    name: str  # "bundled", or a hub repository id
    revision: str = ""  # a commit hash; required for a hub model


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteModel:
    """A model on a server that speaks OpenAI's protocol."""

    url: str  # up to and with "/v1"
    name: str  # as the server knows it


@dataclass(frozen=True, slots=True, kw_only=True)
class RewritePolicy:
    """How models may write (mode "rewrite")."""

    candidates: int = 3  # answers to each prompt
    seconds: float = 120.0  # for all writing of one edition; what is not written by then is compressed
    threshold: float = 0.8  # least probability of support that the verifier must give


# ── Ingest ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A sentence of an article, or its title: ``article.text[start:end] == text``."""

    index: int  # position in Article.passages
    start: int
    end: int
    text: str
    kind: Literal["title", "sentence", "refused"] = "sentence"  # refused: readers marked it, see `Marks`
    paragraph: int = 0  # 0 = the title, 1 = the first paragraph of the body


Dated = Literal["published", "updated", "fetched"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What one outlet published. `text` is the title, a blank line and the body, so that one set of offsets serves both."""

    id: str  # 16 hex digits from outlet and entry id (or URL, or title): stable when the outlet edits the article
    url: str  # http(s) or "" where the feed gives no safe link
    title: str
    text: str
    text_sha256: str
    outlet: str
    feed: str  # the feed's location
    published: datetime  # UTC; see `dated`
    dated: Dated  # where `published` comes from: absurd or missing dates give "fetched"
    language: str  # BCP 47 primary tag, "und" where unknown
    passages: tuple[Passage, ...]
    weight: float = 1.0  # of its feed
    full_text: bool = False  # whether the body comes from the article's page
    revised: datetime | None = None  # when the outlet's newest change of its text was first seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave us for conditional requests (RFC 9110 §8.8)."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What is remembered of a feed between runs."""

    location: str
    name: str = ""
    validators: Validators = field(default_factory=Validators)
    last_success: datetime | None = None
    last_attempt: datetime | None = None
    failures: int = 0  # in a row
    last_error: str = ""
    gone: bool = False  # the server said 410: no longer polled
    not_before: datetime | None = None  # Retry-After, clamped
    items: int = 0  # in the last successful read
    moved_to: str = ""  # a permanent redirect's target ...
    moved_runs: int = 0  # ... and for how many runs it held
    settings: str = ""  # fingerprint of what the editor set for the feed when it was last read


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFailure:
    """Why a feed gave nothing this time; goes into the colophon."""

    feed: str  # the outlet's name
    location: str
    reason: str  # one line, safe to print
    mend: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReading:
    """The outcome of reading one feed: articles, or why there are none, and its new state. Expected failures are values."""

    feed: Feed
    state: FeedState
    articles: tuple[Article, ...] = ()
    failure: FeedFailure | None = None
    unchanged: bool = False  # 304, or the same bytes: what is stored still holds
    notes: tuple[str, ...] = ()  # "kept the newest 50 of 100,000 items"; goes to the log


# ── Analyse ──────────────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── Summarise ────────────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── Track: a story over days ─────────────────────────────────────────────────────────────────────────────────────────


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


# ── Edition ──────────────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── Subscribers and delivery ─────────────────────────────────────────────────────────────────────────────────────────

SubscriberStatus = Literal["pending", "confirmed", "unsubscribed", "suppressed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """That somebody asked for the digest: when, where, and to what words."""

    at: datetime
    source: str  # "web", "import people.csv:12", "command"
    text: str  # what they agreed to, as they saw it


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Somebody who asked for the digest."""

    id: str  # 16 hex digits, without meaning: the address is in no link
    address: str  # as mail is sent to it; the domain in ASCII
    status: SubscriberStatus
    created: datetime
    language: str = ""  # of what we write to them; "" = the edition's
    editions: tuple[str, ...] = ()  # names; () = the first one
    themes: tuple[str, ...] = ()  # wanted; () = all
    muted: tuple[str, ...] = ()  # themes that they do not want
    hour: str = ""  # local time from which they want it, "07:30"; "" = as soon as it is made
    timezone: str = "UTC"  # IANA zone
    confirmed: datetime | None = None
    consents: tuple[Consent, ...] = ()  # oldest first
    bounces: int = 0  # soft ones since the last delivery
    changed: datetime | None = None


DeliveryState = Literal["queued", "sending", "accepted", "refused", "expired", "unknown", "held"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The row of the ledger for one edition and one subscriber."""

    edition: str
    subscriber: str
    state: DeliveryState
    due: datetime  # not before
    changed: datetime
    attempts: int = 0
    message_id: str = ""
    sha256: str = ""  # of the bytes that were sent, the same at every attempt
    reply: str = ""  # the server's last words, or why it is held or expired; never an address
    doubts: int = 0  # attempts that ended between the end of the data and our record of the reply


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapAccount:
    """Where reports of bounces arrive; its password is a secret of the environment."""

    host: str = ""  # "" = none
    port: int = 993
    user: str = ""
    folder: str = "INBOX"
    tls: Literal["implicit", "starttls", "never"] = "implicit"


# ── Approval ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRule:
    """Whether an edition waits for an editor's yes, and what happens when none has come."""

    policy: Literal["none", "hold", "send", "verbatim"] = "none"
    by: str = ""  # local time until which it waits, "07:30"; "" = for good, where the policy is to hold


ApprovalState = Literal["approved", "refused", "replaced", "verbatim"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A decision on an edition: inserted once, never updated; the last one counts."""

    edition: str
    state: ApprovalState
    by: str  # a person, or "policy"
    at: datetime
    note: str = ""  # why; of "replaced" the id of the edition that goes out instead


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPolicy:
    """How mail leaves. The password is not in it."""

    outbox: str = "outbox"  # absolute; where messages are left when there is no server
    smtp_host: str = ""  # "" = no server: files in the outbox
    smtp_port: int = 587
    smtp_user: str = ""  # "" = no log-in
    tls: Literal["auto", "starttls", "implicit", "never"] = "auto"
    tls_ca: str = ""  # file of further certificates to trust, absolute; "" = the system's
    return_path: str = ""  # where bounces go; "" = the address of `from`
    connections: int = 1  # each may double a message where the sender is killed
    messages_per_connection: int = 100
    rate: float = 0.0  # messages a second at most, all connections together; 0 = as fast as it goes
    timeout: float = 60.0  # seconds for one answer of the server
    attempts: int = 6  # for each message
    retry_seconds: float = 300.0  # before the second attempt; three times as long before each further one
    expire_hours: float = 24.0
    on_unknown: Literal["resend", "hold"] = "resend"
    dkim_domain: str = ""  # "" = not signed here
    dkim_selector: str = ""


# ── What operators see ───────────────────────────────────────────────────────────────────────────────────────────────

RunOutcome = Literal["running", "made", "unchanged", "nothing", "failed", "busy", "stopped", "killed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCounts:
    """What a run came to in numbers; those of stories and sentences are of a made edition only."""

    articles: int = 0
    stories: int = 0
    sentences: Mapping[str, int] = field(default_factory=dict)  # verbatim, compressed, rewritten
    failed_checks: Mapping[str, int] = field(default_factory=dict)  # "compression: grammar" -> replaced by it
    feeds_failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run at an edition, as it is remembered."""

    id: str  # in each of its log lines
    name: str  # of the edition
    date: LocalDate  # of the edition
    started: datetime
    ended: datetime | None = None
    outcome: RunOutcome = "running"  # "stopped": by a signal; "killed": its process is gone and left no word
    exit_code: int | None = None
    error: str = ""
    edition: str = ""  # id of what was made or found
    stage: str = ""  # in which it is, or was last
    seconds: Mapping[str, float] = field(default_factory=dict)  # stage -> wall time
    counts: RunCounts = field(default_factory=RunCounts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that operators should know of."""

    key: str  # what it is told apart by, at most 100 characters; the same as long as it is there
    title: str  # a few words
    text: str  # why, and what to do
    since: datetime
