"""Intervals and paired differences, against what theory says they must be."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from briefing.evaluation.intervals import Measured, draws, interval, measure, paired
from briefing.evaluation.trial import Metric, System, Trial
from tests.fakes import RecordingProgress

MEAN = Metric(name="mean", compute=lambda columns: float(columns["x"].mean()))


def measured(*systems: np.ndarray, units: tuple[str, ...] = (), seed: int = 0) -> tuple[Measured, ...]:
    """Systems with one figure an item, measured by their mean."""
    trial = Trial(
        task="stories",
        items=tuple(map(str, range(len(systems[0])))),
        systems=tuple(System(name=str(i), columns={"x": column}) for i, column in enumerate(systems)),
        metrics=(MEAN,),
        units=units,
    )
    return measure(trial, seed, RecordingProgress())


def test_the_interval_of_a_mean_is_the_one_that_theory_gives():
    values = np.random.default_rng(7).normal(0.5, 0.2, 400)
    (one,) = measured(values)
    half = 1.96 * values.std(ddof=1) / np.sqrt(400)
    found = interval(one, "mean")
    assert found.value == values.mean()
    assert found.low == pytest.approx(values.mean() - half, abs=half / 8)
    assert found.high == pytest.approx(values.mean() + half, abs=half / 8)


def test_the_interval_of_a_share_is_the_one_that_theory_gives():
    (one,) = measured(np.repeat([1.0, 0.0], [180, 20]))
    half = 1.96 * np.sqrt(0.9 * 0.1 / 200)
    found = interval(one, "mean")
    assert (found.low, found.high) == pytest.approx((0.9 - half, 0.9 + half), abs=half / 6)


def test_items_of_one_unit_count_as_one_observation():
    values = np.random.default_rng(7).normal(0.5, 0.2, 50)
    alone = interval(measured(values)[0], "mean")
    repeated = np.repeat(values, 10)
    together = interval(measured(repeated, units=tuple(str(i // 10) for i in range(500)))[0], "mean")
    as_if_independent = interval(measured(repeated)[0], "mean")
    width = alone.high - alone.low
    assert together.high - together.low == pytest.approx(width, rel=0.15)
    assert as_if_independent.high - as_if_independent.low < width / 2


def test_a_draw_holds_as_many_units_as_there_are_and_each_whole():
    units = ("a", "b", "a", "c", "c", "c")
    for chosen in draws(units, 3, 50):
        times = Counter(chosen.tolist())
        assert times[0] == times[2]
        assert times[3] == times[4] == times[5]
        assert times[0] + times[1] + times[3] == 3


def test_two_trials_on_the_same_items_are_drawn_alike():
    values = np.random.default_rng(7).normal(0.5, 0.2, 60)
    (one,), (other,) = measured(values), measured(values)
    assert np.array_equal(one.drawn["mean"], other.drawn["mean"])
    assert not np.array_equal(one.drawn["mean"], measured(values, seed=1)[0].drawn["mean"])


def test_equal_systems_do_not_differ():
    values = np.random.default_rng(7).normal(0.5, 0.2, 100)
    found = paired(*measured(values, values.copy()), "mean")
    assert (found.value, found.low, found.high, found.p) == (0.0, 0.0, 0.0, 1.0)
    assert found.verdict == "no difference that this file can show"


def test_systems_that_differ_by_chance_alone_are_seldom_told_apart():
    random = np.random.default_rng(7)
    said = Counter(
        paired(*measured(random.normal(0.5, 0.2, 80), random.normal(0.5, 0.2, 80), seed=i), "mean").verdict
        for i in range(20)
    )
    assert said["no difference that this file can show"] >= 17


def test_a_big_difference_is_found_in_its_direction():
    values = np.random.default_rng(7).normal(0.5, 0.1, 100)
    better, worse = measured(values + 0.2, values)
    assert paired(better, worse, "mean").verdict == "better"
    assert paired(worse, better, "mean").verdict == "worse"
    assert paired(better, worse, "mean").p == pytest.approx(2 / 1001)


def test_a_small_but_steady_difference_is_found_though_the_intervals_overlap():
    random = np.random.default_rng(7)
    values = random.normal(0.5, 0.2, 100)
    one, other = measured(values + 0.01 + random.normal(0, 0.01, 100), values)
    assert interval(one, "mean").low < interval(other, "mean").high
    assert paired(one, other, "mean").verdict == "better"


def test_what_is_not_defined_on_some_draws_has_the_interval_of_the_others():
    values = np.array([1.0, 1.0, np.nan])
    strict = Metric(name="mean", compute=lambda columns: float(columns["x"].mean()))
    trial = Trial(
        task="support",
        items=("a", "b", "c"),
        systems=(System(name="one", columns={"x": values}),),
        metrics=(strict,),
    )
    (one,) = measure(trial, 0, RecordingProgress())
    found = interval(one, "mean")
    assert np.isnan(found.value)
    assert (found.low, found.high) == (1.0, 1.0)


def test_systems_of_different_draws_are_not_compared():
    values = np.random.default_rng(7).normal(0.5, 0.2, 30)
    (one,) = measured(values)
    short = Measured(name="short", note="", values=one.values, drawn={"mean": one.drawn["mean"][:10]})
    with pytest.raises(ValueError, match="1000 draws of one system, 10 of the other"):
        paired(one, short, "mean")


def test_a_difference_to_what_is_not_defined_has_no_p():
    values = np.random.default_rng(7).normal(0.5, 0.2, 30)
    found = paired(*measured(values, np.full(30, np.nan)), "mean")
    assert np.isnan([found.value, found.low, found.high, found.p]).all()
    assert found.verdict == "no difference that this file can show"
