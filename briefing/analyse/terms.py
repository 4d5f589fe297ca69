"""Sparse matrices of what articles mention: words, names, numbers.

texts ─ TF-IDF ──┐
sets ─ rarity ───┴─> Terms: rows of length 1, whose dot product is the cosine
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Positions", "Terms", "rare_terms", "tfidf_terms"]

Positions = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Weighted terms of every article."""

    weights: Any  # sparse [articles, vocabulary], rows of length 1 or 0
    present: NDArray[np.bool_]  # [articles]: whether the article has any
    columns: dict[str, int]  # term -> column
    spread: NDArray[np.int64]  # [vocabulary]: articles that hold the term
    lengths: NDArray[np.float64]  # [articles]: of the rows before they were made 1

    def cosine(self, rows: Positions, columns: Positions) -> NDArray[np.float32]:
        """[rows, columns]: cosines between articles."""
        product = self.weights[rows] @ self.weights[columns].T
        return np.asarray(product.toarray(), dtype=np.float32)

    def shared(self, rows: Positions, columns: Positions) -> NDArray[np.float32]:
        """[rows, columns]: how many terms two articles share."""
        binary = self.weights.sign()
        return np.asarray((binary[rows] @ binary[columns].T).toarray(), dtype=np.float32)

    def containment(self, rows: Positions, columns: Positions) -> NDArray[np.float32]:
        """[rows, columns]: the weight of shared terms over that of the poorer one's terms, 0 to 1."""
        heavy, binary = self.weights.multiply(self.weights).tocsr(), self.weights.sign()
        lengths = self.lengths**2
        common = (heavy[rows].multiply(lengths[rows, None]).tocsr() @ binary[columns].T).toarray()
        poorer = np.minimum.outer(lengths[rows], lengths[columns])
        return np.asarray(common / np.maximum(poorer, 1e-9), dtype=np.float32)


def tfidf_terms(texts: Sequence[str]) -> Terms:
    """Words of each text, weighted by TF-IDF with a dampened count."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english", token_pattern=r"(?u)\b\w\w+\b")
    try:
        weights = vectorizer.fit_transform(texts)
    except ValueError:  # no text holds a word that counts
        return rare_terms([frozenset[str]() for _ in texts])
    columns = {str(term): int(column) for term, column in vectorizer.vocabulary_.items()}
    return _terms(weights.tocsr().astype(np.float32), columns, np.ones(len(texts)))


def rare_terms(sets: Sequence[frozenset[str]]) -> Terms:
    """Each article's set of terms, weighted by how few articles hold them."""
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    columns = {term: column for column, term in enumerate(sorted(frozenset[str]().union(*sets)))}
    indices = [columns[term] for terms in sets for term in sorted(terms)]
    starts = np.cumsum([0, *(len(terms) for terms in sets)])
    spread = np.bincount(np.array(indices, dtype=np.intp), minlength=len(columns))
    rarity = np.log1p(len(sets) / np.maximum(spread, 1))
    data = rarity[indices] if indices else np.zeros(0)
    weights = csr_matrix((data, indices, starts), shape=(len(sets), max(len(columns), 1)), dtype=np.float32)
    lengths = np.sqrt(np.asarray(weights.multiply(weights).sum(axis=1)).ravel())
    weights.data /= np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(weights.indptr))
    return _terms(weights, columns, lengths)


def _terms(weights: Any, columns: dict[str, int], lengths: NDArray[np.float64]) -> Terms:
    present = np.diff(weights.indptr) > 0
    spread = np.bincount(weights.indices, minlength=weights.shape[1])
    return Terms(weights=weights, present=present, columns=columns, spread=spread, lengths=lengths)
