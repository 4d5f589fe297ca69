"""The history of runs: how each ended, also where nobody was left to say so, and for how long it is kept."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from briefing.model import Run, RunCounts
from briefing.store import open_store, schema
from briefing.store.database import open_database
from briefing.store.leases import holder
from tests.fakes import FakeClock

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
BEGUN = Run(id="a" * 12, name="daily", date=date(2026, 3, 10), started=NOON)


@pytest.fixture
def store(database):
    opened = open_store(database, FakeClock(NOON))
    yield opened
    opened.close()


def forsake(database, run_id: str) -> None:
    """Make a run that of a process that has ended."""
    shown, _, marks = holder().partition("@")
    opened = open_database(database)
    with opened.writing() as connection:
        gone = f"{2**22 + int(shown)}@{marks}"  # above the largest process id of Linux
        connection.execute(schema.runs.update().where(schema.runs.c.id == run_id).values(holder=gone))
    opened.close()


def test_run_that_goes_on_is_running_and_says_in_which_stage(store):
    store.runs.begin(BEGUN)
    store.runs.reach(BEGUN.id, "embed")
    assert store.runs.recent(NOON) == [replace(BEGUN, stage="embed")]


def test_run_that_ended_is_read_as_it_was_written(store):
    store.runs.begin(BEGUN)
    counts = RunCounts(
        articles=9, stories=2, sentences={"verbatim": 4}, failed_checks={"x: y": 1}, feeds_failed=1
    )
    ended = replace(
        BEGUN,
        ended=NOON + timedelta(minutes=2),
        outcome="made",
        exit_code=0,
        edition="daily-2026-03-10",
        stage="summarise",
        seconds={"analyse": 1.5},
        counts=counts,
    )
    store.runs.end(ended)
    assert store.runs.recent(NOON) == [ended]


def test_run_whose_process_is_gone_is_told_as_killed(store, database):
    store.runs.begin(BEGUN)
    forsake(database, BEGUN.id)
    assert [run.outcome for run in store.runs.recent(NOON)] == ["killed"]


def test_next_run_writes_down_that_the_one_before_was_killed(store, database):
    store.runs.begin(BEGUN)
    forsake(database, BEGUN.id)
    later = replace(BEGUN, id="b" * 12, started=NOON + timedelta(hours=1))
    store.runs.begin(later)
    killed = store.runs.last("daily", ("killed",))
    assert killed is not None
    assert (killed.id, killed.ended) == (BEGUN.id, later.started)


def test_run_that_takes_longer_than_its_lease_counts_as_killed(store):
    store.runs.begin(BEGUN)
    after = NOON + timedelta(hours=6, seconds=1)
    assert [run.outcome for run in store.runs.recent(after)] == ["killed"]


def test_runs_older_than_400_days_are_forgotten_when_one_begins(store):
    store.runs.begin(BEGUN)
    kept = replace(BEGUN, id="b" * 12, started=NOON + timedelta(days=400))
    store.runs.begin(kept)
    assert len(store.runs.recent(kept.started)) == 2
    store.runs.begin(replace(BEGUN, id="c" * 12, started=NOON + timedelta(days=400, seconds=1)))
    assert [run.id[0] for run in store.runs.recent(kept.started)] == ["c", "b"]


def test_last_runs_are_those_of_one_edition_newest_first(store):
    for n, name in enumerate(("daily", "weekly", "daily")):
        store.runs.begin(replace(BEGUN, id=f"{n:012}", name=name, started=NOON + timedelta(hours=n)))
    assert [run.id[-1] for run in store.runs.recent(NOON, name="daily")] == ["2", "0"]
    assert [run.id[-1] for run in store.runs.recent(NOON, limit=1)] == ["2"]
