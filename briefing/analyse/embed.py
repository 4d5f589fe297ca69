"""Vectors, each computed once: a cache in front of any embedder.

texts ─ sha256 ─ store? ─ yes ──────────────────────────┐
                   └ no ─ distinct, in batches ─ model ─ store ─┴─> one row a text
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np

from briefing.model import ModelUsed
from briefing.ports import Embedder, Store, Vectors

__all__ = ["READ_LANGUAGES", "CachingEmbedder", "vector_space"]

READ_LANGUAGES = frozenset(
    {"en"}
)  # that the bundled embedder was trained on: in others its vectors say little
BATCH = 256  # texts between two writes to the store: what an interrupted run keeps


class CachingEmbedder:
    """An `Embedder` that asks the store first, and the model only for texts that no run has seen."""

    def __init__(self, embedder: Embedder, store: Store) -> None:
        self._embedder = embedder
        self._store = store

    def describe(self) -> ModelUsed:
        """The model behind it, without loading it."""
        return self._embedder.describe()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text, in order, of length 1; equal texts are embedded once."""
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        model = vector_space(self.describe())
        known = self._store.vectors(model, list(dict.fromkeys(keys)))
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        for batch in _batches(list(missing.items())):
            vectors = self._embedder.embed([text for _, text in batch])
            new = {key: vector for (key, _), vector in zip(batch, vectors, strict=True)}
            self._store.save_vectors(model, new)
            known.update(new)
        return np.stack([known[key] for key in keys]).astype(np.float32, copy=False)


def vector_space(used: ModelUsed) -> str:
    """What makes two vectors comparable: the model, its revision and its number format."""
    return f"{used.name}@{used.revision}+{used.dtype}"


def _batches(items: list[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
