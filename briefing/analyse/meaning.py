"""What an editor's words mean: a description and its examples as vectors.

means, as "This news is about ..." ─ whole ───────┐
                                   ─ its parts ───┼─ weighted cosines ─> similarity
examples, if any ─────────────────────────────────┘

A meaning lists several things and a passage is about one or two of them, so its nearest two parts count beside the whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from briefing.ports import Embedder, Vectors

__all__ = ["FRAME", "Meaning", "Scores", "as_subject", "parts_of"]

FRAME = (
    "This news is about "  # a meaning is a noun phrase, a passage a sentence: the frame makes them comparable
)
WHOLE = 0.3  # weight of the meaning as a whole; its nearest two parts have the rest
NEAREST_PARTS = 2
EXAMPLE_WEIGHT = 0.35  # of the examples against the meaning, reached as their number grows

_PARTS = re.compile(r"[,;:.]\s*")

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """A description, embedded."""

    bare: Vectors  # [1 + parts, d]: the words themselves, whole and in parts
    whole: Vectors  # [1, d]: framed
    parts: Vectors  # [parts, d]: framed
    examples: Vectors  # [examples, d]; may have no rows

    @classmethod
    def of(cls, text: str, embedder: Embedder, examples: Sequence[str] = ()) -> Meaning:
        """The meaning of a description, sharpened by sentences that belong."""
        phrases = [text, *parts_of(text)]
        rows = embedder.embed([*phrases, *map(as_subject, phrases)])
        bare, framed = rows[: len(phrases)], rows[len(phrases) :]
        own = embedder.embed(examples) if examples else rows[:0]
        return cls(bare=bare, whole=framed[:1], parts=framed[1:], examples=own)

    @classmethod
    def of_sentences(cls, sentences: Sequence[str], embedder: Embedder) -> Meaning:
        """What sentences have in common, without a description."""
        rows = embedder.embed(sentences)
        centre = rows.mean(axis=0, keepdims=True)
        return cls(bare=centre, whole=centre, parts=rows, examples=rows[:0])

    @property
    def rows(self) -> Vectors:
        """[n, d]: all that was written of it."""
        return np.concatenate([self.whole, self.parts, self.examples])

    def similarity(self, vectors: Vectors) -> Scores:
        """[n]: how near each vector is to the meaning and its examples."""
        near = WHOLE * (vectors @ self.whole.T)[:, 0] + (1 - WHOLE) * _nearest(vectors, self.parts)
        if len(self.examples):
            weight = EXAMPLE_WEIGHT * len(self.examples) / (len(self.examples) + 2)
            near = (1 - weight) * near + weight * _nearest(vectors, self.examples)
        return np.asarray(near, dtype=np.float32)

    def likeness(self, vectors: Vectors) -> Scores:
        """[n]: how near each vector is to the examples alone; -1 where there are none."""
        if not len(self.examples):
            return np.full(len(vectors), -1.0, dtype=np.float32)
        return _nearest(vectors, self.examples)

    def holds(self, other: Meaning) -> float:
        """How much of what the other lists is among what this one lists: the mean of its parts' best cosines."""
        mine = self.bare[1:] if len(self.bare) > 1 else self.bare
        return float((other.bare[1:] @ mine.T).max(axis=1).mean())


def parts_of(meaning: str) -> list[str]:
    """What a meaning lists: "missile strikes, shelling; drones" as its phrases."""
    return [part for part in (p.strip() for p in _PARTS.split(meaning)) if part] or [meaning]


def as_subject(text: str) -> str:
    """A noun phrase as a sentence."""
    starts_common = text[:1].isupper() and text[1:2].islower()
    return FRAME + (text[:1].lower() + text[1:] if starts_common else text)


def _nearest(vectors: Vectors, rows: Vectors) -> Scores:
    """[n]: the mean cosine to the nearest two rows."""
    return np.asarray(np.sort(vectors @ rows.T, axis=1)[:, -NEAREST_PARTS:].mean(axis=1), dtype=np.float32)
