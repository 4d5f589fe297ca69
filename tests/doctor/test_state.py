"""What the doctor says of a database, its editions and its ledger: real databases, looked at without changing a byte."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from briefing.database_address import address_of
from briefing.deliver.generation import Generation
from briefing.doctor import database as room
from briefing.doctor.editions import clock, clock_of_others, editions, runs
from briefing.doctor.ledger import ledger
from briefing.errors import StoreError
from briefing.model import EditionPlan, Run
from briefing.store import open_store
from briefing.store.condition import read_condition
from briefing.store.schema import HEAD
from tests.deliver.desk import Desk, reader
from tests.deliver.server import Script, smtp_server
from tests.fakes import FakeClock
from tests.render import editions as made

NOW = made.CLOSES + timedelta(minutes=10)


@pytest.fixture
def desk(tmp_path):
    """A database with two subscribers and one edition, whose copies are queued."""
    desk = Desk(tmp_path, [reader(0), reader(1)])
    desk.queue()
    yield desk
    desk.store.close()


def states(findings):
    return {each.name: each.state for each in findings}


def test_looking_changes_no_byte_and_leaves_no_file(tmp_path):
    path = tmp_path / "a b?%.sqlite"
    open_store(path, FakeClock(NOW)).close()
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    condition = read_condition(path, NOW, thorough=True)
    assert (condition.version, condition.faults) == (HEAD, ())
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_looking_sees_what_an_open_program_has_just_written(tmp_path):
    path = tmp_path / "briefing.sqlite"
    store = open_store(path, FakeClock(NOW))
    edition = made.morning()
    store.add_edition(edition, "{}", "{}")
    assert read_condition(path, NOW).newest[edition.name].id == edition.id
    store.close()


def test_no_database_is_no_condition(tmp_path):
    assert read_condition(tmp_path / "none.sqlite", NOW) is None
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_an_error(tmp_path):
    (tmp_path / "briefing.sqlite").write_bytes(b"<html>" * 1000)
    with pytest.raises(StoreError, match="not a database"):
        read_condition(tmp_path / "briefing.sqlite", NOW)


def test_a_damaged_database_fails(tmp_path):
    path = tmp_path / "briefing.sqlite"
    open_store(path, FakeClock(NOW)).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET rootpage = 3 WHERE name = 'ix_articles_published'")
    found = states(room.database(read_condition(path, NOW, thorough=True), path))
    assert found["database: integrity"] == "fail"


@pytest.mark.parametrize(("version", "state"), [("0003", "warn"), ("9999", "fail"), (HEAD, "ok")])
def test_a_schema_of_another_version_is_told(tmp_path, version, state):
    path = tmp_path / "briefing.sqlite"
    open_store(path, FakeClock(NOW)).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    connection.close()
    assert states(room.database(read_condition(path, NOW), path))["database: version"] == state


def test_a_database_that_everybody_may_read_is_told(tmp_path):
    path = tmp_path / "briefing.sqlite"
    open_store(path, FakeClock(NOW)).close()
    condition = read_condition(path, NOW)
    path.chmod(0o644)
    assert states(room.database(condition, path))["database: access"] == "warn"
    path.chmod(0o600)
    assert states(room.database(condition, path))["database: access"] == "ok"


def test_who_holds_a_lease_is_told(tmp_path):
    path = tmp_path / "briefing.sqlite"
    store = open_store(path, FakeClock(NOW))
    with store.lease("edition daily", 60):
        found = list(room.database(read_condition(path, NOW), path))
    store.close()
    assert [each.what.split(":")[0] for each in found if each.name == "database: work under way"] == [
        "edition daily"
    ]


def test_sending_is_paused_where_the_file_beside_it_is_ahead_or_gone(tmp_path):
    path = tmp_path / "briefing.sqlite"
    store = open_store(path, FakeClock(NOW))
    condition = read_condition(path, NOW)
    assert room.restored(condition, path).state == "ok"
    Generation(store.ledger, path).advance()
    store.close()
    condition = read_condition(path, NOW)
    assert room.restored(condition, path).state == "ok"
    for content in ("7", "nonsense"):
        path.with_name("briefing.sqlite.sent").write_text(content)
        paused = room.restored(condition, path)
        assert (paused.state, "--resume-after-restore" in paused.mend) == ("fail", True)
    path.with_name("briefing.sqlite.sent").unlink()
    assert room.restored(condition, path).state == "fail"


def test_copies_that_nobody_sends_fail_after_an_hour(desk):
    path = desk.file
    soon, late = (read_condition(path, NOW + timedelta(hours=hours)) for hours in (0.5, 3))
    assert states(ledger(soon))["ledger: waiting"] == "ok"
    assert states(ledger(late))["ledger: waiting"] == "fail"


def test_refusals_above_one_in_twenty_are_told(desk):
    script = Script()
    script.say("rcpt", reader(1).address, "550 5.7.1 no")
    with smtp_server(script) as port:
        desk.send(port)
    found = {each.name: each for each in ledger(read_condition(desk.file, NOW))}
    assert (found["ledger: last 7 days"].state, found["ledger: last 7 days"].what) == (
        "warn",
        "1 accepted, 1 refused",
    )


def test_a_clock_that_was_set_back_fails(tmp_path):
    path = tmp_path / "briefing.sqlite"
    store = open_store(path, FakeClock(NOW))
    store.add_edition(made.morning(), "{}", "{}")
    store.close()
    condition = read_condition(path, NOW)
    assert clock(NOW, condition).state == "ok"
    assert clock(NOW - timedelta(hours=1), condition).state == "fail"


@pytest.mark.parametrize(("seconds", "state"), [(1, "ok"), (-200, "warn"), (7200, "fail")])
def test_other_clocks_are_compared_by_their_middle(seconds, state):
    off = timedelta(seconds=seconds)
    (found,) = clock_of_others([off, off, timedelta(days=400)])
    assert found.state == state
    assert list(clock_of_others([])) == []


@pytest.mark.parametrize(("hours", "state"), [(1, "ok"), (26, "ok"), (28, "warn"), (53, "fail")])
def test_an_edition_is_overdue_when_news_falls_between(tmp_path, hours, state):
    path = tmp_path / "briefing.sqlite"
    store = open_store(path, FakeClock(NOW))
    store.add_edition(made.morning(), "{}", "{}")
    store.close()
    newest = read_condition(path, NOW).newest
    plan = EditionPlan(name=made.morning().name, timezone="Europe/Kyiv")
    (found,) = editions([plan], newest, NOW + timedelta(hours=hours))
    assert (found.state, "Europe/Kyiv, where it is 20" in found.what) == (state, True)


def test_an_edition_that_was_never_made_is_told():
    (found,) = editions([EditionPlan()], {}, NOW)
    assert (found.state, found.mend) == ("warn", "`briefing run --edition daily` makes one")


def test_the_newest_run_of_each_edition_counts():
    good = Run(id="b", name="daily", date=NOW.date(), started=NOW, ended=NOW, outcome="made")
    bad = replace(good, id="a", name="weekly", outcome="failed", stage="embed", error="no space left")
    found = list(runs([good, bad, replace(bad, name="daily")]))
    assert [(each.name, each.state) for each in found] == [
        ("last run: daily", "ok"),
        ("last run: weekly", "warn"),
    ]
    assert "failed in embed: no space left" in found[1].what


def test_a_database_is_looked_at_wherever_it_is(database):
    store = open_store(database, FakeClock(NOW))
    edition = made.morning()
    store.add_edition(edition, "{}", "{}")
    store.subscribers.add(reader(0))
    with store.lease("edition daily", 60):
        condition = read_condition(database, NOW, thorough=True)
    store.close()
    assert (condition.is_current, condition.subscribers, condition.newest[edition.name].id) == (
        True,
        1,
        edition.id,
    )
    assert [lease.name for lease in condition.leases] == ["edition daily"]
    assert states(room.database(condition, database))["database: integrity"] == "ok"


def test_a_database_on_a_server_without_tables_is_none_yet(postgres):
    assert read_condition(postgres.new("template0"), NOW) is None


def test_a_server_that_is_not_there_is_an_error():
    with pytest.raises(StoreError, match="see that the server runs"):
        read_condition(address_of("postgresql://brief@127.0.0.1:1/brief"), NOW)
