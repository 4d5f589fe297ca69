"""`briefing serve` over real databases and real child processes; their models are cheap."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest

from briefing.errors import OutputError
from briefing.store import open_store
from tests.conftest import ROOT
from tests.fakes import FakeClock
from tests.schedule.desk import Heard, days, feed, furnish, inline, service

NINTH = datetime(2026, 3, 9, 6, 0, 30, tzinfo=UTC)


def editions(folder):
    """Ids of all revisions of all editions, oldest date first."""
    store = open_store(folder / "output" / "briefing.sqlite", FakeClock(NINTH))
    try:
        return sorted(store.editions())
    finally:
        store.close()


def archived(folder):
    return sorted(path.name for path in (folder / "output" / "archive").iterdir())


def test_edition_is_made_at_its_hour_and_once(tmp_path):
    folder, clock = furnish(tmp_path, days(8, 9)), FakeClock(NINTH.replace(hour=5))
    with inline(folder, clock) as (running, _):
        assert running.editions() == 0
        assert editions(folder) == []
        clock.move(hours=1)
        assert running.editions() == 0
        (folder / "feeds" / "wire.xml").write_text((folder / "feeds" / "wire.xml").read_text() + " ")
        clock.move(hours=3)
        assert running.editions() == 0
    assert editions(folder) == ["daily-2026-03-09"]


def test_late_edition_reaches_back_to_where_the_one_before_ended(tmp_path):
    folder, clock = furnish(tmp_path, days(8, 9)), FakeClock(NINTH.replace(hour=23))
    with inline(folder, clock) as (running, parts):
        running.editions()
        edition = parts.store.edition("daily-2026-03-09")
    assert '"opens":"2026-03-08T06:00:00' in edition.replace(" ", "")


def test_after_three_days_each_date_has_its_edition(tmp_path):
    folder, clock = furnish(tmp_path, days(6)), FakeClock(NINTH.replace(day=6))
    with inline(folder, clock) as (running, _):
        running.editions()
    (folder / "feeds" / "wire.xml").write_text(feed(days(6, 7, 8, 9)))
    clock.move(days=3)
    with inline(folder, clock) as (running, _):
        running.editions()
    assert editions(folder) == [f"daily-2026-03-0{day}" for day in (6, 7, 8, 9)]


def test_edition_without_its_files_gets_them(tmp_path):
    folder, clock = furnish(tmp_path, days(8, 9)), FakeClock(NINTH)
    with inline(folder, clock) as (running, _):
        running.editions()
        for path in (folder / "output" / "archive" / "daily-2026-03-09").iterdir():
            path.unlink()
        (folder / "output" / "archive" / "daily-2026-03-09").rmdir()
        assert running.editions() == 0
    assert archived(folder) == editions(folder) == ["daily-2026-03-09"]


def test_run_that_is_killed_at_any_step_is_made_anew_and_once():
    words = [sys.executable, "-m", "tests.schedule.crashes", "--sparse"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=280, check=True)
    trials = [json.loads(line) for line in done.stdout.splitlines()]
    killed = [trial for trial in trials if trial["killed"]]
    there = [(len(trial["before"]["editions"]), len(trial["before"]["archive"])) for trial in killed]
    assert {(0, 0), (1, 0), (1, 1)} == set(
        there
    )  # before the edition, between it and its files, and behind them
    assert [trial["again"] for trial in trials] == [0] * len(trials)
    assert {tuple(trial["after"]["editions"]) for trial in trials} == {("daily-2026-03-09",)}
    assert {tuple(trial["after"]["archive"]) for trial in trials} == {("daily-2026-03-09",)}


def test_two_services_at_once_make_one_edition(tmp_path):
    folder = furnish(tmp_path, days(6))
    program = (
        "import sys; from pathlib import Path; from datetime import datetime; from tests.fakes import FakeClock\n"
        "from tests.schedule.desk import service\n"
        "with service(Path(sys.argv[1]), FakeClock(datetime.fromisoformat(sys.argv[2]))) as (running, _):\n"
        "    sys.exit(running.editions())"
    )
    for day in (6, 9):
        (folder / "feeds" / "wire.xml").write_text(feed(days(*range(6, day + 1))))
        words = [sys.executable, "-c", program, str(folder), NINTH.replace(day=day).isoformat()]
        both = [subprocess.Popen(words, cwd=ROOT) for _ in range(2)]
        assert [process.wait(timeout=120) for process in both] == [0, 0]
    with service(folder, FakeClock(NINTH)) as (running, _):  # what one found held by the other
        assert running.editions() == 0
    assert editions(folder) == [f"daily-2026-03-0{day}" for day in (6, 7, 8, 9)]


def test_fault_in_an_editors_file_is_told_with_its_line_and_the_service_goes_on(tmp_path, caplog):
    folder, clock, heard = furnish(tmp_path, days(8, 9)), FakeClock(NINTH), Heard()
    themes = folder / "prompts" / "themes.toml"
    right = themes.read_text()
    themes.write_text(right + '\n[[theme]]\nname = "empty"\n')
    with service(folder, clock, heard) as (running, _):
        assert running.editions() == 1
        assert any("themes.toml:" in line for line in heard.lines)
        themes.write_text(right)
        clock.move(minutes=2)
        assert running.editions() == 0
    assert editions(folder) == ["daily-2026-03-09"]


def test_faulty_settings_leave_everything_as_it_was(tmp_path, caplog):
    folder, clock = furnish(tmp_path, days(8, 9)), FakeClock(NINTH.replace(hour=5))
    with service(folder, clock) as (running, _):
        running.editions()
        (folder / "briefing.toml").write_text('[[editions]]\nname = "daily"\ntimezone = "Europe/Kyjiw"\n')
        clock.move(hours=1)
        assert running.editions() == 0  # the child, too, reads what was right
        running.editions()
    assert editions(folder) == ["daily-2026-03-09"]
    [told] = [record.getMessage() for record in caplog.records if "stay as they were" in record.getMessage()]
    assert "briefing.toml:3:" in told
    assert "Europe/Kyiv" in told


def test_settings_that_change_count_at_the_next_look(tmp_path):
    folder, clock = furnish(tmp_path, days(8, 9)), FakeClock(NINTH.replace(hour=4))
    with inline(folder, clock) as (running, parts):
        running.editions()
        text = (folder / "briefing.toml").read_text()
        (folder / "briefing.toml").write_text(text.replace("06:00", "03:30"))
        running.editions()
        assert [plan.at for plan in parts.settings.present.editions] == ["03:30"]
    assert editions(folder) == ["daily-2026-03-09"]


def test_another_output_folder_waits_for_a_new_start(tmp_path, caplog):
    folder, clock = furnish(tmp_path, days(8, 9)), FakeClock(NINTH.replace(hour=4))
    with inline(folder, clock) as (running, parts):
        (folder / "briefing.toml").write_text('[output]\nfolder = "elsewhere"\n')
        running.editions()
        assert parts.settings.present.output == folder / "output"
    assert "when the service is started anew" in caplog.text


def test_output_folder_that_cannot_be_written_is_an_error_at_the_start(tmp_path):
    furnish(tmp_path, days(9))
    (tmp_path / "output").write_text("no folder")
    wanted = pytest.raises(OutputError, match=r"output: .*: give a folder that can be written")
    with wanted, inline(tmp_path, FakeClock(NINTH)):
        pass


def test_feeds_are_read_between_editions(tmp_path):
    folder, clock = furnish(tmp_path, days(8, 9)), FakeClock(NINTH.replace(hour=5))
    with inline(folder, clock) as (running, parts):
        assert running.poll() == 0
        assert len(parts.store.feed_states()) == 1
        found = parts.store.articles(
            datetime(2026, 3, 8, tzinfo=UTC),
            datetime(2026, 3, 10, tzinfo=UTC),
            list(parts.store.feed_states()),
        )
    assert {article.published.date() for article in found} == {date(2026, 3, 8), date(2026, 3, 9)}
    assert editions(folder) == []


def test_once_does_what_is_due_and_says_what_failed(tmp_path):
    folder, clock = furnish(tmp_path, days(8, 9)), FakeClock(NINTH)
    with inline(folder, clock) as (running, _):
        assert running.once() == 0
    assert editions(folder) == ["daily-2026-03-09"]
    clock.move(days=1)
    (folder / "feeds" / "wire.toml").write_text("[[feed]]\nname = 1\n")
    with inline(folder, clock) as (running, _):
        assert running.once() == 1
