"""``briefing themes`` with the bundled embedder, as an editor uses it: try, correct, try again."""

from __future__ import annotations

import json

import pytest

from briefing.model import ModelChoice
from briefing.models.pull import pull
from briefing.settings import load_settings
from tests.fakes import RecordingProgress

pytestmark = pytest.mark.models

ATTACK = "A swarm of quadcopters dropped grenades on the trenches."
CROQUET = "The croquet club beat its old rivals on Sunday."
LABELS = (
    f"strikes\t{ATTACK}\n# a comment\n-\tThe striker struck twice in the last minute.\nstrikes\t{CROQUET}\n"
)


@pytest.fixture(scope="module", autouse=True)
def _models():
    pull({"embedder": ModelChoice(name="bundled")}, load_settings(None).cache, RecordingProgress())


@pytest.fixture
def themes(briefing, tmp_path):
    def run(*arguments):
        return briefing("themes", *arguments, cwd=tmp_path, OMP_NUM_THREADS="1")

    return run


def scores(ran):
    assert ran.code == 0, ran.err
    [passage] = ran.json
    return {score["theme"]: (score["verdict"], score["score"]) for score in passage["scores"]}


def test_a_sentence_is_shown_with_scores_verdicts_and_reasons(themes):
    ran = themes("test", "Two missiles hit a power station at night.")
    assert ran.code == 0
    [told] = [line for line in ran.out.splitlines() if line.strip().startswith("strikes")]
    assert " yes " in told
    assert "nearest: " in told
    assert "Nothing is stored of this day" in ran.err


def test_what_holds_a_theme_down_is_named(themes):
    ran = themes("test", "Train drivers and dockers walk out on Friday in a strike over wages.")
    [told] = [line for line in ran.out.splitlines() if line.strip().startswith("strikes")]
    assert " no " in told
    assert "held down by " in told


def test_a_file_is_read_like_an_article(themes, tmp_path):
    text = tmp_path / "article.txt"
    text.write_text(
        "Drones over the harbour\n\nDrones hit two tankers at dawn. The fire burned until noon.\n"
    )
    passages = [each["text"] for each in themes("test", text, "--json").json]
    assert passages == [
        "Drones over the harbour",
        "Drones hit two tankers at dawn.",
        "The fire burned until noon.",
    ]


def test_a_correction_changes_the_verdict_of_the_line_and_of_those_like_it(themes, tmp_path):
    verdict, before = scores(themes("test", CROQUET, "--json"))["strikes"]
    assert verdict == "no"
    corrected = themes("correct", "strikes", CROQUET)
    assert corrected.code == 0
    assert (tmp_path / "prompts" / "labels.tsv").read_text().endswith(f"strikes\t{CROQUET}\n")
    assert scores(themes("test", CROQUET, "--json"))["strikes"][0] == "yes"
    _, alike = scores(themes("test", "The croquet club lost to its old rivals.", "--json"))["strikes"]
    assert alike > before


def test_labelled_lines_are_judged_and_do_not_teach_themselves(themes, tmp_path):
    lines = tmp_path / "lines.tsv"
    lines.write_text(LABELS)
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "labels.tsv").write_text(LABELS)
    judged = themes("test", lines, "--json").json
    assert {key: judged["themes"]["strikes"][key] for key in ("found", "false", "missed")} == {
        "found": 1,
        "false": 0,
        "missed": 1,
    }
    shown = themes("test", lines)
    assert "3 lines, 1 mistakes" in shown.out
    assert f"missed strikes (0.00): {CROQUET}\n  given other news (" in shown.out
    assert "); labelled strikes\n" in shown.out


def test_faults_of_labelled_lines_are_told_with_their_place(themes, tmp_path):
    lines = tmp_path / "lines.tsv"
    lines.write_text("strikes\tIt burned.\nstrkes\tIt rained.\n")
    ran = themes("test", "lines.tsv")
    assert (ran.code, ran.out) == (1, "")
    assert 'lines.tsv:2: unknown theme "strkes": did you mean "strikes"?' in ran.err


@pytest.mark.parametrize(
    ("argument", "told"),
    [("notes.txt", "notes.txt: no such file"), (" ", "no text to test"), (".", "cannot be read")],
)
def test_what_cannot_be_tested_is_an_error_in_one_line(themes, argument, told):
    ran = themes("test", argument)
    assert ran.code == 1
    assert told in ran.err
    assert ran.err.count("\n") == 1


def test_an_unknown_theme_is_refused_and_nothing_is_written(themes, tmp_path):
    ran = themes("correct", "sport", "It burned.")
    assert ran.code == 1
    assert 'unknown theme "sport"' in ran.err
    assert not (tmp_path / "prompts").exists()


def test_themes_are_listed_with_what_is_written_of_them(themes):
    assert [theme["name"] for theme in json.loads(themes("list", "--json").out)] == [
        "strikes",
        "diplomacy",
        "prisoner releases",
        "other news",
    ]
    assert "whatever no other theme takes" in themes("list").out
