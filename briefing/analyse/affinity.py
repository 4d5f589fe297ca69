"""How alike two articles are for being one story: what is measured between them, and what speaks against it.

    cosine of the openings ─┐
    TF-IDF cosine ──────────┼─ weighted sum ─ less conflict, hours apart ─> alike
    numbers that both give ─┘                                                 + names ─> inside
    the same parts, each with its own share ─────────────────────────────────────────> outside

`alike` compares pairs. `inside` and `outside` weigh a whole story: what its articles have in common, and how much of that
articles around it have too (see `dendrogram`). Names tell look-alike events apart where their own surroundings lack them,
but everybody names the president: so they count inside, and nearly as much against it where the surroundings share them.

Where not both articles are in a language that the embedder reads, only names and numbers count (`Likeness.among`).
All matrices are [rows, columns].
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from briefing.analyse.terms import Positions, Terms

__all__ = ["Affinity", "Evidence", "Weighed"]

Matrix = NDArray[np.float32]

# Shares, chosen on the training pools (docs/quality.md): few, and rounded, for the neighbourhood of the best is flat.
COSINE, TERMS, NUMBERS = 0.40, 0.60, 0.07
NAMES = 0.20
AROUND_COSINE, AROUND_TERMS, AROUND_NAMES = (
    0.15,
    0.25,
    1.00,
)  # of each part, where the surroundings have it too
CONFLICT, CONFLICT_WITHOUT_TITLES = (
    0.20,
    0.05,
)  # titles that name somebody or something say what a report is about
HOUR_APART, FREE_HOURS, MOST_FOR_HOURS = 0.001, 24.0, 0.10
FOREIGN, FOREIGN_AROUND = 1.00, 0.40  # of the likeness by names and numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of the articles, by position."""

    vectors: Matrix  # of the openings, length 1
    terms: Terms
    names: Terms
    numbers: Terms
    hours: NDArray[np.float64]
    languages: NDArray[np.str_]
    read: NDArray[np.bool_]  # whether the embedder reads the language
    titled: NDArray[np.bool_]  # whether the title names anybody or anything
    conflicts: Callable[[Positions, Positions], NDArray[np.bool_]]
    foreign: Callable[[Positions, Positions], Matrix]  # likeness by names and numbers alone, 0 to 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """The measures between some articles and some others."""

    alike: Matrix
    inside: Matrix
    outside: Matrix
    barred: NDArray[np.bool_]  # pairs that conflict and say so in their titles

    def part(self, rows: Positions, columns: Positions) -> Weighed:
        """The measures between some of the rows and some of the columns, by their numbers here."""
        some = np.ix_(rows, columns)
        return Weighed(
            alike=self.alike[some],
            inside=self.inside[some],
            outside=self.outside[some],
            barred=self.barred[some],
        )


class Affinity:
    """The measures between articles, from their evidence."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._words = _joined((evidence.terms, TERMS), (evidence.numbers, NUMBERS))
        self._around = _joined((evidence.terms, AROUND_TERMS * TERMS), (evidence.names, AROUND_NAMES * NAMES))
        self._all_read = bool(evidence.read.all())
        self._one_day = not len(evidence.hours) or float(np.ptp(evidence.hours)) <= FREE_HOURS

    def alike(self, rows: Positions, columns: Positions) -> Matrix:
        """Likeness without regard to conflicts: quick, to find whom to compare at all."""
        likeness = COSINE * self._cosine(rows, columns) + _product(self._words, rows, columns)
        likeness = self._with_foreign(likeness, FOREIGN, rows, columns)
        return np.asarray(likeness - self._for_hours(rows, columns), dtype=np.float32)

    def weighed(self, rows: Positions, columns: Positions) -> Weighed:
        """All measures, conflicts counted."""
        evidence = self._evidence
        titled = np.logical_and.outer(evidence.titled[rows], evidence.titled[columns])
        conflicts = self._conflicts(rows, columns)
        weight = np.where(titled, np.float32(CONFLICT), np.float32(CONFLICT_WITHOUT_TITLES))
        against = weight * conflicts
        alike = self.alike(rows, columns) - against
        foreign = self._foreign_pairs(rows, columns)
        names = NAMES * evidence.names.cosine(rows, columns) * ~foreign
        around = AROUND_COSINE * COSINE * self._cosine(rows, columns) + _product(self._around, rows, columns)
        return Weighed(
            alike=alike,
            inside=np.asarray(alike + names, dtype=np.float32),
            outside=self._with_foreign(around, FOREIGN * FOREIGN_AROUND, rows, columns),
            barred=conflicts & titled,
        )

    def _cosine(self, rows: Positions, columns: Positions) -> Matrix:
        vectors = self._evidence.vectors
        return vectors[rows] @ vectors[columns].T

    def _conflicts(self, rows: Positions, columns: Positions) -> NDArray[np.bool_]:
        """Conflicts between articles in one language, where names are spelt alike."""
        languages = self._evidence.languages
        comparable = np.equal.outer(languages[rows], languages[columns])
        return np.asarray(comparable & self._evidence.conflicts(rows, columns), dtype=np.bool_)

    def _foreign_pairs(self, rows: Positions, columns: Positions) -> NDArray[np.bool_]:
        read = self._evidence.read
        return ~np.logical_and.outer(read[rows], read[columns])

    def _with_foreign(self, likeness: Matrix, share: float, rows: Positions, columns: Positions) -> Matrix:
        if self._all_read:
            return np.asarray(likeness, dtype=np.float32)
        foreign = self._foreign_pairs(rows, columns)
        if not foreign.any():
            return np.asarray(likeness, dtype=np.float32)
        by_names = share * self._evidence.foreign(rows, columns)
        return np.asarray(np.where(foreign, by_names, likeness), dtype=np.float32)

    def _for_hours(self, rows: Positions, columns: Positions) -> Matrix | float:
        """What hours apart take off; of one day's articles nothing."""
        if self._one_day:
            return 0.0
        hours = self._evidence.hours
        apart = np.abs(np.subtract.outer(hours[rows], hours[columns]))
        return np.minimum(HOUR_APART * np.maximum(apart - FREE_HOURS, 0), MOST_FOR_HOURS).astype(np.float32)


def _joined(*parts: tuple[Terms, float]) -> Any:
    """One sparse matrix whose dot products are the weighted sum of the parts' cosines."""
    from scipy.sparse import hstack  # type: ignore[import-untyped]

    return hstack([terms.weights * np.float32(share**0.5) for terms, share in parts], format="csr")


def _product(weights: Any, rows: Positions, columns: Positions) -> Matrix:
    return np.asarray((weights[rows] @ weights[columns].T).toarray(), dtype=np.float32)
