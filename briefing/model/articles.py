"""Articles and where they come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from briefing.model.asked import Feed

__all__ = ["Article", "Dated", "FeedFailure", "FeedReading", "FeedState", "Passage", "Validators"]


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
