"""Lines that an editor labelled: what resembles one goes the same way, from the first line on.

    lines that belong ──── nearest cosine ─┐
    lines that do not ──── nearest cosine ─┴─ difference ─> log-odds

Many lines teach the theme as a whole too (attune.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from briefing.analyse.meaning import Scores
from briefing.model import Theme
from briefing.ports import Embedder, Vectors

__all__ = ["Labelled", "Lines"]

RESEMBLES = 0.45  # cosine above which a passage resembles a line ...
STRENGTH = 12.0  # ... and gets so many log-odds for each 1.0
REPEATS = 0.8  # cosine above which it nearly repeats the line, perhaps in another context ...
REPEATED = 40.0  # ... and gets so many more: what is the line itself gets 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """All labelled lines of several themes, each embedded once."""

    texts: tuple[str, ...]
    vectors: Vectors  # [texts, d]
    rows: Mapping[str, int]  # of a text

    @classmethod
    def embedded(cls, themes: Sequence[Theme], embedder: Embedder) -> Lines:
        """The themes' lines, in the order in which they first stand."""
        texts = tuple(dict.fromkeys(text for theme in themes for text, _ in theme.labelled))
        rows = {text: row for row, text in enumerate(texts)}
        return cls(texts=texts, vectors=embedder.embed(texts), rows=rows)

    def of(self, theme: Theme) -> Vectors:
        """[lines, d]: those of one theme, in its order."""
        return self.vectors[[self.rows[text] for text, _ in theme.labelled]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """The lines labelled for one theme."""

    vectors: Vectors  # [lines, d]
    belongs: NDArray[np.bool_]  # [lines]

    @classmethod
    def of(cls, theme: Theme, lines: Lines) -> Labelled:
        """A theme's lines, among those that were embedded."""
        belongs = np.array([belongs for _, belongs in theme.labelled], dtype=bool)
        return cls(vectors=lines.of(theme), belongs=belongs)

    def odds(self, vectors: Vectors) -> Scores:
        """[n]: log-odds that the nearest lines on both sides add."""
        return self._pull(vectors, self.belongs) - self._pull(vectors, ~self.belongs)

    def _pull(self, vectors: Vectors, side: NDArray[np.bool_]) -> Scores:
        if not side.any():
            return np.zeros(len(vectors), dtype=np.float32)
        nearest = (vectors @ self.vectors[side].T).max(axis=1)
        pull = STRENGTH * np.maximum(nearest - RESEMBLES, 0) + REPEATED * np.maximum(nearest - REPEATS, 0)
        return np.asarray(pull, dtype=np.float32)
