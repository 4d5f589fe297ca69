"""Which articles of an edition stay, and which come, when the feed lists change.

    lists ─ feeds_now ─> feeds ─┬─ the edition's own ──────────────────> its articles, untouched ─┐
                                └─ others ─┬─ dropped, renamed, weighed ─> its articles ──────────┼─> Gathered
                                           └─ new ones are read ────────> their articles ─────────┘

Lists that are still those of the edition cost no look at the network.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from briefing.app import SAMPLE, configured_feeds
from briefing.desk.base import Base
from briefing.edition.freeze import digest_of
from briefing.editorial import Editorial
from briefing.model import Article, EditionPlan, Feed, FeedReading, FeedState
from briefing.settings import Settings

__all__ = ["Gathered", "feeds_now", "gathered"]

Read = Callable[[Feed], FeedReading]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What an edition is made of now."""

    readings: tuple[FeedReading, ...]
    articles: tuple[Article, ...]  # oldest first, ties by id
    notes: tuple[str, ...] = ()  # on feeds that were read for it


def feeds_now(settings: Settings, desk: Editorial, plan: EditionPlan, base: Base) -> tuple[Feed, ...]:
    """The feeds that the edition would be made of now, less the paused ones.

    An edition that was made of other lists than its own (`briefing run --feeds`) keeps to those, as they are now; one of
    documents that are in no list keeps to the documents.
    """
    read = {article.feed: article.outlet for article in base.articles}
    lists = desk.feed_lists
    holding = {name for name, feeds in lists.items() if any(feed.location in read for feed in feeds)}
    own = set(plan.feeds) or lists.keys() - {SAMPLE}
    if not read or holding & own:
        feeds = configured_feeds(settings, desk, plan)
    elif holding:
        feeds = [feed for name in sorted(holding) for feed in lists[name]]
    else:
        feeds = [Feed(name=outlet, location=location) for location, outlet in sorted(read.items())]
    return tuple(feed for feed in feeds if not feed.rests(base.edition.date))


def gathered(base: Base, feeds: Sequence[Feed], read: Read) -> Gathered:
    """The articles of an edition as far as these feeds bring them, with those of feeds that it did not know."""
    colophon = base.edition.colophon
    failures = {failure.location: failure for failure in colophon.failures}
    readings = {feed.location: replace(_quiet(feed), failure=failures.get(feed.location)) for feed in feeds}
    if digest_of([replace(feed, listed_at="") for feed in feeds]) == colophon.feeds_sha256:
        return Gathered(readings=tuple(readings.values()), articles=base.articles)
    known = {article.feed for article in base.articles} | failures.keys()
    new = [feed for feed in feeds if feed.location not in known and feed.name not in colophon.feeds]
    fresh = {feed.location: read(feed) for feed in new}
    brought, notes = _brought(list(fresh.values()), base.edition.opens, base.edition.closes)
    by_location = {feed.location: feed for feed in feeds}
    kept = [_as_listed(a, by_location[a.feed]) for a in base.articles if a.feed in by_location]
    articles = {article.id: article for article in (*brought, *kept)}
    return Gathered(
        readings=tuple((readings | fresh).values()),
        articles=tuple(sorted(articles.values(), key=lambda a: (a.published, a.id))),
        notes=notes,
    )


def _quiet(feed: Feed) -> FeedReading:
    """A feed whose articles are those that the edition had of it."""
    return FeedReading(feed=feed, state=FeedState(location=feed.location, name=feed.name), unchanged=True)


def _as_listed(article: Article, feed: Feed) -> Article:
    return replace(article, outlet=feed.name, weight=feed.weight)


def _brought(
    readings: Sequence[FeedReading], opens: datetime, closes: datetime
) -> tuple[list[Article], tuple[str, ...]]:
    """The articles of the window that new feeds give, and in one line a feed what came of it."""
    articles: list[Article] = []
    notes = []
    for reading in readings:
        inside = [article for article in reading.articles if opens < article.published <= closes]
        articles += [_as_listed(article, reading.feed) for article in inside]
        if reading.failure:
            notes.append(f"{reading.feed.name}: {reading.failure.reason}")
        else:
            notes.append(
                f"{reading.feed.name}: {len(inside)} of {len(reading.articles)} items are of the edition's time"
            )
    return articles, tuple(notes)
