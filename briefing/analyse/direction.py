"""What sets a theme apart, learnt from the editor's own words when the themes are read.

    meaning, parts, examples ─ yes ─┐
    other desks, ordinary news ─────┼─ logistic regression on vectors ─> direction ─> log-odds of a passage
    not, counterexamples ───────────┘

A cosine weighs all dimensions alike; a few dozen sentences on both sides tell which of them matter for this theme. Both sides
weigh the same there, so the log-odds are about nought halfway. What texts as they come teach is fitted likewise (attune.py).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from briefing.analyse.meaning import Scores
from briefing.ports import Vectors

__all__ = ["Direction"]

REGULARISATION = (
    30.0  # scikit-learn's C: the vectors have length 1, so that weights must be large to separate them
)
LARGEST = 6.0  # log-odds beyond this say no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """A linear judge of vectors."""

    weights: Scores  # [d]
    intercept: float

    @classmethod
    def between(cls, own: Vectors, other: Vectors) -> Direction:
        """What tells the first rows from the second; both sides weigh the same."""
        rows = np.concatenate([own, other])
        belongs = np.arange(len(rows)) < len(own)
        weights = np.where(belongs, len(rows) / (2 * len(own)), len(rows) / (2 * len(other)))
        return cls.fit(rows, belongs, weights=weights, regularisation=REGULARISATION)

    @classmethod
    def fit(
        cls,
        rows: Vectors,
        belongs: NDArray[np.bool_],
        *,
        weights: NDArray[np.float64],
        regularisation: float,
    ) -> Direction:
        """What tells rows that belong from those that do not, [n] both; there must be some of each."""
        from sklearn.linear_model import LogisticRegression

        fitted = LogisticRegression(C=regularisation, max_iter=1000).fit(
            rows.astype(np.float64), belongs, sample_weight=weights
        )
        return cls(weights=fitted.coef_[0].astype(np.float32), intercept=float(fitted.intercept_[0]))

    def log_odds(self, vectors: Vectors) -> Scores:
        """[n]: above nought where a vector is on the theme's side."""
        odds = np.clip(vectors @ self.weights + np.float32(self.intercept), -LARGEST, LARGEST)
        return np.asarray(odds, dtype=np.float32)
