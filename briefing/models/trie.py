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


def plant(sequences: Iterable[Sequence[int]]) -> Trie:
    """The tree of the sequences, a node for each distinct beginning."""
    children: dict[tuple[int, int], int] = {}
    tokens: list[int] = []
    parents: list[int] = []
    depths: list[int] = []
    paths = []
    for sequence in sequences:
        node, path = -1, []
        for depth, token in enumerate(sequence):
            key = (node, token)
            if key not in children:
                children[key] = len(tokens)
                tokens.append(token)
                parents.append(node)
                depths.append(depth)
            node = children[key]
            path.append(node)
        paths.append(tuple(path))
    as_array = [np.array(values, dtype=np.int64) for values in (tokens, parents, depths)]
    return Trie(tokens=as_array[0], parents=as_array[1], depths=as_array[2], paths=tuple(paths))


def portions(lengths: Sequence[int], shared: int, limit: int) -> Iterator[range]:
    """Split sequences into runs that have at most `limit` tokens together beside the `shared` ones; at least one a run."""
    start, size = 0, shared
    for index, length in enumerate(lengths):
        if index > start and size + length > limit:
            yield range(start, index)
            start, size = index, shared
        size += length
    if start < len(lengths):
        yield range(start, len(lengths))
