"""How much of a reference text another one has: ROUGE-1, 2 and L (Lin 2004), F-measure with stemming, by rouge-score.

references, texts ─ tokens (each text once) ─> {"ROUGE-1": [items], ...} ─ mean over items ─> Metric
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from briefing.evaluation.trial import Columns, Metric

__all__ = ["HEADLINES", "SUMMARIES", "overlap_columns"]

_KINDS = {"ROUGE-1": "rouge1", "ROUGE-2": "rouge2", "ROUGE-L": "rougeL"}


class _Tokens:
    """rouge-score's own tokens; references come once for every system."""

    def __init__(self) -> None:
        from rouge_score.tokenizers import DefaultTokenizer

        self.tokenize = lru_cache(maxsize=100_000)(DefaultTokenizer(use_stemmer=True).tokenize)


def overlap_columns(references: Sequence[str], texts: Sequence[str | None], *, of: str = "") -> Columns:
    """One F-measure an item for each kind, 0 to 1, named with the prefix `of`.

    Where there is nothing to compare with (an empty reference) or nothing to compare (None), it is nan; an empty text
    has 0.
    """
    from rouge_score.rouge_scorer import RougeScorer

    scorer = RougeScorer(list(_KINDS.values()), tokenizer=_tokens())
    columns = {of + name: np.full(len(texts), np.nan) for name in _KINDS}
    for i, (reference, text) in enumerate(zip(references, texts, strict=True)):
        if not reference or text is None:
            continue
        scores = scorer.score(reference, text)
        for name, kind in _KINDS.items():
            columns[of + name][i] = scores[kind].fmeasure
    return columns


@lru_cache(maxsize=1)
def _tokens() -> _Tokens:
    return _Tokens()


def _mean(name: str) -> Metric:
    def compute(columns: Columns) -> float:
        values = columns[name]
        known = values[~np.isnan(values)]
        return float(known.mean()) if len(known) else float("nan")

    return Metric(name=name, compute=compute)


SUMMARIES = tuple(_mean(name) for name in _KINDS)
HEADLINES = tuple(_mean(f"headline {name}") for name in _KINDS)
