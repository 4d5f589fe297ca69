"""How far a text is from what the editor wrote of a theme, measured against ordinary news.

    means, examples ─ meaning ─ similarity ─ less the desks' ─ margin ─ less the cut ─┐
                    └ direction, against ordinary news ─ log-odds ────────────────────┴─> log-odds
    not, counterexamples ─ count among what is ordinary, and are the most that the log-odds may be

A raw cosine says little: some texts are near to everything. So the similarity competes with that to the other desks of a
newspaper (background.py); the cut lies halfway between what ordinary news and what the theme's own words reach, so that it
needs no labels and suits a concrete theme and a vague one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from briefing.analyse.background import DESKS, ORDINARY_NEWS
from briefing.analyse.direction import Direction
from briefing.analyse.meaning import Meaning, Scores, parts_of
from briefing.model import Theme
from briefing.ports import Embedder, Vectors

__all__ = ["SURE", "Background", "Described"]

SURE = 14.0  # log-odds beyond this say no more
OWN_DESK = 0.62  # a desk that the meaning holds this far is the theme itself
CUT = -0.095  # of the margin, from halfway between ordinary news and the theme's own words
STEEPNESS = 40.0  # of the score about the cut: a margin 0.01 above it adds 0.4 to the log-odds
DIRECTION_WEIGHT = 1.6  # of the direction's log-odds
SHY = 1.0  # added to them, less with each example: learnt from a bare description, the direction errs on the side of no
CONTRAST_STEEPNESS = 25.0  # by how much the meaning is nearer than what is excluded ...
CONTRAST_GRACE = 0.05  # ... which may be so much nearer


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What is ordinary, embedded."""

    desks: tuple[Meaning, ...]
    news: Vectors  # [sentences, d]

    @classmethod
    def of(cls, embedder: Embedder) -> Background:
        """That of every theme."""
        return cls(
            desks=tuple(Meaning.of(desk, embedder) for desk in DESKS), news=embedder.embed(ORDINARY_NEWS)
        )

    def similarities(self, vectors: Vectors) -> Scores:
        """[n, DESKS]: how near each vector is to each desk."""
        return np.stack([desk.similarity(vectors) for desk in self.desks], axis=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A theme with all that it is measured against."""

    meaning: Meaning
    unlike: tuple[
        Meaning, ...
    ]  # what the editor excludes, in the order of `excludes`, then the counterexamples
    excludes: int  # how many of `unlike` are texts of `not`; the last one may be the counterexamples
    desks: NDArray[np.bool_]  # [DESKS]: those that are not the theme itself
    cut: float  # of the margin
    direction: Direction

    @classmethod
    def of(cls, theme: Theme, background: Background, embedder: Embedder) -> Described:
        """A theme as the editor describes it."""
        meaning = Meaning.of(theme.means, embedder, theme.examples)
        others = np.array([meaning.holds(desk) < OWN_DESK for desk in background.desks])
        unlike = [Meaning.of(text, embedder) for text in theme.excludes]
        if theme.counterexamples:
            unlike.append(Meaning.of_sentences(theme.counterexamples, embedder))
        usual = _margin(meaning, background.news, background.similarities(background.news)[:, others])
        phrases = embedder.embed(parts_of(theme.means))
        reached = _margin(meaning, phrases, background.similarities(phrases)[:, others])
        cut = (float(np.median(usual)) + float(reached.mean())) / 2 + CUT
        desks = [desk.rows for desk, other in zip(background.desks, others, strict=True) if other]
        ordinary = background.news[usual < cut]  # the few that are of the theme teach nothing
        excluded = [rejected.rows for rejected in unlike]
        return cls(
            meaning=meaning,
            unlike=tuple(unlike),
            excludes=len(theme.excludes),
            desks=others,
            cut=cut,
            direction=Direction.between(meaning.rows, np.concatenate([ordinary, *desks, *excluded])),
        )

    def odds(self, vectors: Vectors, desks: Scores) -> Scores:
        """[n]: calibrated log-odds; `desks` are the vectors' similarities to all desks, [n, DESKS]."""
        above = _margin(self.meaning, vectors, desks[:, self.desks]) - self.cut
        shy = np.float32(SHY * 2 / (len(self.meaning.examples) + 2))
        odds = STEEPNESS * above + DIRECTION_WEIGHT * (self.direction.log_odds(vectors) + shy)
        return np.asarray(np.clip(odds, -SURE, SURE), dtype=np.float32)

    def most(self, vectors: Vectors) -> Scores:
        """[n, 1 + unlike]: what the log-odds may be at most: nought where what is excluded is as near as the theme.

        A `not` is compared with the meaning, counterexamples with the examples or the meaning, whichever is nearer: a
        sentence is nearer to sentences than to phrases.
        """
        near = self.meaning.similarity(vectors)
        like = np.maximum(near, self.meaning.likeness(vectors))
        most = [np.full(len(vectors), SURE, dtype=np.float32)]
        for index, unlike in enumerate(self.unlike):
            own = near if index < self.excludes else like
            nearer = own - unlike.similarity(vectors) + np.float32(CONTRAST_GRACE)
            most.append(np.asarray(np.float32(CONTRAST_STEEPNESS) * nearer, dtype=np.float32))
        return np.stack(most, axis=1)


def _margin(meaning: Meaning, vectors: Vectors, desks: Scores) -> Scores:
    """[n]: by how much a meaning is nearer than the other desks: than all of them, and than the nearest."""
    near = meaning.similarity(vectors)
    return np.asarray(near - (desks.mean(axis=1) + desks.max(axis=1)) / 2, dtype=np.float32)
