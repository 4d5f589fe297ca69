"""What is let go of, and what is kept: on a real database."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from briefing.edition.freeze import freeze
from briefing.model import Article, Consent, Feed, FeedReading, FeedState, Subscriber, Thread
from briefing.settings import load_settings
from briefing.store import open_store
from briefing.store.bounces import Bounce
from briefing.subscribing import Subscribing
from briefing.upkeep import Upkept, upkeep
from tests.fakes import FakeClock
from tests.render import editions

NOW = editions.CLOSES
DAY = timedelta(days=1)
FEED = Feed(name="Coastal Wire", location="https://coastalwire.example/feed")


@pytest.fixture
def clock():
    return FakeClock(NOW)


@pytest.fixture
def store(tmp_path, clock):
    store = open_store(tmp_path / "briefing.sqlite", clock)
    yield store
    store.close()


@pytest.fixture
def settings(tmp_path):
    return load_settings(None, {}, cwd=tmp_path)


def pending(number, **changes):
    plain = Subscriber(
        id=f"{number:016x}", address=f"r{number}@reader.example", status="pending", created=NOW
    )
    return replace(plain, **changes)


def article(number, published):
    return Article(
        id=f"{number:016x}",
        feed=FEED.location,
        url=f"https://coastalwire.example/{number}",
        title=f"Report number {number}",
        text=f"Report number {number}\n\nIts own words, {number * 7} of them.",
        text_sha256=f"{number:064x}",
        outlet=FEED.name,
        published=published,
        dated="published",
        language="en",
        passages=(),
    )


def read(store, *articles):
    state = FeedState(location=FEED.location, name=FEED.name, last_attempt=store._clock.now())
    store.save_readings([FeedReading(feed=FEED, state=state, articles=articles)])


def test_a_sign_up_that_nobody_confirms_is_erased_after_thirty_days_without_a_trace(settings, store):
    store.subscribers.add(pending(1))
    assert upkeep(settings, store, NOW + 30 * DAY) == Upkept()
    assert upkeep(settings, store, NOW + 31 * DAY) == Upkept(unconfirmed=1)
    assert store.subscribers.by_id(pending(1).id) is None
    assert store.subscribers.suppression(pending(1).address) is None


def test_who_confirmed_or_left_stays(settings, store):
    for number, status in enumerate(("confirmed", "unsubscribed", "suppressed")):
        store.subscribers.add(pending(number, status=status))
    assert upkeep(settings, store, NOW + 999 * DAY) == Upkept()
    assert sum(store.subscribers.count().values()) == 3


def test_the_days_run_from_when_somebody_was_asked_last(settings, store, clock):
    store.subscribers.add(pending(1, consents=(Consent(at=NOW + 9 * DAY, source="web", text="Yes"),)))
    store.subscribers.add(pending(2))
    clock.move(days=20)
    assert Subscribing(store, clock, "daily").ask_again(pending(2).id)
    assert upkeep(settings, store, NOW + 38 * DAY) == Upkept()
    assert upkeep(settings, store, NOW + 40 * DAY) == Upkept(unconfirmed=1)
    assert store.subscribers.by_id(pending(2).id) is not None


def test_an_article_goes_when_it_is_old_no_feed_lists_it_and_no_edition_names_it(settings, store, clock):
    quoted, followed, listed, dropped = (article(n, NOW - DAY) for n in range(1, 5))
    read(store, quoted, followed, listed, dropped)
    morning = editions.morning()
    cited = replace(morning.articles[0], id=quoted.id)
    morning = replace(morning, articles=(*morning.articles, cited))
    thread = Thread(
        story="7f3a9c01",
        edition=morning.id,
        date=morning.date,
        headline="It goes on",
        articles=((followed.id, followed.text_sha256),),
    )
    store.add_edition(morning, freeze(morning), "{}", [thread])
    clock.move(days=100)
    read(store, listed)
    assert upkeep(settings, store, NOW + 180 * DAY) == Upkept()
    assert upkeep(settings, store, NOW + 181 * DAY).articles == 1
    assert set(store.articles_named([f"{n:016x}" for n in range(1, 5)])) == {
        quoted.id,
        followed.id,
        listed.id,
    }
    assert store.text(dropped.id, dropped.text_sha256) is None
    assert store.text(quoted.id, quoted.text_sha256) == quoted.text


def test_an_old_article_that_comes_again_is_kept_anew(settings, store, clock):
    read(store, article(1, NOW - DAY))
    upkeep(settings, store, NOW + 181 * DAY)
    clock.move(days=182)
    read(store, article(1, NOW - DAY))
    found = store.article(article(1, NOW).id)
    assert found.published == NOW - DAY  # old as it was: no edition of today has it


def test_vectors_reports_and_states_of_feeds_are_let_go_of(settings, store):
    store.save_vectors("model", {"a" * 64: np.ones(3, dtype=np.float32)})
    store.bounces.keep(Bounce(sha256="b" * 64, kind="soft", at=NOW))
    read(store)
    assert upkeep(settings, store, NOW + 60 * DAY) == Upkept()
    assert upkeep(settings, store, NOW + 61 * DAY) == Upkept(vectors=1)
    assert upkeep(settings, store, NOW + 401 * DAY) == Upkept(reports=1, feeds=1)
    assert store.feed_states() == {}


def test_the_days_are_settings(tmp_path, store):
    (tmp_path / "briefing.toml").write_text("[keep]\nunconfirmed = 10\n")
    store.subscribers.add(pending(1))
    assert upkeep(load_settings(None, {}, cwd=tmp_path), store, NOW + 11 * DAY).unconfirmed == 1


def test_two_at_once_do_it_once(settings, store):
    store.subscribers.add(pending(1))
    with store.lease("upkeep", 60):
        assert upkeep(settings, store, NOW + 99 * DAY) == Upkept()
