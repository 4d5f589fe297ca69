from __future__ import annotations

import pytest

from briefing.summarise.coverage import added, terms, weigh
from tests.summarise.articles import article

PORT = article("Fire in the port", "Fuel burned.")
SEA = article("Fire at sea", "Fuel burned.", outlet="Radio")


def test_terms_are_content_words_by_their_stems_and_figures() -> None:
    assert terms("They said that 12 Elections were held, and 3 men elected.") == {
        "12",
        "3",
        "elect",
        "held",
    }


def test_short_words_and_common_ones_are_no_terms() -> None:
    assert terms("It was about what he would have said of the sea.") == frozenset()


def test_what_more_articles_and_titles_use_weighs_more() -> None:
    told = [
        ("a", frozenset({"fire", "fuel", "tug"})),
        ("a", frozenset({"fire"})),
        ("b", frozenset({"fire", "fuel"})),
    ]
    weights = weigh((PORT, SEA), told)
    assert weights["fire"] > weights["fuel"] > weights["tug"]


def test_two_articles_agree_on_half_of_what_many_can() -> None:
    """1 - 1/2 of weights that sum to 1: titles give fire 1 more than the squared share 1 of both."""
    weights = weigh((PORT, SEA), [("a", frozenset({"fire", "fuel"})), ("b", frozenset({"fire", "fuel"}))])
    assert weights == {"fire": pytest.approx(0.5 * 2 / 3), "fuel": pytest.approx(0.5 / 3)}


def test_one_article_agrees_with_nobody() -> None:
    assert set(weigh((PORT,), [("a", frozenset({"fire", "fuel"}))]).values()) == {0.0}


def test_a_term_counts_once() -> None:
    weights = {"fire": 0.5, "fuel": 0.25}
    assert added({"fire", "fuel"}, weights, ()) == 0.75
    assert added({"fire", "fuel"}, weights, {"fire"}) == 0.25


def test_nothing_told_weighs_nothing() -> None:
    assert weigh((PORT,), []) == {}
