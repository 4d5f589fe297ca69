"""What a run is asked for, what it works with, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from briefing.edition.window import EVER
from briefing.model import (
    Decisions,
    Edition,
    EditionPlan,
    Feed,
    FeedFailure,
    Limits,
    Marks,
    ModelUsed,
    Prompt,
    RewritePolicy,
    StorySummary,
    Theme,
)
from briefing.ports import Clock, Embedder, Fetcher, Parser, PassageTags, PassageVectors, Progress, Store
from briefing.summarise import SummaryTask

__all__ = ["Outcome", "Parts", "Request", "StorySummariser"]


class StorySummariser(Protocol):
    """Writes what the digest says of stories: `briefing.summarise.Summariser`."""

    def summarise(
        self,
        tasks: Sequence[SummaryTask],
        vectors: PassageVectors,
        tags: PassageTags,
        progress: Progress,
    ) -> list[StorySummary]:
        """One summary a task, in order."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What one run is asked to make."""

    plan: EditionPlan
    feeds: tuple[Feed, ...]
    themes: tuple[Theme, ...]
    prompts: Mapping[str, Prompt]
    limits: Limits
    mode: str
    rewriting: RewritePolicy | None = None  # decides what an edition says in mode "rewrite" only
    marks: Marks = field(default_factory=Marks)  # what readers refused of earlier editions
    decisions: Decisions = field(default_factory=Decisions)  # on stories, by editors
    closes: datetime  # the window is (opens, closes]
    opens: datetime = EVER
    fixed: bool = (
        False  # the caller chose the window; else a later run of the day keeps the first one's start
    )
    if_missing: bool = False  # a date that has an edition gets no other
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The world as the pipeline sees it."""

    clock: Clock
    fetcher: Fetcher
    embedder: Embedder
    summariser: StorySummariser
    models: tuple[ModelUsed, ...]
    store: Store
    progress: Progress
    parser: Parser | None = None  # without one only the plainest facts are read
    notes: tuple[str, ...] = ()  # what the operator should know of these parts: "no writer model ..."


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run came to."""

    edition: Edition
    content: str  # its canonical JSON
    made: bool  # False: nothing had changed, the edition was there
    articles: int
    failures: tuple[FeedFailure, ...]
    seconds: Mapping[str, float] = field(default_factory=dict)
