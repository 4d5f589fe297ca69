"""Charts: that columns are as long as their values, and that every number is in the table beside them."""

import pytest

from briefing.web.charts import bars, number, spark, strips


@pytest.mark.parametrize(
    ("value", "told"),
    [(0, "0"), (7, "7"), (1204.0, "1,204"), (12.54, "12.5"), (0.034, "0.034"), (1e6, "1,000,000")],
)
def test_number_has_the_digits_that_it_deserves(value, told):
    assert number(value) == told


def test_columns_of_all_series_have_one_scale_from_zero_to_a_round_number():
    drawn = strips("Time", "seconds", ("mon", "tue"), {"read": [40.0, 20.0], "group": [10.0, 0.0]})
    assert (drawn.top, [[mark.height for mark in strip.marks] for strip in drawn.strips]) == (
        "50",
        [[80.0, 40.0], [20.0]],
    )
    assert all(mark.y + mark.height == 100 for strip in drawn.strips for mark in strip.marks)


def test_columns_stand_in_the_order_of_their_steps_and_say_what_they_are():
    (strip,) = strips("Time", "seconds", ("mon", "tue", "wed"), {"read": [1.0, None, 3.0]}).strips
    assert [int(mark.x) for mark in strip.marks] == [0, 2]
    assert [mark.tip for mark in strip.marks] == ["mon: 1 seconds", "wed: 3 seconds"]
    assert strip.said == "read: last 3, least 1, most 3 seconds"


def test_table_has_every_number_newest_first():
    drawn = strips("Time", "seconds", ("mon", "tue"), {"read": [1.5, None], "group": [2.0, 4.0]})
    assert drawn.rows == (("tue", "–", "4"), ("mon", "1.5", "2"))


def test_series_without_a_value_is_left_out_and_a_chart_without_series_too():
    assert [s.name for s in strips("T", "s", ("mon",), {"a": [1.0], "b": [0.0]}).strips] == ["a"]
    assert strips("T", "s", (), {}) is None


def test_bars_are_longest_first_and_share_the_largest():
    assert [(bar.name, bar.value, bar.share) for bar in bars({"b": 5, "a": 5, "c": 20})] == [
        ("c", "20", 100.0),
        ("a", "5", 25.0),
        ("b", "5", 25.0),
    ]


def test_spark_of_nothing_says_so_and_draws_nothing():
    drawn = spark("Wire", "items", ("mon", "tue"), (0, 0))
    assert (drawn.marks, drawn.said) == ((), "Wire: last 0, least 0, most 0 items")
