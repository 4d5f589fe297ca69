"""An edition made again, with the editor's files as they are now: the composition root of the desk.

    Settings, Editorial ─┬─ feeds ─> Gathered ─┐
    Base ────────────────┘                     ├─ pipeline.remake ─> Outcome
    models, each behind a memory ──────────────┘

The first time costs what a run costs without reading; what is asked again costs a look into the memory.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from briefing import pipeline
from briefing.app import edition_plan, existing_store, request_of
from briefing.desk.base import Base, base_of
from briefing.desk.feeds import feeds_now, gathered
from briefing.desk.memo import remembering
from briefing.edition.window import EVER
from briefing.ingest.reader import FeedReader
from briefing.parts import Models, load_models, parts_of
from briefing.settings import Settings

if TYPE_CHECKING:
    from types import TracebackType

    from briefing.editorial import Editorial
    from briefing.model import Edition, EditionPlan, Feed, FeedReading
    from briefing.pipeline import Outcome
    from briefing.ports import Clock, Progress
    from briefing.store import SqlStore

__all__ = ["Bench", "Remade"]

HOUR = timedelta(hours=1)
WARMING = "(warming up)"  # what models are asked first, so that they load


@dataclass(frozen=True, slots=True, kw_only=True)
class Remade:
    """An edition as the files of now make it."""

    outcome: Outcome
    notes: tuple[str, ...]  # on feeds that were read for it


class Bench(AbstractContextManager["Bench"]):
    """Makes one edition again and again; of one thread at a time."""

    def __init__(
        self,
        settings: Settings,
        edition_id: str,
        clock: Clock,
        load: Callable[[Settings], Models] = load_models,
    ) -> None:
        """`edition_id` "" is the newest; an error as of `base_of`."""
        self._clock = clock
        self._load = load
        self._store: SqlStore = existing_store(settings)
        self._models: dict[object, Models] = {}
        self._read: dict[Feed, FeedReading] = {}
        try:
            self.base: Base = base_of(self._store, edition_id)
        except BaseException:
            self._store.close()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give back the database."""
        self._store.close()

    def make(self, settings: Settings, desk: Editorial, progress: Progress) -> Remade:
        """The edition with these settings and files; `ConfigError`, `ModelError` or `StoreError` where it cannot be made."""
        base = self.base.edition
        plan = _plan(edition_plan(settings, base.name), base)
        feeds = feeds_now(settings, desk, plan, self.base)
        found = gathered(self.base, feeds, lambda feed: self._reading(feed, settings, progress))
        request = request_of(settings, desk, plan, feeds, (base.date, base.opens, base.closes))
        parts = parts_of(
            settings,
            desk,
            request,
            self._store,
            self._clock,
            progress,
            models=self.models(settings),
            fetcher=FeedReader(settings.fetch, self._clock, base.closes),
        )
        outcome = pipeline.remake(request, parts, found.readings, found.articles, base.revision)
        return Remade(outcome=outcome, notes=found.notes)

    def models(self, settings: Settings) -> Models:
        """The settings' models, each behind the memory that it had before."""
        key = _chosen(settings)
        if key not in self._models:
            self._models[key] = remembering(self._load(settings), self._store)
        return self._models[key]

    def warm(self) -> None:
        """Load the models of the last settings, so that the next change need not wait for them."""
        for models in list(self._models.values())[-1:]:
            models.embedder.embed([WARMING])
            if models.parser:
                models.parser.parse([WARMING])
            if models.writer:
                models.writer.score([(WARMING, [WARMING])])

    def _reading(self, feed: Feed, settings: Settings, progress: Progress) -> FeedReading:
        """A feed that the edition did not know, read once."""
        key = replace(feed, name="", weight=1.0, listed_at="")
        if key not in self._read:
            base = self.base.edition
            reader = FeedReader(settings.fetch, self._clock, base.closes, opens=base.opens)
            [self._read[key]] = reader.read([feed], {}, progress)
        return replace(self._read[key], feed=feed)


def _chosen(settings: Settings) -> tuple[object, ...]:
    """What decides which models there are."""
    roles = (settings.embedder, settings.writer, settings.parser, settings.rewriter, settings.verifier)
    return (*roles, settings.cache, settings.dtype, settings.threads, settings.mode, settings.rewriter_key)


def _plan(plan: EditionPlan, base: Edition) -> EditionPlan:
    """The plan with the hours of the edition, which may have been given with --hours: whole ones then."""
    span = base.closes - base.opens
    if base.opens == EVER or base.revision > 1 or span % HOUR:
        return plan
    return replace(plan, hours=span // HOUR)
