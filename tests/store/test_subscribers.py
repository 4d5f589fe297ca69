"""Subscribers in the database: kept whole, found again, erased for good."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from briefing.errors import StoreError
from briefing.model import Consent, Subscriber
from briefing.store import open_store, schema
from tests.databases import raw
from tests.fakes import FakeClock

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def subscriber(number=1, **changes):
    whole = Subscriber(
        id=f"{number:016x}",
        address=f"Reader{number}@example.org",
        status="confirmed",
        created=NOON,
        language="fr",
        editions=("daily", "weekly"),
        themes=("strikes", "diplomacy, and more"),
        muted=("prisoner “releases”",),
        hour="07:30",
        timezone="Europe/Kyiv",
        confirmed=NOON + timedelta(minutes=2),
        consents=(Consent(at=NOON, source="web", text="Yes, I want it."),),
        bounces=2,
        changed=NOON + timedelta(minutes=3),
    )
    return replace(whole, **changes)


def bare(number, **changes):
    return Subscriber(
        id=f"{number:016x}", address=f"b{number}@example.org", status="pending", created=NOON, **changes
    )


@pytest.fixture
def store(database):
    store = open_store(database, FakeClock(NOON))
    yield store
    store.close()


@pytest.fixture
def table(store):
    return store.subscribers


def ids(found):
    return [int(each.id, 16) for each in found]


def test_subscriber_comes_back_as_they_were_kept(table):
    table.add(subscriber())
    table.add(bare(2))
    assert table.by_id(subscriber().id) == subscriber()
    assert table.by_id(bare(2).id) == bare(2)
    assert table.by_id("f" * 16) is None


def test_address_is_found_in_whatever_case_and_kept_as_it_was_typed(table):
    table.add(subscriber())
    found = table.by_address("READER1@example.org")
    assert found is not None
    assert found.address == "Reader1@example.org"
    assert table.by_address("reader@example.org") is None


def test_address_is_there_once(table):
    table.add(subscriber())
    with pytest.raises(StoreError) as refused:
        table.add(subscriber(2, address="reader1@example.org"))
    assert "reader1" not in str(refused.value).casefold()
    assert table.count()["confirmed"] == 1


def test_what_is_saved_replaces_what_was_there(table):
    table.add(subscriber())
    later = subscriber(status="unsubscribed", address="new@example.org", themes=(), consents=())
    table.save(later)
    assert table.by_id(later.id) == later
    assert table.by_address("reader1@example.org") is None


def test_saving_somebody_who_was_forgotten_brings_nobody_back(table):
    table.add(subscriber())
    table.forget(subscriber().id, NOON)
    table.save(subscriber())
    assert table.each() == []


def test_subscribers_come_a_page_at_a_time_in_the_order_of_their_ids(table):
    for number in (5, 3, 1, 4, 2):
        table.add(bare(number))
    first = table.each(limit=2)
    second = table.each(after=first[-1].id, limit=2)
    third = table.each(after=second[-1].id, limit=2)
    assert [ids(page) for page in (first, second, third)] == [[1, 2], [3, 4], [5]]
    assert table.each(after=third[-1].id) == []


def test_pages_hold_those_of_a_status(table):
    table.add(bare(1))
    table.add(subscriber(2))
    table.add(subscriber(3, status="suppressed"))
    assert ids(table.each("confirmed")) == [2]
    assert ids(table.each("pending")) == [1]
    assert table.count() == {"pending": 1, "confirmed": 1, "unsubscribed": 0, "suppressed": 1}


def test_pages_hold_those_who_want_an_edition(table):
    table.add(bare(1))
    table.add(bare(2, editions=("daily",)))
    table.add(bare(3, editions=("weekly", "daily")))
    table.add(bare(4, editions=("daily-short",)))
    assert ids(table.each(edition="daily")) == [1, 2, 3]
    assert ids(table.each(edition="weekly", first="daily")) == [3]
    assert ids(table.each(edition="daily", first="daily")) == [1, 2, 3]
    assert ids(table.each(edition="dail_")) == [1]


def test_who_is_forgotten_leaves_a_hash_and_nothing_else(table, database):
    table.add(subscriber())
    assert table.forget(subscriber().id, NOON)
    assert not table.forget(subscriber().id, NOON)
    assert table.by_address("reader1@example.org") is None
    assert table.is_suppressed("reader1@EXAMPLE.org")
    assert table.suppression("reader1@example.org") == "forgotten"
    rows = [row for table in schema.metadata.tables for row in raw(database, f"SELECT * FROM {table}")]
    dumped = str(rows).casefold()
    assert "reader1" not in dumped
    assert "yes, i want it" not in dumped


def test_who_is_suppressed_stays_so_after_being_forgotten(table):
    table.add(subscriber())
    table.suppress(subscriber().id, "550 no such user", NOON + timedelta(hours=1))
    found = table.by_id(subscriber().id)
    assert (found.status, found.changed) == ("suppressed", NOON + timedelta(hours=1))
    table.forget(subscriber().id, NOON)
    assert table.suppression("reader1@example.org") == "550 no such user"


def test_suppression_ends_when_it_is_lifted(table):
    assert not table.is_suppressed("reader1@example.org")
    table.add(subscriber())
    table.forget(subscriber().id, NOON)
    assert not table.is_suppressed("reader2@example.org")
    table.lift("Reader1@example.org")
    assert not table.is_suppressed("reader1@example.org")


def test_hashes_of_two_databases_differ(tmp_path):
    kept = []
    for name in ("one", "two"):
        store = open_store(tmp_path / name, FakeClock(NOON))
        store.subscribers.add(subscriber())
        store.subscribers.forget(subscriber().id, NOON)
        store.close()
        kept += raw(tmp_path / name, "SELECT key FROM suppressions")
    assert kept[0] != kept[1]


def test_secret_stays_the_same_and_each_name_has_its_own(store, database):
    first = store.secret("tokens")
    assert len(first) == 32
    assert store.secret("other") != first
    again = open_store(database, FakeClock(NOON))
    assert again.secret("tokens") == first
    again.close()


def add_and_fail(table):
    with table.transaction() as inside:
        inside.add(subscriber())
        raise RuntimeError(inside.by_id(subscriber().id).status)


def test_transaction_that_fails_leaves_nothing(table):
    with pytest.raises(RuntimeError, match="confirmed"):
        add_and_fail(table)
    assert table.each() == []
