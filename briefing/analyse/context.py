"""A passage's vector in its context, so that "It was the third in a week" is read with the sentence before it.

    passage ─ own vector ──────────────────────────┐
    the sentence before it, the one after ─────────┼─ weighted sum, length 1 ─> vector in context
    title ─────────────────────────────────────────┘

Neighbours count within the paragraph only: a paragraph is where the subject changes. The shorter a passage, the more it
leans on them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from briefing.model import Passage
from briefing.ports import Vectors

__all__ = ["in_context"]

BEFORE, AFTER, TITLE = 0.30, 0.15, 0.10
USUAL_WORDS = 14  # a passage of this length takes the weights as they are
MOST_LEANING = 2.0


def in_context(passages: Sequence[Passage], vectors: Vectors) -> Vectors:
    """One row a passage of one article, of length 1; `vectors` are the passages' own, in the same order."""
    titles = [i for i, passage in enumerate(passages) if passage.kind == "title"]
    rows = np.array(vectors, dtype=np.float32)
    for i, passage in enumerate(passages):
        if passage.kind == "title":
            continue
        leaning = min(MOST_LEANING, USUAL_WORDS / max(1, len(passage.text.split())))
        for j, weight in ((i - 1, BEFORE), (i + 1, AFTER)):
            if 0 <= j < len(passages) and _same_paragraph(passage, passages[j]):
                rows[i] += np.float32(weight * leaning) * vectors[j]
        if titles:
            rows[i] += np.float32(TITLE) * vectors[titles[0]]
    return _unit(rows)


def _same_paragraph(one: Passage, other: Passage) -> bool:
    return other.kind == "sentence" and one.paragraph == other.paragraph


def _unit(rows: NDArray[np.float32]) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)
