"""Which words a story turns on, and how much of them a sentence would add to what is told.

What several outlets and their titles say is what a summary should say: content words are weighed by the share of articles and
of titles that use them, and each counts once (Gillick & Favre, "A scalable global model for summarization", 2009).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from briefing.language.lexicon import word_set
from briefing.language.names import words
from briefing.model import Article

__all__ = ["added", "terms", "weigh"]

_STEM = 5  # letters: "elected" and "election" are one term
_SHORTEST = 4
_MOST = 40  # terms, the heaviest, that a whole story is taken to hold
_COMMON = word_set(
    "about after again against also although amid among another because been before being between both could does "
    "during each even every from have having here into itself just like made make many more most much must only other "
    "over same should since some such than that their them then there these they this those though through under "
    "until upon very were what when where which while whom whose will with within without would your said says"
)


def terms(text: str) -> frozenset[str]:
    """The content words of a text, cut to their first letters; figures whole."""
    found = (w for w in words(text) if w not in _COMMON)
    return frozenset(w if w.isdigit() else w[:_STEM] for w in found if len(w) >= _SHORTEST or w.isdigit())


def weigh(articles: Sequence[Article], told: Sequence[tuple[str, frozenset[str]]]) -> dict[str, float]:
    """The weight of each term of (article id, terms) pairs; those of a story's heaviest terms sum to less than 1.

    The more articles, the more they can agree: one alone has no weights, for its words say nothing of what matters.
    """
    using = Counter(term for _, term in {(article, term) for article, found in told for term in found})
    titles = [terms(a.title) for a in articles if a.title]
    named = Counter(term for title in titles for term in title)
    count = len({article for article, _ in told}) or 1
    raw = {t: (n / count) ** 2 + (named[t] / len(titles) if titles else 0.0) for t, n in using.items()}
    whole = sum(sorted(raw.values(), reverse=True)[:_MOST]) or 1.0
    return {term: (1 - 1 / count) * weight / whole for term, weight in raw.items()}


def added(sentence: Collection[str], weights: Mapping[str, float], told: Collection[str]) -> float:
    """The weight of what a sentence says and what is told does not, 0 to about 1."""
    return sum(weights[t] for t in sentence if t not in told)
