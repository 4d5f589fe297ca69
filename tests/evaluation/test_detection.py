from __future__ import annotations

import numpy as np
import pytest

from briefing.evaluation.detection import DETECTION, best_cut


def figures(score, stopped, supported):
    columns = {
        "score": np.array(score, dtype=float),
        "stopped": np.array(stopped, dtype=bool),
        "supported": np.array(supported, dtype=bool),
    }
    return {metric.name: metric.compute(columns) for metric in DETECTION}


def test_figures_are_those_counted_by_hand():
    """Of 6 pairs of a true and a false claim 4 are in order and 1 is tied; 1 of 2 false ones is stopped, 2 of 3 true ones pass."""
    found = figures([0.9, 0.5, 0.2, 0.5, 0.1], [0, 0, 1, 0, 1], [1, 1, 1, 0, 0])
    assert found == pytest.approx(
        {"AUC": 4.5 / 6, "balanced accuracy": (1 / 2 + 2 / 3) / 2, "catch": 1 / 2, "true passed": 2 / 3}
    )


def test_figures_of_one_kind_of_claims_are_not_defined_where_both_are_needed():
    found = figures([0.9, 0.5], [0, 1], [1, 1])
    assert np.isnan(found["AUC"])
    assert np.isnan(found["catch"])
    assert found["true passed"] == 0.5


def test_the_best_cut_is_the_score_that_parts_them():
    supported = np.array([True, True, False, False])
    assert best_cut(np.array([0.9, 0.6, 0.5, 0.1]), supported) == 0.6
    assert best_cut(np.array([0.9, 0.5, 0.5, 0.1]), supported) == 0.9
