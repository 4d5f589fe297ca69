"""What is left of a run, however it ends."""

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from briefing.errors import Busy, ModelError, NothingToReport
from briefing.model import EditionPlan, RunCounts
from briefing.pipeline import Outcome
from briefing.recording import recorded
from briefing.store import open_store
from tests.editions import edition
from tests.fakes import FakeClock, RecordingProgress

NIGHT = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)
PLAN = EditionPlan(name="daily", title="The Brief", timezone="Europe/Kyiv")


class Scene:
    def __init__(self, path):
        self.path = path / "briefing.sqlite"
        self.clock = FakeClock(NIGHT)
        self.store = open_store(self.path, self.clock)
        self.progress = RecordingProgress()

    def recorded(self, day=None):
        return recorded(self.store, PLAN, day, self.clock, self.progress)

    @property
    def run(self):
        (only,) = self.store.runs.recent(self.clock.now())
        return only


@pytest.fixture
def scene(tmp_path):
    scene = Scene(tmp_path)
    yield scene
    scene.store.close()


def outcome(**changes):
    made = edition()
    colophon = replace(made.colophon, counts={"verbatim": 3}, fallbacks={"compression: grammar": 1})
    values = {
        "edition": replace(made, colophon=colophon),
        "content": "",
        "made": True,
        "articles": 7,
        "failures": (),
    }
    return Outcome(**(values | {"seconds": {"analyse": 2.5}} | changes))


def test_run_is_on_record_while_it_works(scene):
    with scene.recorded() as record:
        record.stage("embed", 3)
        assert (scene.run.outcome, scene.run.stage, scene.run.ended) == ("running", "embed", None)
        record.finish(outcome())


def test_made_edition_leaves_its_numbers(scene):
    with scene.recorded() as record:
        scene.clock.move(minutes=3)
        record.finish(outcome())
    run = scene.run
    assert (run.outcome, run.exit_code, run.edition, run.seconds) == (
        "made",
        0,
        edition().id,
        {"analyse": 2.5},
    )
    stories = len({s.id for section in edition().sections for s in section.stories})
    assert run.counts == RunCounts(
        articles=7, stories=stories, sentences={"verbatim": 3}, failed_checks={"compression: grammar": 1}
    )


def test_edition_that_was_there_is_counted_once_only(scene):
    with scene.recorded() as record:
        record.finish(outcome(made=False))
    assert (scene.run.outcome, scene.run.counts) == ("unchanged", RunCounts(articles=7))


@pytest.mark.parametrize(
    ("error", "ended", "code"),
    [
        (NothingToReport("no items"), "nothing", 3),
        (Busy("another"), "busy", 6),
        (ModelError("no model"), "failed", 4),
        (ZeroDivisionError("division"), "failed", 70),
        (KeyboardInterrupt(), "stopped", 130),
    ],
)
def test_error_is_on_record_and_goes_on(scene, error, ended, code):
    with pytest.raises(type(error)), scene.recorded():
        raise error
    assert (scene.run.outcome, scene.run.exit_code) == (ended, code)
    assert str(error) in scene.run.error


def test_run_that_failed_keeps_the_time_of_each_stage_it_came_to(scene):
    def work():
        with scene.recorded() as record:
            record.stage("embed")
            scene.clock.move(seconds=4)
            record.stage("summarise")
            scene.clock.move(seconds=2)
            raise ModelError("gone")

    with pytest.raises(ModelError):
        work()
    assert scene.run.seconds == {"embed": 4.0, "summarise": 2.0}
    assert scene.run.stage == "summarise"
    assert scene.progress.stages == ["embed", "summarise"]


def test_date_is_that_of_the_editions_zone_or_the_one_asked_for(scene):
    with scene.recorded() as record:
        record.finish(outcome())
    assert scene.run.date == date(2026, 3, 11)
    scene.clock.move(hours=1)
    with scene.recorded(date(2026, 3, 2)) as record:
        record.finish(outcome())
    assert scene.store.runs.recent(scene.clock.now())[0].date == date(2026, 3, 2)


def test_run_without_a_record_is_logged_and_not_stopped(scene, caplog):
    with sqlite3.connect(scene.path) as database:
        database.execute("DROP TABLE runs")
    with scene.recorded() as record:
        record.stage("embed")
        record.finish(outcome())
    assert scene.progress.stages == ["embed"]
    assert "the record of the run cannot be kept" in caplog.text
