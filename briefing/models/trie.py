"""Packs several token sequences that begin alike into one: what they share is computed once.

    sequences ─ plant ─> Trie: tokens, depths, ancestors ─ one forward pass with a tree mask ─> a value a node

Candidates of one sentence share the prompt, and each shares with others whatever stands before its first cut. A transformer
whose every token attends to its ancestors only, at the position that its depth gives, computes for each node what it would
compute for the sequence that ends there (tree attention; SpecInfer, arXiv:2305.09781, section 4.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Trie", "plant", "portions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trie:
    """Token sequences as one tree; a node stands behind its parent."""

    tokens: NDArray[np.int64]  # [nodes]
    parents: NDArray[np.int64]  # [nodes]; -1 for a root
    depths: NDArray[np.int64]  # [nodes]; 0 for a root
    paths: tuple[tuple[int, ...], ...]  # the nodes of each sequence, in its order

    def ancestors(self) -> NDArray[np.bool_]:
        """[nodes, nodes]: whether the row's node may attend to the column's, itself included."""
        mask = np.eye(len(self.tokens), dtype=np.bool_)
        for node, parent in enumerate(self.parents):
            if parent >= 0:
                mask[node] |= mask[parent]
        return mask


class _Nodes:
    """A tree that grows: (parent, token) -> node, in order of planting."""

    def __init__(self) -> None:
        self.children: dict[tuple[int, int], int] = {}

    def add(self, sequence: Sequence[int]) -> tuple[int, ...]:
        """The sequence's nodes, planted where they are new."""
        node, path = -1, []
        for token in sequence:
            node = self.children.setdefault((node, token), len(self.children))
            path.append(node)
        return tuple(path)

    def new(self, sequence: Sequence[int]) -> int:
        """How many nodes the sequence would add."""
        node = -1
        for depth, token in enumerate(sequence):
            child = self.children.get((node, token))
            if child is None:
                return len(sequence) - depth
            node = child
        return 0


def plant(sequences: Iterable[Sequence[int]]) -> Trie:
    """The tree of the sequences, a node for each distinct beginning."""
    nodes = _Nodes()
    paths = tuple(nodes.add(sequence) for sequence in sequences)
    edges = np.array([*nodes.children], dtype=np.int64).reshape(-1, 2)
    depths = np.zeros(len(edges), dtype=np.int64)
    for path in paths:
        depths[list(path)] = range(len(path))
    return Trie(tokens=edges[:, 1], parents=edges[:, 0], depths=depths, paths=paths)


def portions(sequences: Sequence[Sequence[int]], shared: int, limit: int) -> Iterator[range]:
    """Split sequences into runs whose tree has at most `limit` nodes, the `shared` ones before it included.

    A run has at least one sequence. Its attention costs the square of its nodes, so that a bound saves time and memory.
    """
    start, nodes = 0, _Nodes()
    for index, sequence in enumerate(sequences):
        if index > start and shared + len(nodes.children) + nodes.new(sequence) > limit:
            yield range(start, index)
            start, nodes = index, _Nodes()
        nodes.add(sequence)
    if start < len(sequences):
        yield range(start, len(sequences))
