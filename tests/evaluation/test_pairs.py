"""Figures of groupings from columns, against values worked out by hand and by another library."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score
from sklearn.metrics.cluster import pair_confusion_matrix

from briefing.evaluation.pairs import BCUBED, PAIRS, grouping_columns
from briefing.evaluation.scores import bcubed

METRICS = {metric.name: metric for metric in (*BCUBED, *PAIRS)}


def figures(columns):
    return {name: metric.compute(columns) for name, metric in METRICS.items()}


def taken(columns, chosen):
    return {name: column[chosen] for name, column in columns.items()}


def test_a_worked_example():
    """Gold {a b c} {d e}, system {a b} {c d e}: B-cubed precision (1+1+1/3+2/3+2/3)/5, recall (2/3+2/3+1/3+1+1)/5.

    Of the system's 4 pairs (ab, cd, ce, de) 2 are gold's, and of gold's 4 (ab, ac, bc, de) the same 2.
    """
    found = figures(grouping_columns(list("xxyyy"), list("ppp") + list("qq")))
    p, r = (2 + 5 / 3) / 5, (2 + 5 / 3) / 5
    assert found == pytest.approx(
        {
            "B-cubed F1": 2 * p * r / (p + r),
            "B-cubed precision": p,
            "B-cubed recall": r,
            "adjusted Rand": (2 - 1.6) / (4 - 1.6),
            "pairwise F1": 0.5,
            "pair F1": 0.5,
            "pair precision": 0.5,
            "pair recall": 0.5,
        }
    )


def test_they_agree_with_other_implementations():
    random = np.random.default_rng(3)
    gold = [str(n) for n in random.integers(0, 40, 300)]
    ours = [str(int(n) // 2 if random.random() < 0.3 else n) for n in gold]
    found = figures(grouping_columns(ours, gold))
    (_, false), (missed, right) = pair_confusion_matrix(gold, ours)
    score = bcubed(dict(enumerate(ours)), dict(enumerate(gold)))
    assert found["adjusted Rand"] == pytest.approx(adjusted_rand_score(gold, ours))
    assert found["pair precision"] == pytest.approx(right / (right + false))
    assert found["pair recall"] == pytest.approx(right / (right + missed))
    assert (found["B-cubed precision"], found["B-cubed recall"]) == pytest.approx(
        (score.precision, score.recall)
    )


def test_a_perfect_grouping_scores_one_on_every_draw():
    columns = grouping_columns(list("xxyyz"), list("ppqqr"))
    assert set(figures(taken(columns, np.array([0, 1, 0, 1, 4, 4]))).values()) == {1.0}


def test_groups_of_one_make_no_pairs():
    found = figures(grouping_columns(list("abc"), list("abc")))
    assert (found["B-cubed F1"], found["adjusted Rand"], found["pairwise F1"]) == (1.0, 1.0, 0.0)


def test_a_group_drawn_twice_is_two_groups():
    """Drawing {a b} twice beside {c}, of which the system makes one group: ab is right twice, ac and bc wrong twice each."""
    columns = grouping_columns(list("xxx"), list("ppq"))
    found = figures(taken(columns, np.array([0, 0, 1, 1, 2])))
    assert found["pair precision"] == pytest.approx(2 / (2 + 4))
    assert found["pair recall"] == 1.0
