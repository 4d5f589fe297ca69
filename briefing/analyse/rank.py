"""How important a story is: a sum of named shares, so that an editor sees why it stands where it stands.

independent outlets, weighted ─ 0.45 ┐
how new ─────────────────────── 0.20 ┤
how clearly of a theme ──────── 0.20 ┼─> Rank(value 0 to 1, factors that add up to it)
how much is reported ────────── 0.10 ┤
trust in the best feed ──────── 0.05 ┘

A line without a body, which one outlet alone has, is as often an advertisement as news: it earns nothing by being new, so that
it comes after what is reported. Where the feed gives no date, the item counts as half a window old.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime

from briefing.model import Article, Rank, StoryTheme

__all__ = ["rank"]

OUTLETS, RECENCY, THEME, COVERAGE, TRUST = 0.45, 0.20, 0.20, 0.10, 0.05
FULL_OUTLETS = 8.0  # weighted outlets that give the whole share
FULL_WORDS = 2000  # of bodies; titles report nothing
FEW_WORDS = 20  # of bodies: from here on coverage grows with the logarithm
REPORT_WORDS = 30  # of bodies: what makes a report of a single outlet's item
FULL_WEIGHT = 3.0
UNDATED = 0.5


def rank(
    articles: Sequence[Article],
    themes: Sequence[StoryTheme],
    catch_all: frozenset[str],
    *,
    as_of: datetime,
    hours: float,
) -> Rank:
    """The rank of a story with these articles (near-copies left out); news older than `hours` before `as_of` has no recency."""
    weights: dict[str, float] = {}
    for article in articles:
        weights[article.outlet] = max(article.weight, weights.get(article.outlet, 0.0))
    themed = [t.score for t in themes if t.verdict == "yes" and t.theme not in catch_all]
    words = sum(_body_words(article) for article in articles)
    reported = 1.0 if len(weights) > 1 else min(1.0, words / REPORT_WORDS)
    newest = max(_newness(article, as_of, hours) for article in articles)
    factors = (
        ("outlets", OUTLETS * _saturating(sum(weights.values()), FULL_OUTLETS)),
        ("recency", RECENCY * newest * reported),
        ("theme", THEME * max(themed, default=0.0)),
        ("coverage", COVERAGE * _saturating(words / FEW_WORDS, FULL_WORDS / FEW_WORDS)),
        ("trust", TRUST * min(1.0, max(weights.values()) / FULL_WEIGHT)),
    )
    rounded = tuple((name, round(share, 4)) for name, share in factors)
    return Rank(value=round(sum(share for _, share in rounded), 4), factors=rounded)


def _newness(article: Article, as_of: datetime, hours: float) -> float:
    """1 at `as_of`, 0 `hours` before; an item that the feed does not date may be of any time between."""
    age = (as_of - article.published).total_seconds() / 3600
    newness = min(1.0, max(0.0, 1 - age / max(hours, 1e-9)))
    return min(newness, UNDATED) if article.dated == "fetched" else newness


def _body_words(article: Article) -> int:
    return len(article.text[len(article.title) :].split())


def _saturating(amount: float, full: float) -> float:
    """0 to 1: each further one counts less than the one before."""
    return min(1.0, math.log1p(amount) / math.log1p(full))
