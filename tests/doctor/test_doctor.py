"""``briefing doctor`` as an operator gives it."""

import json
import sqlite3

import pytest
from click.testing import CliRunner

from briefing.cli.doctor import doctor
from briefing.doctor import Outside, examine
from briefing.doctor.finding import fail, ok, warn, without_secrets, worst
from briefing.settings import load_settings
from briefing.store import open_store
from tests.deliver.desk import reader
from tests.deliver.server import Script, smtp_server
from tests.doctor.names import name_server
from tests.fakes import FakeClock, RecordingProgress

FEED = '[[feed]]\nname = "Local"\npath = "local.xml"\n'
SETTINGS = """
[output]
public_url = "http://127.0.0.1:1"
[mail]
from = "The Morning Brief <brief@brief.example>"
smtp_host = "127.0.0.1"
smtp_user = "brief"
tls = "never"
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with one local feed, where the command is given."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "local.toml").write_text(FEED)
    (tmp_path / "feeds" / "local.xml").write_text("<rss/>")
    return tmp_path


def run(*arguments, **environment):
    return CliRunner(env={"BRIEFING_CACHE": "models", **environment}).invoke(doctor, arguments)


def told(*arguments, **environment):
    shown = json.loads(run("--json", "--offline", *arguments, **environment).stdout)
    return {each["name"]: each for each in shown["findings"]}


def test_each_line_that_is_not_ok_has_its_mend(here):
    done = run("--offline")
    lines = done.stdout.splitlines()
    bad = [n for n, line in enumerate(lines) if line.startswith(("warn", "fail"))]
    assert bad
    assert all(lines[n + 1].startswith("      -> ") for n in bad)
    assert lines[-1].endswith(" fail")


def test_missing_models_fail_and_looking_leaves_nothing(here):
    before = sorted(here.rglob("*"))
    done = run("--offline")
    assert (done.exit_code, "no digest can be made" in done.stdout) == (1, True)
    assert sorted(here.rglob("*")) == before


def test_faults_of_the_settings_are_lines_with_their_place(here):
    (here / "briefing.toml").write_text("[output]\nfolder = 3\n")
    done = run("--offline")
    assert done.exit_code == 1
    assert "fail  files: briefing.toml:2: " in done.stdout


def test_faults_of_the_editors_files_do_not_hide_the_rest(here):
    (here / "feeds" / "local.toml").write_text("[[feed]]\nname = 3\n")
    found = told()
    assert found["files"]["what"].startswith("feeds/local.toml:2: ")
    assert "clock" in found


def test_a_feed_on_disk_is_read_offline_too(here):
    assert told()["feeds"]["what"] == "1 of 1 can be read"


def test_no_secret_is_ever_shown(here):
    (here / "canary").write_text("canary-imap-4711")
    (here / "canary").chmod(0o644)
    script = Script()
    with smtp_server(script, user="brief", password="other") as port:
        (here / "briefing.toml").write_text(SETTINGS.replace("[mail]", f"[mail]\nsmtp_port = {port}"))
        done = run(
            "--json", "--offline",
            BRIEFING_SMTP_PASSWORD="canary-smtp-0815", BRIEFING_IMAP_PASSWORD_FILE=str(here / "canary"),
        )  # fmt: skip
    found = {each["name"]: each for each in json.loads(done.stdout)["findings"]}
    assert found["mail server"]["state"] == "fail"
    assert found["secrets"]["mend"] == f"chmod 600 {here / 'canary'}"
    assert "canary-" not in done.output


def test_addresses_of_subscribers_are_not_shown(here):
    store = open_store(here / "output" / "briefing.sqlite", FakeClock())
    store.subscribers.add(reader(0))
    store.close()
    done = run("--offline")
    assert "database: integrity" in done.stdout
    assert reader(0).address not in done.output


def test_a_database_that_is_none_fails_and_the_rest_is_looked_at(here):
    (here / "output").mkdir()
    (here / "output" / "briefing.sqlite").write_bytes(b"nonsense" * 1000)
    found = told()
    assert (found["database"]["state"], "disk: output" in found) == ("fail", True)


def test_a_database_of_a_newer_program_fails(here):
    (here / "output").mkdir()
    with sqlite3.connect(here / "output" / "briefing.sqlite") as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('9999')")
    connection.close()
    assert told()["database: version"]["state"] == "fail"


def test_the_network_is_asked_all_at_once_by_the_name_server_that_is_given(here):
    (here / "briefing.toml").write_text('[mail]\nfrom = "Brief <brief@brief.example>"\n')
    settings = load_settings(None, {"BRIEFING_CACHE": "models"})
    zone = {("brief.example", "MX"): ["10 mx.brief.example."], ("brief.example", "TXT"): ['"v=spf1 mx -all"']}
    with name_server(zone) as names:
        findings = examine(settings, Outside(names=lambda: names), RecordingProgress(), FakeClock())
    found = {each.name: each.state for each in findings}
    assert (found["dns: MX"], found["dns: SPF"], found["dns: DMARC"]) == ("ok", "ok", "warn")
    assert (found["feeds"], found["mail"], "network" in found) == ("ok", "ok", False)


def test_the_gravest_state_counts():
    assert worst([ok("a", "b"), warn("a", "b", "c")]) == "warn"
    assert worst([fail("a", "b", "c"), ok("a", "b")]) == "fail"
    assert worst([]) == "ok"


def test_texts_lose_what_is_secret():
    (found,) = without_secrets([fail("a", "said: hunter2!", "not hunter2")], ["hunter2", ""])
    assert (found.what, found.mend) == ("said: <secret>!", "not <secret>")
