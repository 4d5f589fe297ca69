"""How much of what an editor would say a set of sentences is expected to say.

    sentences, titles, share of them that is asked for ─ terms: words and pairs of words ─> odds of being told k times ─> Expected

What a term adds is the chance that a summary has it so often: the odds rise with how often the sources have it, the share of
them that a summary keeps, its place and the titles. So sets are weighed by the expected overlap with a summary (Conroy et al.,
"Topic-focused multi-document summarization using an approximate oracle score", 2006), each term at falling returns (Lin &
Bilmes, "A class of submodular functions for document summarization", 2011).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from briefing.language.names import words

__all__ = ["Expected", "Source"]

_STEM = 6  # letters: "elected" and "election" are one term
_MOST = 16  # times that a term is expected at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A sentence, the article it is of, and how many of that one's sentences stand before it."""

    text: str
    article: str
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Odds:
    """Logarithms of odds, for words or for pairs of them; set on the training stories of three outlets."""

    size: int
    weight: float  # of such a term, against a word
    base: float  # of a term that the sources have once, all of which is asked for
    number: float  # of the logarithm of how often the sources have it
    again: float  # less of the logarithm of how often it is told
    share: float  # of the logarithm of the share that is asked for
    place: float  # of standing first in every article
    titles: float  # of being in every title


_WORDS = _Odds(size=1, weight=1, base=-0.7, number=2.0, again=2.8, share=1.4, place=0.5, titles=1.0)
_PAIRS = _Odds(size=2, weight=4, base=-2.1, number=1.8, again=4.2, share=0.7, place=1.3, titles=1.9)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Terms:
    """How often each sentence has each term, and what so many tellings of it are worth together."""

    counts: NDArray[np.int16]  # sentences, terms
    worth: NDArray[np.float32]  # times told, from 0; terms


class Expected:
    """Sentences by number, as they were given; worths are in words: about so many of a summary's are told."""

    def __init__(self, sources: Sequence[Source], titles: Sequence[str], share: float) -> None:
        self._terms = [_weigh(sources, titles, share, odds) for odds in (_WORDS, _PAIRS)]

    def worths(self, told: Sequence[int], further: Sequence[int]) -> NDArray[np.float32]:
        """What the told ones are worth together with each of the further ones."""
        whole = np.zeros(len(further), np.float32)
        for terms in self._terms:
            before = terms.counts[list(told)].sum(axis=0)
            times = np.minimum(before + terms.counts[list(further)], _MOST)
            whole += np.take_along_axis(terms.worth, times, axis=0).sum(axis=1)
        return whole


def _weigh(sources: Sequence[Source], titles: Sequence[str], share: float, odds: _Odds) -> _Terms:
    found = [Counter(_grams(s.text, odds.size)) for s in sources]
    number = {term: i for i, term in enumerate(dict.fromkeys(t for f in found for t in f))}
    counts = np.zeros((len(sources), len(number)), np.int16)
    for row, terms in zip(counts, found, strict=True):
        for term, times in terms.items():
            row[number[term]] = times
    named = np.zeros(len(number))
    for title in titles:
        named[[number[t] for t in set(_grams(title, odds.size)) if t in number]] += 1 / len(titles)
    logit = odds.base + odds.place * _places(sources, counts) + odds.titles * named
    logit += odds.number * np.log(np.maximum(counts.sum(axis=0), 1)) + odds.share * np.log(share)
    told = np.arange(1, _MOST + 1)[:, None]
    chance = 1 / (1 + np.exp(odds.again * np.log(told) - logit))
    worth = np.concatenate([np.zeros((1, len(number))), np.cumsum(chance, axis=0)])
    return _Terms(counts=counts, worth=(odds.weight * worth).astype(np.float32))


def _grams(text: str, size: int) -> Iterable[tuple[str, ...]]:
    stems = [w if w.isdigit() else w[:_STEM] for w in words(text)]
    return zip(*(stems[i:] for i in range(size)), strict=False)


def _places(sources: Sequence[Source], counts: NDArray[np.int16]) -> NDArray[np.float64]:
    """How early articles have each term: the mean over articles of 1 / (1 + its first place), 0 where they have not."""
    early = (counts > 0) / (1.0 + np.array([s.place for s in sources]))[:, None]
    articles = np.array([s.article for s in sources])
    return np.asarray(np.mean([early[articles == a].max(axis=0) for a in dict.fromkeys(articles)], axis=0))
