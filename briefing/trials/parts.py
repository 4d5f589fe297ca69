"""What a trial is given: the parts of one configuration, and what the caller chose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from briefing.evaluation.trial import Trial
from briefing.model import Article, Limits, Theme
from briefing.ports import Embedder, Parser, Progress, Prompter, Verifier, Writer
from briefing.summarise import Summariser

__all__ = ["ArticleMaker", "Run", "SummariserMaker", "TrialOptions", "TrialParts"]

Row = TypeVar("Row", contravariant=True)


class ArticleMaker(Protocol):
    """Makes an article as ingest does: cleaned, split into passages with offsets."""

    def __call__(
        self,
        *,
        id: str,
        title: str,
        text: str,
        outlet: str = "",
        published: datetime | None = None,
        language: str = "",
    ) -> Article:
        """The article; `id` makes its id, and stands for an outlet that is not given.

        No date is one fixed date, no language that of the configuration. Title and text may both be empty: there are
        then no passages.
        """
        ...


class SummariserMaker(Protocol):
    """Makes the configuration's summariser with other limits."""

    def __call__(self, limits: Limits) -> Summariser:
        """The summariser of a daily run, but for its limits."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialParts:
    """The parts of one configuration; models load when they are first used."""

    embedder: Embedder  # remembers vectors between runs
    writer: Writer | None  # None: missing, or mode "verbatim"
    parser: Parser | None
    verifier: Verifier | None
    prompter: Prompter
    themes: tuple[Theme, ...]  # task "themes": those of the file's set; else the configuration's
    limits: Limits
    mode: str
    language: str
    make_article: ArticleMaker
    make_summariser: SummariserMaker
    progress: Progress
    prompts: Mapping[str, str] = field(default_factory=dict)  # name -> sha256: what `prompter` renders
    decides: str = ""  # a digest of what else the configuration holds that decides


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialOptions:
    """What the caller chose."""

    seed: int = 0
    floors: bool = True  # False: our own system only, for a second configuration
    words: int | None = None  # summaries: the length to keep to; None = the mean of the references
    sentences: int | None = None  # summaries: so many sentences instead
    copies: bool = False  # stories: the file's groups are near-copies, so judge what is called a copy
    examples: int = 0  # themes: so many labelled rows a theme, drawn from the file, become its examples


class Run(Protocol[Row]):
    """What `trials.themes.run`, `trials.stories.run`, `trials.summaries.run` and `trials.support.run` are."""

    def __call__(self, rows: Sequence[Row], parts: TrialParts, options: TrialOptions) -> Trial:
        """Try our system and the floors on the rows, which are never empty. `items` are the ids of the rows that count.

        Rows that became examples do not count. Every metric is higher-is-better; the first one is the file's main figure.
        `systems[0]` is "briefing".
        """
        ...
