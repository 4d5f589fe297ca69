"""What a run starts from: the articles of its window, what is remembered, and the digest of it all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from briefing import __version__
from briefing.edition.freeze import digest_of, thaw
from briefing.edition.window import EVER
from briefing.errors import NothingToReport
from briefing.model import Article, Correction, Edition, FeedFailure, FeedReading
from briefing.pipeline.request import Parts, Request
from briefing.ports import Store
from briefing.tracking.follow import amended
from briefing.tracking.memory import DAYS, Memory, decided

__all__ = ["articles_of", "digest_of_inputs", "latest_of", "memory_of", "told_failure"]

MOST_TOLD = 5  # failures that an error names
LAST = datetime(9998, 12, 31, tzinfo=UTC)


def articles_of(
    request: Request, store: Store, readings: Sequence[FeedReading], memory: Memory
) -> list[Article]:
    """The articles that the edition is made from; none only where there is a correction to report.

    `NothingToReport` says why there are none.
    """
    locations = [feed.location for feed in request.feeds]
    articles = store.articles(request.opens, request.closes, locations)
    names = {feed.name for feed in request.feeds}  # an outlet that was renamed is not two
    articles = [article for article in articles if article.outlet in names]
    if request.opens == EVER:  # the documents as they are now, without what they held before
        named = {article.id for reading in readings for article in reading.articles}
        articles = [article for article in articles if article.id in named]
    articles = [article for article in articles if not _is_old(article, request.opens, memory)]
    if articles or memory.corrections or amended((), memory):
        return articles
    raise NothingToReport(_why_nothing(request, store, [r.failure for r in readings if r.failure]))


def _is_old(article: Article, opens: datetime, memory: Memory) -> bool:
    """Whether an outlet edited what was published before the window and what no remembered story holds: that is no news."""
    return article.revised is not None and article.published <= opens and article.id not in memory.now


def _why_nothing(request: Request, store: Store, failures: Sequence[FeedFailure]) -> str:
    count = len(request.feeds)
    if not count:
        return "every feed of this edition is paused: `briefing feeds resume NAME` reads one again"
    if len(failures) == count:
        told = "\n".join(f"  {told_failure(failure)}" for failure in failures[:MOST_TOLD])
        more = f"\n  and {count - MOST_TOLD} more: see `briefing feeds health`" if count > MOST_TOLD else ""
        return f"none of {count} feeds could be read:\n{told}{more}"
    stored = store.articles(EVER, LAST, [feed.location for feed in request.feeds])
    if not stored:
        return f"no items in {count} feeds: check their addresses with `briefing feeds list`"
    if all(article.dated == "fetched" for article in stored):
        return (
            f"the {len(stored)} items of these feeds bear no dates, so what is new among them is not known yet: "
            "what comes from the next reading on is told"
        )
    return (
        f"no item between {request.opens:%Y-%m-%d %H:%M} and {request.closes:%Y-%m-%d %H:%M} UTC; the newest is of "
        f"{stored[-1].published:%Y-%m-%d %H:%M}: look back further with --hours, or give another --date"
    )


def told_failure(failure: FeedFailure) -> str:
    """A failure in one line: who, where, why and the mend."""
    where = "" if failure.location in failure.reason else f" ({failure.location})"
    return f"{failure.feed}{where}: {failure.reason}" + (f": {failure.mend}" if failure.mend else "")


def memory_of(request: Request, store: Store) -> Memory:
    """What the editions of the last days left; nothing where documents are told whole, however often they were."""
    if request.opens == EVER:
        return Memory()
    name, day = request.plan.name, request.day
    threads = decided(store.threads(name, day - timedelta(days=DAYS), day), request.decisions)
    before = store.latest_before(name, day)
    refs = list(dict.fromkeys(ref for thread in threads for ref in thread.articles))
    return Memory(
        threads=tuple(threads),
        since=thaw(before).id if threads and before else "",
        corrections=_corrections(store, name, day),
        now=store.articles_named(list(dict.fromkeys(key for key, _ in refs))),
        then=store.article_versions(refs),
    )


def _corrections(store: Store, name: str, day: date) -> tuple[Correction, ...]:
    """What editors corrected in the last days' editions and none told of, without what readers are not shown."""
    found = store.untold_corrections(name, day - timedelta(days=DAYS), day)
    return tuple(replace(correction, editor="", note="") for correction in found)


def digest_of_inputs(request: Request, parts: Parts, articles: Sequence[Article], memory: Memory) -> str:
    """Everything that decides what an edition says; the clock does not."""
    return digest_of(
        __version__,
        [(a.id, a.text_sha256, a.published, a.url, a.weight, a.outlet, a.language) for a in articles],
        replace(request.plan, feeds=()),
        request.limits,
        (request.mode, request.rewriting) if request.mode == "rewrite" else request.mode,
        [sorted(request.marks.sentences), sorted(request.marks.patterns)],
        request.decisions,
        [replace(theme, listed_at="") for theme in request.themes],
        {name: prompt.sha256 for name, prompt in request.prompts.items()},
        parts.models,
        request.opens == EVER,
        memory.threads,
        sorted((a.id, a.text_sha256) for a in memory.now.values()),
        *memory.corrections,
    )


def latest_of(store: Store, request: Request) -> tuple[Edition, str] | None:
    """The newest revision of the requested day, and its canonical JSON."""
    content = store.latest(request.plan.name, request.day)
    return (thaw(content), content) if content else None
