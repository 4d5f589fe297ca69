"""The database: what is kept, how it is found again, and what happens when it cannot be."""

import os
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import String

import briefing.store
from briefing.errors import Busy, StoreError
from briefing.model import Article, Feed, FeedReading, FeedState, Passage, Validators
from briefing.store import open_store, schema
from briefing.store.database import open_database
from tests.databases import raw
from tests.editions import edition
from tests.fakes import FakeClock

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def article(body: str = "Six people died.", **changes: object) -> Article:
    values: dict[str, object] = {
        "id": "a" * 16,
        "url": "https://wire.example/1",
        "title": "",
        "text": body,
        "text_sha256": f"{body:*<64}"[:64],
        "outlet": "Wire",
        "feed": "https://wire.example/feed",
        "published": NOON,
        "dated": "published",
        "language": "en",
        "passages": (Passage(index=0, start=0, end=len(body), text=body, paragraph=1),),
    }
    return Article(**(values | changes))  # type: ignore[arg-type]


def reading(*articles: Article, **state: object) -> FeedReading:
    feed = Feed(name="Wire", location="https://wire.example/feed")
    return FeedReading(
        feed=feed,
        state=FeedState(location=feed.location, name="Wire", **state),  # type: ignore[arg-type]
        articles=articles,
    )


@pytest.fixture
def clock():
    return FakeClock(NOON)


@pytest.fixture
def store(database, clock):
    store = open_store(database, clock)
    yield store
    store.close()


def test_article_comes_back_as_it_was_saved(store):
    store.save_readings([reading(article())])
    assert store.article("a" * 16) == article()


def test_feed_state_comes_back_as_it_was_saved(store):
    kept = reading(
        validators=Validators(etag='"1"', last_modified="x"), last_success=NOON, failures=2, not_before=NOON
    )
    store.save_readings([reading(failures=1)])
    store.save_readings([kept])
    assert store.feed_states() == {"https://wire.example/feed": kept.state}


def test_window_is_open_at_its_start_and_closed_at_its_end(store):
    articles = [article(id=f"{i:016}", published=NOON + timedelta(hours=i)) for i in range(4)]
    store.save_readings([reading(*articles)])
    found = store.articles(NOON, NOON + timedelta(hours=2), ["https://wire.example/feed"])
    assert [a.id for a in found] == [f"{1:016}", f"{2:016}"]


def test_articles_of_feeds_that_are_not_asked_for_stay_out(store):
    store.save_readings([reading(article())])
    assert store.articles(NOON - timedelta(1), NOON, ["https://other.example/feed"]) == []


def test_article_that_two_feeds_list_is_found_by_either_and_once_by_both(store):
    first, second = "https://wire.example/feed", "https://wire.example/world"
    store.save_readings([reading(article()), reading(article(feed=second))])
    for feeds in ([first], [second], [first, second]):
        assert [a.id for a in store.articles(NOON - timedelta(1), NOON, feeds)] == ["a" * 16]


def test_path_may_hold_what_an_address_may_not(tmp_path, clock):
    path = tmp_path / "odd?mode=1 %41" / "briefing.sqlite"
    open_store(path, clock).close()
    assert path.is_file()


def test_text_that_is_no_unicode_is_an_error_of_the_store(store):
    with pytest.raises(StoreError, match="no Unicode"):
        store.save_readings([reading(article(url="https://wire.example/\ud800"))])


def test_changed_article_is_the_new_one_and_its_old_text_stays(store):
    old, new = article(), article("Seven people died.")
    store.save_readings([reading(old)])
    store.save_readings([reading(new)])
    assert store.article(old.id) == replace(new, revised=NOON)
    assert store.text(old.id, old.text_sha256) == old.text


def test_article_without_a_date_keeps_the_moment_it_was_first_seen(store):
    store.save_readings([reading(article(dated="fetched"))])
    store.save_readings([reading(article("Changed.", dated="fetched", published=NOON + timedelta(1)))])
    assert store.article("a" * 16).published == NOON


def test_full_text_is_not_replaced_by_the_feeds_line(store):
    full = article("The whole story. It is long.", full_text=True)
    store.save_readings([reading(full)])
    store.save_readings([reading(article("The line."))])
    assert store.article("a" * 16) == full


def test_vectors_come_back_equal_and_by_model(store):
    vector = np.arange(4, dtype=np.float32)
    store.save_vectors("m", {"k": vector})
    store.save_vectors("m", {"k": vector + 1, "l": vector})
    assert np.array_equal(store.vectors("m", ["k", "l", "x"])["k"], vector)
    assert set(store.vectors("m", ["k", "l", "x"])) == {"k", "l"}
    assert store.vectors("n", ["k"]) == {}


def test_frozen_edition_is_never_overwritten(store):
    store.add_edition(edition(), "{}\n", "{}")
    with pytest.raises(StoreError, match="wrote the same thing first"):
        store.add_edition(edition(), "{1}\n", "{}")
    assert store.edition(edition().id) == "{}\n"


def test_newest_revision_of_a_day_is_the_latest(store):
    store.add_edition(edition(), "first", "{}")
    store.add_edition(edition(id="daily-2026-03-10-r2", revision=2), "second", "{}")
    assert store.latest("daily", edition().date) == "second"
    assert store.latest("weekly", edition().date) is None
    assert store.editions() == ["daily-2026-03-10-r2", "daily-2026-03-10"]


def test_edition_altered_in_the_database_is_refused(store, database):
    store.add_edition(edition(), "{}\n", "{}")
    raw(database, "UPDATE editions SET content = 'forged'")
    with pytest.raises(StoreError, match="altered after it was frozen"):
        store.edition(edition().id)


def test_lease_of_a_living_holder_is_respected(store):
    with store.lease("run", 60), pytest.raises(Busy, match=str(os.getpid())), store.lease("run", 60):
        pass
    with store.lease("run", 60):
        pass


def test_lease_ends_with_its_time(store, clock):
    with store.lease("run", 60):
        clock.move(seconds=61)
        with store.lease("run", 60):
            pass


def test_lease_of_a_dead_process_is_taken_over(store, database):
    holder = f"{2**22 + 1}@{socket.gethostname()}"  # above the largest process id of Linux
    raw(database, "INSERT INTO leases VALUES ('run', :holder, 't', '2099-01-01 00:00:00')", holder=holder)
    with store.lease("run", 60):
        pass


def test_file_is_in_wal_mode(tmp_path, clock):
    open_store(tmp_path / "briefing.sqlite", clock).close()
    assert raw(tmp_path / "briefing.sqlite", "PRAGMA journal_mode") == [("wal",)]


def test_file_that_is_no_database_names_the_file_and_the_mend(tmp_path, clock):
    path = tmp_path / "briefing.sqlite"
    path.write_text("hello, this is not a database, but long enough to look at")
    with pytest.raises(StoreError, match=r"briefing\.sqlite.*restore a backup"):
        open_store(path, clock)


def test_database_of_a_newer_program_is_refused(database, clock):
    open_store(database, clock).close()
    raw(database, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="upgrade briefing"):
        open_store(database, clock)


def test_folder_that_cannot_be_made_names_the_mend(tmp_path, clock):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="give a folder that can be written"):
        open_store(tmp_path / "file" / "briefing.sqlite", clock)


def test_migrations_end_in_the_schema_of_the_program(database, clock):
    open_store(database, clock).close()
    opened = open_database(database)
    with opened.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": is_another_type})
        difference = compare_metadata(context, schema.metadata)
    opened.close()
    assert difference == []


def is_another_type(context, _, __, found, wanted):
    """Whether a column's type is not the schema's; on PostgreSQL every text may be of any length."""
    if context.dialect.name == "postgresql" and isinstance(found, String) and isinstance(wanted, String):
        return False
    return None


def test_head_is_the_newest_migration():
    config = Config()
    config.set_main_option("script_location", str(Path(briefing.store.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == schema.HEAD
