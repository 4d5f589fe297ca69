"""Back-up and restore: what was kept comes back, and nothing is sent twice."""

import io
import json
import sqlite3
import tarfile
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner

from briefing.backups import back_up, restore
from briefing.cli.backup import backup as backup_command
from briefing.cli.doctor import doctor
from briefing.cli.send import send
from briefing.edition.freeze import freeze
from briefing.errors import BriefingError, Busy, MailError, OutputError, StoreError
from briefing.settings import load_settings
from briefing.store import open_store
from briefing.store.schema import HEAD
from tests.deliver.desk import reader
from tests.deliver.server import Script, smtp_server
from tests.fakes import FakeClock, RecordingProgress
from tests.render import editions

CLOCK = FakeClock(editions.CLOSES + timedelta(hours=1))
SETTINGS = """
[output]
public_url = "https://brief.example"
[mail]
from = "The Morning Brief <brief@brief.example>"
"""
EDITION = editions.morning()


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with settings, a feed list, one edition and three subscribers."""
    home = tmp_path / "home"
    (home / "feeds").mkdir(parents=True)
    monkeypatch.chdir(home)
    (home / "briefing.toml").write_text(SETTINGS)
    (home / "feeds" / "own.toml").write_text('[[feed]]\nname = "Own"\npath = "own.xml"\n')
    store = open_store(home / "output" / "briefing.sqlite", CLOCK)
    store.add_edition(EDITION, freeze(EDITION), "{}")
    for number in range(3):
        store.subscribers.add(reader(number))
    store.close()
    return home


def kept(name="kept.tar.gz"):
    file = load_settings(None).root.parent / name
    back_up(load_settings(None), file, RecordingProgress(), CLOCK)
    return file


def put_back(file, **options):
    return restore(file, None, RecordingProgress(), clock=CLOCK, **options)


def destroy(home):
    """What a burnt machine leaves: nothing."""
    for path in sorted(home.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


def sent(*arguments):
    return CliRunner().invoke(send, arguments)


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_after_a_fire_everything_is_there_again_and_nobody_gets_the_digest_twice(here):
    script = Script()
    with smtp_server(script) as port:
        (here / "briefing.toml").write_text(SETTINGS + f'smtp_host = "127.0.0.1"\nsmtp_port = {port}\n')
        assert sent().exit_code == 0
        file = kept()
        destroy(here)
        done = put_back(file)
        assert names(here) == [
            "briefing.toml",
            "feeds/own.toml",
            "output/briefing.sqlite",
            "output/briefing.sqlite.sent",
        ]
        looked = CliRunner(env={"BRIEFING_CACHE": "models"}).invoke(doctor, ["--offline"])
        assert "fail  sending: paused" in looked.stdout
        assert "--resume-after-restore" in looked.stdout
        paused = sent(EDITION.id)
        assert isinstance(paused.exception, MailError)
        assert sent(EDITION.id, "--resume-after-restore").exit_code == 0
        looked = CliRunner(env={"BRIEFING_CACHE": "models"}).invoke(doctor, ["--offline"])
        assert "ok    sending: not paused" in looked.stdout
        assert sent(EDITION.id).exit_code == 0
    assert done.waiting == 0
    assert {who: len(copies) for who, copies in script.copies().items()} == {
        reader(n).address: 1 for n in range(3)
    }


def test_copies_that_may_have_gone_after_the_backup_are_not_sent_where_they_are_to_be_held(here):
    script = Script()
    with smtp_server(script) as port:
        server = f'smtp_host = "127.0.0.1"\nsmtp_port = {port}\non_unknown = "hold"\n'
        (here / "briefing.toml").write_text(SETTINGS + server)
        script.say("rcpt", "*", *["451 4.7.1 later"] * 3)
        sent()  # all three wait
        file = kept()
        open_rows_are_sent(here)
        destroy(here)
        done = put_back(file)
        sent(EDITION.id, "--resume-after-restore")
    assert done.waiting == 3
    assert script.received == []
    with sqlite3.connect(here / "output" / "briefing.sqlite") as connection:
        assert connection.execute("SELECT DISTINCT state FROM deliveries").fetchall() == [("held",)]


def open_rows_are_sent(home):
    with sqlite3.connect(home / "output" / "briefing.sqlite") as connection:
        connection.execute("UPDATE deliveries SET state = 'accepted'")
    connection.close()


def test_sending_pauses_even_where_the_backup_never_saw_one(here):
    file = kept()
    sent()
    destroy(here)
    put_back(file)
    assert isinstance(sent(EDITION.id).exception, MailError)


def test_a_backup_is_whole_for_this_user_alone_and_lets_others_work(here):
    store = open_store(here / "output" / "briefing.sqlite", CLOCK)
    file = kept()
    store.subscribers.add(reader(9))
    store.close()
    with tarfile.open(file) as tar:
        inside = tar.getnames()
        manifest = json.load(tar.extractfile("MANIFEST.json"))
    assert inside == ["MANIFEST.json", "briefing.toml", "feeds/own.toml", "briefing.sqlite"]
    assert (manifest["schema"], manifest["newest"]) == (HEAD, [EDITION.id])
    assert file.stat().st_mode & 0o777 == 0o600
    assert names(file.parent) == sorted([file.name, *(f"home/{name}" for name in names(here))])


def test_a_backup_is_never_written_over(here):
    file = kept()
    before = file.read_bytes()
    with pytest.raises(OutputError, match="is there already"):
        kept()
    assert file.read_bytes() == before


def test_without_a_database_there_is_nothing_to_back_up(here):
    (here / "output" / "briefing.sqlite").unlink()
    with pytest.raises(BriefingError, match="nothing to back up"):
        kept()
    assert names(here.parent) == ["home/briefing.toml", "home/feeds/own.toml"]


def test_a_damaged_database_makes_no_backup(here):
    with sqlite3.connect(here / "output" / "briefing.sqlite") as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET rootpage = 3 WHERE name = 'ix_articles_published'")
    connection.close()
    with pytest.raises(StoreError):
        kept()
    assert not (here.parent / "kept.tar.gz").exists()


def test_the_database_that_was_there_is_kept_and_what_the_editor_has_stays(here):
    file = kept()
    (here / "feeds" / "own.toml").write_text("# mine\n")
    done = put_back(file)
    assert done.aside.exists()
    assert (done.written, done.kept) == ((), (here / "feeds" / "own.toml",))
    assert (here / "feeds" / "own.toml").read_text() == "# mine\n"


def test_a_database_that_knows_more_is_replaced_by_force_only(here):
    file = kept()
    store = open_store(here / "output" / "briefing.sqlite", FakeClock(CLOCK.now() + timedelta(days=1)))
    later = replace(EDITION, id="daily-2026-11-25", date=EDITION.date + timedelta(days=1))
    store.add_edition(later, freeze(later), "{}")
    store.close()
    with pytest.raises(BriefingError, match="--force"):
        put_back(file)
    assert open_store(here / "output" / "briefing.sqlite", CLOCK).edition(later.id)
    done = put_back(file, force=True)
    assert open_store(done.database, CLOCK).edition(later.id) is None
    assert open_store(done.aside, CLOCK).edition(later.id)


def test_nothing_is_restored_while_somebody_holds_a_lease_or_has_the_database_open(here):
    file = kept()
    store = open_store(here / "output" / "briefing.sqlite", CLOCK)
    with store.lease("edition daily", 60), pytest.raises(Busy, match="edition daily"):
        put_back(file, force=True)
    with pytest.raises(Busy, match="stop `briefing serve`"):
        put_back(file, force=True)
    store.close()
    assert sent(EDITION.id).exit_code == 0  # nothing has changed: sending is not paused
    assert put_back(file, force=True).aside


def test_a_damaged_database_is_replaced_without_force(here):
    file = kept()
    database = here / "output" / "briefing.sqlite"
    database.write_bytes(b"nonsense" * 1000)
    done = put_back(file)
    assert done.aside.read_bytes() == b"nonsense" * 1000
    assert open_store(database, CLOCK).edition(EDITION.id)


def test_a_lease_in_the_backup_holds_nobody_up(here):
    store = open_store(here / "output" / "briefing.sqlite", CLOCK)
    with store.lease("edition daily", 10_000):
        file = kept()
    store.close()
    put_back(file)
    store = open_store(here / "output" / "briefing.sqlite", CLOCK)
    with store.lease("edition daily", 60):
        pass
    store.close()


def altered(file, change):
    """The backup with other members."""
    members = {}
    with tarfile.open(file) as tar:
        for entry in tar:
            members[entry.name] = tar.extractfile(entry).read()
    change(members)
    other = file.with_name("altered.tar.gz")
    with tarfile.open(other, "w:gz") as tar:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return other


def _flip(members):
    members["briefing.sqlite"] = members["briefing.sqlite"][:-1] + b"\1"


def _escape(members):
    members["feeds/../../escaped"] = b"x"
    told = json.loads(members["MANIFEST.json"])
    told["files"]["feeds/../../escaped"] = "0"
    members["MANIFEST.json"] = json.dumps(told).encode()


def _smuggle(members):
    members["/etc/smuggled"] = b"x"


def _future(members):
    members["MANIFEST.json"] = members["MANIFEST.json"].replace(b'"format": 1', b'"format": 2')


@pytest.mark.parametrize(
    "change", [_flip, _escape, _smuggle, _future, lambda members: members.pop("MANIFEST.json")]
)
def test_what_is_not_as_it_was_made_is_refused_and_changes_nothing(here, change):
    file = altered(kept(), change)
    before = {path: path.read_bytes() for path in here.rglob("*") if path.is_file()}
    with pytest.raises((BriefingError, StoreError)):
        put_back(file, force=True)
    assert {path: path.read_bytes() for path in here.rglob("*") if path.is_file()} == before
    assert not (here.parent / "escaped").exists()


@pytest.mark.parametrize("content", [b"", b"no tar", None])
def test_a_file_that_is_no_backup_is_told_in_one_line(here, content):
    file = here.parent / "other.tar.gz"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BriefingError) as raised:
        put_back(file)
    assert str(file) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_half_a_file_is_refused(here):
    whole = kept()
    half = whole.with_name("half.tar.gz")
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(BriefingError):
        put_back(half, force=True)


def test_a_restore_that_fails_leaves_an_empty_folder_empty(here):
    file = altered(kept(), _flip)
    destroy(here)
    with pytest.raises(StoreError, match="not as it was"):
        put_back(file)
    assert names(here) == []


def test_a_backup_of_an_older_program_is_migrated(here):
    with sqlite3.connect(here / "output" / "briefing.sqlite") as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,)
    connection.close()
    file = altered(kept(), _older)
    destroy(here)
    put_back(file)
    with sqlite3.connect(here / "output" / "briefing.sqlite") as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,)
    connection.close()


def _older(members):
    """The database as the first program made it."""
    import hashlib
    import tempfile
    from pathlib import Path

    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine

    from briefing.store import database

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "old.sqlite"
        config = Config()
        config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
        engine = create_engine(f"sqlite:///{path}")
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "0001")
        engine.dispose()
        members["briefing.sqlite"] = path.read_bytes()
    told = json.loads(members["MANIFEST.json"])
    told["files"]["briefing.sqlite"] = hashlib.sha256(members["briefing.sqlite"]).hexdigest()
    members["MANIFEST.json"] = json.dumps(told).encode()


def test_the_commands_say_what_they_did(here):
    done = CliRunner().invoke(backup_command, [str(here.parent / "a.tar.gz")])
    assert done.exit_code == 0, done.output
    assert f"newest editions: {EDITION.id}" in done.output


def test_a_database_on_a_server_is_the_servers_to_back_up(here, monkeypatch):
    monkeypatch.setenv("BRIEFING_DATABASE", "postgresql://brief@127.0.0.1/brief")
    with pytest.raises(BriefingError, match="pg_dump"):
        kept()
