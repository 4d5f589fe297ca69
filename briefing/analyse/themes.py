"""Themes of passages, from what an editor writes of a theme.

    means, as "This news is about ..." ─ whole and parts ─┐
    examples ─────────────────────────────────────────────┼─ similarity ─ less the desks' ─ margin ─┐
    passage in context ───────────────────────────────────┘                                         ├─ cut ─> score, verdict
    not, counterexamples ─ count among the desks, and cap the score ────────────────────────────────┘

The name of a theme is never matched: the bare word "strikes" is read as labour disputes. A meaning lists several things and a
passage is about one or two of them, so its nearest two parts count beside the whole. A raw cosine says little: some texts are
near to everything. So the similarity competes with that to the other desks of a newspaper (background.py); the cut lies
halfway between what ordinary news and what the theme's own words reach, so that it needs no labels and suits a concrete theme
and a vague one. Within an article a clear passage lends support to those like it. A passage nearer to what the editor excludes
than to the meaning loses the theme.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from briefing.analyse.background import DESKS, ORDINARY_NEWS
from briefing.model import Theme, ThemeScore, Verdict
from briefing.ports import Embedder, Vectors

__all__ = ["UNDECIDED", "ThemeMatcher", "verdict"]

FRAME = (
    "This news is about "  # a meaning is a noun phrase, a passage a sentence: the frame makes them comparable
)
WHOLE = 0.3  # weight of the meaning as a whole; its nearest two parts have the rest
NEAREST_PARTS = 2
OWN_DESK = 0.75  # a desk whose cosine with the meaning reaches this is the theme itself
CUT = -0.04  # of the margin, from halfway between ordinary news and the theme's own words
STEEPNESS = 40.0  # of the score about the cut: a margin 0.01 above it gives 0.60
CONTRAST_STEEPNESS = 25.0  # by how much the meaning is nearer than what is excluded
EXAMPLE_WEIGHT = 0.35  # of the examples against the meaning, reached as their number grows
SUPPORT = 2.2  # in log-odds: what a clear passage lends to one that is fully alike
UNDECIDED = (0.4, 0.6)  # scores between are neither yes nor no

_PARTS = re.compile(r"[,;:.]\s*")

Scores = NDArray[np.float32]


def verdict(score: float) -> Verdict:
    """What a calibrated score means."""
    if score >= UNDECIDED[1]:
        return "yes"
    return "no" if score < UNDECIDED[0] else "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meaning:
    """A description, embedded."""

    bare: Vectors  # [1, d]: the words themselves
    whole: Vectors  # [1, d]: framed
    parts: Vectors  # [parts, d]: framed
    examples: Vectors  # [examples, d]; may have no rows

    def similarity(self, vectors: Vectors) -> Scores:
        """[n]: how near each vector is to the meaning and its examples."""
        near = WHOLE * (vectors @ self.whole.T)[:, 0] + (1 - WHOLE) * _nearest(vectors, self.parts)
        if len(self.examples):
            weight = EXAMPLE_WEIGHT * len(self.examples) / (len(self.examples) + 2)
            near = (1 - weight) * near + weight * _nearest(vectors, self.examples)
        return np.asarray(near, dtype=np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Matched:
    """A theme with all that it is measured against."""

    meaning: _Meaning
    unlike: tuple[_Meaning, ...]  # what the editor excludes
    desks: NDArray[np.bool_]  # [DESKS]: those that are not the theme itself
    cut: float  # of the margin

    def score(self, vectors: Vectors, desks: Scores) -> Scores:
        """[n]: calibrated scores; `desks` are the vectors' similarities to all desks, [n, DESKS]."""
        near = self.meaning.similarity(vectors)
        return _sigmoid(STEEPNESS * (_margin(near, desks[:, self.desks]) - self.cut))

    def cap(self, vectors: Vectors) -> Scores:
        """[n]: what the score may be at most: half where what is excluded is as near as the meaning."""
        near = self.meaning.similarity(vectors)
        most = np.ones(len(vectors), dtype=np.float32)
        for unlike in self.unlike:
            most = np.minimum(most, _sigmoid(CONTRAST_STEEPNESS * (near - unlike.similarity(vectors))))
        return most


class ThemeMatcher:
    """Scores vectors for every theme."""

    def __init__(self, themes: Sequence[Theme], embedder: Embedder) -> None:
        self._themes = tuple(themes)
        self._embedder = embedder
        self._desks = [self._meaning(desk) for desk in DESKS]
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
        meaning = self._meaning(theme.means, theme.examples)
        others = np.array([float(meaning.bare[0] @ desk.bare[0]) < OWN_DESK for desk in self._desks])
        unlike = [self._meaning(text) for text in theme.excludes]
        if theme.counterexamples:
            unlike.append(self._only_examples(theme.counterexamples))
        return _Matched(
            meaning=meaning, unlike=tuple(unlike), desks=others, cut=self._cut(theme, meaning, others)
        )

    def _cut(self, theme: Theme, meaning: _Meaning, others: NDArray[np.bool_]) -> float:
        """Halfway between the margins of ordinary news and of the theme's own words."""
        own = self._embedder.embed(_parts(theme.means))
        usual = _margin(
            meaning.similarity(self._ordinary), self._desk_similarities(self._ordinary)[:, others]
        )
        reached = _margin(meaning.similarity(own), self._desk_similarities(own)[:, others])
        return (float(np.median(usual)) + float(reached.mean())) / 2 + CUT

    def _desk_similarities(self, vectors: Vectors) -> Scores:
        return np.stack([desk.similarity(vectors) for desk in self._desks], axis=1)

    def _meaning(self, text: str, examples: Sequence[str] = ()) -> _Meaning:
        bare, whole, *parts = self._embedder.embed([text, _framed(text), *map(_framed, _parts(text))])
        rows = self._embedder.embed(examples) if examples else np.zeros((0, len(bare)), dtype=np.float32)
        return _Meaning(bare=bare[None], whole=whole[None], parts=np.stack(parts), examples=rows)

    def _only_examples(self, sentences: Sequence[str]) -> _Meaning:
        rows = self._embedder.embed(sentences)
        centre = rows.mean(axis=0, keepdims=True)
        return _Meaning(bare=centre, whole=centre, parts=rows, examples=rows[:0])


def _supported(scores: Scores, alike: Scores) -> Scores:
    """Scores raised by the best other passage of the article, as far as it is alike."""
    others = alike * scores[None, :]
    np.fill_diagonal(others, 0.0)
    certain = np.clip(scores, 1e-6, 1 - 1e-6)
    return _sigmoid(np.log(certain / (1 - certain)) + np.float32(SUPPORT) * others.max(axis=1, initial=0.0))


def _margin(near: Scores, desks: Scores) -> Scores:
    """By how much a theme is nearer than the other desks: than all of them, and than the nearest."""
    return np.asarray(near - (desks.mean(axis=1) + desks.max(axis=1)) / 2, dtype=np.float32)


def _nearest(vectors: Vectors, rows: Vectors) -> Scores:
    """[n]: the mean cosine to the nearest two rows."""
    return np.asarray(np.sort(vectors @ rows.T, axis=1)[:, -NEAREST_PARTS:].mean(axis=1), dtype=np.float32)


def _parts(meaning: str) -> list[str]:
    """What a meaning lists: "missile strikes, shelling; drones" as its phrases."""
    return [part for part in (p.strip() for p in _PARTS.split(meaning)) if part] or [meaning]


def _framed(text: str) -> str:
    starts_common = text[:1].isupper() and text[1:2].islower()
    return FRAME + (text[:1].lower() + text[1:] if starts_common else text)


def _sigmoid(values: Scores) -> Scores:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))), dtype=np.float32)
