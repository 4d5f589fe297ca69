"""Summaries tried on labelled stories: ours by the product's own code, and the floors."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from briefing.evaluation.overlap import overlap_columns
from briefing.evaluation.trial import Trial
from briefing.model import PassageRef
from briefing.summarise import Budget
from briefing.trials import TrialOptions
from briefing.trials.extracts import Source, centroid, fill, lead, openings, source_of
from briefing.trials.rows import SourceText, SummaryRow
from briefing.trials.summaries import run
from tests.fakes import WordEmbedder
from tests.trials.build import article, trial_parts

STRUCK = (
    "Missiles struck the port of Belgar on Monday and set three fuel tanks on fire, the harbour office said."
)
REPAIRS = "Repairs to the burnt fuel terminal will take at least two months, according to its owner, Naftor."
INSURERS = (
    "Insurers raised the price of cover for ships that call at Belgar and at two neighbouring harbours."
)
AGAIN = "On Monday missiles struck the port of Belgar and set three fuel tanks on fire, officials said."
ROW = SummaryRow(
    id="belgar",
    articles=(
        SourceText(title="Missiles hit the port of Belgar", text=f"{STRUCK} {REPAIRS}"),
        SourceText(title="Port of Belgar burns", text=f"{AGAIN} {INSURERS}"),
    ),
    reference="Missiles set fuel tanks on fire in the port of Belgar.",
    headline="Missiles hit Belgar",
)
EMPTY = SummaryRow(id="empty", articles=(SourceText(title="", text=""),), reference="Nothing is known.")
TITLE = SummaryRow(
    id="title",
    articles=(SourceText(title="Ferry aground off Tavik", text=""),),
    reference="A ferry is aground.",
)


def tried(rows: Sequence[SummaryRow], **options: int) -> dict[str, dict[str, float]]:
    return figures(run(rows, trial_parts(), TrialOptions(**options)))


def figures(trial: Trial) -> dict[str, dict[str, float]]:
    return {s.name: {m.name: m.compute(s.columns) for m in trial.metrics} for s in trial.systems}


def source(*texts: str, places: Sequence[int], articles: Sequence[int]) -> Source:
    return Source(
        texts=texts,
        places=tuple(places),
        articles=tuple(articles),
        vectors=WordEmbedder().embed(texts),
    )


def test_ours_stands_first_and_the_floors_behind():
    assert list(tried([ROW], words=40)) == [
        "briefing",
        "lead",
        "openings in turn",
        "centroid + position + MMR",
    ]


def test_one_article_has_one_opening_only():
    row = SummaryRow(id="one", articles=ROW.articles[:1], reference=ROW.reference)
    assert "openings in turn" not in tried([row], words=40)


def test_without_floors_there_is_ours_alone():
    trial = run([ROW], trial_parts(), TrialOptions(words=40, floors=False))
    assert [s.name for s in trial.systems] == ["briefing"]


def test_every_system_keeps_to_the_words():
    trial = run([ROW], trial_parts(), TrialOptions(words=40))
    assert all(int(s.note.split()[0]) <= 40 for s in trial.systems)


def test_sentences_are_counted_where_they_are_asked_for():
    one, two = (tried([ROW], sentences=n)["lead"]["ROUGE-1"] for n in (1, 2))
    overlap = overlap_columns([ROW.reference] * 2, [STRUCK, f"{STRUCK} {REPAIRS}"])["ROUGE-1"]
    assert [one, two] == pytest.approx(list(overlap))


def test_no_length_means_that_of_the_references():
    trial = run([ROW], trial_parts(), TrialOptions())
    assert [s.note for s in trial.systems[1:2]] == [f"{len(STRUCK.split())} words on average"]


def test_a_story_without_any_text_counts_as_nothing_said():
    assert tried([EMPTY], words=20)["briefing"] == {"ROUGE-1": 0.0, "ROUGE-2": 0.0, "ROUGE-L": 0.0}


def test_an_article_without_a_body_is_told_by_its_title_in_every_system():
    told = tried([TITLE], words=20)
    assert [figure["ROUGE-1"] for figure in told.values()] == pytest.approx([2 * 2 / 8] * 3)


def test_headlines_are_compared_where_both_have_one():
    told = tried([ROW, TITLE], words=40)
    assert told["lead"]["headline ROUGE-1"] == pytest.approx(2 * 3 / 9)
    assert math.isnan(told["openings in turn"]["headline ROUGE-1"])


def test_the_lead_is_the_first_article_as_it_runs():
    assert list(lead(source("a", "b", "c", places=(0, 1, 0), articles=(0, 0, 1)))) == [0, 1, 2]


def test_openings_take_the_articles_in_turn():
    assert list(openings(source("a", "b", "c", "d", places=(0, 1, 0, 1), articles=(0, 0, 1, 1)))) == [
        0,
        2,
        1,
        3,
    ]


def test_the_centroid_floor_prefers_what_is_like_the_rest_and_then_what_is_new():
    told = source(
        "fire in the port of Belgar",
        "the port of Belgar on fire",
        "fire crews in the port",
        "cats",
        places=(0, 0, 1, 2),
        articles=(0, 1, 0, 0),
    )
    order = list(centroid(told))
    assert order[-1] == 3
    assert sorted(order) == [0, 1, 2, 3]


def test_a_sentence_that_does_not_fit_is_passed_over_for_the_next():
    told = source("one two", "three four five six", "seven", places=(0, 1, 2), articles=(0, 0, 0))
    assert fill(told, lead(told), Budget(words=3)) == "one two seven"


def test_the_first_sentence_is_told_however_long_it_is():
    told = source("one two three four", "five", places=(0, 1), articles=(0, 0))
    assert fill(told, lead(told), Budget(words=2)) == "one two three four"


def test_titles_are_no_sentences_for_the_floors():
    one = article(id="1", title="Belgar burns", text=STRUCK)
    vectors = {PassageRef(article=one.id, passage=i): np.ones(2, np.float32) for i in (0, 1)}
    assert source_of([one], vectors).texts == (STRUCK,)


def test_overlap_is_that_of_rouge_with_stems():
    """3 of 4 and of 3 words: precision 1, recall 3/4; 2 of 2 and of 3 pairs."""
    columns = overlap_columns(["ports burned on Monday"], ["port burned on"])
    assert {k: v[0] for k, v in columns.items()} == {
        "ROUGE-1": pytest.approx(6 / 7),
        "ROUGE-2": pytest.approx(4 / 5),
        "ROUGE-L": pytest.approx(6 / 7),
    }


def test_an_item_without_a_reference_or_a_text_has_no_overlap():
    columns = overlap_columns(["", "port", "port"], ["port", None, ""])
    assert np.isnan(columns["ROUGE-1"]).tolist() == [True, True, False]
    assert columns["ROUGE-1"][2] == 0.0
