"""Vetoes: pairs of articles that cannot tell one event, however alike they sound.

    most specific place of each ─ is it in the other's opening? ─ neither, and few names shared ─┐
    names in both titles, people in both openings ─ any name shared? ─ none ─────────────────────┴─> conflict

Two attacks on two towns in one night read alike; the towns tell them apart. The most specific place is the one that fewest of
the day's articles mention, so that a country that both name does not reconcile two towns; nor does the last paragraph of one
report that names the other town. Figures alone never conflict: the toll of one event rises.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from briefing.analyse.mentions import Mentions
from briefing.analyse.terms import Positions, rare_terms

__all__ = ["Conflicts"]

NOWHERE = -1
SAME_NAMES = 0.35  # from this cosine of the openings' names on, other names outweigh two places


class Conflicts:
    """Conflicts between the articles whose mentions it was given, by position."""

    def __init__(self, mentions: Sequence[Mentions]) -> None:
        spread = rare_terms([m.names for m in mentions])
        self._names = rare_terms([m.key_names for m in mentions])
        everywhere = {name: int(spread.spread[column]) for name, column in spread.columns.items()}
        self._place = np.array([self._most_specific(m.places, everywhere) for m in mentions], dtype=np.intp)
        self._people = np.array([bool(m.people) and m.titled for m in mentions], dtype=np.bool_)

    def between(self, rows: Positions, columns: Positions) -> NDArray[np.bool_]:
        """[rows, columns]: whether the two cannot be one event."""
        places = np.logical_and(self._absent(rows, columns), self._absent(columns, rows).T)
        places &= self._names.cosine(rows, columns) < SAME_NAMES
        people = np.logical_and.outer(self._people[rows], self._people[columns])
        strangers = self._names.shared(rows, columns) == 0
        return np.asarray(places | (people & strangers), dtype=np.bool_)

    def why(self, one: int, other: int) -> str:
        """What keeps two articles apart: "they name other places: oststadt, westhafen"; "" where nothing does."""
        rows, columns = np.array([one]), np.array([other])
        if not self.between(rows, columns)[0, 0]:
            return ""
        if self._absent(rows, columns)[0, 0] and self._absent(columns, rows)[0, 0]:
            names = {column: name for name, column in self._names.columns.items()}
            return f"they name other places: {names[int(self._place[one])]}, {names[int(self._place[other])]}"
        return "they name other people, and no name is in both"

    def _most_specific(self, places: Iterable[str], everywhere: Mapping[str, int]) -> int:
        """The column of the place that fewest articles mention (ties by name)."""
        found = [(everywhere[place], place) for place in places]
        return self._names.columns[min(found)[1]] if found else NOWHERE

    def _absent(self, rows: Positions, columns: Positions) -> NDArray[np.bool_]:
        """[rows, columns]: whether the row has a place and the column's opening does not name it."""
        place = self._place[rows]
        known = place != NOWHERE
        absent = np.zeros((len(rows), len(columns)), dtype=np.bool_)
        if known.any():
            mentioned = self._names.weights[columns].tocsc()[:, place[known]].toarray()
            absent[known] = mentioned.T == 0
        return absent
