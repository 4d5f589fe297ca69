"""What the stages need from the outside, as Protocols; `app` chooses who fulfils them, tests/fakes.py fulfils them all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from briefing.model import (
    Article,
    Correction,
    Edition,
    Feed,
    FeedReading,
    FeedState,
    ModelUsed,
    Parse,
    PassageRef,
    ThemeScore,
    Thread,
)

Vectors = NDArray[np.float32]  # [n, dimension], rows of length 1
PassageVectors = Mapping[PassageRef, NDArray[np.float32]]  # each [dimension], of length 1
VersionVectors = Mapping[tuple[str, str], Vectors]  # by article id and text_sha256; one row a passage
PassageTags = Mapping[PassageRef, tuple[ThemeScore, ...]]  # each with one score a theme


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds since an arbitrary start, never going back: for durations."""
        ...


class Progress(Protocol):
    """Where long work says how far it is."""

    def stage(self, name: str, total: int | None = None) -> None:
        """A stage begins; the one before has ended."""
        ...

    def advance(self, steps: int = 1) -> None:
        """Steps of the present stage are done."""
        ...

    def note(self, message: str) -> None:
        """Something that the operator should read, in one line."""
        ...


class Fetcher(Protocol):
    """Reads feeds: the network, parsing and extraction behind one call."""

    def read(
        self, feeds: Sequence[Feed], states: Mapping[str, FeedState], progress: Progress
    ) -> Iterator[FeedReading]:
        """Read each feed that is not paused, in any order; a feed that fails is a reading with a failure, never an exception.

        `states` maps a feed's location to what is remembered of it; a feed that is not in it is new.
        """
        ...


class Embedder(Protocol):
    """Turns texts into vectors whose dot product is their likeness."""

    def describe(self) -> ModelUsed:
        """The model behind it, without loading it."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text, in order, of length 1; texts beyond the model's window are cut by it."""
        ...


class Writer(Protocol):
    """A generative language model, which scores given texts and may be asked to write."""

    def describe(self) -> ModelUsed:
        """The model behind it, without loading it."""
        ...

    def score(self, tasks: Sequence[tuple[str, Sequence[str]]]) -> list[list[float]]:
        """For each (prompt, candidates): the mean log-probability per token of each candidate behind the prompt, end included.

        The prompt is the user's turn of a conversation and the candidate the whole answer. Values are <= 0 and
        comparable within one task.
        """
        ...

    def write(self, prompt: str, *, count: int, max_words: int, seconds: float | None = None) -> list[str]:
        """As `Rewriter.write`."""
        ...


class Rewriter(Protocol):
    """A generative language model that is only asked to write: a `Writer`, or one on a server."""

    def describe(self) -> ModelUsed:
        """The model behind it, without loading it or asking a server."""
        ...

    def write(self, prompt: str, *, count: int, max_words: int, seconds: float | None = None) -> list[str]:
        """`count` answers to the prompt, each stopped at about `max_words`; they may be empty, equal or nonsense.

        After about so many `seconds` it stops, with fewer or shorter answers; with none it may be a `ModelError`.
        """
        ...


class Parser(Protocol):
    """Finds the grammar of sentences."""

    def describe(self) -> ModelUsed:
        """The model behind it, without loading it."""
        ...

    def languages(self) -> frozenset[str]:
        """Primary tags of the languages that it parses."""
        ...

    def parse(self, texts: Sequence[str]) -> list[Parse]:
        """One parse a text, in order."""
        ...


class Verifier(Protocol):
    """A trained checker: does a passage support a claim? A veto on what a model wrote, never a proof."""

    def describe(self) -> ModelUsed:
        """The model behind it, without loading it."""
        ...

    def support(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """For each (evidence, claim): the probability, 0 to 1, that the evidence supports the claim."""
        ...


class Prompter(Protocol):
    """Renders the editor's prompts."""

    def render(self, name: str, **variables: str) -> str:
        """The prompt with its variables filled in; a name or variable that is not declared is a `ConfigError`."""
        ...


class Store(Protocol):
    """What is remembered between runs."""

    def feed_states(self) -> dict[str, FeedState]:
        """All that is remembered of feeds, by location."""
        ...

    def save_readings(
        self, readings: Sequence[FeedReading], as_of: datetime | None = None
    ) -> list[FeedReading]:
        """Keep articles (all versions of their texts) and feed states, in one transaction.

        What is new counts as first seen now, or at `as_of` where that is earlier. Returns the readings with their articles
        under the ids that these have here: an item that its feed has given another id is still the same article.
        """
        ...

    def articles(self, opens: datetime, closes: datetime, feeds: Sequence[str]) -> list[Article]:
        """Articles of these feed locations published, revised or come late in (opens, closes], oldest first, ties by id.

        Those published before, and revised in the window, are told from the others by their dates.
        """
        ...

    def article(self, article_id: str) -> Article | None:
        """One article."""
        ...

    def articles_named(self, ids: Sequence[str]) -> dict[str, Article]:
        """The newest versions of those of these articles that exist, by id."""
        ...

    def article_versions(self, refs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Article]:
        """Articles with the title, text and passages of one version each, by (id, text_sha256); those that exist."""
        ...

    def vectors(self, model: str, keys: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Those of the cached vectors that exist; a key is the sha256 of the text."""
        ...

    def save_vectors(self, model: str, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Cache vectors."""
        ...

    def add_edition(
        self, edition: Edition, content: str, workings: str, threads: Sequence[Thread] = ()
    ) -> None:
        """Keep a frozen edition: its canonical JSON, how it came about as JSON too, and what it leaves of its stories.

        All or nothing; an id that exists is a `StoreError`.
        """
        ...

    def add_correction(self, correction: Correction) -> bool:
        """Keep a correction of an edition for good; False where one with its id is kept already."""
        ...

    def threads(self, name: str, after: date, before: date) -> list[Thread]:
        """What an edition's newest revisions of after <= date < before left of their stories; oldest first, ties by story."""
        ...

    def history(self, story: str) -> list[Thread]:
        """What all editions left of one story, of the newest revision of each date; oldest first."""
        ...

    def corrections(self, edition_id: str) -> list[Correction]:
        """The corrections of an edition, oldest first."""
        ...

    def untold_corrections(self, name: str, after: date, before: date) -> list[Correction]:
        """What stands corrected in an edition's issues of after <= date < before and no issue before `before` told of.

        Of several corrections of one sentence the last one counts. Oldest first.
        """
        ...

    def workings(self, edition_id: str) -> str | None:
        """How an edition came about: stories with their joins, ranks and themes, every passage's theme scores."""
        ...

    def edition(self, edition_id: str) -> str | None:
        """The canonical JSON of an edition."""
        ...

    def latest(self, name: str, day: date) -> str | None:
        """The canonical JSON of the newest revision of an edition on one date."""
        ...

    def latest_before(self, name: str, day: date) -> str | None:
        """The canonical JSON of the newest revision of an edition's newest date before a day."""
        ...

    def lease(self, name: str, seconds: float) -> AbstractContextManager[None]:
        """Hold a named lease while the block runs; `Busy` names who holds it."""
        ...
