"""Grouping tried on a labelled pool: ours by the product's own code, and the floors."""

from __future__ import annotations

import pytest

from briefing.evaluation.intervals import measure
from briefing.trials import TrialOptions
from briefing.trials.rows import StoryRow
from briefing.trials.stories import run
from tests.fakes import RecordingProgress, WordEmbedder
from tests.trials.build import trial_parts

FERRY = "The ferry Morwenna ran aground off Tavik in thick fog on Monday with 212 people on board, the coastguard said."
MINE = "A gas explosion in the Dorsk coal mine trapped 17 miners 600 metres below ground, the mine's owner Belkom said."
ROWS = (
    StoryRow(id="f1", title="Ferry aground off Tavik", text=FERRY, story="ferry"),
    StoryRow(
        id="f2",
        title="Ferry Morwenna aground in fog",
        text="With 212 people on board the ferry Morwenna ran aground in thick fog off Tavik, the coastguard said on Monday.",
        story="ferry",
    ),
    StoryRow(id="m1", title="Miners trapped at Dorsk", text=MINE, story="mine"),
    StoryRow(id="m2", title="", text="", story="mine"),
)


def values(trial):
    return {
        system.name: {metric.name: metric.compute(system.columns) for metric in trial.metrics}
        for system in trial.systems
    }


def test_our_grouping_is_scored_by_hand():
    """f1 and f2 together, m1 and m2 apart, for m2 says nothing: precision 1, recall (1 + 1 + 1/2 + 1/2) / 4.

    One pair of 1 is right, of 2 in the gold and 6 in all: chance would have 1/3 right.
    """
    found = values(run(ROWS, trial_parts(), TrialOptions()))["briefing"]
    assert found == {
        "B-cubed F1": 6 / 7,
        "B-cubed precision": 1.0,
        "B-cubed recall": 0.75,
        "adjusted Rand": pytest.approx(4 / 7),
        "pairwise F1": 2 / 3,
    }


def test_floors_are_tried_on_the_same_articles():
    trial = run(ROWS, trial_parts(), TrialOptions())
    assert [system.name for system in trial.systems] == [
        "briefing",
        "TF-IDF, cut 0.15",
        "TF-IDF, cut 0.20",
        "embedding, cut 0.55",
    ]
    assert trial.items == ("f1", "f2", "m1", "m2")
    assert trial.units == ("ferry", "ferry", "mine", "mine")
    assert all(len(column) == 4 for system in trial.systems for column in system.columns.values())


def test_without_floors_only_ours_is_tried():
    assert len(run(ROWS, trial_parts(), TrialOptions(floors=False)).systems) == 1


def test_copies_are_judged_by_pairs():
    rows = (
        StoryRow(id="1", title="Ferry aground", text=FERRY, story="a"),
        StoryRow(id="2", title="Ship in fog", text=FERRY + " No one was hurt.", story="a"),
        StoryRow(
            id="3", title="Ferry aground", text="Passengers of the ferry were brought to Tavik.", story="b"
        ),
    )
    found = values(run(rows, trial_parts(), TrialOptions(copies=True)))
    assert found["briefing"] == {"pair F1": 1.0, "pair precision": 1.0, "pair recall": 1.0}
    assert found["same title"] == {"pair F1": 0.0, "pair precision": 0.0, "pair recall": 0.0}


def test_a_single_article_is_a_story():
    trial = run(ROWS[:1], trial_parts(), TrialOptions())
    assert {figures["B-cubed F1"] for figures in values(trial).values()} == {1.0}
    assert measure(trial, 0, RecordingProgress(), resamples=5)[0].values["B-cubed F1"] == 1.0


def test_articles_without_any_text_are_stories_of_their_own():
    rows = tuple(StoryRow(id=str(i), title="", text="", story="all") for i in range(3))
    found = values(run(rows, trial_parts(embedder=WordEmbedder()), TrialOptions()))["briefing"]
    assert (found["B-cubed precision"], found["B-cubed recall"]) == (1.0, 1 / 3)
