"""Near-copies: reprinted agency reports and excerpts of them.

    texts ─ equal to an earlier one? ─ no ─ runs of five words, hashed ─ runs in common ─ containment ─┐
                                   └ yes ─────────────────────────────────────────────────────────────┴─> NearCopy

A copy holds most of the shorter text's runs (containment: Broder, "On the resemblance and containment of documents", 1997),
so that a brief cut from a long report counts as its copy. Copies are compared with originals only, never with copies: no
chains. Equal texts are found first, by their words: thousands of copies of one item cost no more than one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from briefing.model import Article

__all__ = ["NearCopy", "near_copies"]

RUN = 5  # words in a row
CONTAINMENT = 0.6  # share of the shorter text's runs that makes a copy
FEWEST_RUNS = 8  # in the shorter text: below this, a shared phrase proves nothing
BOILERPLATE = (
    50,
    0.05,
)  # a run in more articles than both of these (count, share) is an outlet's phrase, not news
FEWEST_WORDS = FEWEST_RUNS + RUN - 1  # of equal texts: that many runs
HASH_SPACE = 2**22


@dataclass(frozen=True, slots=True, kw_only=True)
class NearCopy:
    """A near-copy, the article that it repeats, and how much of the shorter text they share."""

    copy: str
    original: str
    shared: float  # of its five-word runs, 0 to 1


def near_copies(articles: Sequence[Article]) -> list[NearCopy]:
    """Near-copies among the articles; the original is the earliest (ties: the longer text, then the id)."""
    ordered = sorted(articles, key=lambda a: (a.published, -len(a.text), a.id))
    if len(ordered) < 2:
        return []
    equal = _equal(ordered)
    ordered = [article for article in ordered if article.id not in equal]
    copies: dict[int, NearCopy] = {}
    for copy, candidates in sorted(_alike(_runs(ordered)).items()):
        originals = [(-shared, i) for i, shared in candidates if i not in copies]
        if originals:
            shared, original = min(originals)
            copies[copy] = NearCopy(copy=ordered[copy].id, original=ordered[original].id, shared=-shared)
    nearly = {copy.copy: copy.original for copy in copies.values()}
    exact = [replace(copy, original=nearly.get(copy.original, copy.original)) for copy in equal.values()]
    return [*copies.values(), *exact]


def _equal(ordered: Sequence[Article]) -> dict[str, NearCopy]:
    """Articles whose words are those of an earlier one, in its order, by id."""
    first: dict[str, str] = {}
    found: dict[str, NearCopy] = {}
    for article in ordered:
        words = re.findall(r"\w+", article.text.casefold())
        if len(words) < FEWEST_WORDS:
            continue
        original = first.setdefault(" ".join(words), article.id)
        if original != article.id:
            found[article.id] = NearCopy(copy=article.id, original=original, shared=1.0)
    return found


def _runs(articles: Sequence[Article]) -> Any:
    """Which runs each article holds: a sparse 0/1 matrix [articles, hashed runs] without boilerplate."""
    from sklearn.feature_extraction.text import HashingVectorizer

    hashing = HashingVectorizer(
        ngram_range=(RUN, RUN),
        token_pattern=r"\w+",
        n_features=HASH_SPACE,
        alternate_sign=False,
        binary=True,
        norm=None,
    )
    runs = hashing.transform([article.text for article in articles]).tocsc()
    spread = np.diff(runs.indptr)
    most = max(BOILERPLATE[0], int(BOILERPLATE[1] * len(articles)))
    return runs[:, (spread > 0) & (spread <= most)].tocsr()


def _alike(runs: Any) -> dict[int, list[tuple[int, float]]]:
    """For each article, the earlier ones that it shares enough runs with."""
    sizes = np.asarray(runs.sum(axis=1)).ravel()
    common = (runs @ runs.T).tocoo()
    earlier = common.col < common.row
    rows, columns, shared = common.row[earlier], common.col[earlier], common.data[earlier]
    shorter = np.minimum(sizes[rows], sizes[columns])
    found: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for row, column, size, count in zip(rows, columns, shorter, shared, strict=True):
        if size >= FEWEST_RUNS and count >= CONTAINMENT * size:
            found[int(row)].append((int(column), float(count / size)))
    return found
