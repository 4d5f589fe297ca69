"""The composition of `briefing poll`: the feeds are read and what they list is kept, so that no item is missed between editions.

feeds of all editions ─ ingest ─> FeedReading ─ store.save_readings ─> articles, feed states        no model is loaded
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from briefing.app import configured_feeds, open_store
from briefing.clock import SystemClock
from briefing.errors import NothingToReport
from briefing.model import FeedReading
from briefing.ports import Clock, Progress

if TYPE_CHECKING:
    from briefing.settings import Settings

__all__ = ["poll"]

SECONDS = 3600.0  # of the hold; that of a dead process is taken over at once


def poll(
    settings: Settings, progress: Progress, clock: Clock | None = None, *, hours: int | None = None
) -> list[FeedReading]:
    """Read the feeds of all editions that are not paused, each once; what was read, in the order of the lists.

    Pages of articles are read as far back as `hours`, or as the longest edition looks.
    `ConfigError` with the faults of the editor's files, `Busy` where another process polls, `NothingToReport` where there is
    no feed to read.
    """
    from briefing import editorial
    from briefing.ingest.reader import FeedReader

    clock = clock or SystemClock()
    desk = editorial.load(settings.root, settings.editions, settings.place)
    feeds = {
        feed.location: feed for plan in settings.editions for feed in configured_feeds(settings, desk, plan)
    }
    wanted = [feed for feed in feeds.values() if not feed.rests(clock.now().date())]
    if not wanted:
        msg = "every feed is paused: `briefing feeds resume NAME` reads one again"
        raise NothingToReport(msg)
    now = clock.now()
    hours = hours or max(plan.hours for plan in settings.editions)
    reader = FeedReader(settings.fetch, clock, now, opens=now - timedelta(hours=hours))
    store = open_store(settings, clock)
    try:
        with store.lease("poll", SECONDS):
            return store.save_readings(list(reader.read(wanted, store.feed_states(), progress)), now)
    finally:
        store.close()
