"""What a run works with: the models that the settings name, the reader of feeds, the store.

Settings ─ load_models ─> Models ─┐
Editorial, Request, Store, Clock ─┴─ build_parts ─> Parts
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from briefing.errors import ModelError
from briefing.model import ModelUsed
from briefing.ports import Clock, Embedder, Fetcher, Parser, Progress, Rewriter, Store, Verifier, Writer

if TYPE_CHECKING:
    from briefing.editorial import Editorial
    from briefing.pipeline import Parts, Request
    from briefing.settings import Settings

__all__ = ["Models", "build_parts", "load_models", "parts_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """The models that settings name, each loaded when it is first used."""

    embedder: Embedder
    writer: Writer | None = None
    parser: Parser | None = None
    rewriter: Rewriter | None = None  # None: nothing is rewritten
    verifier: Verifier | None = None
    notes: tuple[str, ...] = ()  # what the operator should know of those that are missing

    def describe(self) -> tuple[ModelUsed, ...]:
        """Those that an edition is made with, each once."""
        found = [part.describe() for part in (self.embedder, self.writer, self.parser) if part]
        if self.rewriter:
            writing = (self.rewriter, self.verifier)
            found += [part.describe() for part in writing if part and part is not self.writer]
        return tuple(found)


def load_models(settings: Settings) -> Models:
    """The models of these settings. `ModelError` without the embedder; without the others sentences stay as they are."""
    from briefing.models.load import load_embedder

    embedder = load_embedder(
        settings.embedder, settings.cache, dtype=settings.dtype, threads=settings.threads
    )
    writer, parser, notes = _optional_models(settings)
    rewriter, verifier, more = _rewriting_models(settings, writer)
    return Models(
        embedder=embedder,
        writer=writer,
        parser=parser,
        rewriter=rewriter,
        verifier=verifier,
        notes=(*notes, *more),
    )


def build_parts(
    settings: Settings,
    desk: Editorial,
    request: Request,
    store: Store,
    clock: Clock,
    progress: Progress,
    *,
    offline: bool,
    models: Models | None = None,
) -> Parts:
    """The world of a run: models, or None for the settings' own, behind the store's cache of vectors, and the network."""
    from briefing.analyse.embed import CachingEmbedder
    from briefing.ingest.reader import FeedReader

    models = models or load_models(settings)
    policy = replace(settings.fetch, offline=offline or settings.fetch.offline)
    fetcher = FeedReader(policy, clock, request.closes, opens=request.opens)
    cached = replace(models, embedder=CachingEmbedder(models.embedder, store))
    return parts_of(settings, desk, request, store, clock, progress, models=cached, fetcher=fetcher)


def parts_of(
    settings: Settings,
    desk: Editorial,
    request: Request,
    store: Store,
    clock: Clock,
    progress: Progress,
    *,
    models: Models,
    fetcher: Fetcher,
) -> Parts:
    """The world of a run with these models; what is said of missing ones goes to the progress."""
    from briefing import pipeline
    from briefing.editorial.prompts import PromptBook
    from briefing.summarise import RewriteParts, Summariser

    for note in models.notes:
        progress.note(note)
    rewriting = None
    if models.rewriter:
        rewriting = RewriteParts(
            rewriter=models.rewriter, verifier=models.verifier, clock=clock, policy=settings.rewriting
        )
    summariser = Summariser(
        writer=models.writer,
        parser=models.parser,
        prompter=PromptBook(desk.prompts),
        limits=settings.limits,
        mode=settings.mode,
        language=request.plan.language,
        marks=request.marks,
        rewriting=rewriting,
    )
    return pipeline.Parts(
        clock=clock,
        fetcher=fetcher,
        embedder=models.embedder,
        summariser=summariser,
        models=models.describe(),
        store=store,
        progress=progress,
        parser=models.parser,
        notes=models.notes,
    )


def _optional_models(settings: Settings) -> tuple[Writer | None, Parser | None, list[str]]:
    """The writer and the parser where they are there and wanted, and notes on those that are missing."""
    from briefing.models.load import load_compressing

    if settings.mode == "verbatim":
        return None, None, []
    return load_compressing(
        settings.writer, settings.parser, settings.cache, dtype=settings.dtype, threads=settings.threads
    )


def _rewriting_models(
    settings: Settings, writer: Writer | None
) -> tuple[Rewriter | None, Verifier | None, list[str]]:
    """What writes and what checks it, or None and a note why: without a verifier that was asked for, nothing is written either."""
    from briefing.models.load import load_rewriter, load_verifier

    if settings.mode != "rewrite":
        return None, None, []
    own: Mapping[str, Any] = {"dtype": settings.dtype, "threads": settings.threads}
    try:
        verifier = load_verifier(settings.verifier, settings.cache, **own) if settings.verifier else None
        rewriter: Rewriter | None = writer
        if settings.rewriter:
            rewriter = load_rewriter(settings.rewriter, settings.cache, **own, key=settings.rewriter_key)
    except ModelError as error:
        return None, None, [f"Nothing is rewritten, sentences are compressed ({error})."]
    return rewriter, verifier if rewriter else None, []
