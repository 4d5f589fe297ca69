"""Roundups: articles that tell several of the day's stories, and so belong to none of them.

    article's paragraphs ─ vectors ─ nearest opening of its own story ──┐
                                   └ nearest openings of other stories ─┴─ several others, nearer ─> roundup

"The war on Monday" opens with the missiles that everybody reports and goes on to talks, prisoners and prices. Joined to the
missiles, its other paragraphs would be lost behind them; on its own it stands under each of its themes. Background that a
report repeats from an earlier one is a paragraph or two about one other story, which is not enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from briefing.analyse.group import Group
from briefing.model import Article, PassageRef
from briefing.ports import PassageVectors, Vectors

__all__ = ["roundups"]

FEWEST_PARAGRAPHS = 5
TELLS = 0.55  # cosine of a paragraph and an opening that tell the same
OTHER_STORIES = 2  # that an article must tell, beside its own, to be a roundup


def roundups(
    groups: Sequence[Group], articles: Sequence[Article], openings: Vectors, vectors: PassageVectors
) -> frozenset[int]:
    """Positions of articles that tell other stories more than their own; `openings` has a row an article."""
    story = np.empty(len(articles), dtype=np.intp)
    for number, found in enumerate(groups):
        story[[found.lead, *found.members]] = number
    return frozenset(
        one
        for one in range(len(articles))
        if (rows := _paragraphs(articles[one], vectors)) is not None
        and _tells_others(one, rows @ openings.T, story)
    )


def _tells_others(one: int, near: NDArray[np.float32], story: NDArray[np.intp]) -> bool:
    """`near` [paragraphs, articles]: cosines to all openings."""
    own = story == story[one]
    nearest = np.where(own, -1.0, near)
    own[one] = False
    to_own, to_other = near[:, own].max(axis=1, initial=-1.0), nearest.max(axis=1)
    told = (to_other >= TELLS) & (to_other > to_own)
    of_own = (to_own >= TELLS) & ~told
    others = set(story[nearest.argmax(axis=1)[told]].tolist())
    return len(others) >= OTHER_STORIES and int(told.sum()) > int(of_own.sum())


def _paragraphs(article: Article, vectors: PassageVectors) -> Vectors | None:
    """One row a paragraph, of length 1; None where there are too few to tell several stories."""
    rows = [np.sum(paragraph, axis=0) for paragraph in _by_paragraph(article, vectors)]
    if len(rows) < FEWEST_PARAGRAPHS:
        return None
    stacked = np.stack(rows)
    return np.asarray(stacked / np.linalg.norm(stacked, axis=1, keepdims=True), dtype=np.float32)


def _by_paragraph(article: Article, vectors: PassageVectors) -> Iterator[list[NDArray[np.float32]]]:
    body = [passage for passage in article.passages if passage.kind == "sentence"]
    for number in sorted({passage.paragraph for passage in body}):
        yield [
            vectors[PassageRef(article=article.id, passage=p.index)] for p in body if p.paragraph == number
        ]
