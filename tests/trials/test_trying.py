"""Figures are kept, and shown again only where nothing that decides them has changed."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from briefing.model import ModelUsed, Theme
from briefing.trials import TrialOptions
from briefing.trials.files import read_rows
from briefing.trials.trying import MOST_KEPT, identity, try_out
from tests.fakes import WordEmbedder
from tests.trials.build import trial_parts, write_lines

FERRY = "The ferry Morwenna ran aground off Tavik in thick fog with 212 people on board."
MINE = "A gas explosion in the Dorsk coal mine trapped 17 miners below ground."


class OtherEmbedder(WordEmbedder):
    """The same vectors under another name."""

    def describe(self) -> ModelUsed:
        return replace(super().describe(), name="other")


@pytest.fixture
def labelled(tmp_path):
    rows = [
        {"id": "1", "text": FERRY, "story": "ferry"},
        {"id": "2", "text": FERRY + " No one was hurt.", "story": "ferry"},
        {"id": "3", "text": MINE, "story": "mine"},
    ]
    return read_rows("stories", write_lines(tmp_path / "rows.jsonl", rows), tmp_path)


@pytest.fixture
def attempt(labelled, tmp_path):
    """Try the file with an embedder; returns what came of it and how many texts were embedded for it."""

    def run(embedder=None, options=None, fresh=False, **parts):
        embedder = embedder or WordEmbedder()
        tried = try_out(
            "stories",
            labelled,
            trial_parts(embedder=embedder, **parts),
            options or TrialOptions(),
            folder=tmp_path / "kept",
            fresh=fresh,
        )
        return tried, len(embedder.embedded)

    return run


def test_the_same_trial_is_not_run_twice(attempt):
    first, embedded = attempt()
    again, embedded_again = attempt()
    assert (first.kept, embedded > 0) == (False, True)
    assert (again.kept, embedded_again) == (True, 0)
    assert [(s.name, s.note, dict(s.values)) for s in again.systems] == [
        (s.name, s.note, dict(s.values)) for s in first.systems
    ]
    assert [s.drawn["B-cubed F1"].tolist() for s in again.systems] == [
        s.drawn["B-cubed F1"].tolist() for s in first.systems
    ]
    assert (again.items, again.units, again.order) == (first.items, first.units, first.order)


@pytest.mark.parametrize(
    "changed",
    [
        {"options": TrialOptions(seed=1)},
        {"options": TrialOptions(floors=False)},
        {"embedder": OtherEmbedder()},
        {"themes": (Theme(name="sea", means="ships"),)},
        {"prompts": {"shorten": "0" * 64}},
        {"decides": "other"},
        {"fresh": True},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_what_may_change_the_figures_makes_a_new_trial(attempt, changed):
    attempt()
    tried, embedded = attempt(**changed)
    assert (tried.kept, embedded > 0) == (False, True)


def test_where_a_theme_is_listed_changes_nothing(labelled):
    identities = {
        identity(
            "themes",
            labelled,
            trial_parts(themes=(Theme(name="sea", means="ships", listed_at=place),)),
            TrialOptions(),
        )
        for place in ("themes.toml:1", "themes.toml:9")
    }
    assert len(identities) == 1


def test_the_bytes_of_the_file_and_the_rows_taken_decide(labelled):
    parts = trial_parts()
    identities = {
        identity("stories", each, parts, TrialOptions())
        for each in (labelled, replace(labelled, sha256="0" * 64), replace(labelled, rows=labelled.rows[:2]))
    }
    assert len(identities) == 3


def test_kept_figures_that_are_not_whole_are_made_again(attempt, tmp_path):
    attempt()
    (place,) = (tmp_path / "kept").glob("*.json")
    place.write_text(place.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    assert attempt()[0].kept is False
    assert attempt()[0].kept is True


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(labelled, tmp_path):
    (tmp_path / "kept").write_text("a file", encoding="utf-8")
    tried = try_out("stories", labelled, trial_parts(), TrialOptions(), folder=tmp_path / "kept", fresh=False)
    assert tried.systems[0].values["B-cubed F1"] == 1.0


def test_the_oldest_figures_go_when_there_are_many(attempt, tmp_path):
    kept = tmp_path / "kept"
    kept.mkdir()
    for number in range(MOST_KEPT + 5):
        (kept / f"{number}.json").write_text("{}", encoding="utf-8")
        os.utime(kept / f"{number}.json", (number, number))
    attempt()
    left = {path.stem for path in kept.glob("*.json")}
    assert len(left) == MOST_KEPT
    assert left.isdisjoint({str(number) for number in range(6)})
