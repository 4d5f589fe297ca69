"""`briefing database`: what it tells, and that a copy in another place is the same database."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from briefing.errors import Busy, StoreError
from briefing.model import Approval
from briefing.store import open_store, schema
from briefing.store.copying import TABLES, copy
from briefing.store.database import open_database
from briefing.store.ledger import Queued
from tests.databases import raw
from tests.deliver.desk import reader
from tests.fakes import FakeClock, RecordingProgress
from tests.render import editions
from tests.web.sites import TODAY, fill

NOW = editions.CLOSES


def approval(state, at=NOW):
    return Approval(edition=TODAY, state=state, by="Ana", at=at, note="“read”, дякую")


def filled(place):
    """A database with something in most tables."""
    store = open_store(place, FakeClock(NOW))
    fill(store)
    for n in range(3):
        store.subscribers.add(reader(n, themes=("Strikes",)))
    store.subscribers.forget(reader(2).id, NOW)
    store.approvals.add(approval("refused"))
    store.approvals.add(approval("approved"))
    store.ledger.queue(TODAY, [Queued(subscriber=reader(n).id, due=NOW, choice={}) for n in range(2)], NOW)
    store.secret("tokens")
    store.close()
    return place


def contents(place):
    """All rows of all tables that are copied."""
    opened = open_database(place)
    with opened.reading() as connection:
        found = {
            table.name: sorted(map(str, connection.execute(select(table)).all()))
            for table in schema.metadata.sorted_tables
        }
    opened.close()
    return found


def copied(source, target, now=NOW):
    old, new, shown = open_database(source), open_database(target), RecordingProgress()
    try:
        return copy(old, new, now, shown), shown
    finally:
        old.close()
        new.close()


@pytest.fixture
def places(tmp_path, postgres):
    return filled(tmp_path / "old.sqlite"), postgres.new(), tmp_path / "new.sqlite"


def test_what_is_copied_to_a_server_and_back_is_the_same(places):
    file, server, other = places
    before = contents(file)
    counts, _ = copied(file, server)
    copied(server, other)
    assert contents(server) == contents(other) == before
    assert counts == {table.name: len(before[table.name]) for table in TABLES}
    assert sum(1 for count in counts.values() if count) >= 10


def test_a_copy_goes_on_counting_where_the_database_was(places):
    file, server, _ = places
    copied(file, server)
    store = open_store(server, FakeClock(NOW))
    store.approvals.add(approval("refused", NOW + timedelta(hours=1)))
    assert [each.state for each in store.approvals.of(TODAY)] == ["refused", "approved", "refused"]
    store.close()


def test_every_row_is_copied_and_compared_with_progress(places):
    counts, shown = copied(*places[:2])
    assert shown.steps == 2 * sum(counts.values())
    assert {f"copy {table.name}" for table in TABLES} <= set(shown.stages)


def test_a_target_that_holds_something_is_refused_and_stays_as_it_was(places):
    file, server, _ = places
    raw(server, "INSERT INTO secrets (name, value) VALUES ('other', 'x')")
    with pytest.raises(StoreError, match="it is not empty, secrets has rows"):
        copied(file, server)
    assert raw(server, "SELECT name FROM secrets") == [("other",)]
    assert raw(server, "SELECT count(*) FROM editions") == [(0,)]


def test_nothing_is_copied_while_somebody_is_at_work(places):
    file, server, _ = places
    store = open_store(file, FakeClock(NOW))
    with store.lease("run daily", 60), pytest.raises(Busy, match="stop it, then copy"):
        copied(file, server)
    store.ledger.claim("c", NOW, 60, limit=1)
    with pytest.raises(Busy, match="stop it, then copy"):
        copied(file, server)
    store.close()
    copied(file, server, NOW + timedelta(hours=1))


def test_the_database_itself_is_no_place_for_a_copy(places):
    with pytest.raises(StoreError, match="this is the database itself"):
        copied(places[0], places[0])


def test_a_copy_that_is_not_the_same_is_none(places):
    file, server, _ = places
    raw(
        server,
        "CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.note = '''' ; RETURN NEW; END'",
    )
    raw(server, "CREATE TRIGGER lose BEFORE INSERT ON approvals FOR EACH ROW EXECUTE FUNCTION lose()")
    with pytest.raises(StoreError, match="approvals is not the same after copying"):
        copied(file, server)
    assert raw(server, "SELECT count(*) FROM editions") == [(0,)]


# ── The command ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_installation_moves_to_a_server(briefing, postgres, tmp_path):
    filled(tmp_path / "output" / "briefing.sqlite")
    (tmp_path / "output" / "briefing.sqlite.sent").write_text("7\n")
    server = postgres.new()
    done = briefing("database", "copy", "--to", postgres.url(server.name), "--quiet", cwd=tmp_path)
    assert done.code == 0, done.err
    assert f"copied to postgresql://briefing@/{server.name}" in done.out
    assert (tmp_path / "output" / f"{server.name}.sent").read_text() == "7\n"
    told = briefing("database", "--json", cwd=tmp_path, BRIEFING_DATABASE=postgres.url(server.name)).json
    here = briefing("database", "--json", cwd=tmp_path).json
    assert told["rows"] == here["rows"]
    assert (told["database"], told["version"]) == (f"postgresql://briefing@/{server.name}", schema.HEAD)
    assert told["engine"].startswith("PostgreSQL ")
    assert here["engine"].startswith("SQLite ")
    assert min(told["bytes"], here["bytes"]) > 10_000
    text = briefing("database", cwd=tmp_path).out
    assert "approvals" in text
    again = briefing("database", "copy", "--to", postgres.url(server.name), cwd=tmp_path)
    assert (again.code, "it is not empty" in again.err) == (5, True)


def test_looking_makes_no_database(briefing, tmp_path):
    for arguments in (("database",), ("database", "copy", "--to", tmp_path / "new.sqlite")):
        assert briefing(*arguments, cwd=tmp_path).code == 1
    assert list(tmp_path.rglob("*.sqlite")) == []


def test_what_is_no_place_is_wrong_usage_and_not_repeated(briefing, tmp_path):
    done = briefing("database", "copy", "--to", "mysql://ana:sesame@db/b", cwd=tmp_path)
    assert done.code == 2
    assert "postgresql://" in done.err
    assert "sesame" not in done.err


def test_a_server_that_is_away_is_one_line_and_exit_code_5(briefing, tmp_path):
    done = briefing("database", cwd=tmp_path, BRIEFING_DATABASE=f"postgresql://u:sesame@/b?host={tmp_path}")
    assert done.code == 5
    assert len(done.err.splitlines()) == 1
    assert "see that the server runs" in done.err
    assert "sesame" not in done.err
    assert done.out == ""
