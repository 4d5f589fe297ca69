from __future__ import annotations

import pytest

from briefing.evaluation.scores import Counts, Score, bcubed, macro_f1


def groups(*members: str) -> dict[str, str]:
    """Item -> group, from strings of one-letter items."""
    return {item: f"g{index}" for index, group in enumerate(members) for item in group}


TRUTH = groups("12345", "67", "89ABC")  # the example of Bagga & Baldwin (1998), figures 1 to 3


def test_bcubed_gives_the_published_figures_for_the_first_response_of_bagga_and_baldwin() -> None:
    score = bcubed(groups("12345", "6789ABC"), TRUTH)

    assert score.precision == pytest.approx(16 / 21)  # printed as 76 %
    assert score.recall == 1.0


def test_bcubed_gives_the_published_figures_for_the_second_response_of_bagga_and_baldwin() -> None:
    score = bcubed(groups("1234589ABC", "67"), TRUTH)

    assert score.precision == pytest.approx(7 / 12)  # printed as 58 %
    assert score.recall == 1.0


def test_bcubed_of_split_groups_loses_recall_only() -> None:
    score = bcubed(groups("ab", "c", "d"), groups("abc", "d"))

    # a, b: 2 of 3 of their group; c: 1 of 3; d: all
    assert score == Score(
        precision=1.0, recall=pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4), f1=pytest.approx(0.8), items=4
    )


def test_bcubed_f1_is_the_harmonic_mean_of_the_averages() -> None:
    score = bcubed(groups("ac", "b"), groups("ab", "c"))

    # precision: a 1/2, b 1, c 1/2; recall: a 1/2, b 1/2, c 1
    assert (score.precision, score.recall) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert score.f1 == pytest.approx(2 / 3)


def test_bcubed_of_equal_groupings_is_one_whatever_the_groups_are_called() -> None:
    renamed = {item: f"other {group}" for item, group in TRUTH.items()}

    assert bcubed(renamed, TRUTH) == Score(precision=1.0, recall=1.0, f1=1.0, items=12)


def test_bcubed_of_nothing_is_zero() -> None:
    assert bcubed({}, {}) == Score(precision=0.0, recall=0.0, f1=0.0, items=0)


def test_bcubed_refuses_groupings_of_different_items() -> None:
    with pytest.raises(ValueError, match="different items"):
        bcubed(groups("ab"), groups("abc"))


def test_counts_give_precision_recall_and_f1() -> None:
    score = Counts(found=6, false=2, missed=4).score

    assert (score.precision, score.recall, score.items) == (0.75, 0.6, 10)
    assert score.f1 == pytest.approx(2 * 0.75 * 0.6 / 1.35)


def test_a_label_that_was_never_given_scores_zero() -> None:
    assert Counts(missed=3).score.f1 == 0.0


def test_counts_of_two_sets_add_up() -> None:
    assert Counts(found=1, false=2) + Counts(found=3, missed=4) == Counts(found=4, false=2, missed=4)


def test_macro_f1_weighs_a_rare_label_like_a_frequent_one() -> None:
    frequent, rare = Counts(found=98, false=1, missed=1), Counts(found=1, false=1, missed=1)

    assert macro_f1([frequent, rare]) == pytest.approx((98 / 99 + 0.5) / 2)


def test_macro_f1_leaves_out_labels_that_were_neither_given_nor_wanted() -> None:
    assert macro_f1([Counts(found=2), Counts()]) == 1.0
