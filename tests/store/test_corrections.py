"""Corrections of editions: kept once and for good, and each told in one later edition."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from briefing.errors import StoreError
from briefing.model import Correction
from briefing.store import open_store
from tests.databases import raw
from tests.editions import edition
from tests.fakes import FakeClock, MemoryStore

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAY = date(2026, 3, 10)
WEEK = timedelta(days=7)


def correction(number=1, **changes):
    whole = Correction(
        id=f"c{number}",
        edition="daily-2026-03-10",
        story="s1",
        sentence=f"{number:016x}",
        said="Six people died.",
        right="Five people died.",
        source_url="https://wire.example/1",
        source_outlet="Wire",
        source_quote="“Five,” the mayor said.",
        at=NOON + timedelta(minutes=number),
        editor="R. Editor",
        note="a reader wrote",
    )
    return replace(whole, **changes)


def day_of(number, revision=1, name="daily", **changes):
    day = DAY + timedelta(days=number)
    identity = f"{name}-{day.isoformat()}" + (f"-r{revision}" if revision > 1 else "")
    return edition(id=identity, name=name, date=day, revision=revision, **changes)


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


def keep(store, *editions):
    for each in editions:
        store.add_edition(each, each.id, "{}")


def untold(store, before, name="daily"):
    day = DAY + timedelta(days=before)
    return [each.id for each in store.untold_corrections(name, day - WEEK, day)]


def test_correction_comes_back_as_it_was_made(store):
    assert store.add_correction(correction())
    assert store.corrections("daily-2026-03-10") == [correction()]
    assert store.corrections("daily-2026-03-11") == []


def test_correction_is_kept_once_and_never_changed(store):
    store.add_correction(correction())
    assert not store.add_correction(correction(right="Four people died."))
    assert store.corrections("daily-2026-03-10") == [correction()]


def test_corrections_come_oldest_first(store):
    for number in (3, 1, 2):
        store.add_correction(correction(number))
    assert [each.id for each in store.corrections("daily-2026-03-10")] == ["c1", "c2", "c3"]


def test_correction_is_untold_until_a_later_edition_tells_it(store):
    keep(store, day_of(0))
    store.add_correction(correction())
    assert untold(store, 0) == []
    assert untold(store, 1) == ["c1"]
    keep(store, day_of(1))
    assert untold(store, 2) == ["c1"]
    keep(store, day_of(2, corrections=(correction(),)))
    assert untold(store, 3) == []


def test_edition_that_is_made_again_for_its_date_tells_its_corrections_again(store):
    keep(store, day_of(0))
    store.add_correction(correction())
    keep(store, day_of(1, corrections=(correction(),)))
    assert untold(store, 1) == ["c1"]


def test_corrections_of_other_editions_and_of_long_ago_are_not_told(store):
    keep(store, day_of(0), day_of(0, name="weekly"))
    store.add_correction(correction(edition="weekly-2026-03-10"))
    assert untold(store, 1) == []
    assert untold(store, 1, "weekly") == ["c1"]
    assert untold(store, 8, "weekly") == []


def test_correction_of_a_revision_is_told(store):
    keep(store, day_of(0), day_of(0, 2))
    store.add_correction(correction(edition="daily-2026-03-10-r2"))
    assert untold(store, 1) == ["c1"]


def test_correction_that_was_corrected_itself_is_not_told(store):
    keep(store, day_of(0))
    store.add_correction(correction(1, sentence="a" * 16))
    store.add_correction(correction(2, sentence="a" * 16))
    assert untold(store, 1) == ["c2"]
    keep(store, day_of(1, corrections=(correction(2, sentence="a" * 16),)))
    assert untold(store, 2) == []


def test_correction_altered_in_the_database_is_refused(database):
    store = open_store(database, FakeClock(NOON))
    store.add_correction(correction())
    assert raw(database, "SELECT state FROM corrections") == [("prepared",)]
    raw(database, "UPDATE corrections SET content = replace(content, 'Five', 'Nine')")
    with pytest.raises(StoreError, match="c1 of daily-2026-03-10 was altered after it was made"):
        store.corrections("daily-2026-03-10")
    store.close()
