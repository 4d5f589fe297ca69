"""Themes of passages, from what an editor writes of a theme.

    means ─ its parts, as "This news is about ..." ─┐
    examples ───────────────────────────────────────┼─ similarity ─ less ordinary news ─ z ─┐
    passage in context ─────────────────────────────┘                                       ├─> score, verdict
    not, counterexamples ─ the same ────────────────────────── z of what looks alike ───────┘

The name of a theme is never matched: the bare word "strikes" is read as labour disputes. A meaning lists several things, and
a passage is about one or two of them: so the meaning is compared whole and by its parts, of which the two nearest count.
Similarities are calibrated for each theme against ordinary news (background.py): z = (similarity - median) / spread.
A passage nearer to what looks alike than to the meaning loses the theme.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from briefing.analyse.background import ORDINARY_NEWS
from briefing.model import Theme, ThemeScore, Verdict
from briefing.ports import Embedder, Vectors

__all__ = ["UNDECIDED", "ThemeMatcher", "verdict"]

FRAME = (
    "This news is about "  # a meaning is a noun phrase, a passage a sentence: the frame makes them comparable
)
WHOLE = 0.3  # weight of the meaning as a whole; its nearest two parts have the rest
NEAREST_PARTS = 2
Z_CUT = 3.0  # spreads above ordinary news at which the score is 0.5
Z_STEEPNESS = 1.5
CONTRAST_STEEPNESS = 1.0  # for each spread that the meaning is nearer than what looks alike
EXAMPLE_WEIGHT = 0.5  # of the examples against the meaning, reached as their number grows
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
    """One description and its sentences, embedded, with what ordinary news scores on it."""

    whole: Vectors  # [1, d]
    parts: Vectors  # [parts, d]
    examples: Vectors  # [examples, d]; may have no rows

    def similarity(self, vectors: Vectors) -> Scores:
        """[n]: how near each vector is to the meaning and its examples, uncalibrated."""
        whole = (vectors @ self.whole.T)[:, 0]
        parts = np.sort(vectors @ self.parts.T, axis=1)[:, -NEAREST_PARTS:].mean(axis=1)
        near = WHOLE * whole + (1 - WHOLE) * parts
        if len(self.examples):
            weight = EXAMPLE_WEIGHT * len(self.examples) / (len(self.examples) + 2)
            alike = np.sort(vectors @ self.examples.T, axis=1)[:, -NEAREST_PARTS:].mean(axis=1)
            near = (1 - weight) * near + weight * alike
        return np.asarray(near, dtype=np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Calibrated:
    """A meaning with the median and spread of ordinary news."""

    meaning: _Meaning
    middle: float
    spread: float

    def z(self, vectors: Vectors) -> Scores:
        """[n]: spreads above ordinary news."""
        return (self.meaning.similarity(vectors) - np.float32(self.middle)) / np.float32(self.spread)


class ThemeMatcher:
    """Scores vectors for every theme."""

    def __init__(self, themes: Sequence[Theme], embedder: Embedder) -> None:
        self._themes = tuple(themes)
        self._embedder = embedder
        self._ordinary = embedder.embed(ORDINARY_NEWS)
        self._means = {t.name: self._calibrate([t.means], t.examples) for t in themes if not t.catch_all}
        self._unlike = {
            t.name: self._contrasts(t)
            for t in themes
            if not t.catch_all and (t.excludes or t.counterexamples)
        }

    def score(self, vectors: Vectors) -> Scores:
        """[n, themes]: calibrated scores 0 to 1, themes in the given order; a catch-all has what the others leave."""
        scores = np.zeros((len(vectors), len(self._themes)), dtype=np.float32)
        for column, theme in enumerate(self._themes):
            if not theme.catch_all:
                scores[:, column] = self._score(theme, vectors)
        most = scores.max(axis=1, initial=0.0)
        for column, theme in enumerate(self._themes):
            if theme.catch_all:
                scores[:, column] = 1.0 - most
        return scores

    def tag(self, vectors: Vectors) -> list[tuple[ThemeScore, ...]]:
        """One score a theme for each vector."""
        return [
            tuple(
                ThemeScore(
                    theme=theme.name, score=round(float(score), 4), verdict=verdict(round(float(score), 4))
                )
                for theme, score in zip(self._themes, row, strict=True)
            )
            for row in self.score(vectors)
        ]

    def _score(self, theme: Theme, vectors: Vectors) -> Scores:
        z = self._means[theme.name].z(vectors)
        score = _sigmoid(Z_STEEPNESS * (z - Z_CUT))
        for unlike in self._unlike.get(theme.name, ()):
            score = np.minimum(score, _sigmoid(CONTRAST_STEEPNESS * (z - unlike.z(vectors))))
        return score

    def _contrasts(self, theme: Theme) -> list[_Calibrated]:
        contrasts = [self._calibrate([text], ()) for text in theme.excludes]
        if theme.counterexamples:
            contrasts.append(self._calibrate_examples(theme.counterexamples))
        return contrasts

    def _calibrate(self, texts: Sequence[str], examples: Sequence[str]) -> _Calibrated:
        whole = self._embedder.embed([_framed(text) for text in texts])
        parts = self._embedder.embed([_framed(part) for text in texts for part in _parts(text)])
        rows = self._embedder.embed(examples) if examples else np.zeros((0, whole.shape[1]), dtype=np.float32)
        return self._against_ordinary(_Meaning(whole=whole, parts=parts, examples=rows))

    def _calibrate_examples(self, sentences: Sequence[str]) -> _Calibrated:
        rows = self._embedder.embed(sentences)
        centre = rows.mean(axis=0, keepdims=True)
        return self._against_ordinary(_Meaning(whole=centre, parts=rows, examples=rows[:0]))

    def _against_ordinary(self, meaning: _Meaning) -> _Calibrated:
        """The median, and the spread below it: desks of the background that are the theme itself do not move them."""
        usual = meaning.similarity(self._ordinary)
        middle = float(np.median(usual))
        below = usual[usual <= middle]
        spread = float(np.sqrt(np.mean((below - middle) ** 2)))
        return _Calibrated(meaning=meaning, middle=middle, spread=max(spread, 0.02))


def _parts(meaning: str) -> list[str]:
    """What a meaning lists: "missile, drone and air attacks; shelling" as its phrases."""
    return [part for part in (p.strip() for p in _PARTS.split(meaning)) if part] or [meaning]


def _framed(text: str) -> str:
    text = text.strip()
    starts_common = text[:1].isupper() and text[1:2].islower()
    return FRAME + (text[:1].lower() + text[1:] if starts_common else text)


def _sigmoid(values: Iterable[float] | Scores) -> Scores:
    return np.asarray(1 / (1 + np.exp(-np.clip(np.asarray(values), -30, 30))), dtype=np.float32)
