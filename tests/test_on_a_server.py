"""An installation whose database is on a PostgreSQL server, from the command line, on the web and as a service."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from briefing.edition.freeze import freeze
from briefing.model import Subscriber
from briefing.store import open_store
from tests.databases import raw
from tests.fakes import FakeClock
from tests.render import editions
from tests.schedule import desk
from tests.web.sites import site

SETTINGS = """
[output]
public_url = "https://brief.example"
[mail]
from = "The Morning Brief <brief@brief.example>"
"""
EDITION = editions.morning()
NINTH = datetime(2026, 3, 9, 6, 0, 30, tzinfo=UTC)


@pytest.fixture
def server(postgres):
    return postgres.new()


@pytest.fixture
def command(briefing, postgres, server, tmp_path):
    """Runs a command of the installation, which has one edition."""
    (tmp_path / "briefing.toml").write_text(SETTINGS, "utf-8")
    store = open_store(server, FakeClock(editions.CLOSES))
    store.add_edition(EDITION, freeze(EDITION), "{}")
    for n in range(3):
        day = editions.CLOSES - timedelta(days=1)
        person = Subscriber(
            id=f"{n:016x}", address=f"r{n}@reader.example", status="confirmed", created=day, confirmed=day
        )
        store.subscribers.add(person)
    store.close()
    return lambda *words: briefing(*words, cwd=tmp_path, BRIEFING_DATABASE=postgres.url(server.name))


@contextmanager
def away(postgres, server):
    """While the block runs nobody gets at the database."""
    postgres.execute("ALTER DATABASE {} ALLOW_CONNECTIONS false", server.name)
    postgres.drop_connections(server)
    try:
        yield
    finally:
        postgres.execute("ALTER DATABASE {} ALLOW_CONNECTIONS true", server.name)


def test_everybody_is_sent_one_copy_and_a_restored_backup_pauses_sending(command, server, tmp_path):
    sent = command("send")
    assert sent.code == 0, sent.err
    assert f"{EDITION.id}: 3 accepted" in sent.out
    assert len(list((tmp_path / "output" / "outbox").glob("*.eml"))) == 3
    assert "3 copies" in command("ledger").out
    assert not list(tmp_path.rglob("*.sqlite"))
    mark = tmp_path / "output" / f"{server.name}.sent"
    assert int(mark.read_text("ascii")) >= 1
    raw(server, "UPDATE generations SET number = 0")
    paused = command("send")
    assert (paused.code, "--resume-after-restore" in paused.err) == (7, True)
    assert command("send", "--resume-after-restore").code == 0
    assert len(list((tmp_path / "output" / "outbox").glob("*.eml"))) == 3


def test_the_site_outlives_a_server_that_is_away_for_a_while(postgres, server, tmp_path):
    with site(tmp_path, BRIEFING_DATABASE=postgres.url(server.name)) as running:
        assert running.ask("/archive/").status == 200
        with away(postgres, server):
            answer = running.ask("/archive/")
            assert (answer.status, "postgresql" in answer.text) == (500, False)
            assert (running.ask("/healthz").status, running.ask("/readyz").status) == (200, 503)
        assert (running.ask("/archive/").status, running.ask("/readyz").status) == (200, 200)


@pytest.fixture
def folder(postgres, server, tmp_path):
    """An installation with the feed of two days, whose settings name the server."""
    place = f'[output]\ndatabase = "{postgres.url(server.name)}"\n'
    return desk.furnish(tmp_path, desk.days(8, 9), desk.SETTINGS + place)


def test_the_service_goes_on_when_the_server_is_back(postgres, server, folder):
    with desk.inline(folder, FakeClock(NINTH)) as (service, parts):
        with away(postgres, server):
            assert service.guarded(service.editions) == 5
        assert service.guarded(service.editions) == 0
        assert parts.store.editions() == ["daily-2026-03-09"]


def test_two_services_make_one_edition(folder):
    def serve():
        with desk.inline(folder, FakeClock(NINTH)) as (service, _):
            service.guarded(service.editions)

    both = [threading.Thread(target=serve) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    with desk.inline(folder, FakeClock(NINTH)) as (_, parts):
        assert parts.store.editions() == ["daily-2026-03-09"]
