from __future__ import annotations

import random

import pytest

from briefing.summarise.cutting import apply, cuts_only, merge
from tests.summarise.recorded import examples


def cut(quote: str, *gone: str) -> tuple[tuple[int, int], ...]:
    return tuple((quote.index(g), quote.index(g) + len(g)) for g in gone)


@pytest.mark.parametrize(
    ("quote", "gone", "text"),
    [
        ("The fire, which spread fast, is out.", ", which spread fast,", "The fire is out."),
        ("Meanwhile, the fire is out.", "Meanwhile, ", "The fire is out."),
        (
            "The fire is out, the mayor of Tampa, Fla., said.",
            ", the mayor of Tampa, Fla., said.",
            "The fire is out.",
        ),
        ("It opened in Tampa, Fla., after rain.", ", after rain.", "It opened in Tampa, Fla."),
        ("iPhone sales, once slow, rose.", ", once slow,", "iPhone sales rose."),
        ("Prices fell, as 1.2 million left.", ", as 1.2 million left.", "Prices fell."),
    ],
)
def test_what_is_left_is_mended(quote: str, gone: str, text: str) -> None:
    assert apply(quote, cut(quote, gone)) == text


def test_a_headline_gets_no_stop() -> None:
    quote = "The fire is out, at last."
    assert apply(quote, cut(quote, ", at last."), stop=False) == "The fire is out"


def test_overlapping_cuts_are_one() -> None:
    assert merge([(5, 9), (0, 3), (2, 6)]) == ((0, 9),)


def test_a_changed_word_is_no_cut() -> None:
    quote = "The army did not cross the river on Sunday."
    assert cuts_only("The army did not cross the river.", quote, cut(quote, " on Sunday"))
    assert not cuts_only("The army did now cross the river.", quote, cut(quote, " on Sunday"))


def test_a_cut_that_is_not_declared_is_found() -> None:
    quote = "The army did not cross the river on Sunday."
    assert not cuts_only("The army did cross the river.", quote, cut(quote, " on Sunday"))


def test_any_cuts_of_any_sentence_leave_its_other_characters_in_order() -> None:
    chance = random.Random(7)
    for example in examples() * 20:
        quote = example.text
        spans = [tuple(sorted(chance.sample(range(len(quote) + 1), 2))) for _ in range(chance.randint(0, 4))]
        cuts = merge((a, b) for a, b in spans)
        assert cuts_only(apply(quote, cuts), quote, cuts), (quote, cuts)
