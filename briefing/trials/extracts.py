"""Simple ways to choose sentences, which ours must beat: the openings, and centroid with position and novelty.

    Sentences of one story ─ an order ─ whole sentences of it within the budget ─> text

All keep to the budget as ours does: whole sentences, one that does not fit is passed over for the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from briefing.model import Article, PassageRef
from briefing.ports import PassageVectors, Vectors
from briefing.summarise import Budget

__all__ = ["Source", "centroid", "fill", "lead", "openings", "source_of"]

_POSITION = 0.3  # of the first sentence of an article; a third of it for the third
_RELEVANCE = 0.85  # against novelty; these two were set on the training set of three outlets a story


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The sentences of one story's articles, article by article."""

    texts: tuple[str, ...]
    places: tuple[int, ...]  # in their articles, from 0
    articles: tuple[int, ...]  # which article each is of
    vectors: Vectors


def source_of(articles: Sequence[Article], vectors: PassageVectors) -> Source:
    """What the simple methods see of a story: the body, or the titles where no article has one."""
    kind = "sentence" if any(p.kind == "sentence" for a in articles for p in a.passages) else "title"
    found = [
        (i, place, article.id, passage)
        for i, article in enumerate(articles)
        for place, passage in enumerate(p for p in article.passages if p.kind == kind)
    ]
    rows = [vectors[PassageRef(article=of, passage=p.index)] for _, _, of, p in found]
    return Source(
        texts=tuple(p.text for *_, p in found),
        places=tuple(place for _, place, _, _ in found),
        articles=tuple(i for i, *_ in found),
        vectors=np.stack(rows) if rows else np.zeros((0, 1), np.float32),
    )


def lead(source: Source) -> Iterator[int]:
    """The first article as it runs, then the second."""
    return iter(range(len(source.texts)))


def openings(source: Source) -> Iterator[int]:
    """The articles in turn: every first sentence, then every second one."""
    yield from sorted(range(len(source.texts)), key=lambda i: (source.places[i], source.articles[i]))


def centroid(source: Source) -> Iterator[int]:
    """Likeness to the mean sentence and place, less likeness to what is chosen (Radev et al. 2004; Carbonell & Goldstein 1998)."""
    rest = set(range(len(source.texts)))
    if not rest:
        return
    mean = source.vectors.mean(axis=0)
    worth = source.vectors @ (mean / (np.linalg.norm(mean) or 1.0))
    worth = worth + _POSITION / (1 + np.array(source.places))
    alike = np.full(len(worth), 0.0)
    near = source.vectors @ source.vectors.T
    while rest:
        best = max(rest, key=lambda i: (_RELEVANCE * worth[i] - (1 - _RELEVANCE) * alike[i], -i))
        yield best
        rest.remove(best)
        alike = np.maximum(alike, near[best])


def fill(source: Source, order: Iterable[int], budget: Budget) -> str:
    """The sentences that fit, in the order of their articles."""
    chosen: list[int] = []
    for i in order:
        if budget.holds([source.texts[j] for j in (*chosen, i)]):
            chosen.append(i)
    return " ".join(source.texts[i] for i in sorted(chosen))
