"""Themes tried on labelled files: ours by the product's own code, and the floors."""

from __future__ import annotations

import pytest

from briefing.model import Theme
from briefing.trials import TrialOptions
from briefing.trials.rows import ThemeRow
from briefing.trials.themes import run
from tests.trials.build import trial_parts

THEMES = (
    Theme(name="S", means="matches, goals and races"),
    Theme(name="M", means="banks, shares and prices"),
)
REST = Theme(name="rest", means="everything else", catch_all=True)
LINES = (
    ("matches and goals", "S"),
    ("goals and races", "S"),
    ("races and matches", "S"),
    ("banks and shares", "M"),
    ("shares and prices", "M"),
    ("prices and banks", "M"),
)


def rows(lines=LINES):
    return [
        ThemeRow(id=str(n), text=text, themes=tuple(filter(None, themes.split(","))))
        for n, (text, themes) in enumerate(lines)
    ]


def values(trial):
    return {
        system.name: {metric.name: metric.compute(system.columns) for metric in trial.metrics}
        for system in trial.systems
    }


def test_where_every_row_has_one_theme_each_text_gets_its_best():
    trial = run(rows(), trial_parts(themes=THEMES), TrialOptions())
    assert [system.name for system in trial.systems] == [
        "briefing",
        "name",
        "meaning",
        "meaning, as a sentence",
        "meaning, TF-IDF",
    ]
    assert values(trial)["briefing"] == {"accuracy": 1.0, "macro F1": 1.0}
    assert trial.items == ("0", "1", "2", "3", "4", "5")


def test_either_theme_is_right_where_a_rare_row_has_two():
    lines = (*LINES * 4, ("goals and races", "S,M"))
    assert values(run(rows(lines), trial_parts(themes=THEMES), TrialOptions()))["briefing"]["accuracy"] == 1.0


def test_where_rows_have_none_or_several_each_theme_is_decided_by_its_cut():
    lines = (*LINES, ("choirs sang", ""), ("matches, goals and races; banks, shares and prices", "S,M"))
    found = values(run(rows(lines), trial_parts(themes=(*THEMES, REST)), TrialOptions()))
    assert set(found["briefing"]) == {
        "macro F1", "micro F1", "S: P", "S: R", "S: F1", "M: P", "M: R", "M: F1",
    }  # fmt: skip
    assert found["briefing"]["S: R"] == 1.0


def test_floors_with_a_cut_say_that_it_was_tuned_on_the_file():
    trial = run(rows((*LINES, ("choirs sang", ""))), trial_parts(themes=THEMES), TrialOptions())
    assert all("tuned on this very file" in system.note for system in trial.systems[1:])
    assert trial.systems[0].note == ""


def test_examples_are_taken_from_the_file_and_not_judged():
    trial = run(rows(), trial_parts(themes=THEMES), TrialOptions(examples=1))
    assert len(trial.items) == 4
    assert [system.name for system in trial.systems][-2:] == ["examples", "examples, TF-IDF"]


def test_at_most_half_of_a_theme_become_examples():
    assert len(run(rows(), trial_parts(themes=THEMES), TrialOptions(examples=100)).items) == 4


def test_a_seed_draws_the_same_examples_again_and_another_draws_others():
    lines = LINES * 5
    drawn = [
        run(rows(lines), trial_parts(themes=THEMES), TrialOptions(examples=3, seed=s)).items
        for s in (1, 1, 2)
    ]
    assert drawn[0] == drawn[1] != drawn[2]


def test_floors_can_be_left_out():
    trial = run(rows(), trial_parts(themes=THEMES), TrialOptions(floors=False))
    assert [system.name for system in trial.systems] == ["briefing"]


@pytest.mark.parametrize("lines", [LINES[:1], (("", ""),), ((" ", "S"), ("", "M"))])
def test_files_of_a_row_and_empty_texts_are_tried(lines):
    assert len(run(rows(lines), trial_parts(themes=THEMES), TrialOptions()).items) == len(lines)
