"""The order of the stages, and nothing else: see the package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from briefing.analyse import Analysis, analyse
from briefing.analyse.continuing import KnownStory
from briefing.edition.compose import assign, compose
from briefing.edition.freeze import freeze
from briefing.edition.window import EVER
from briefing.model import Article, Edition, Fact, FeedFailure, FeedReading, Story, Theme, Thread
from briefing.pipeline.gather import articles_of, digest_of_inputs, latest_of, memory_of
from briefing.pipeline.record import colophon_of, edition_of, workings_of
from briefing.pipeline.request import Outcome, Parts, Request
from briefing.ports import Clock, Embedder, Parser, VersionVectors
from briefing.summarise import SummaryTask
from briefing.tracking.facts import facts_of
from briefing.tracking.follow import amended, follow
from briefing.tracking.memory import Memory, left_by

__all__ = ["remake", "run"]

LEASE_SECONDS = 6 * 3600.0  # longer than any run; that of a dead process is taken over at once


class Stopwatch:
    """Wall seconds by stage."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time the block; the stages themselves say how far they are."""
        start = self._clock.monotonic()
        yield
        self.seconds[name] = round(self._clock.monotonic() - start, 3)


def run(request: Request, parts: Parts) -> Outcome:
    """Make the edition of a day, or find it made; `NothingToReport`, `Busy`, `ModelError` or `StoreError` when it cannot be."""
    with parts.store.lease(f"run {request.plan.name}", LEASE_SECONDS):
        watch = Stopwatch(parts.clock)
        previous = latest_of(parts.store, request)
        if previous and request.if_missing:
            return _found(previous, (), (), watch)
        with watch.stage("read feeds"):
            states = {} if request.opens == EVER else parts.store.feed_states()
            read = list(parts.fetcher.read(request.feeds, states, parts.progress))
            readings = parts.store.save_readings(read, request.closes)
        failures = tuple(r.failure for r in readings if r.failure)
        if previous and not request.fixed and EVER not in (request.opens, previous[0].opens):
            request = replace(request, opens=min(request.opens, previous[0].opens))
        memory = memory_of(request, parts.store)
        articles = articles_of(request, parts.store, readings, memory)
        inputs = digest_of_inputs(request, parts, articles, memory)
        if previous and previous[0].colophon.inputs_sha256 == inputs:
            return _found(previous, articles, failures, watch)
        revision = previous[0].revision + 1 if previous else 1
        made = _make(request, parts, Start(readings, articles, memory), inputs, revision, watch)
        left = () if request.opens == EVER else made.threads
        parts.store.add_edition(made.edition, made.content, made.workings, left)
        return Outcome(
            edition=made.edition,
            content=made.content,
            made=True,
            articles=len(articles),
            failures=failures,
            seconds=watch.seconds,
        )


def remake(
    request: Request,
    parts: Parts,
    readings: Sequence[FeedReading],
    articles: Sequence[Article],
    revision: int,
) -> Outcome:
    """The edition of the day and revision as it comes out of these articles: nothing is read, and nothing is kept.

    Of the store only what earlier days left is looked up. The same articles, files and models give the edition that `run`
    made of them, but for the seconds.
    """
    watch = Stopwatch(parts.clock)
    memory = memory_of(request, parts.store)
    inputs = digest_of_inputs(request, parts, articles, memory)
    made = _make(request, parts, Start(readings, articles, memory), inputs, revision, watch)
    return Outcome(
        edition=made.edition,
        content=made.content,
        made=True,
        articles=len(articles),
        failures=made.edition.colophon.failures,
        seconds=watch.seconds,
    )


class Start(NamedTuple):
    """What the deciding stages start from."""

    readings: Sequence[FeedReading]
    articles: Sequence[Article]
    memory: Memory


class Made(NamedTuple):
    """An edition before it is kept."""

    edition: Edition
    content: str  # canonical JSON
    workings: str  # JSON
    threads: Sequence[Thread]


def _found(
    previous: tuple[Edition, str],
    articles: Sequence[Article],
    failures: Sequence[FeedFailure],
    watch: Stopwatch,
) -> Outcome:
    """The edition that is there already."""
    edition, content = previous
    return Outcome(
        edition=edition,
        content=content,
        made=False,
        articles=len(articles),
        failures=tuple(failures),
        seconds=watch.seconds,
    )


def _make(request: Request, parts: Parts, start: Start, inputs: str, revision: int, watch: Stopwatch) -> Made:
    articles, memory = start.articles, start.memory
    by_id = {article.id: article for article in articles}
    plan = request.plan
    known = [KnownStory(id=key, articles=own) for key, own in memory.stories().items()]
    with watch.stage("analyse"):
        analysis = analyse(
            articles,
            request.themes,
            parts.embedder,
            as_of=request.closes,
            hours=plan.hours,
            progress=parts.progress,
            known=known,
            decisions=request.decisions,
        )
    with watch.stage("follow"):
        facts = _facts(analysis.stories, request.themes, by_id, parts.parser)
        remembered = _remembered(analysis, memory, parts.embedder)
        news = follow(analysis.stories, by_id, facts, analysis.vectors, remembered, memory, parts.parser)
    stories = [story for story in analysis.stories if news[story.id].status != "unchanged"]
    placements = assign(stories, request.themes, by_id, request.limits, plan.language)
    tasks = [
        SummaryTask(
            story=p.story,
            theme=p.theme,
            articles=tuple(by_id[a] for a in p.story.articles),
            passages=p.passages,
        )
        for p in placements
    ]
    parts.progress.stage("summarise", len(tasks))
    with watch.stage("summarise"):
        summaries = parts.summariser.summarise(tasks, analysis.vectors, analysis.tags, parts.progress)
    with watch.stage("compose"):
        contents = compose(
            analysis.stories,
            summaries,
            request.themes,
            {**memory.now, **by_id},
            request.limits,
            request.marks,
            news,
            amended(analysis.stories, memory),
        )
    colophon = colophon_of(request, parts, start.readings, articles, contents)
    colophon = replace(colophon, inputs_sha256=inputs, seconds=watch.seconds)
    edition = edition_of(request, contents, revision, colophon, memory)
    return Made(
        edition=edition,
        content=freeze(edition),
        workings=workings_of(analysis),
        threads=left_by(edition, analysis.stories, facts, by_id, news, memory),
    )


def _facts(
    stories: Sequence[Story],
    themes: Sequence[Theme],
    articles: Mapping[str, Article],
    parser: Parser | None,
) -> dict[str, list[Fact]]:
    """The facts of each story that may be told: under a theme of its own, by several outlets, or again.

    The rest is read by nobody; parsing it would take longer than all else.
    """
    catch_all = {theme.name for theme in themes if theme.catch_all}
    found = {}
    for story in stories:
        own = [articles[key] for key in story.articles if key not in story.duplicates]
        themed = any(t.verdict == "yes" and t.theme not in catch_all for t in story.themes)
        if not story.roundup and (themed or len(own) > 1 or story.continues):
            found[story.id] = facts_of(own, parser)
    return found


def _remembered(analysis: Analysis, memory: Memory, embedder: Embedder) -> VersionVectors:
    """The vectors of the passages that are remembered of the stories that go on."""
    going_on = {key for story in analysis.stories for key in story.continues}
    refs = dict.fromkeys(ref for thread in memory.of(tuple(going_on)) for ref in thread.articles)
    known = {ref: memory.then[ref] for ref in refs if ref in memory.then and memory.then[ref].passages}
    texts = list(dict.fromkeys(p.text for article in known.values() for p in article.passages))
    row = dict(zip(texts, embedder.embed(texts), strict=True)) if texts else {}
    return {ref: np.stack([row[p.text] for p in article.passages]) for ref, article in known.items()}
