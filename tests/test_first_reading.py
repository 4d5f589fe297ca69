"""A feed that is new to us: what it held before is not today's news, however much that is, and whatever dates it gives."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from briefing.edition.window import EVER
from briefing.ingest.reader import FeedReader
from briefing.model import Feed, FetchPolicy
from briefing.store import open_store
from tests.fakes import FakeClock, RecordingProgress
from tests.ingest.server import ScriptedServer, answer, item, rss

NOW = datetime(2026, 3, 10, 6, tzinfo=UTC)
DAY = timedelta(days=1)


class Outlet:
    """A feed that is read again and again; what an edition of the day before each reading has of it."""

    def __init__(self, folder, server):
        self.clock = FakeClock(NOW)
        self.server = server
        self.feed = Feed(
            name="Wire", location=server.url("/feed"), language="en", max_items=1000, full_text="never"
        )
        self.store = open_store(folder / "briefing.sqlite", self.clock)

    def gives(self, *items):
        self.server.on("/feed", answer(body=rss(*items)))
        policy = FetchPolicy(allow_hosts=(self.server.host,), delay_seconds=0.0, retries=0)
        reader = FeedReader(policy, self.clock, self.clock.now())
        self.store.save_readings(
            list(reader.read([self.feed], self.store.feed_states(), RecordingProgress()))
        )
        return self.told(self.clock.now() - DAY)

    def told(self, opens):
        return [a.title for a in self.store.articles(opens, self.clock.now(), [self.feed.location])]


@pytest.fixture
def outlet(tmp_path):
    with ScriptedServer() as server:
        outlet = Outlet(tmp_path, server)
        yield outlet
        outlet.store.close()


def piece(number, at=None):
    date = {"pubDate": format_datetime(at)} if at else {}
    return item(f"Report number {number}", guid=f"id-{number}", link=f"https://wire.example/{number}", **date)


def test_of_a_back_catalogue_of_500_items_only_those_of_the_day_are_news(outlet):
    items = [piece(n, NOW - timedelta(hours=2 * n + 1)) for n in range(500)]
    assert len(outlet.gives(*items)) == 12
    outlet.clock.move(hours=1)
    told = outlet.gives(piece(500, NOW), *items)
    assert told[-1] == "Report number 500"
    assert len(told) == 12  # and one has left the window


def test_of_items_without_dates_those_count_that_come_after_the_first_reading(outlet):
    items = [piece(n) for n in range(500)]
    assert outlet.gives(*items) == []
    outlet.clock.move(hours=1)
    assert outlet.gives(piece(500), *items) == ["Report number 500"]
    outlet.clock.move(hours=1)
    assert outlet.gives(piece(501), piece(500), *items) == ["Report number 500", "Report number 501"]


def test_items_that_all_bear_the_time_of_the_reading_are_items_without_dates(outlet):
    items = [piece(n, NOW) for n in range(40)]
    assert outlet.gives(*items) == []
    outlet.clock.move(hours=1)
    later = outlet.clock.now()
    again = [piece(n, later) for n in range(40)]
    assert outlet.gives(piece(40, later), *again) == ["Report number 40"]


def test_a_few_items_of_this_moment_are_news(outlet):
    items = [piece(n, NOW - timedelta(seconds=30)) for n in range(4)]
    assert len(outlet.gives(*items)) == 4


def test_documents_that_are_told_whole_are_told_whole_without_dates(outlet):
    outlet.gives(*(piece(n) for n in range(3)))
    assert len(outlet.told(EVER)) == 3
