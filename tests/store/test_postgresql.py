"""PostgreSQL: what is another matter than with a file: many writers, a server that goes away, who is let in."""

import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from briefing.errors import StoreError
from briefing.model import Feed, FeedReading, FeedState
from briefing.store import is_there, open_store
from briefing.store.database import open_database
from briefing.store.ledger import Queued
from tests.databases import KEEPER, PASSWORD, raw
from tests.editions import edition
from tests.fakes import FakeClock
from tests.store.test_memory import day_of, thread

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def address(postgres):
    return postgres.empty()


@pytest.fixture
def store(address):
    store = open_store(address, FakeClock(NOON))
    yield store
    store.close()


@pytest.fixture
def opened(address):
    opened = open_database(address)
    yield opened
    opened.close()


def refusal(address):
    """What is said where a database cannot be opened."""
    with pytest.raises(StoreError) as caught:
        open_store(address, FakeClock(NOON))
    message = str(caught.value)
    assert "\n" not in message
    return message


# ── Many at one database ─────────────────────────────────────────────────────────────────────────────────────────────


def at_once(work, times=6):
    """What some work comes to in several threads that begin together."""
    barrier, found = threading.Barrier(times), []

    def run():
        barrier.wait()
        found.append(work())

    threads = [threading.Thread(target=run) for _ in range(times)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return found


def test_what_is_made_at_first_use_is_made_once(store):
    assert len(set(at_once(lambda: store.secret("tokens")))) == 1


def test_several_programs_may_make_the_tables_at_the_same_time(postgres):
    empty = postgres.new("template0")
    assert at_once(lambda: open_store(empty, FakeClock(NOON)).close(), 3) == [None] * 3


def test_a_transaction_that_reads_sees_one_moment(store, opened):
    with opened.reading() as connection:
        before = connection.execute(text("SELECT count(*) FROM editions")).scalar()
        store.add_edition(edition(), "{}", "{}")
        assert connection.execute(text("SELECT count(*) FROM editions")).scalar() == before
    assert raw(opened.place, "SELECT count(*) FROM editions") == [(1,)]


def test_a_sender_takes_the_rows_that_no_other_one_is_taking(store, opened):
    rows = [Queued(subscriber=f"{n:016x}", due=NOON, choice={}) for n in range(4)]
    store.ledger.queue("daily-2026-03-10", rows, NOON)
    with opened.sharing() as other:
        other.execute(text("SELECT 1 FROM deliveries WHERE subscriber < :id FOR UPDATE"), {"id": f"{2:016x}"})
        taken = store.ledger.claim("c", NOON, 60, limit=10)
    assert [row.delivery.subscriber for row in taken] == [f"{n:016x}" for n in (2, 3)]


def test_a_sender_does_not_wait_for_whoever_writes_something_else(store, opened):
    store.ledger.queue("daily-2026-03-10", [Queued(subscriber="a" * 16, due=NOON, choice={})], NOON)
    with opened.writing():
        assert len(store.ledger.claim("c", NOON, 60, limit=10)) == 1


# ── A server that goes away ──────────────────────────────────────────────────────────────────────────────────────────


def test_connections_that_were_dropped_are_made_anew(store, address, postgres):
    store.add_edition(edition(), "{}", "{}")
    postgres.drop_connections(address)
    assert store.edition(edition().id) == "{}"


def delete_and_lose_the_server(opened, postgres):
    with opened.writing() as connection:
        connection.execute(text("DELETE FROM editions"))
        postgres.drop_connections(opened.place)
        connection.execute(text("DELETE FROM texts"))


def test_a_connection_that_is_dropped_in_the_middle_is_an_error_and_nothing_is_written(
    store, opened, postgres
):
    store.add_edition(edition(), "{}", "{}")
    with pytest.raises(StoreError, match="the server was stopped; when it is up again"):
        delete_and_lose_the_server(opened, postgres)
    assert store.edition(edition().id) == "{}"


def test_a_server_that_is_not_there_is_told_with_the_mend(postgres, tmp_path):
    nowhere = replace(postgres.address("any"), options=(("host", str(tmp_path)),))
    assert "see that the server runs and can be reached" in refusal(nowhere)


# ── Who is let in ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_wrong_password_is_told_and_not_shown(postgres):
    message = refusal(postgres.address("migrated", user=KEEPER, password="not this one"))
    assert "BRIEFING_DATABASE" in message
    assert "not this one" not in message


@pytest.mark.parametrize("option", [("sslmod", "require"), ("sslmode", "sometimes")])
def test_what_libpq_does_not_know_is_told_with_the_mend(postgres, option):
    address = postgres.address("migrated")
    assert "behind the ?" in refusal(replace(address, options=(*address.options, option)))


def test_a_user_who_may_not_make_tables_is_told_what_is_missing(postgres):
    empty = postgres.new("template0")
    assert "OWNER TO" in refusal(replace(empty, user=KEEPER, password=PASSWORD))


def test_a_database_that_is_not_there_is_told_with_the_mend(postgres):
    assert "createdb" in refusal(postgres.address("nothing"))


def test_a_database_that_cannot_hold_all_languages_is_refused(postgres):
    postgres.execute("CREATE DATABASE {} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0", "latin")
    assert "its encoding is LATIN1" in refusal(postgres.address("latin"))


def test_a_database_without_our_tables_is_none(postgres):
    assert not is_there(postgres.new("template0"))
    assert is_there(postgres.empty())


# ── As SQLite has it ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_texts_are_in_the_order_of_their_bytes(database):
    store = open_store(database, FakeClock(NOON))
    made = day_of(0)
    stories = ["a", "B", "b", "A", "é", "z"]
    left = [thread(name, made.id, made.date) for name in stories]
    store.add_edition(made, "{}", "{}", left)
    found = store.threads("daily", made.date, made.date + timedelta(1))
    store.close()
    assert [each.story for each in found] == sorted(stories)


def test_a_text_may_be_longer_than_its_column_says(database):
    store = open_store(database, FakeClock(NOON))
    long = edition(id="e" * 300, name="n" * 200)
    store.add_edition(long, "{}", "{}")
    assert store.edition(long.id) == "{}"
    store.close()


def test_a_nul_is_no_error(store):
    state = FeedState(location="https://wire.example/\0", name="Wire", last_error="bad byte \0 in it")
    feed = Feed(name="Wire", location=state.location)
    store.save_readings([FeedReading(feed=feed, state=state, articles=())])
    assert [each.last_error for each in store.feed_states().values()] == ["bad byte \ufffd in it"]
    assert store.edition("daily\0") is None


def test_who_uses_a_file_does_not_load_the_driver(tmp_path):
    code = (
        "import sys; from pathlib import Path; from briefing.store import open_store; from briefing.clock import SystemClock;"
        f"open_store(Path({str(tmp_path / 'b.sqlite')!r}), SystemClock()).close(); sys.exit('psycopg' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
