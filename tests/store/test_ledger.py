"""Rows that a sender claims, and what its death, a power cut or another sender leave of them."""

import os
import socket
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from briefing.store import open_store
from briefing.store.ledger import Beginning, Ending, Queued
from tests.deliver.desk import reader
from tests.fakes import FakeClock

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAY = "daily-2026-03-10"
BEGINNING = Beginning(message_id="<x@y>", sha256="0" * 64)
ACCEPTED = Ending(state="accepted", reply="250 ok")


@pytest.fixture
def store(database):
    opened = open_store(database, FakeClock(NOON))
    for n in range(4):
        opened.subscribers.add(reader(n))
    queue(opened, 4)
    yield opened
    opened.close()


def queue(store, count):
    rows = [Queued(subscriber=reader(n).id, due=NOON + timedelta(seconds=n), choice={}) for n in range(count)]
    store.ledger.queue(DAY, rows, NOON)


def claim(store, limit=4, token="c"):
    return store.ledger.claim(token, NOON + timedelta(minutes=1), 600, limit=limit)


def record(store, *steps, token="c"):
    return store.ledger.record(token, NOON, 600, steps)


def settle(store, *, resend=True, now=NOON):
    store.ledger.settle(now, resend=resend, lifetime=timedelta(days=1))


def states(store):
    return [row.state for row in store.ledger.rows(DAY)]


def hold(store, who):
    """Make all claims those of another holder."""
    with store._write() as connection:
        connection.exec_driver_sql(f"UPDATE deliveries SET holder = '{who}' WHERE claim > ''")


def test_the_oldest_come_first_and_nobody_elses(store):
    first, second = claim(store, 2), claim(store, token="d")
    assert [row.delivery.subscriber for row in (*first, *second)] == [reader(n).id for n in range(4)]
    assert claim(store) == []


def test_doubtful_ones_come_before_others(store):
    [row] = claim(store, 1)
    assert record(store, (row, BEGINNING), (row, Ending(state="unknown", reply="", due=NOON))) == [True, True]
    assert [each.delivery.subscriber for each in claim(store, 1)] == [row.delivery.subscriber]


def test_what_is_claimed_counts_as_a_sending_and_nothing_does_not(store):
    claim(store)
    assert store.ledger.generation() == 1
    claim(store)
    assert store.ledger.generation() == 1


def test_endings_and_beginnings_are_written_together_and_each_is_answered(store):
    one, two = claim(store, 2)
    assert record(store, (one, BEGINNING)) == [True]
    assert record(store, (one, ACCEPTED), (two, BEGINNING), (one, ACCEPTED)) == [True, True, False]
    assert states(store) == ["accepted", "sending", "queued", "queued"]


def test_another_claim_changes_nothing(store):
    [row] = claim(store, 1)
    assert record(store, (row, BEGINNING), token="d") == [False]
    assert states(store) == ["queued"] * 4


def test_of_a_sender_that_died_what_it_was_at_is_in_doubt(store):
    one, *_ = claim(store)
    record(store, (one, BEGINNING))
    hold(store, f"{2**22 + 1}@{socket.gethostname()}")
    settle(store)
    assert states(store) == ["unknown", "queued", "queued", "queued"]
    assert len(claim(store)) == 4


def test_after_a_power_cut_all_that_was_claimed_is_in_doubt_where_steps_can_be_lost(store):
    one, *_ = claim(store, 2)
    record(store, (one, BEGINNING))
    hold(store, f"{os.getpid()}@{socket.gethostname()}/00000000.0.0")  # before the machine was started anew
    settle(store)
    with store._read() as connection:
        lost = connection.dialect.name == "sqlite"
    assert states(store) == ["unknown", "unknown" if lost else "queued", "queued", "queued"]
    assert store.ledger.doubted(DAY) == 1 + lost


def test_after_a_power_cut_nothing_that_was_claimed_is_sent_where_doubt_holds(store):
    claim(store, 2)
    hold(store, f"{os.getpid()}@{socket.gethostname()}/00000000.0.0")
    settle(store, resend=False)
    with store._read() as connection:
        lost = connection.dialect.name == "sqlite"
    assert states(store) == (["held"] * 2 if lost else ["queued"] * 2) + ["queued"] * 2


def test_a_claim_ends_with_its_time(store):
    claim(store)
    settle(store, now=NOON + timedelta(hours=1))
    assert len(claim(store, token="d")) == 4


def test_on_sqlite_a_claim_waits_for_the_disk_and_its_steps_do_not(tmp_path):
    store, asked = open_store(tmp_path / "briefing.sqlite", FakeClock(NOON)), {}
    database = store._database
    for name in ("reading", "writing", "stepping", "sharing", "stepping"):
        with getattr(database, name)() as connection:
            asked[name] = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
    store.close()
    assert asked == {"reading": 2, "writing": 2, "stepping": 1, "sharing": 2}  # 2: FULL, 1: NORMAL


def test_nothing_that_each_message_costs_reads_all_rows(tmp_path):
    store, plans = open_store(tmp_path / "briefing.sqlite", FakeClock(NOON)), []

    @event.listens_for(store._database.steps, "before_cursor_execute")
    @event.listens_for(store._database.beside, "before_cursor_execute")
    def explain(connection, cursor, statement, parameters, *rest):
        if statement.startswith(("SELECT", "UPDATE")):
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[3] for row in cursor.fetchall())

    for n in range(2):
        store.subscribers.add(reader(n))
    queue(store, 2)
    one, _ = claim(store)
    assert record(store, (one, BEGINNING), (one, ACCEPTED)) == [True, True]
    store.close()
    assert any("deliveries" in plan for plan in plans)
    assert [plan for plan in plans if plan.startswith("SCAN")] == []


def test_editions_that_were_opened_come_in_the_order_of_their_revisions(store):
    revisions = [DAY, f"{DAY}-r2", f"{DAY}-r9", f"{DAY}-r10"]
    for key in (revisions[3], revisions[1]):
        store.ledger.open(key, NOON)
    assert store.ledger.opened(revisions) == [revisions[1], revisions[3]]
