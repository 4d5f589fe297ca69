from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from briefing.model import Limits, PassageRef
from briefing.summarise.pool import find_pool
from briefing.summarise.salience import score_pool
from tests.summarise.articles import article, task

FIRST = "Missiles struck the port of Belgar on Monday and set three fuel tanks on fire."
LAST = "Two tugs towed the tanker Halvard away from the burning quay before noon."


SENTENCES = (FIRST, LAST, FIRST, LAST, LAST, LAST, LAST, FIRST)


def worths(limits: Limits) -> list[float]:
    """What the same sentence is worth at three places of an article."""
    of = task(article("Port of Belgar", *SENTENCES))
    pool = find_pool(of, {}, "en", limits.words_per_story)
    known: dict[PassageRef, NDArray[np.float32]] = {}
    return [s.score for s in score_pool(of, pool, known, {}, "en", limits) if s.passage.text == FIRST]


def test_the_earlier_a_sentence_stands_the_more_it_is_worth() -> None:
    for limits in (Limits(), Limits(words_per_story=30)):
        assert worths(limits) == sorted(worths(limits), reverse=True)


def test_where_words_are_asked_for_only_the_first_places_count() -> None:
    first, third, last = worths(Limits(words_per_story=30))
    assert first - third > third - last
    first, third, last = worths(Limits())
    assert first - third < third - last
