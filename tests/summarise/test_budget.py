from __future__ import annotations

import pytest

from briefing.model import Limits
from briefing.summarise import Budget


def words(*lengths: int) -> list[str]:
    return [" ".join(["word"] * n) for n in lengths]


def test_limits_give_a_number_of_sentences() -> None:
    assert Budget.of(Limits(sentences_per_story=2)) == Budget(sentences=2)


def test_a_number_of_words_stands_instead_of_one_of_sentences() -> None:
    assert Budget.of(Limits(sentences_per_story=2, words_per_story=66)) == Budget(words=66)


def test_one_sentence_is_enough_for_a_short_story() -> None:
    assert Budget(sentences=3).for_story(20) == Budget(sentences=1)
    assert Budget(sentences=3).for_story(200) == Budget(sentences=3)


def test_a_number_of_words_is_kept_for_a_short_story_too() -> None:
    assert Budget(words=66).for_story(20) == Budget(words=66)


def test_sentences_are_counted() -> None:
    assert Budget(sentences=2).holds(words(30, 30))
    assert not Budget(sentences=2).holds(words(3, 3, 3))


@pytest.mark.parametrize(
    ("lengths", "held"),
    [
        ((30, 30), True),  # 60: below
        ((30, 36), True),  # 66: exactly
        ((30, 40), True),  # 70: without either it would be farther off
        ((40, 40, 10), False),  # 90: without the last 80, which is nearer
        ((60, 12), True),  # 72: 60 is as far off
        ((60, 11), True),
        ((60, 15), False),  # 75: 60 is nearer
    ],
)
def test_words_are_met_as_nearly_as_whole_sentences_meet_them(lengths: tuple[int, ...], held: bool) -> None:
    assert Budget(words=66).holds(words(*lengths)) is held
    assert Budget(words=66).holds(words(*reversed(lengths))) is held


def test_one_sentence_always_has_room() -> None:
    assert Budget(words=5).holds(words(50))
    assert Budget(words=5).count(words(50, 2)) == 1


def test_the_count_ends_before_the_first_that_has_no_room() -> None:
    assert Budget(words=10).count(words(6, 8, 2)) == 1


def test_nothing_has_room_for_itself() -> None:
    assert Budget(sentences=1).holds([])
    assert Budget(sentences=1).count([]) == 0
