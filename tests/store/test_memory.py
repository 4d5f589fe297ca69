"""What editions leave in memory of their stories, and the versions of articles that they quote."""

import sqlite3
from datetime import UTC, date, datetime, timedelta

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

import briefing.store
from briefing.errors import StoreError
from briefing.ingest.assemble import make_article
from briefing.model import (
    Fact,
    Feed,
    FeedReading,
    FeedState,
    Sentence,
    Support,
    Thread,
)
from briefing.store import open_store
from tests.editions import edition
from tests.fakes import FakeClock, MemoryStore

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAY = date(2026, 3, 10)
AT = "2026-03-10 12:00:00"
DATED = (AT, "published", "en", 1.0, 0, AT, AT)
WIRE = Feed(name="Wire", location="https://wire.example/feed")


def thread(story="s1", edition="daily-2026-03-10", day=DAY, **changes):
    support = Support(article="a" * 16, start=0, end=17, quote="Six people died, …", paragraph=1)
    fact = Fact(
        kind="killed",
        counted="people",
        value="6",
        about=("kelm",),
        text="Six people died",
        support=support,
        version="f" * 64,
        outlet="Wire",
        published=NOON,
    )
    told = Sentence(text="Six people died.", how="verbatim", support=(support,), cuts=((3, 4),))
    values = {
        "story": story,
        "edition": edition,
        "date": day,
        "headline": "Six die in “Kelm”",
        "articles": (("a" * 16, "f" * 64),),
        "facts": (fact,),
        "told": (told,),
        "parents": ("s0",),
    }
    return Thread(**(values | changes))


def day_of(number, revision=1, name="daily"):
    day = DAY + timedelta(days=number)
    identity = f"{name}-{day.isoformat()}" + (f"-r{revision}" if revision > 1 else "")
    return edition(id=identity, name=name, date=day, revision=revision)


def article(body, title="A town is hit", **changes):
    values = {
        "outlet": "Wire",
        "feed": WIRE.location,
        "entry_id": "1",
        "url": "https://wire.example/1",
        "title": title,
        "body": body,
        "published": NOON,
        "dated": "published",
        "language": "en",
    }
    return make_article(**(values | changes))


def reading(*articles):
    return FeedReading(feed=WIRE, state=FeedState(location=WIRE.location), articles=articles)


@pytest.fixture(params=["sqlite", "postgresql", "memory"])
def store(request, tmp_path):
    if request.param == "memory":
        yield MemoryStore()
        return
    is_file = request.param == "sqlite"
    database = tmp_path / "briefing.sqlite" if is_file else request.getfixturevalue("postgres").empty()
    store = open_store(database, FakeClock(NOON))
    yield store
    store.close()


def keep(store, made, *threads):
    left = [thread(story, made.id, made.date) if isinstance(story, str) else story for story in threads]
    store.add_edition(made, made.id, "{}", left)


def test_thread_comes_back_as_it_was_left(store):
    keep(store, edition(), thread())
    assert store.threads("daily", DAY, DAY + timedelta(1)) == [thread()]


def test_threads_are_those_of_the_days_asked_for_oldest_first(store):
    for number in (2, 0, 1, 3):
        keep(store, day_of(number), "s2", "s1")
    found = store.threads("daily", DAY + timedelta(1), DAY + timedelta(3))
    assert [(t.date.day, t.story) for t in found] == [(11, "s1"), (11, "s2"), (12, "s1"), (12, "s2")]


def test_only_the_newest_revision_of_a_day_is_remembered(store):
    keep(store, day_of(0), "s1", "s2")
    keep(store, day_of(0, 2), "s2")
    assert [(t.edition, t.story) for t in store.threads("daily", DAY, DAY + timedelta(1))] == [
        ("daily-2026-03-10-r2", "s2")
    ]
    assert store.history("s1") == []


def test_threads_of_another_edition_stay_out_but_are_part_of_the_history(store):
    keep(store, day_of(1, name="weekly"), "s1")
    keep(store, day_of(0), "s1")
    assert [t.edition for t in store.threads("daily", DAY, DAY + timedelta(9))] == ["daily-2026-03-10"]
    assert [t.edition for t in store.history("s1")] == ["daily-2026-03-10", "weekly-2026-03-11"]


def test_edition_that_cannot_be_kept_leaves_no_thread(store):
    keep(store, edition(), "s1")
    with pytest.raises(StoreError):
        keep(store, edition(), "s2")
    assert store.history("s2") == []


def test_latest_before_a_day_is_the_newest_revision_of_the_newest_earlier_day(store):
    for made in (day_of(0), day_of(1), day_of(1, 2), day_of(2), day_of(1, name="weekly")):
        keep(store, made)
    assert store.latest_before("daily", DAY + timedelta(2)) == "daily-2026-03-11-r2"
    assert store.latest_before("daily", DAY) is None


def test_version_of_an_article_has_the_text_and_title_that_it_had(store):
    old = article("Six people died. It was noon.")
    new = article("Nine people died. It was noon.", title="Town hit, nine dead")
    store.save_readings([reading(old)])
    store.save_readings([reading(new)])
    refs = [(old.id, old.text_sha256), (new.id, new.text_sha256), (old.id, "0" * 64)]
    found = store.article_versions(refs)
    assert {ref: (a.title, a.text, a.passages) for ref, a in found.items()} == {
        refs[0]: (old.title, old.text, old.passages),
        refs[1]: (new.title, new.text, new.passages),
    }


def test_articles_are_found_by_their_names(store):
    first, second = article("One. Two."), article("Three.", entry_id="2", url="https://wire.example/2")
    store.save_readings([reading(first, second)])
    assert store.articles_named([first.id, "0" * 16]) == {first.id: first}


def test_database_of_the_first_schema_is_upgraded_with_what_it_holds(tmp_path):
    path = tmp_path / "briefing.sqlite"
    config = Config()
    config.set_main_option("script_location", f"{briefing.store.__path__[0]}/migrations")
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    known = article("Six people died.")
    rows = [
        (
            "articles",
            (known.id, known.feed, "Wire", known.url, known.title, known.text_sha256, *DATED),
        ),
        (
            "texts",
            (
                known.id,
                known.text_sha256,
                known.text,
                '[[0,13,"title",0],[15,31,"sentence",1]]',
                AT,
            ),
        ),
        ("listings", (known.id, known.feed)),
        (
            "editions",
            ("daily-2026-03-10", "daily", "2026-03-10", 1, AT, "0" * 64, "{}", "{}"),
        ),
    ]
    with sqlite3.connect(path) as raw:
        for table, row in rows:
            raw.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(row))})", row)
    store = open_store(path, FakeClock(NOON))
    assert store.articles(NOON - timedelta(1), NOON, [WIRE.location]) == [known]
    again = article("Six people died.", entry_id="new", url=f"{known.url}/?utm_source=rss")
    (kept,) = store.save_readings([reading(again)])
    assert [a.id for a in kept.articles] == [known.id]
    keep(store, day_of(1), "s1")
    assert store.editions() == ["daily-2026-03-11", "daily-2026-03-10"]
    store.close()
