"""Themes of passages, from what an editor writes of a theme.

    means, not, examples, counterexamples ─ described ─ log-odds, and their most ─┐
    the day's passages, labelled lines ──── attune ──── what they teach ──────────┼─ sigmoid ─> score, verdict
    labelled lines ──────────────────────── labelled ── what resembles them ──────┤
    many labelled lines, the texts ──────── wording ─── their words ──────────────┤
    the article's other passages ────────── support ──────────────────────────────┘

The name of a theme is never matched: the bare word "strikes" is read as labour disputes. A passage nearer to what the editor
excludes than to the meaning loses the theme, unless the editor labelled such a line. Within an article a clear passage lends
support to those like it, also to one that alone would be near to a counterexample: "Nine people were killed." What `not`
excludes it cannot bring back.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

import numpy as np

from briefing.analyse.attune import Lesson, learn, taught
from briefing.analyse.described import SURE, Background, Described
from briefing.analyse.labelled import Labelled, Lines
from briefing.analyse.meaning import Scores
from briefing.analyse.reasons import Reason, reasons
from briefing.analyse.wording import Wording
from briefing.model import Theme, ThemeScore, Verdict
from briefing.ports import Embedder, Vectors

__all__ = ["UNDECIDED", "ThemeMatcher", "verdict"]

OPENING = 2  # passages of an article, the title first, that say of themselves what they are about
SUPPORT = 3.4  # in log-odds: what a clear passage lends to one that is fully alike
UNDECIDED = (0.4, 0.6)  # scores between are neither yes nor no


def verdict(score: float) -> Verdict:
    """What a calibrated score means."""
    if score >= UNDECIDED[1]:
        return "yes"
    return "no" if score < UNDECIDED[0] else "undecided"


class ThemeMatcher:
    """Scores vectors for every theme."""

    def __init__(self, themes: Sequence[Theme], embedder: Embedder) -> None:
        self._themes = tuple(themes)
        self._catch_all = [column for column, theme in enumerate(themes) if theme.catch_all]
        self._own = [column for column, theme in enumerate(themes) if not theme.catch_all]
        own = [themes[column] for column in self._own]
        self._background = Background.of(embedder)
        self._described = [Described.of(theme, self._background, embedder) for theme in own]
        lines = Lines.embedded(own, embedder)
        self._labelled = [Labelled.of(theme, lines) for theme in own]
        self._wording = Wording.of(own, lines)
        self._lessons: tuple[Lesson | None, ...] = (None,) * len(own)

    def attuned(self, vectors: Vectors) -> ThemeMatcher:
        """A matcher that has learnt from labelled lines and from these passages, [n, d], how the day tells its themes."""
        odds, most, _ = self._as_described(vectors)
        competing = not self._catch_all
        attuned = copy(self)
        attuned._lessons = learn(odds, most, vectors, self._labelled, competing=competing)
        return attuned

    def odds(self, vectors: Vectors, alike: Scores | None = None, texts: Sequence[str] = ()) -> Scores:
        """[n, themes]: calibrated log-odds, themes in the given order; a catch-all has what the others leave.

        `alike` [n, n], where the vectors are one article's passages: how far two share their subject, 0 to 1. A clear
        passage then speaks for those like it. With the `texts` of the vectors their wording counts too; inside an
        article, where a passage leaves unsaid what its neighbours say, it speaks for a theme, not against one.
        """
        described, most, never = self._as_described(vectors)
        resembling = self._resembling(vectors)
        own = np.minimum(taught(self._lessons, described, vectors), most)
        if self._wording:
            revised = self._wording.revise(own, vectors, texts)
            if alike is not None:
                revised[OPENING:] = np.maximum(own, revised)[OPENING:]
            own = np.minimum(revised, never)
        own = own + resembling
        if alike is not None:
            own = np.minimum(_supported(own, alike), never + resembling)
        odds = np.full((len(vectors), len(self._themes)), -SURE, dtype=np.float32)
        odds[:, self._own] = own
        left = -odds.max(axis=1, initial=-SURE)
        odds[:, self._catch_all] = left[:, None]
        return odds

    def score(self, vectors: Vectors, alike: Scores | None = None, texts: Sequence[str] = ()) -> Scores:
        """[n, themes]: `odds` as scores, 0 to 1."""
        return _sigmoid(self.odds(vectors, alike, texts))

    def tag(
        self, vectors: Vectors, alike: Scores | None = None, texts: Sequence[str] = ()
    ) -> list[tuple[ThemeScore, ...]]:
        """One score a theme for each vector."""
        rounded = np.round(self.score(vectors, alike, texts).astype(np.float64), 4)
        return [
            tuple(
                ThemeScore(theme=theme.name, score=float(score), verdict=verdict(float(score)))
                for theme, score in zip(self._themes, row, strict=True)
            )
            for row in rounded
        ]

    def explain(self, vectors: Vectors) -> list[tuple[Reason, ...]]:
        """For each vector the reasons of its scores, one a theme but the catch-all."""
        each = [
            reasons(self._themes[own], self._described[column], self._labelled[column], vectors)
            for column, own in enumerate(self._own)
        ]
        return [tuple(of_theme[row] for of_theme in each) for row in range(len(vectors))]

    def _as_described(self, vectors: Vectors) -> tuple[Scores, Scores, Scores]:
        """[n, themes but the catch-all]: log-odds by the editor's description, what they may be at most, and by `not` alone."""
        desks = self._background.similarities(vectors)
        odds = np.zeros((len(vectors), len(self._own)), dtype=np.float32)
        most, never = odds.copy(), odds.copy()
        for column, described in enumerate(self._described):
            odds[:, column] = described.odds(vectors, desks)
            each = described.most(vectors)
            most[:, column] = each.min(axis=1)
            never[:, column] = each[:, : 1 + described.excludes].min(axis=1)
        return odds, most, never

    def _resembling(self, vectors: Vectors) -> Scores:
        """[n, themes but the catch-all]: log-odds that the labelled lines add to what resembles them."""
        odds = np.zeros((len(vectors), len(self._own)), dtype=np.float32)
        for column, labelled in enumerate(self._labelled):
            odds[:, column] = labelled.odds(vectors)
        return odds


def _supported(odds: Scores, alike: Scores) -> Scores:
    """Log-odds raised by the best other passage of the article, as far as it is alike."""
    others = alike[:, :, None] * _sigmoid(odds)[None, :, :]
    others[np.diag_indices(len(alike))] = 0.0
    return np.asarray(odds + np.float32(SUPPORT) * others.max(axis=1, initial=0.0), dtype=np.float32)


def _sigmoid(values: Scores) -> Scores:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))), dtype=np.float32)
