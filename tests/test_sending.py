"""``briefing send`` and ``briefing ledger`` as a user gives them: real database, real files, real server."""

import json
import shutil
import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner

from briefing.cli.ledger import ledger
from briefing.cli.send import send
from briefing.cli.subscribers import subscribers
from briefing.correcting import Wanted, correct
from briefing.edition.freeze import freeze
from briefing.errors import BriefingError, ConfigError, MailError
from briefing.settings import load_settings
from briefing.store import open_store
from tests.deliver.desk import reader
from tests.deliver.server import TAKE_AND_HANG_UP, Script, smtp_server
from tests.fakes import FakeClock
from tests.render import editions, reading

EDITION = "daily-2026-11-24"
SETTINGS = """
[output]
public_url = "https://brief.example"
[mail]
from = "The Morning Brief <brief@brief.example>"
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with settings, one edition and three subscribers, where the command is run."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "briefing.toml").write_text(SETTINGS)
    store = open_store(tmp_path / "output" / "briefing.sqlite", FakeClock(editions.CLOSES))
    edition = editions.morning()
    store.add_edition(edition, freeze(edition), "{}")
    for n in range(3):
        store.subscribers.add(reader(n))
    store.close()
    return tmp_path


def run(command, *arguments):
    return CliRunner().invoke(command, arguments)


def outbox(folder):
    return sorted(path.name for path in (folder / "output" / "outbox").glob("*.eml"))


def test_without_a_server_messages_are_files(here):
    done = run(send)
    assert done.exit_code == 0, done.output
    assert f"{EDITION}: 3 accepted" in done.output
    assert outbox(here) == [f"{EDITION}.{reader(n).id}.eml" for n in range(3)]
    raw = (here / "output" / "outbox" / outbox(here)[1]).read_bytes()
    assert str(reading.message(raw)["To"]) == reader(1).address


def test_given_again_it_changes_nothing(here):
    run(send)
    again = run(send, EDITION)
    assert (again.exit_code, "nothing was due" in again.output) == (0, True)


def test_dry_run_writes_nothing(here):
    done = run(send, "--dry-run")
    assert "would go to 3 more subscribers" in done.output
    assert outbox(here) == []
    assert run(ledger, EDITION).exit_code == 1


def test_a_server_gets_them_where_one_is_set(here):
    script = Script()
    with smtp_server(script) as port:
        server = f'smtp_host = "127.0.0.1"\nsmtp_port = {port}\n'
        (here / "briefing.toml").write_text(SETTINGS + server)
        done = run(send, "--json")
    assert json.loads(done.output)["counts"]["accepted"] == 3
    assert sorted(script.copies()) == [reader(n).address for n in range(3)]
    assert outbox(here) == []


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("", "nobody could unsubscribe"),
        ('[output]\npublic_url = "http://brief.example"\n', "not https"),
        ('[output]\npublic_url = "https://brief.example"\n', "nobody sends"),
    ],
)
def test_without_what_mail_needs_nothing_is_sent(here, settings, said):
    (here / "briefing.toml").write_text(settings)
    done = run(send)
    assert isinstance(done.exception, ConfigError)
    assert said in str(done.exception)
    assert outbox(here) == []


def test_no_such_edition_names_those_there_are(here):
    done = run(send, "daily-2020-01-01")
    assert isinstance(done.exception, BriefingError)
    assert EDITION in str(done.exception)


def test_another_revision_of_the_date_is_not_sent_too(here):
    run(send)
    store = open_store(here / "output" / "briefing.sqlite", FakeClock(editions.CLOSES + timedelta(hours=1)))
    second = replace(editions.morning(), id=f"{EDITION}-r2", revision=2)
    store.add_edition(second, freeze(second), "{}")
    store.close()
    done = run(send, second.id)
    assert f"{EDITION} of the same date was sent" in str(done.exception)
    assert len(outbox(here)) == 3


def test_ledger_counts_and_shows_what_is_worth_a_look(here):
    script = Script()
    script.say("rcpt", reader(1).address, f"550 5.1.1 {reader(1).address} is unknown")
    with smtp_server(script) as port:
        (here / "briefing.toml").write_text(SETTINGS + f'smtp_host = "127.0.0.1"\nsmtp_port = {port}\n')
        run(send)
    shown = run(ledger, EDITION)
    assert "accepted  2" in shown.output
    assert "refused   1" in shown.output
    assert f"{reader(1).id}  refused   1 tried  550 5.1.1 <address> is unknown" in shown.output
    assert json.loads(run(ledger, "--json").output)["counts"]["refused"] == 1
    person = run(subscribers, "show", reader(1).id).output
    assert "suppressed (the address was refused: 550 5.1.1 <address> is unknown)" in person


def test_no_address_is_in_the_ledger(here):
    run(send)
    with sqlite3.connect(here / "output" / "briefing.sqlite") as connection:
        rows = connection.execute("SELECT * FROM deliveries").fetchall()
    assert len(rows) == 3
    assert "reader.example" not in str(rows)


def test_a_restored_backup_pauses_sending_until_the_operator_says_go(here):
    database = here / "output" / "briefing.sqlite"
    backup = here / "backup.sqlite"
    with sqlite3.connect(database) as source, sqlite3.connect(backup) as target:
        source.backup(target)
    run(send)
    for leftover in (here / "output").glob("briefing.sqlite*"):
        if leftover.suffix != ".sent":
            leftover.unlink()
    shutil.copy(backup, database)
    done = run(send)
    assert isinstance(done.exception, MailError)
    assert "--resume-after-restore" in str(done.exception)
    assert run(send, "--resume-after-restore").exit_code == 0
    assert run(send).exit_code == 0


def test_rows_open_in_a_restored_backup_are_doubtful(here):
    (here / "briefing.toml").write_text(
        SETTINGS + 'on_unknown = "hold"\nsmtp_host = "127.0.0.1"\nsmtp_port = 1\n'
    )
    assert isinstance(run(send).exception, MailError)  # the rows are made, nothing is sent
    (here / "briefing.toml").write_text(SETTINGS + 'on_unknown = "hold"\n')
    (here / "output" / "briefing.sqlite.sent").write_text("99\n")
    done = run(send, "--resume-after-restore")
    assert "3 messages were open in the restored database" in done.output
    assert "3 held" in done.output
    assert outbox(here) == []


@pytest.fixture
def held(here):
    """The script of a server that took two of three messages and was gone before it said so; both are held."""
    script = Script()
    with smtp_server(script) as port:
        mail = f'on_unknown = "hold"\nconnections = 1\nsmtp_host = "127.0.0.1"\nsmtp_port = {port}\n'
        (here / "briefing.toml").write_text(SETTINGS + mail)
        for n in (0, 2):
            script.say("data", reader(n).address, TAKE_AND_HANG_UP)
        assert "2 unknown" in run(send).output
        assert f"{EDITION}: 1 accepted, 2 held" in run(send).output
        yield script


def test_what_is_held_is_sent_again_with_the_same_bytes_when_it_is_released(held):
    done = run(ledger, EDITION, "--release", reader(2).address, "--yes")
    assert done.exit_code == 0, done.output
    assert "1 may have arrived already: who has the message will have it twice" in done.output
    assert reader(0).id not in done.output
    assert "1 accepted" in run(send).output
    first, second = held.copies()[reader(2).address]
    assert first == second
    assert len(held.copies()[reader(0).address]) == 1


def test_all_that_is_held_is_released_together(held):
    assert "2 released" in run(ledger, "--release", "all", "--yes").output
    assert f"{EDITION}: 3 accepted" in run(send).output
    assert "nothing is held" in run(ledger, "--release", "all", "--yes").output


def test_releasing_asks_first(held):
    done = run(ledger, EDITION, "--release", "all")
    assert (done.exit_code, "give --yes" in done.output) == (2, True)
    assert "held      2" in run(ledger, EDITION).output


def test_who_is_not_held_cannot_be_released(held):
    done = run(ledger, EDITION, "--release", reader(1).id, "--yes")
    assert f"{reader(1).id}: no message to them is held" in str(done.exception)


def test_who_unsubscribed_is_not_mailed_by_a_release(held, here):
    store = open_store(here / "output" / "briefing.sqlite", FakeClock())
    store.subscribers.save(reader(2, status="unsubscribed"))
    store.close()
    run(ledger, EDITION, "--release", "all", "--yes")
    run(send)
    assert len(held.copies()[reader(2).address]) == 1


def test_a_correction_goes_to_those_who_got_the_edition(here):
    run(send)
    store = open_store(here / "output" / "briefing.sqlite", FakeClock())
    store.subscribers.add(reader(7, confirmed=editions.CLOSES + timedelta(days=1)))
    store.subscribers.forget(reader(2).id, editions.CLOSES)
    store.close()
    wanted = Wanted(which="s91e4aa5b-1", right="It was 2023.", outlet="Northern Radio")
    made = correct(
        load_settings(None), EDITION, wanted, clock=FakeClock(editions.CLOSES + timedelta(hours=3))
    )
    done = run(send, "--correction", made.correction.id)
    assert done.exit_code == 0, done.output
    key = f"{EDITION}-correction-{made.correction.id}"
    sent = [name for name in outbox(here) if name.startswith(key)]
    assert sent == [f"{key}.{reader(n).id}.eml" for n in (0, 1)]
    raw = (here / "output" / "outbox" / sent[0]).read_bytes()
    message = reading.message(raw)
    assert message["Subject"] == "Correction: The Morning Brief, 24 Nov"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert all("It was 2023." in part and "/unsubscribe/" in part for part in reading.parts(raw))
    assert run(ledger, key).exit_code == 0


def test_a_correction_arrives_at_a_server_and_has_its_rows_in_the_ledger(here):
    script = Script()
    with smtp_server(script) as port:
        (here / "briefing.toml").write_text(SETTINGS + f'smtp_host = "127.0.0.1"\nsmtp_port = {port}\n')
        run(send)
        wanted = Wanted(which="s91e4aa5b-1", right="It was 2023.", outlet="Northern Radio")
        made = correct(
            load_settings(None), EDITION, wanted, clock=FakeClock(editions.CLOSES + timedelta(hours=3))
        )
        done = run(send, "--correction", made.correction.id)
    assert done.exit_code == 0, done.output
    arrived = script.copies()
    assert {address: len(messages) for address, messages in arrived.items()} == {
        reader(n).address: 2 for n in range(3)
    }
    for address, (edition, correction) in arrived.items():
        assert reading.message(edition)["To"] == reading.message(correction)["To"] == address
        assert reading.message(correction)["Subject"] == "Correction: The Morning Brief, 24 Nov"
        assert all("It was 2023." in part for part in reading.parts(correction))
    rows = json.loads(run(ledger, f"{EDITION}-correction-{made.correction.id}", "--json").output)
    assert "accepted" in json.dumps(rows)
    page = (here / "output" / "archive" / EDITION / "index.html").read_text("utf-8")
    assert "It was 2023." in page


def test_an_unknown_correction_is_named(here):
    assert "no correction 'nope'" in str(run(send, "--correction", "nope").exception)
