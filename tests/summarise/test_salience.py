from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from briefing.model import Limits, PassageRef
from briefing.summarise.pool import find_pool
from briefing.summarise.salience import score_pool
from tests.summarise.articles import article, task

FIRST = "Missiles struck the port of Belgar on Monday and set three fuel tanks on fire."
LAST = "Two tugs towed the tanker Halvard away from the burning quay before noon."


def first_before_last(limits: Limits) -> float:
    """How much more the same sentence counts at an article's beginning than at its end."""
    of = task(article("Port of Belgar", FIRST, LAST, FIRST))
    pool = find_pool(of, {}, "en", limits.words_per_story)
    known: dict[PassageRef, NDArray[np.float32]] = {}
    scored = score_pool(of, pool, known, {}, "en", limits)
    return scored[0].score - scored[-1].score


def test_place_says_less_the_more_of_a_story_is_to_be_told() -> None:
    few, some, most = (first_before_last(Limits(words_per_story=n)) for n in (0, 10, 30))
    assert few > some > most >= 0
    assert first_before_last(Limits(words_per_story=400)) == 0
