"""What operators see of a database, in numbers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from briefing.model import Problem, Run
from briefing.store import open_store
from briefing.store.deliveries import Queued
from tests.fakes import FakeClock
from tests.store.test_sql import article, reading

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
RUN = Run(id="a" * 12, name="daily", date=date(2026, 3, 10), started=NOON)
FAILED = Problem(key="run daily", title="the last run failed", text="no model", since=NOON)


@pytest.fixture
def store(database):
    opened = open_store(database, FakeClock(NOON))
    yield opened
    opened.close()


def save(store, hours, outcome):
    at = NOON + timedelta(hours=hours)
    run = replace(RUN, id=f"{hours:012}", started=at)
    store.runs.begin(run)
    store.runs.end(replace(run, ended=at, outcome=outcome))


def test_runs_are_counted_by_outcome_with_the_last_that_ended_well(store):
    for hours, outcome in enumerate(("made", "unchanged", "failed", "made", "failed")):
        save(store, hours, outcome)
    assert store.observations.runs_by_outcome() == {
        ("daily", "made"): 2,
        ("daily", "unchanged"): 1,
        ("daily", "failed"): 2,
    }
    assert store.observations.last_success() == {"daily": NOON + timedelta(hours=3)}


def test_copies_are_counted_by_sending_and_state_and_late_ones_by_when_they_were_wanted(store):
    for name, began in (("old", NOON - timedelta(days=9)), ("new", NOON)):
        store.ledger.open(name, began)
        rows = [
            Queued(subscriber=f"s{n}", due=began, choice={}, held="asked" if n == 0 else "") for n in range(3)
        ]
        store.ledger.queue(name, rows, began)
    (sending,) = store.observations.sendings(NOON - timedelta(days=7))
    assert (sending.edition, sending.states) == ("new", {"held": 1, "queued": 2})
    assert store.observations.open_rows() == {"queued": 4, "sending": 0, "unknown": 0}
    assert store.observations.late_rows(NOON) == (2, NOON - timedelta(days=9))
    assert store.observations.late_rows(NOON - timedelta(days=10)) == (0, None)


def test_items_are_counted_by_feed_and_date(store):
    pieces = [
        replace(
            article(f"Body {n}."),
            id=f"{n:016}",
            url=f"https://wire.example/{n}",
            published=NOON - timedelta(days=days),
        )
        for n, days in enumerate((0, 0, 1, 20))
    ]
    store.save_readings([reading(*pieces)])
    assert store.observations.items_a_day(NOON - timedelta(days=14)) == {
        "https://wire.example/feed": {date(2026, 3, 10): 2, date(2026, 3, 9): 1}
    }


def test_problem_is_untold_until_it_was_told_and_gone_when_everybody_knows_that_it_is_over(store):
    store.problems.see([FAILED], NOON)
    assert store.problems.untold("mail") == ([FAILED], [])
    store.problems.told("mail", [FAILED], [])
    store.problems.told("hook", [FAILED], [])
    assert store.problems.untold("mail") == ([], [])
    store.problems.see([], NOON)
    assert (store.problems.open(), store.problems.untold("hook")) == ([], ([], [FAILED]))
    store.problems.told("hook", [], [FAILED])
    assert store.problems.untold("hook") == ([], [])
    assert store.problems.untold("mail") == ([], [FAILED])
    store.problems.told("mail", [], [FAILED])
    store.problems.see([FAILED], NOON)
    assert store.problems.untold("mail") == ([FAILED], [])


def test_problem_that_is_back_before_anybody_was_told_that_it_was_over_was_never_away(store):
    store.problems.see([FAILED], NOON)
    store.problems.told("mail", [FAILED], [])
    store.problems.see([], NOON)
    again = replace(FAILED, text="another reason")
    store.problems.see([again], NOON)
    assert store.problems.untold("mail") == ([], [])
    assert store.problems.open() == [again]
