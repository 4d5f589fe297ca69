"""The tree of token sequences."""

from __future__ import annotations

import numpy as np

from briefing.models.trie import plant, portions


def test_what_sequences_share_at_their_start_is_planted_once():
    trie = plant([[1, 2, 3], [1, 2, 4], [1, 5, 3]])
    assert trie.tokens.tolist() == [1, 2, 3, 4, 5, 3]
    assert trie.depths.tolist() == [0, 1, 2, 2, 1, 2]
    assert trie.parents.tolist() == [-1, 0, 1, 1, 0, 4]


def test_each_sequence_is_found_along_its_path():
    sequences = [[7, 8, 9], [7, 8], [8], [7, 8, 9]]
    trie = plant(sequences)
    assert [[trie.tokens[node] for node in path] for path in trie.paths] == sequences


def test_a_node_attends_to_its_ancestors_and_itself_only():
    trie = plant([[1, 2, 3], [1, 4]])
    assert trie.ancestors().astype(int).tolist() == [[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 0, 0, 1]]


def test_one_sequence_gives_the_usual_causal_mask():
    assert np.array_equal(plant([[5, 5, 5, 5]]).ancestors(), np.tri(4, dtype=bool))


def test_portions_hold_the_limit_and_keep_the_order():
    sequences = [[n, 0, 0] for n in range(4)]
    assert list(portions(sequences, shared=2, limit=8)) == [range(2), range(2, 4)]


def test_portions_count_what_sequences_share_once():
    sequences = [[1, 2, 3, 4], [1, 2, 3, 5], [1, 2, 3, 6], [9, 9, 9]]
    assert list(portions(sequences, shared=2, limit=8)) == [range(3), range(3, 4)]


def test_a_sequence_beyond_the_limit_has_a_portion_of_its_own():
    sequences = [[1], [2] * 20, [3]]
    assert list(portions(sequences, shared=2, limit=8)) == [range(1), range(1, 2), range(2, 3)]


def test_nothing_gives_no_portion():
    assert list(portions([], shared=2, limit=8)) == []
