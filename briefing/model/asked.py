"""What the editor asks for, and the operator: feeds, themes, prompts, editions, limits, models."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

__all__ = [
    "EditionPlan",
    "Feed",
    "FetchPolicy",
    "FullText",
    "Limits",
    "ModelChoice",
    "Prompt",
    "RemoteModel",
    "RewritePolicy",
    "Theme",
]


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
