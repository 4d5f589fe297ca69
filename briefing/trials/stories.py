"""How well articles are grouped into stories, beside clustering by words or by meaning alone.

    rows ─ articles ─ analyse ─> stories ──────────────┐
         ├ TF-IDF ──── average linkage, fixed cut ─────┼─ against the rows' own stories ─> Trial
         └ embedding ─ average linkage, fixed cut ─────┘

Items are articles; those of one story are drawn together, for they succeed and fail together. With `options.copies` the
rows' groups are copies of one text: what is called a near-copy is judged instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np

from briefing.analyse import analyse
from briefing.analyse.duplicates import near_copies
from briefing.analyse.likeness import opening
from briefing.analyse.terms import tfidf_terms
from briefing.evaluation.pairs import BCUBED, PAIRS, grouping_columns
from briefing.evaluation.trial import System, Trial
from briefing.model import Article
from briefing.trials.parts import TrialOptions, TrialParts
from briefing.trials.rows import StoryRow

__all__ = ["run"]

# Cuts that suit both kinds of training pools, of news outlets' openings and of checked sentences, on average: 0.25 and 0.15 are
# the best for each by words, 0.65 and 0.50 by meaning.
WORD_CUTS = (0.15, 0.20)
MEANING_CUT = 0.55
COPY_CUT = 0.70
MOST_LINKED = 8000  # articles: average linkage holds a matrix of all their pairs, 8 bytes each
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)


def run(rows: Sequence[StoryRow], parts: TrialParts, options: TrialOptions) -> Trial:
    """Ours and the floors; see `trials.parts.Run`."""
    articles = [
        parts.make_article(
            id=row.id,
            title=row.title,
            text=row.text,
            outlet=row.outlet,
            published=row.published,
            language=row.lang,
        )
        for row in rows
    ]
    gold = [row.story for row in rows]
    groupings = _copies(articles) if options.copies else _stories(articles, parts)
    systems = []
    for name, note, groups in groupings:
        systems.append(System(name=name, note=note, columns=grouping_columns(groups, gold)))
        if not options.floors:
            break
    return Trial(
        task="stories",
        items=tuple(row.id for row in rows),
        systems=tuple(systems),
        metrics=PAIRS if options.copies else BCUBED,
        units=tuple(gold),
    )


Grouping = tuple[str, str, list[str]]  # name, note, each article's group


def _stories(articles: Sequence[Article], parts: TrialParts) -> Iterator[Grouping]:
    yield "briefing", "", _ours(articles, parts)
    if len(articles) > MOST_LINKED:
        parts.progress.note(f"No floors: they are for at most {MOST_LINKED:,} articles, use --limit.")
        return
    parts.progress.stage("floors")
    words = tfidf_terms([article.text for article in articles]).weights
    tree = _tree((words @ words.T).toarray())
    for cut in WORD_CUTS:
        yield f"TF-IDF, cut {cut:.2f}", "average linkage, title and text", _cut(tree, cut)
    vectors = parts.embedder.embed([opening(article) for article in articles])
    tree = _tree(vectors @ vectors.T)
    yield (
        f"embedding, cut {MEANING_CUT:.2f}",
        "average linkage, title and first 80 words",
        _cut(tree, MEANING_CUT),
    )


def _ours(articles: Sequence[Article], parts: TrialParts) -> list[str]:
    """Each article's story; one without any text is a story of its own."""
    latest = max((article.published for article in articles), default=UNDATED)
    found = analyse(articles, parts.themes, parts.embedder, as_of=latest, hours=24, progress=parts.progress)
    story = {article: each.id for each in found.stories for article in each.articles}
    return [story.get(article.id, f"alone {article.id}") for article in articles]


def _copies(articles: Sequence[Article]) -> Iterator[Grouping]:
    original = {copy.copy: copy.original for copy in near_copies([a for a in articles if a.passages])}
    yield "briefing", "near-copies", [original.get(article.id, article.id) for article in articles]
    yield "same title", "", [article.title.casefold() or article.id for article in articles]
    words = tfidf_terms([article.text for article in articles]).weights
    tree = _tree((words @ words.T).toarray())
    yield (
        f"TF-IDF, cut {COPY_CUT:.2f}",
        "average linkage; the cut was set on a file of this kind",
        _cut(tree, COPY_CUT),
    )


def _tree(likeness: Any) -> Any:
    """The average-linkage tree of [n, n] likenesses; None for a single article, which has none."""
    from scipy.cluster.hierarchy import linkage  # type: ignore[import-untyped]
    from scipy.spatial.distance import squareform  # type: ignore[import-untyped]

    if len(likeness) < 2:
        return None
    distance = np.maximum(1.0 - np.asarray(likeness, dtype=np.float64), 0.0)
    np.fill_diagonal(distance, 0.0)
    return linkage(squareform((distance + distance.T) / 2, checks=False), "average")


def _cut(tree: Any, cut: float) -> list[str]:
    from scipy.cluster.hierarchy import fcluster

    return ["1"] if tree is None else [str(label) for label in fcluster(tree, 1.0 - cut, "distance")]
