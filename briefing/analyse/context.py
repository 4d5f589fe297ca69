"""A passage's vector in its context, so that "It was the third in a week" is read with the sentence before it.

    passage ─ own vector ──────────────────────────┐
    the sentence before it, the one after ─────────┼─ weighted sum, length 1 ─> vector in context
    title ─────────────────────────────────────────┘

Within a paragraph neighbours count in full: a paragraph is where the subject may change. Across paragraphs, and for the
title, they count as far as they are alike, since many outlets make every sentence a paragraph. The shorter a passage, the
more it leans on its neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from briefing.model import Passage
from briefing.ports import Vectors

__all__ = ["in_context", "likeness_within"]

BEFORE, AFTER, TITLE = 0.30, 0.15, 0.25
USUAL_WORDS = 14  # a passage of this length takes the weights as they are
MOST_LEANING = 2.0
UNLIKE, ALIKE = 0.10, 0.45  # cosines at which two passages share nothing, and surely their subject


def in_context(passages: Sequence[Passage], vectors: Vectors) -> Vectors:
    """One row a passage of one article, of length 1; `vectors` are the passages' own, in the same order."""
    titles = [i for i, passage in enumerate(passages) if passage.kind == "title"]
    near = likeness_within(vectors)
    rows = np.array(vectors, dtype=np.float32)
    for i, passage in enumerate(passages):
        if passage.kind == "title":
            continue
        leaning = min(MOST_LEANING, USUAL_WORDS / max(1, len(passage.text.split())))
        for j, weight in ((i - 1, BEFORE), (i + 1, AFTER)):
            if 0 <= j < len(passages) and passages[j].kind == "sentence":
                share = 1.0 if passages[j].paragraph == passage.paragraph else near[i, j]
                rows[i] += np.float32(weight * leaning * share) * vectors[j]
        for title in titles:
            rows[i] += np.float32(TITLE * near[i, title]) * vectors[title]
    return _unit(rows)


def likeness_within(vectors: Vectors) -> NDArray[np.float32]:
    """[n, n]: how far each two passages of one article share their subject, 0 to 1."""
    return np.asarray(np.clip((vectors @ vectors.T - UNLIKE) / (ALIKE - UNLIKE), 0.0, 1.0), dtype=np.float32)


def _unit(rows: NDArray[np.float32]) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)
