"""Whether today's articles of a known story say anything that its earlier ones did not.

today's sentences ─ near one of the known ones? its names and figures known? ─ all of them ─> nothing new
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from briefing.language.names import name_runs
from briefing.language.quantities import quantities
from briefing.model import Article, Passage, PassageRef
from briefing.ports import PassageVectors, Vectors, VersionVectors

__all__ = ["says_more"]

REPEATED = 0.75  # cosine from which a sentence may repeat another
SENTENCES = 12  # of an article that are looked at: news comes first


def says_more(
    today: Sequence[Article],
    earlier: Sequence[Article],
    vectors: PassageVectors,
    remembered: VersionVectors,
) -> bool:
    """Whether a sentence of today's articles is not in the earlier ones, in other words or the same.

    `vectors` has the passages of today's articles, `remembered` those of the earlier versions.
    """
    seen = {article.text_sha256 for article in earlier}
    fresh = [article for article in today if article.text_sha256 not in seen]
    text = "\n".join(article.text for article in earlier)
    names, figures = _names(text), _figures(text)
    rows = [remembered[ref] for a in earlier if (ref := (a.id, a.text_sha256)) in remembered]
    known = np.concatenate(rows) if rows else None
    return any(
        not (_names(passage.text) <= names and _figures(passage.text) <= figures)
        or not _repeats(PassageRef(article=article.id, passage=passage.index), vectors, known)
        for article in fresh
        for passage in _news(article)
        if passage.text not in text
    )


def _repeats(ref: PassageRef, vectors: PassageVectors, known: Vectors | None) -> bool:
    row = vectors.get(ref)
    return row is not None and known is not None and float((known @ row).max()) >= REPEATED


def _names(text: str) -> set[str]:
    return {name for run in name_runs(text) for name in run}


def _figures(text: str) -> set[object]:
    return {quantity.value for quantity in quantities(text)}


def _news(article: Article) -> list[Passage]:
    body = [p for p in article.passages if p.kind == "sentence"][:SENTENCES]
    return body or list(article.passages)
