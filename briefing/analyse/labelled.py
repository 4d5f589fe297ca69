"""Lines that an editor labelled: what resembles one goes the same way, from the first line on.

    lines that belong ──── nearest cosine ─┐
    lines that do not ──── nearest cosine ─┴─ difference ─> log-odds

Many lines teach the theme as a whole too (attune.py).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from briefing.analyse.meaning import Scores
from briefing.model import Theme
from briefing.ports import Embedder, Vectors

__all__ = ["Labelled"]

RESEMBLES = 0.45  # cosine above which a passage resembles a line
STRENGTH = 12.0  # log-odds for each 1.0 above it: what repeats a line gets 6.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """The lines labelled for one theme."""

    vectors: Vectors  # [lines, d]
    belongs: NDArray[np.bool_]  # [lines]

    @classmethod
    def of(cls, theme: Theme, embedder: Embedder) -> Labelled:
        """A theme's lines, embedded."""
        lines = [text for text, _ in theme.labelled]
        belongs = np.array([belongs for _, belongs in theme.labelled], dtype=bool)
        return cls(vectors=embedder.embed(lines), belongs=belongs)

    def odds(self, vectors: Vectors) -> Scores:
        """[n]: log-odds that the nearest lines on both sides add."""
        return np.asarray(
            STRENGTH * (self._near(vectors, self.belongs) - self._near(vectors, ~self.belongs)),
            dtype=np.float32,
        )

    def _near(self, vectors: Vectors, side: NDArray[np.bool_]) -> Scores:
        if not side.any():
            return np.zeros(len(vectors), dtype=np.float32)
        nearest = (vectors @ self.vectors[side].T).max(axis=1)
        return np.asarray(np.maximum(nearest - np.float32(RESEMBLES), 0), dtype=np.float32)
