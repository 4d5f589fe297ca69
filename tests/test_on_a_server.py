"""An installation whose database is on a PostgreSQL server, from the command line: people, a sending, a restored backup."""

from datetime import timedelta

import pytest

from briefing.edition.freeze import freeze
from briefing.model import Subscriber
from briefing.store import open_store
from tests.databases import raw
from tests.fakes import FakeClock
from tests.render import editions
from tests.web.sites import site

SETTINGS = """
[output]
public_url = "https://brief.example"
[mail]
from = "The Morning Brief <brief@brief.example>"
"""
EDITION = editions.morning()


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
        postgres.execute("ALTER DATABASE {} ALLOW_CONNECTIONS false", server.name)
        postgres.drop_connections(server)
        away = running.ask("/archive/")
        assert (away.status, "postgresql" in away.text) == (500, False)
        assert (running.ask("/healthz").status, running.ask("/readyz").status) == (200, 503)
        postgres.execute("ALTER DATABASE {} ALLOW_CONNECTIONS true", server.name)
        assert (running.ask("/archive/").status, running.ask("/readyz").status) == (200, 200)
