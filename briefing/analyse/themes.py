"""Themes of passages, from what an editor writes of a theme.

    means, examples ─ meaning ─ similarity ─ less the desks' ─ margin ─ less the cut ─┐
                    └ direction, against ordinary news ─ log-odds ────────────────────┼─ sigmoid ─> score, verdict
    passage in context ───────────────────────────────────────────────────────────────┘
    not, counterexamples ─ count among what is ordinary, and cap the score ───────────┘

The name of a theme is never matched: the bare word "strikes" is read as labour disputes. A raw cosine says little: some texts
are near to everything. So the similarity competes with that to the other desks of a newspaper (background.py); the cut lies
halfway between what ordinary news and what the theme's own words reach, so that it needs no labels and suits a concrete theme
and a vague one. Within an article a clear passage lends support to those like it. A passage nearer to what the editor excludes
than to the meaning loses the theme.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from briefing.analyse.background import DESKS, ORDINARY_NEWS
from briefing.analyse.direction import Direction
from briefing.analyse.meaning import Meaning, Scores, parts_of
from briefing.model import Theme, ThemeScore, Verdict
from briefing.ports import Embedder, Vectors

__all__ = ["UNDECIDED", "ThemeMatcher", "verdict"]

OWN_DESK = 0.62  # a desk that the meaning holds this far is the theme itself
CUT = -0.065  # of the margin, from halfway between ordinary news and the theme's own words
STEEPNESS = 40.0  # of the score about the cut: a margin 0.01 above it adds 0.4 to the log-odds
DIRECTION_WEIGHT = 1.6  # of the direction's log-odds
SHY = 1.0  # added to them, less with each example: learnt from a bare description, the direction errs on the side of no
CONTRAST_STEEPNESS = 25.0  # by how much the meaning is nearer than what is excluded ...
CONTRAST_GRACE = 0.025  # ... which may be so much nearer
SUPPORT = 1.8  # in log-odds: what a clear passage lends to one that is fully alike
UNDECIDED = (0.4, 0.6)  # scores between are neither yes nor no


def verdict(score: float) -> Verdict:
    """What a calibrated score means."""
    if score >= UNDECIDED[1]:
        return "yes"
    return "no" if score < UNDECIDED[0] else "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Matched:
    """A theme with all that it is measured against."""

    meaning: Meaning
    unlike: tuple[Meaning, ...]  # what the editor excludes
    desks: NDArray[np.bool_]  # [DESKS]: those that are not the theme itself
    cut: float  # of the margin
    direction: Direction

    def score(self, vectors: Vectors, desks: Scores) -> Scores:
        """[n]: calibrated scores; `desks` are the vectors' similarities to all desks, [n, DESKS]."""
        above = _margin(self.meaning.similarity(vectors), desks[:, self.desks]) - self.cut
        shy = np.float32(SHY * 2 / (len(self.meaning.examples) + 2))
        return _sigmoid(STEEPNESS * above + DIRECTION_WEIGHT * (self.direction.log_odds(vectors) + shy))

    def cap(self, vectors: Vectors) -> Scores:
        """[n]: what the score may be at most: half where what is excluded is as near as the meaning."""
        near = self.meaning.similarity(vectors)
        most = np.ones(len(vectors), dtype=np.float32)
        for unlike in self.unlike:
            nearer = near - unlike.similarity(vectors) + CONTRAST_GRACE
            most = np.minimum(most, _sigmoid(CONTRAST_STEEPNESS * nearer))
        return most


class ThemeMatcher:
    """Scores vectors for every theme."""

    def __init__(self, themes: Sequence[Theme], embedder: Embedder) -> None:
        self._themes = tuple(themes)
        self._embedder = embedder
        self._desks = [Meaning.of(desk, embedder) for desk in DESKS]
        self._ordinary = embedder.embed(ORDINARY_NEWS)
        self._matched = {theme.name: self._match(theme) for theme in themes if not theme.catch_all}

    def score(self, vectors: Vectors, alike: Scores | None = None) -> Scores:
        """[n, themes]: calibrated scores 0 to 1, themes in the given order; a catch-all has what the others leave.

        `alike` [n, n], where the vectors are one article's passages: how far two share their subject, 0 to 1. A clear
        passage then speaks for those like it.
        """
        desks = self._desk_similarities(vectors)
        scores = np.zeros((len(vectors), len(self._themes)), dtype=np.float32)
        for column, theme in enumerate(self._themes):
            if not theme.catch_all:
                matched = self._matched[theme.name]
                own = matched.score(vectors, desks)
                own = own if alike is None else _supported(own, alike)
                scores[:, column] = np.minimum(own, matched.cap(vectors))
        most = scores.max(axis=1, initial=0.0)
        for column, theme in enumerate(self._themes):
            if theme.catch_all:
                scores[:, column] = 1.0 - most
        return scores

    def tag(self, vectors: Vectors, alike: Scores | None = None) -> list[tuple[ThemeScore, ...]]:
        """One score a theme for each vector."""
        rounded = np.round(self.score(vectors, alike).astype(np.float64), 4)
        return [
            tuple(
                ThemeScore(theme=theme.name, score=float(score), verdict=verdict(float(score)))
                for theme, score in zip(self._themes, row, strict=True)
            )
            for row in rounded
        ]

    def _match(self, theme: Theme) -> _Matched:
        meaning = Meaning.of(theme.means, self._embedder, theme.examples)
        others = np.array([meaning.holds(desk) < OWN_DESK for desk in self._desks])
        unlike = [Meaning.of(text, self._embedder) for text in theme.excludes]
        if theme.counterexamples:
            unlike.append(Meaning.of_sentences(theme.counterexamples, self._embedder))
        usual = self._margins(meaning, others, self._ordinary)
        reached = self._margins(meaning, others, self._embedder.embed(parts_of(theme.means)))
        cut = (float(np.median(usual)) + float(reached.mean())) / 2 + CUT
        desks = [desk.rows for desk, other in zip(self._desks, others, strict=True) if other]
        excluded = [rejected.rows for rejected in unlike]
        ordinary = self._ordinary[usual < cut]  # the few that are of the theme teach nothing
        return _Matched(
            meaning=meaning,
            unlike=tuple(unlike),
            desks=others,
            cut=cut,
            direction=Direction.between(meaning.rows, np.concatenate([ordinary, *desks, *excluded])),
        )

    def _margins(self, meaning: Meaning, others: NDArray[np.bool_], vectors: Vectors) -> Scores:
        return _margin(meaning.similarity(vectors), self._desk_similarities(vectors)[:, others])

    def _desk_similarities(self, vectors: Vectors) -> Scores:
        return np.stack([desk.similarity(vectors) for desk in self._desks], axis=1)


def _supported(scores: Scores, alike: Scores) -> Scores:
    """Scores raised by the best other passage of the article, as far as it is alike."""
    others = alike * scores[None, :]
    np.fill_diagonal(others, 0.0)
    certain = np.clip(scores, 1e-6, 1 - 1e-6)
    return _sigmoid(np.log(certain / (1 - certain)) + np.float32(SUPPORT) * others.max(axis=1, initial=0.0))


def _margin(near: Scores, desks: Scores) -> Scores:
    """By how much a theme is nearer than the other desks: than all of them, and than the nearest."""
    return np.asarray(near - (desks.mean(axis=1) + desks.max(axis=1)) / 2, dtype=np.float32)


def _sigmoid(values: Scores) -> Scores:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))), dtype=np.float32)
