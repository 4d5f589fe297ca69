"""The order of the stages, and nothing else.

    read feeds ─> keep ─> window ─> same inputs as the edition of that day? ─ yes ─> that edition, untouched
                                        │ no
                                        v
                     analyse ─> assign ─> summarise ─> compose ─> freeze ─> keep ─> publish

Everything that a stage needs from outside comes in through `Parts`, which `app` builds.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Protocol

from briefing import __version__
from briefing.analyse import Analysis, analyse
from briefing.codec import to_json
from briefing.edition.compose import Contents, assign, compose
from briefing.edition.freeze import digest_of, freeze, thaw
from briefing.edition.window import EVER
from briefing.errors import NothingToReport
from briefing.model import (
    Article,
    Colophon,
    Edition,
    EditionPlan,
    Feed,
    FeedFailure,
    FeedReading,
    Limits,
    Marks,
    ModelUsed,
    Prompt,
    RewritePolicy,
    StorySummary,
    Theme,
)
from briefing.ports import Clock, Embedder, Fetcher, PassageTags, PassageVectors, Progress, Store
from briefing.summarise import SummaryTask

__all__ = ["Outcome", "Parts", "Request", "StorySummariser", "run", "told_failure"]

LEASE_SECONDS = 6 * 3600.0  # longer than any run; that of a dead process is taken over at once
MOST_TOLD = 5  # failures that an error names
LAST = datetime(9998, 12, 31, tzinfo=UTC)


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
    closes: datetime  # the window is (opens, closes]
    opens: datetime = EVER
    fixed: bool = (
        False  # the caller chose the window; else a later run of the day keeps the first one's start
    )
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
        with watch.stage("read feeds"):
            states = {} if request.opens == EVER else parts.store.feed_states()
            read = list(parts.fetcher.read(request.feeds, states, parts.progress))
            readings = parts.store.save_readings(read, request.closes)
        failures = tuple(r.failure for r in readings if r.failure)
        previous = _latest(parts.store, request)
        if previous and not request.fixed and EVER not in (request.opens, previous[0].opens):
            request = replace(request, opens=min(request.opens, previous[0].opens))
        articles = _articles(request, parts.store, readings)
        inputs = _inputs(request, parts, articles)
        if previous and previous[0].colophon.inputs_sha256 == inputs:
            return Outcome(
                edition=previous[0],
                content=previous[1],
                made=False,
                articles=len(articles),
                failures=failures,
                seconds=watch.seconds,
            )
        return _make(request, parts, readings, articles, inputs, previous, watch)


def _articles(request: Request, store: Store, readings: Sequence[FeedReading]) -> list[Article]:
    locations = [feed.location for feed in request.feeds]
    articles = store.articles(request.opens, request.closes, locations)
    names = {feed.name for feed in request.feeds}  # an outlet that was renamed is not two
    articles = [article for article in articles if article.outlet in names]
    if request.opens == EVER:  # the documents as they are now, without what they held before
        named = {article.id for reading in readings for article in reading.articles}
        articles = [article for article in articles if article.id in named]
    if articles:
        return articles
    raise NothingToReport(_why_nothing(request, store, [r.failure for r in readings if r.failure]))


def _why_nothing(request: Request, store: Store, failures: Sequence[FeedFailure]) -> str:
    count = len(request.feeds)
    if not count:
        return "every feed of this edition is paused: take `paused = true` out of a list in feeds/"
    if len(failures) == count:
        told = "\n".join(f"  {told_failure(failure)}" for failure in failures[:MOST_TOLD])
        more = f"\n  and {count - MOST_TOLD} more: see `briefing feeds health`" if count > MOST_TOLD else ""
        return f"none of {count} feeds could be read:\n{told}{more}"
    stored = store.articles(EVER, LAST, [feed.location for feed in request.feeds])
    if not stored:
        return f"no items in {count} feeds: check their addresses with `briefing feeds list`"
    return (
        f"no item between {request.opens:%Y-%m-%d %H:%M} and {request.closes:%Y-%m-%d %H:%M} UTC; the newest is of "
        f"{stored[-1].published:%Y-%m-%d %H:%M}: look back further with --hours, or give another --date"
    )


def told_failure(failure: FeedFailure) -> str:
    """A failure in one line: who, where, why and the mend."""
    where = "" if failure.location in failure.reason else f" ({failure.location})"
    return f"{failure.feed}{where}: {failure.reason}" + (f": {failure.mend}" if failure.mend else "")


def _inputs(request: Request, parts: Parts, articles: Sequence[Article]) -> str:
    """Everything that decides what an edition says; the clock does not."""
    return digest_of(
        __version__,
        [(a.id, a.text_sha256, a.published, a.url, a.weight, a.outlet, a.language) for a in articles],
        replace(request.plan, feeds=()),
        request.limits,
        (request.mode, request.rewriting) if request.mode == "rewrite" else request.mode,
        [sorted(request.marks.sentences), sorted(request.marks.patterns)],
        [replace(theme, listed_at="") for theme in request.themes],
        {name: prompt.sha256 for name, prompt in request.prompts.items()},
        parts.models,
        request.opens == EVER,
    )


def _latest(store: Store, request: Request) -> tuple[Edition, str] | None:
    content = store.latest(request.plan.name, request.day)
    return (thaw(content), content) if content else None


def _make(
    request: Request,
    parts: Parts,
    readings: Sequence[FeedReading],
    articles: Sequence[Article],
    inputs: str,
    previous: tuple[Edition, str] | None,
    watch: Stopwatch,
) -> Outcome:
    by_id = {article.id: article for article in articles}
    plan = request.plan
    with watch.stage("analyse"):
        analysis = analyse(
            articles,
            request.themes,
            parts.embedder,
            as_of=request.closes,
            hours=plan.hours,
            progress=parts.progress,
        )
    placements = assign(analysis.stories, request.themes, by_id, request.limits, plan.language)
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
        contents = compose(analysis.stories, summaries, request.themes, by_id, request.limits, request.marks)
    colophon = _colophon(request, parts, readings, articles, contents)
    colophon = replace(colophon, inputs_sha256=inputs, seconds=watch.seconds)
    edition = _edition(request, contents, previous, colophon)
    content = freeze(edition)
    parts.store.add_edition(edition, content, _workings(analysis))
    failures = edition.colophon.failures
    return Outcome(
        edition=edition,
        content=content,
        made=True,
        articles=len(articles),
        failures=failures,
        seconds=watch.seconds,
    )


def _edition(
    request: Request, contents: Contents, previous: tuple[Edition, str] | None, colophon: Colophon
) -> Edition:
    plan = request.plan
    revision = previous[0].revision + 1 if previous else 1
    edition_id = f"{plan.name}-{request.day.isoformat()}" + (f"-r{revision}" if previous else "")
    return Edition(
        id=edition_id,
        name=plan.name,
        revision=revision,
        date=request.day,
        title=plan.title,
        language=plan.language,
        timezone=plan.timezone,
        opens=request.opens,
        closes=request.closes,
        public_url=f"{plan.public_url.rstrip('/')}/archive/{edition_id}/" if plan.public_url else "",
        mail_from=plan.mail_from,
        list_id=plan.list_id,
        summary=contents.summary,
        sections=contents.sections,
        also=contents.also,
        articles=contents.articles,
        colophon=colophon,
    )


def _colophon(
    request: Request,
    parts: Parts,
    readings: Sequence[FeedReading],
    articles: Sequence[Article],
    contents: Contents,
) -> Colophon:
    """All of it but the hash of the inputs and the time that was taken."""
    told = [story for section in contents.sections for story in section.stories]
    sentences = [sentence for story in told for sentence in story.sentences]
    return Colophon(
        feeds=tuple(sorted({r.feed.name for r in readings if not r.failure})),
        failures=tuple(
            sorted((r.failure for r in readings if r.failure), key=lambda f: (f.feed, f.location))
        ),
        articles=len(articles),
        outlets=len({a.outlet for a in articles}),
        models=parts.models,
        prompts={name: prompt.sha256 for name, prompt in request.prompts.items()},
        themes_sha256=digest_of([replace(theme, listed_at="") for theme in request.themes]),
        feeds_sha256=digest_of([replace(feed, listed_at="") for feed in request.feeds]),
        inputs_sha256="",
        version=__version__,
        counts={"verbatim": 0, "compressed": 0, "rewritten": 0} | Counter(s.how for s in sentences),
        fallbacks=Counter(s.fallback for s in (*sentences, *(t.headline for t in told)) if s.fallback),
        seconds={},
        notes=parts.notes,
    )


def _workings(analysis: Analysis) -> str:
    """How the edition came about, for `explain` and for judging: nothing here is shown to readers."""
    passages: dict[str, dict[str, dict[str, list[float | str]]]] = {}
    for ref, scores in analysis.tags.items():
        passages.setdefault(ref.article, {})[str(ref.passage)] = {
            s.theme: [round(s.score, 4), s.verdict] for s in scores
        }
    stories = [to_json(story) for story in analysis.stories]
    for story in stories:
        for theme in story["themes"]:
            theme["passages"] = [[p["article"], p["passage"]] for p in theme["passages"]]
    return json.dumps({"stories": stories, "passages": passages}, ensure_ascii=False)
