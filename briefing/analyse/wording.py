"""What many labelled lines teach of a theme: its wording, which a vector blurs.

    labelled lines ─ words and pairs of words, TF-IDF ─┐
                   ─ vectors ──────────────────────────┴─ logistic regression ─> log-odds ─┐
                                                               log-odds so far ────────────┴─ weighted mean

"Calls for the release of the prisoners" and "the prisoners are released" are neighbours as vectors; the words tell them apart.
A few lines would teach names and places only, so that the wording counts for little until some dozens are labelled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from briefing.analyse.labelled import Lines
from briefing.analyse.meaning import Scores
from briefing.model import Theme
from briefing.ports import Vectors

__all__ = ["Wording"]

FEWEST = 15  # lines on either side, below which the wording is not learnt
HALF_LEARNT = 15  # lines on the rarer side at which it has half of its weight
MOST = 0.8  # its weight against the log-odds so far, with very many lines
WORDS, VECTORS = 6.0, 3.0  # scale of the two kinds of features
REGULARISATION = 3.0  # scikit-learn's C
LARGEST = 6.0  # log-odds beyond this say no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The wording of themes, one judge a theme or None where too few lines are labelled."""

    words: Any  # scikit-learn's TfidfVectorizer, fitted on all labelled lines
    judges: tuple[Any | None, ...]  # its LogisticRegression
    weights: tuple[float, ...]  # 0 to 1, against the log-odds so far

    @classmethod
    def of(cls, themes: Sequence[Theme], lines: Lines) -> Wording | None:
        """What the themes' labelled `lines` teach; None where no theme has enough of them."""
        weights = tuple(_weight(theme) for theme in themes)
        if not any(weights):
            return None
        from sklearn.feature_extraction.text import TfidfVectorizer

        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2).fit(lines.texts)
        judges = tuple(
            _judge(words, theme, lines) if weight else None
            for theme, weight in zip(themes, weights, strict=True)
        )
        return cls(words=words, judges=judges, weights=weights)

    def revise(self, odds: Scores, vectors: Vectors, texts: Sequence[str]) -> Scores:
        """[n, themes]: log-odds with what the texts' wording says."""
        revised = np.array(odds, dtype=np.float32)
        if not len(texts):
            return revised
        rows = _features(self.words, texts, vectors)
        for column, (judge, weight) in enumerate(zip(self.judges, self.weights, strict=True)):
            if judge is not None:
                said = np.clip(judge.decision_function(rows), -LARGEST, LARGEST)
                revised[:, column] = (1 - weight) * revised[:, column] + weight * said
        return revised


def _weight(theme: Theme) -> float:
    belong = sum(belongs for _, belongs in theme.labelled)
    rarer = min(belong, len(theme.labelled) - belong)
    return MOST * rarer / (rarer + HALF_LEARNT) if rarer >= FEWEST else 0.0


def _features(words: Any, texts: Sequence[str], vectors: Vectors) -> Any:
    """[n, words + d], sparse."""
    from scipy.sparse import csr_matrix, hstack  # type: ignore[import-untyped]

    return hstack([words.transform(texts) * WORDS, csr_matrix(np.asarray(vectors) * VECTORS)]).tocsr()


def _judge(words: Any, theme: Theme, lines: Lines) -> Any:
    """The theme's own judge; both sides weigh the same."""
    from sklearn.linear_model import LogisticRegression

    belongs = [belongs for _, belongs in theme.labelled]
    features = _features(words, [text for text, _ in theme.labelled], lines.of(theme))
    return LogisticRegression(C=REGULARISATION, class_weight="balanced", max_iter=3000).fit(features, belongs)
