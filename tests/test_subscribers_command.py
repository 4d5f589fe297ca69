"""``briefing subscribers`` on a real database: what the operator sees, what is kept, what is gone."""

import csv
import io
import json
import sqlite3
import subprocess
import sys

import pytest
from click.testing import CliRunner

from briefing.cli.subscribers import subscribers
from briefing.errors import BriefingError
from tests.render import reading

SETTINGS = """
[[editions]]
name = "daily"
[[editions]]
name = "weekly"
[output]
public_url = "https://brief.example"
[mail]
from = "brief@brief.example"
"""
CONSENT = ("--confirmed", "--consent", "Yes, send it.")
READER = "reader@example.org"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "briefing.toml").write_text(SETTINGS)
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(subscribers, list(map(str, arguments)))


def done(*arguments):
    ran = run(*arguments)
    assert ran.exception is None, (ran.exception, ran.output)
    return ran.stdout


def fault(*arguments):
    ran = run(*arguments)
    assert isinstance(ran.exception, BriefingError), (ran.exception, ran.output)
    return str(ran.exception)


def shown(whom=READER):
    return json.loads(done("show", whom, "--json"))


def mails(folder):
    return sorted((folder / "output" / "outbox").glob("*.eml"))


def people(folder, *lines, name="people.csv"):
    path = folder / name
    path.write_text("\n".join(lines) + "\n")
    return path


def counts():
    return json.loads(done("list", "--counts", "--json"))


# ── add ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_is_added_is_asked_by_mail_to_confirm(here):
    assert done(
        "add", "Reader@Example.ORG", "--theme", "Strikes", "--hour", "7:30", "--timezone", "Europe/Kyiv"
    ) == ("Reader@example.org: pending\n")
    (path,) = mails(here)
    assert reading.message(path.read_bytes())["To"].addresses[0].addr_spec == "Reader@example.org"
    found = shown("Reader@example.org")
    assert [found[key] for key in ("status", "editions", "themes", "hour", "consents")] == [
        "pending", ["daily"], ["strikes"], "07:30", [],
    ]  # fmt: skip


def test_who_is_added_with_a_consent_is_confirmed_and_gets_no_mail(here):
    assert done("add", READER, *CONSENT, "--consented-at", "2026-01-31") == f"{READER}: confirmed\n"
    assert mails(here) == []
    (consent,) = shown()["consents"]
    assert consent == {"at": "2026-01-31T00:00:00+00:00", "source": "command", "text": "Yes, send it."}


@pytest.mark.parametrize("alone", [["--confirmed"], ["--consent", "Yes."]])
def test_nobody_is_confirmed_without_a_consent(alone, here):
    ran = run("add", READER, *alone)
    assert (ran.exit_code, "belong together" in ran.output) == (2, True)
    assert not (here / "output").exists()


def test_what_cannot_be_is_told_together_and_nothing_is_kept(here):
    assert "not one @" in fault("add", "reader")
    told = fault("add", READER, "--theme", "x", "--edition", "dayly", "--timezone", "Kyiv")
    assert [line.split(":")[0] for line in told.splitlines()] == [
        'no edition "dayly"',
        'no theme "x"',
        'no time zone "Kyiv"',
    ]
    assert counts() == {"pending": 0, "confirmed": 0, "unsubscribed": 0, "suppressed": 0}


def test_who_is_added_twice_stays_and_is_asked_once(here):
    done("add", READER)
    assert done("add", READER, "--theme", "strikes") == f"{READER}: there already, pending\n"
    assert shown()["themes"] == []
    assert len(mails(here)) == 1


def test_who_was_forgotten_comes_back_only_when_it_is_said_so():
    done("add", READER)
    done("forget", READER)
    assert "forgotten: they are not mailed" in fault("add", READER, *CONSENT)
    assert "forgotten: they are not mailed" in fault("add", READER, "--even-if-left")
    assert done("add", READER, *CONSENT, "--even-if-left") == f"{READER}: confirmed\n"


def test_without_a_public_url_they_are_kept_and_the_mail_stays_due(here):
    (here / "briefing.toml").write_text("")
    ran = run("add", READER)
    assert ran.stdout == f"{READER}: pending\n"
    assert "mails to confirm stay due" in ran.stderr
    assert "set public_url in [output]" in ran.stderr
    (here / "briefing.toml").write_text(SETTINGS)
    done("add", "other@example.org")
    assert len(mails(here)) == 2


# ── import, export ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_import_is_a_dry_run_until_it_is_applied(here):
    path = people(here, "address,consent,consented_at", "a@example.org,,", "b@example.org,Yes.,2026-01-31")
    told = "2 new\n1 asked by mail to confirm\n"
    done("add", READER, *CONSENT)
    assert done("import", path) == told + "nothing was changed: --apply does it\n"
    assert counts()["pending"] == 0
    assert done("import", path, "--apply") == told
    assert counts() == {"pending": 1, "confirmed": 2, "unsubscribed": 0, "suppressed": 0}
    assert len(mails(here)) == 1


def test_dry_run_needs_no_database_and_makes_none(here):
    path = people(here, "address", "a@example.org")
    assert "1 new\n" in done("import", path)
    assert not (here / "output").exists()


def test_same_file_again_changes_nothing(here):
    path = people(here, "address,consent,consented_at", "a@example.org,,", "b@example.org,Yes.,2026-01-31")
    done("import", path, "--apply")
    before = done("export")
    assert done("import", path, "--apply") == "2 there already, unchanged\n"
    assert done("export") == before
    assert len(mails(here)) == 1


def test_file_with_faults_changes_nothing_and_tells_every_one(here):
    done("add", READER, *CONSENT)
    path = people(here, "address,hour", "a@example.org,07:00", "b,25:00")
    told = fault("import", path, "--apply")
    assert told.splitlines() == [
        'people.csv:3: no time of day "25:00": write 00:00 to 23:59',
        "people.csv:3: not one @ in it: write name@example.org",
    ]
    assert counts()["pending"] == 0


def test_rows_with_faults_are_left_out_when_that_is_asked_for(here):
    path = people(here, "address,hour", "a@example.org,07:00", "b,25:00")
    ran = run("import", path, "--apply", "--skip-faulty")
    assert isinstance(ran.exception, BriefingError)
    assert ran.stdout.startswith("1 new\n")
    assert counts()["pending"] == 1


def test_nobody_who_left_or_was_forgotten_comes_back_by_a_file(here):
    done("add", READER)
    done("forget", READER)
    path = people(here, "address,consent,consented_at", f"{READER},Yes.,2026-01-31")
    assert done("import", path, "--apply") == "1 were forgotten, stay so\n"
    assert sum(counts().values()) == 0


@pytest.mark.parametrize("form", ["csv", "json"])
def test_what_is_exported_can_be_imported_into_an_empty_database(form, here):
    path = people(
        here,
        "address,status,themes,hour,timezone,consent,consented_at,consent_from",
        'a@example.org,,strikes|diplomacy,07:30,Europe/Kyiv,"Yes, ""really""",2026-01-31,paper',
        "b@example.org,unsubscribed,,,,,,",
        "c@example.org,suppressed,,,,,,",
        "=d@example.org,pending,,,,,,",
    )
    done("import", path, "--apply")
    first = here / f"people.{form}"
    done("export", first)
    assert first.stat().st_mode & 0o777 == 0o600
    done("import", "--output", here / "other", first, "--apply")
    second = here / f"again.{form}"
    done("export", "--output", here / "other", second)

    def rows(file):
        text = file.read_text()
        found = list(csv.DictReader(io.StringIO(text))) if form == "csv" else json.loads(text)
        return sorted(
            ({k: v for k, v in row.items() if k not in ("id", "changed")} for row in found),
            key=lambda row: row["address"],
        )

    assert rows(first) == rows(second)
    assert len(rows(first)) == 4


def test_file_that_cannot_be_read_or_written_is_told(here):
    done("add", READER)
    assert "No such file" in fault("import", here / "nobody.csv")
    assert "give a file that can be written" in fault("export", here / "no" / "people.csv")


# ── list, show, forget, resend ───────────────────────────────────────────────────────────────────────────────────────


def test_list_shows_those_of_a_status_and_an_edition(here):
    done("add", READER, *CONSENT, "--edition", "weekly")
    done("add", "a@example.org")
    assert [line.split()[2] for line in done("list", "--status", "pending").splitlines()] == ["a@example.org"]
    assert [line.split()[2] for line in done("list", "--edition", "weekly").splitlines()] == [READER]
    assert [
        json.loads(line)["address"] for line in done("list", "--edition", "daily", "--json").splitlines()
    ] == ["a@example.org"]
    assert done("list", "--counts") == "1 pending, 1 confirmed, 0 unsubscribed, 0 suppressed\n"
    assert "no edition named 'x'" in fault("list", "--edition", "x")


def test_looking_makes_no_database(here):
    assert "no database" in fault("list")
    assert not (here / "output").exists()


def test_show_tells_everything_that_is_kept():
    done("add", READER, *CONSENT, "--mute", "strikes", "--language", "fr")
    told = done("show", READER)
    assert f"address    {READER}\n" in told
    assert "muted      strikes\n" in told
    assert "command: Yes, send it.\n" in told
    assert done("show", shown()["id"]) == told


def test_terminal_is_shown_no_controls():
    done("add", READER, "--confirmed", "--consent", "Yes\x1b[31m, red.")
    assert "\x1b" not in done("show", READER)


def test_who_is_forgotten_is_gone_with_their_mails_and_what_is_kept_is_said(here):
    done("add", READER)
    identity = shown()["id"]
    told = done("forget", READER.upper())
    assert told.splitlines()[0] == f"{READER}: erased, with 0 consents"
    assert f"kept: a salted hash of the address; 0 deliveries of the id {identity} in the ledger" in told
    assert mails(here) == []
    with sqlite3.connect(here / "output" / "briefing.sqlite") as raw:
        assert READER not in "\n".join(raw.iterdump())
    assert (
        fault("show", READER)
        == f"no subscriber {READER}: a salted hash of it is kept, for the reason 'forgotten'"
    )
    assert fault("forget", "nobody@example.org") == "no subscriber nobody@example.org"
    assert "no address either" in fault("forget", "nobody")


def test_confirmation_is_not_sent_again_within_the_hour(here):
    done("add", READER)
    assert "at most one mail an hour" in fault("resend-confirmation", READER)
    with sqlite3.connect(here / "output" / "briefing.sqlite") as raw:
        raw.execute("UPDATE confirmations SET asked = datetime(asked, '-61 minutes')")
    mails(here)[0].unlink()
    assert READER in done("resend-confirmation", READER)
    assert len(mails(here)) == 1


def test_confirmation_is_for_who_is_pending_and_needs_a_public_url(here):
    done("add", READER, *CONSENT)
    assert "they are confirmed" in fault("resend-confirmation", READER)
    (here / "briefing.toml").write_text("")
    assert "set public_url" in fault("resend-confirmation", READER)


def test_another_output_folder_has_its_own_database_and_outbox(here):
    done("add", READER, "--output", here / "other")
    assert len(list((here / "other" / "outbox").glob("*.eml"))) == 1
    assert not (here / "output").exists()


def test_log_at_its_most_talkative_tells_no_address_and_no_token(here):
    command = [sys.executable, "-m", "briefing", "--debug", "subscribers", "add", "canary@example.org"]
    ran = subprocess.run(command, cwd=here, capture_output=True, text=True, check=True)
    (path,) = mails(here)
    (link,) = reading.links(reading.parts(path.read_bytes())[1])
    assert ran.stdout == "canary@example.org: pending\n"
    assert "canary" not in ran.stderr
    assert link.rpartition("/")[2] not in ran.stderr


# ── At once ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_commands_at_once_put_everybody_on_the_list_once(here):
    path = people(here, "address", *(f"r{number}@example.org" for number in range(60)))
    done("add", READER)
    command = [sys.executable, "-m", "briefing", "subscribers", "import", str(path), "--apply"]
    running = [subprocess.Popen(command, cwd=here, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [each.wait(60) for each in running] == [0, 0]
    assert counts()["pending"] == 61
    assert len(mails(here)) == 61
