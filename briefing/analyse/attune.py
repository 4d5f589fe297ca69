"""What texts as they come add to a theme's own words: the passages of the day, and lines that an editor labelled.

    passages ─ log-odds so far ─ the surest on both sides ─┐
    labelled lines, both sides ────────────────────────────┼─ logistic regression ─> Lesson ─┐
                                    log-odds so far ───────┴─────────────────────────────────┴─ weighted mean

An editor describes a theme in other words than the day's news is told in. The passages that the description is sure of show
how the day tells it, and teach the rest (self-training: Yarowsky 1995). Lest the theme drift, the description keeps its weight,
only the surest teach, in few rounds, and a theme with few of them learns little. All of it follows from the passages alone:
the same ones teach the same.

Where themes leave little over, as a newspaper's desks do, a passage is taken for its best theme and they compete; otherwise a
passage may have several themes or none, and only those beyond the cut teach.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from briefing.analyse.direction import Direction
from briefing.analyse.labelled import Labelled
from briefing.analyse.meaning import Scores
from briefing.ports import Vectors

__all__ = ["Lesson", "learn", "taught"]

LEAVE_LITTLE = 1 / 3  # of the passages, at least, have a theme where themes without a catch-all compete
FEWEST = 8  # passages on a side, below which they teach nothing
MOST = (1000, 3000)  # that belong, and that do not: more of them teach the same
HALF_LEARNT = 20  # texts that belong, at which a lesson has half its weight
REGULARISATION = 3.0  # scikit-learn's C


@dataclass(frozen=True, slots=True, kw_only=True)
class _Manner:
    """How far passages are trusted to teach."""

    nearest: float  # share of those that belong, the surest
    farthest: float  # share of the others
    weight: float  # of what is learnt, against the log-odds so far
    scale: float  # of its log-odds
    label: float  # a labelled line teaches as much as so many passages
    rounds: int


COMPETING = _Manner(nearest=0.4, farthest=0.7, weight=0.75, scale=3.0, label=2.0, rounds=2)
APART = _Manner(nearest=0.7, farthest=0.97, weight=0.5, scale=1.0, label=5.0, rounds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What one theme learnt."""

    direction: Direction
    weight: float  # 0 to 1, against the log-odds so far
    scale: float

    def revise(self, odds: Scores, vectors: Vectors) -> Scores:
        """[n]: log-odds with what was learnt."""
        learnt = self.scale * self.direction.log_odds(vectors)
        return np.asarray((1 - self.weight) * odds + self.weight * learnt, dtype=np.float32)


def learn(
    odds: Scores, most: Scores, vectors: Vectors, labelled: Sequence[Labelled], *, competing: bool
) -> tuple[Lesson | None, ...]:
    """A lesson for each theme, or None where there is nothing to learn from.

    `odds` [n, themes] are the passages' log-odds so far, `most` [n, themes] what they may be at most; both belong to the
    passages, `labelled` has one entry a theme. `competing` where no theme takes what the others leave.
    """
    capped = np.minimum(odds, most)
    competing = competing and len(capped) > 0 and bool((capped.max(axis=1) > 0).mean() >= LEAVE_LITTLE)
    manner = COMPETING if competing else APART
    lessons: tuple[Lesson | None, ...] = ()
    for _ in range(manner.rounds):
        sure = _lead(capped) if competing else capped
        lessons = tuple(
            _lesson(sure[:, theme], vectors, lines, manner) for theme, lines in enumerate(labelled)
        )
        capped = np.minimum(taught(lessons, odds, vectors), most)
    return lessons


def taught(lessons: Sequence[Lesson | None], odds: Scores, vectors: Vectors) -> Scores:
    """[n, themes]: log-odds with what each theme learnt."""
    revised = np.array(odds, dtype=np.float32)
    for theme, lesson in enumerate(lessons):
        if lesson:
            revised[:, theme] = lesson.revise(odds[:, theme], vectors)
    return revised


def _lesson(sure: Scores, vectors: Vectors, lines: Labelled, manner: _Manner) -> Lesson | None:
    """What one theme learns from passages with these certainties, above nought where they belong."""
    own = _surest(np.flatnonzero(sure > 0), sure, manner.nearest)[: MOST[0]]
    other = _thinned(_surest(np.flatnonzero(sure <= 0), -sure, manner.farthest), MOST[1])
    if min(len(own), len(other)) < FEWEST:
        own, other = own[:0], other[:0]
    rows = np.concatenate([vectors[own], vectors[other], *([lines.vectors] if len(lines.vectors) else [])])
    belongs = np.concatenate([np.ones(len(own), dtype=bool), np.zeros(len(other), dtype=bool), lines.belongs])
    if belongs.all() or not belongs.any():
        return None
    weights = np.concatenate([np.ones(len(own) + len(other)), np.full(len(lines.belongs), manner.label)])
    evidence = len(own) + manner.label * int(lines.belongs.sum())
    return Lesson(
        direction=Direction.fit(rows, belongs, weights=weights, regularisation=REGULARISATION),
        weight=manner.weight * evidence / (evidence + HALF_LEARNT),
        scale=manner.scale,
    )


def _lead(odds: Scores) -> Scores:
    """By how much each theme leads the best of the others."""
    if odds.shape[1] < 2:
        return odds
    best = np.sort(odds, axis=1)[:, -2:]
    others = np.where(odds >= best[:, 1:], best[:, :1], best[:, 1:])
    return np.asarray(odds - others, dtype=np.float32)


def _surest(rows: NDArray[np.intp], sure: Scores, share: float) -> NDArray[np.intp]:
    """The share of the rows with the highest certainties, at least `FEWEST` of them, surest first."""
    ordered = rows[np.argsort(-sure[rows], kind="stable")]
    return ordered[: max(FEWEST, int(share * len(rows)))]


def _thinned(rows: NDArray[np.intp], most: int) -> NDArray[np.intp]:
    """Every so manieth row, so that at most so many are left."""
    return rows[:: -(-len(rows) // most)] if len(rows) > most else rows
