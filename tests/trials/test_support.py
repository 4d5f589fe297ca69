"""The checks tried on labelled claims: a claim is as good as its worst sentence, and its passages are its article's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from briefing.model import ModelUsed
from briefing.trials import TrialOptions
from briefing.trials.rows import SupportRow
from briefing.trials.support import run
from tests.trials.build import trial_parts

ARTICLE = (
    "The ferry Morwenna ran aground off Tavik in thick fog on Monday. Nobody was hurt, the coastguard said. "
    "Divers found a crack of two metres in the hull. The harbour stayed closed until Tuesday."
)
ROWS = (
    SupportRow(
        id="copy", article=ARTICLE, claim="Divers found a crack of two metres in the hull.", supported=True
    ),
    SupportRow(
        id="number",
        article=ARTICLE,
        claim="Divers found a crack of nine metres in the hull.",
        supported=False,
    ),
    SupportRow(
        id="half",
        article=ARTICLE,
        claim="The harbour stayed closed until Tuesday. The ferry Corinna ran aground off Tavik in thick fog on Monday.",
        supported=False,
    ),
    SupportRow(id="other", article="A mine closed.", claim="A mine closed.", supported=True),
)


class Trusting:
    """Supports what has no number in it."""

    def describe(self) -> ModelUsed:
        return ModelUsed(role="verifier", name="trusting", revision="1", licence="-", sha256="0" * 64)

    def support(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        return [0.2 if "nine" in claim else 0.9 for _, claim in pairs]


def stopped(trial):
    return {
        system.name: [i for i, stop in zip(trial.items, system.columns["stopped"], strict=True) if stop]
        for system in trial.systems
    }


def test_a_claim_is_stopped_where_a_check_stops_one_of_its_sentences():
    found = stopped(run(ROWS, trial_parts(), TrialOptions()))
    assert found["briefing"] == ["number", "half"]
    assert found["numbers alone"] == ["number"]
    assert found["names alone"] == ["half"]


def test_copies_score_highest_and_claims_of_one_article_are_drawn_together():
    trial = run(ROWS, trial_parts(), TrialOptions())
    scores = dict(zip(trial.items, trial.systems[0].columns["score"], strict=True))
    assert scores["copy"] == scores["other"] == 1.0
    assert max(scores["number"], scores["half"]) < 1.0
    assert len(set(trial.units)) == 2


def test_floors_come_after_the_checks_and_only_if_they_are_asked_for():
    names = [system.name for system in run(ROWS, trial_parts(), TrialOptions()).systems]
    assert names[0] == "briefing"
    assert names[-3:] == ["words of the article", "word pairs of the article", "embedding, nearest passage"]
    assert [s.name for s in run(ROWS, trial_parts(), TrialOptions(floors=False)).systems] == ["briefing"]


def test_the_verifier_is_a_system_that_names_the_threshold_best_for_the_file():
    parts = replace(trial_parts(), verifier=Trusting())
    system = run(ROWS, parts, TrialOptions()).systems[-1]
    assert system.name == "verifier trusting"
    assert list(system.columns["score"]) == pytest.approx([0.9, 0.2, 0.9, 0.9])
    assert list(system.columns["stopped"]) == [False, True, False, False]
    assert system.note.startswith("cut 0.90: the best on this very file; ")
