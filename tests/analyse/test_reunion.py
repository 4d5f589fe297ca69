"""Stories that were parted although all their articles are alike."""

import numpy as np

from briefing.analyse.likeness import VETO
from briefing.analyse.reunion import reunited


class Given:
    """Likeness as a matrix; positions from `unread` on are in a language that is not read."""

    def __init__(self, matrix, unread=99):
        self._matrix, self._unread = np.array(matrix, dtype=np.float32), unread

    def among(self, rows, columns):
        return self._matrix[np.ix_(rows, columns)]

    def is_read(self, one):
        return one < self._unread


def found(likeness, *stories):
    return sorted(
        sorted(int(i) for i in story) for story in reunited(likeness, [np.array(s) for s in stories])
    )


def test_stories_whose_articles_are_all_alike_are_one():
    likeness = Given([[1, 0.9, 0.1], [0.9, 1, 0.1], [0.1, 0.1, 1]])
    assert found(likeness, [0], [1], [2]) == [[0, 1], [2]]


def test_one_like_pair_does_not_join_stories_that_are_unlike_on_the_whole():
    likeness = Given([[1, 1, 0.95], [1, 1, 0.2], [0.95, 0.2, 1]])
    assert found(likeness, [0, 1], [2]) == [[0, 1], [2]]


def test_a_conflict_counts_against_it():
    likeness = Given([[1, 1, 0.99], [1, 1, VETO], [0.99, VETO, 1]])
    assert found(likeness, [0, 1], [2]) == [[0, 1], [2]]


def test_what_is_not_read_neither_joins_nor_parts():
    likeness = Given([[1, 0.9, 0.0], [0.9, 1, 0.0], [0.0, 0.0, 1]], unread=2)
    assert found(likeness, [0, 2], [1]) == [[0, 1, 2]]
    assert found(likeness, [0, 1], [2]) == [[0, 1], [2]]


def test_what_was_joined_must_be_alike_throughout_to_be_joined_again():
    likeness = Given([[1, 0.95, 0.85], [0.95, 1, 0.5], [0.85, 0.5, 1]])
    assert found(likeness, [0], [1], [2]) == [[0, 1], [2]]
