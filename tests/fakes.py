"""Every port of `briefing.ports`, fulfilled in memory and without surprises."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from briefing.errors import Busy, StoreError
from briefing.model import (
    Article,
    Correction,
    Edition,
    Feed,
    FeedFailure,
    FeedReading,
    FeedState,
    ModelUsed,
    Parse,
    Thread,
    Token,
)
from briefing.ports import Progress, Vectors

WORD = re.compile(r"\w+")


class FakeClock:
    """Stands still until it is told to move."""

    def __init__(self, start: datetime = datetime(2026, 3, 10, 6, tzinfo=UTC)) -> None:
        self.present = start

    def now(self) -> datetime:
        return self.present

    def monotonic(self) -> float:
        return self.present.timestamp()

    def move(self, **by: float) -> None:
        self.present += timedelta(**by)


class RecordingProgress:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.stages: list[str] = []
        self.notes: list[str] = []
        self.steps = 0

    def stage(self, name: str, total: int | None = None) -> None:
        self.stages.append(name)

    def advance(self, steps: int = 1) -> None:
        self.steps += steps

    def note(self, message: str) -> None:
        self.notes.append(message)


class FakeFetcher:
    """Gives prepared articles for each feed location; locations without any fail."""

    def __init__(self, articles: Mapping[str, Sequence[Article]], clock: FakeClock | None = None) -> None:
        self.prepared = articles
        self.clock = clock or FakeClock()

    def read(
        self, feeds: Sequence[Feed], states: Mapping[str, FeedState], progress: Progress
    ) -> Iterator[FeedReading]:
        for feed in feeds:
            progress.advance()
            state = states.get(feed.location, FeedState(location=feed.location, name=feed.name))
            if feed.location in self.prepared:
                state = replace(state, last_success=self.clock.now(), failures=0)
                yield FeedReading(feed=feed, state=state, articles=tuple(self.prepared[feed.location]))
            else:
                failure = FeedFailure(
                    feed=feed.name, location=feed.location, reason="does not answer", mend="try later"
                )
                state = replace(state, failures=state.failures + 1, last_error=failure.reason)
                yield FeedReading(feed=feed, state=state, failure=failure)


class WordEmbedder:
    """Hashed bags of words: texts that share words are alike. [n, 64] float32, rows of length 1."""

    dimension = 64

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def describe(self) -> ModelUsed:
        return ModelUsed(role="embedder", name="words", revision="1", licence="-", sha256="0" * 64)

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded.extend(texts)
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in WORD.findall(text.casefold()) or ["\0"]:
                row[int.from_bytes(hashlib.sha256(word.encode()).digest()[:4]) % self.dimension] += 1
            row /= np.linalg.norm(row)
        return rows


class LengthWriter:
    """Likes short candidates; writes what it is given to write."""

    def __init__(self, answers: Sequence[str] = ()) -> None:
        self.answers = list(answers)
        self.prompts: list[str] = []

    def describe(self) -> ModelUsed:
        return ModelUsed(role="writer", name="length", revision="1", licence="-", sha256="0" * 64)

    def score(self, tasks: Sequence[tuple[str, Sequence[str]]]) -> list[list[float]]:
        self.prompts.extend(prompt for prompt, _ in tasks)
        return [[-0.01 * len(WORD.findall(text)) for text in candidates] for _, candidates in tasks]

    def write(self, prompt: str, *, count: int, max_words: int, seconds: float | None = None) -> list[str]:
        self.prompts.append(prompt)
        return (self.answers * count)[:count]


class FlatParser:
    """One token a word, all hanging on the first: no grammar at all."""

    def describe(self) -> ModelUsed:
        return ModelUsed(role="parser", name="flat", revision="1", licence="-", sha256="0" * 64)

    def languages(self) -> frozenset[str]:
        return frozenset({"en"})

    def parse(self, texts: Sequence[str]) -> list[Parse]:
        return [self._parse(text) for text in texts]

    def _parse(self, text: str) -> Parse:
        tokens = tuple(
            Token(
                i=i,
                start=m.start(),
                end=m.end(),
                text=m.group(),
                lemma=m.group().casefold(),
                pos="X",
                tag="X",
                dep="ROOT" if i == 0 else "dep",
                head=0,
            )
            for i, m in enumerate(re.finditer(r"\w+|[^\w\s]", text))
        )
        return Parse(text=text, tokens=tokens, sentences=((0, len(tokens)),) if tokens else ())


class PlainPrompter:
    """A prompt is its name and its variables."""

    def render(self, name: str, **variables: str) -> str:
        return "\n".join([name, *(f"{key}: {value}" for key, value in sorted(variables.items()))])


class MemoryStore:
    """A `Store` that forgets when the test ends."""

    def __init__(self) -> None:
        self.states: dict[str, FeedState] = {}
        self.kept: dict[str, Article] = {}
        self.versions: dict[tuple[str, str], Article] = {}
        self.cache: dict[tuple[str, str], NDArray[np.float32]] = {}
        self.editions: dict[str, tuple[Edition, str, str]] = {}
        self.left: dict[str, tuple[Thread, ...]] = {}
        self.corrected: dict[str, Correction] = {}
        self.held: set[str] = set()

    def feed_states(self) -> dict[str, FeedState]:
        return dict(self.states)

    def save_readings(
        self, readings: Sequence[FeedReading], as_of: datetime | None = None
    ) -> list[FeedReading]:
        for reading in readings:
            self.states[reading.feed.location] = reading.state
            self.kept.update({article.id: article for article in reading.articles})
            self.versions.update({(article.id, article.text_sha256): article for article in reading.articles})
        return list(readings)

    def articles(self, opens: datetime, closes: datetime, feeds: Sequence[str]) -> list[Article]:
        listed = [article for article in self.kept.values() if article.feed in feeds]
        found = [
            article
            for article in listed
            if opens < article.published <= closes
            or (article.published <= opens and article.revised and opens < article.revised <= closes)
        ]
        return sorted(found, key=lambda a: (a.published, a.id))

    def article(self, article_id: str) -> Article | None:
        return self.kept.get(article_id)

    def articles_named(self, ids: Sequence[str]) -> dict[str, Article]:
        return {key: self.kept[key] for key in ids if key in self.kept}

    def article_versions(self, refs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Article]:
        return {ref: self.versions[ref] for ref in refs if ref in self.versions}

    def vectors(self, model: str, keys: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        return {key: self.cache[model, key] for key in keys if (model, key) in self.cache}

    def save_vectors(self, model: str, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        self.cache.update({(model, key): vector for key, vector in vectors.items()})

    def add_edition(
        self, edition: Edition, content: str, workings: str, threads: Sequence[Thread] = ()
    ) -> None:
        if edition.id in self.editions:
            msg = f"edition {edition.id} exists already"
            raise StoreError(msg)
        self.editions[edition.id] = (edition, content, workings)
        self.left[edition.id] = tuple(threads)

    def threads(self, name: str, after: date, before: date) -> list[Thread]:
        newest = (e for e in self._newest() if e.name == name and after <= e.date < before)
        found = [(edition.date, thread) for edition in newest for thread in self.left[edition.id]]
        return [thread for _, thread in sorted(found, key=lambda pair: (pair[0], pair[1].story))]

    def history(self, story: str) -> list[Thread]:
        ordered = sorted(self._newest(), key=lambda e: (e.date, e.id))
        return [t for edition in ordered for t in self.left[edition.id] if t.story == story]

    def _newest(self) -> list[Edition]:
        """The newest revision of each edition and date."""
        ordered = sorted((e[0] for e in self.editions.values()), key=lambda e: e.revision)
        return list({(edition.name, edition.date): edition for edition in ordered}.values())

    def add_correction(self, correction: Correction) -> bool:
        return self.corrected.setdefault(correction.id, correction) is correction

    def corrections(self, edition_id: str) -> list[Correction]:
        found = [each for each in self.corrected.values() if each.edition == edition_id]
        return sorted(found, key=lambda each: (each.at, each.id))

    def untold_corrections(self, name: str, after: date, before: date) -> list[Correction]:
        earlier = [e[0] for e in self.editions.values() if e[0].name == name and e[0].date < before]
        told = {each.id for edition in earlier for each in edition.corrections}
        found = [c for e in earlier if e.date >= after for c in self.corrections(e.id)]
        last = {(c.edition, c.sentence): c for c in sorted(found, key=lambda c: (c.at, c.id))}
        return sorted((c for c in last.values() if c.id not in told), key=lambda c: (c.at, c.id))

    def edition(self, edition_id: str) -> str | None:
        return self.editions[edition_id][1] if edition_id in self.editions else None

    def workings(self, edition_id: str) -> str | None:
        return self.editions[edition_id][2] if edition_id in self.editions else None

    def latest(self, name: str, day: date) -> str | None:
        found = [e for e in self.editions.values() if e[0].name == name and e[0].date == day]
        return max(found, key=lambda e: e[0].revision)[1] if found else None

    def latest_before(self, name: str, day: date) -> str | None:
        found = [e for e in self._newest() if e.name == name and e.date < day]
        return self.editions[max(found, key=lambda e: e.date).id][1] if found else None

    @contextmanager
    def lease(self, name: str, seconds: float) -> Iterator[None]:
        if name in self.held:
            msg = f"{name} is held by this test"
            raise Busy(msg)
        self.held.add(name)
        try:
            yield
        finally:
            self.held.discard(name)
