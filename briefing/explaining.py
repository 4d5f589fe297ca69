"""The composition of `briefing explain EDITION A --with B`: two articles, measured as the edition's grouping measures them.

The vectors of an edition's articles are cached since it was made, so that no model is loaded.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from briefing.analyse.embed import CachingEmbedder
from briefing.analyse.likeness import opening
from briefing.analyse.together import Pair, compare
from briefing.app import existing_store, one_article, stored_edition
from briefing.model import Article
from briefing.models.load import load_embedder
from briefing.settings import Settings

__all__ = ["Compared", "compare_articles"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two articles of an edition, and the stories that they are in."""

    articles: tuple[Article, Article]
    stories: tuple[str, str]
    pair: Pair


def compare_articles(settings: Settings, edition_id: str, one: str, other: str) -> Compared:
    """Compare two articles, each by its id or by words of its title, among all articles of the edition."""
    _, workings = stored_edition(settings, edition_id)
    story_of = {key: story["id"] for story in json.loads(workings)["stories"] for key in story["articles"]}
    store = existing_store(settings)
    try:
        known = store.articles_named(sorted(story_of))
        pool = [known[key] for key in sorted(known) if known[key].passages]
        first, second = _find(pool, one, edition_id), _find(pool, other, edition_id)
        embedder = load_embedder(
            settings.embedder, settings.cache, dtype=settings.dtype, threads=settings.threads
        )
        openings = CachingEmbedder(embedder, store).embed([opening(article) for article in pool])
    finally:
        store.close()
    return Compared(
        articles=(first, second),
        stories=(story_of[first.id], story_of[second.id]),
        pair=compare(pool, openings, first.id, second.id),
    )


def _find(articles: Sequence[Article], wanted: str, edition_id: str) -> Article:
    words = wanted.casefold()
    found = [a for a in articles if a.id == wanted] or [a for a in articles if words in a.title.casefold()]
    return one_article(found, wanted, edition_id, mend="give its id or words of its title")
