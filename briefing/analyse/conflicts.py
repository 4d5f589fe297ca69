"""Vetoes: pairs of articles that cannot tell one event, however alike they sound.

    most specific place of each ─ does the other ever mention it? ─ neither does ─> conflict

Two attacks on two towns in one night read alike; the towns tell them apart. The most specific place is the one that fewest of
the day's articles mention, so that a country that both name does not reconcile two towns. Figures alone never conflict: the
toll of one event rises.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from briefing.analyse.mentions import Mentions
from briefing.analyse.terms import Positions, rare_terms

__all__ = ["Conflicts"]

NOWHERE = -1


class Conflicts:
    """Conflicts between the articles whose mentions it was given, by position."""

    def __init__(self, mentions: Sequence[Mentions]) -> None:
        self._names = rare_terms([m.names for m in mentions])
        self._place = np.array([self._most_specific(m.places) for m in mentions], dtype=np.intp)

    def between(self, rows: Positions, columns: Positions) -> NDArray[np.bool_]:
        """[rows, columns]: whether the two cannot be one event."""
        return np.logical_and(self._absent(rows, columns), self._absent(columns, rows).T)

    def _most_specific(self, places: Iterable[str]) -> int:
        """The column of the place that fewest articles mention (ties by name)."""
        found = [(int(self._names.spread[self._names.columns[p]]), p) for p in places]
        return self._names.columns[min(found)[1]] if found else NOWHERE

    def _absent(self, rows: Positions, columns: Positions) -> NDArray[np.bool_]:
        """[rows, columns]: whether the row has a place and the column never mentions it."""
        place = self._place[rows]
        known = place != NOWHERE
        absent = np.zeros((len(rows), len(columns)), dtype=np.bool_)
        if known.any():
            mentioned = self._names.weights[columns].tocsc()[:, place[known]].toarray()
            absent[known] = mentioned.T == 0
        return absent
