"""Finds the articles and passages that a gold file speaks of."""

from __future__ import annotations

from collections.abc import Iterable

from briefing.evaluation.gold import Gold
from briefing.model import Article, Passage

__all__ = ["find_passage", "name_items"]


def name_items(gold: Gold, articles: Iterable[Article]) -> dict[str, str]:
    """Article id -> the item's name in the gold file, for the articles of its outlets.

    An item is known by its address or, where the article has none, by its title; other articles of these outlets are
    named by their ids, so that they still count as stories of their own.
    """
    outlets = {outlet.name: (key, outlet.base) for key, outlet in gold.outlets.items()}
    titles = {(item.partition(":")[0], title): item for item, title in gold.titles.items()}
    named = {}
    for article in articles:
        if article.outlet not in outlets:
            continue
        key, base = outlets[article.outlet]
        if article.url.startswith(base):
            named[article.id] = f"{key}:{article.url.removeprefix(base)}"
        else:
            named[article.id] = titles.get((key, article.title), f"{key}:{article.id}")
    return named


def find_passage(article: Article, opening: str) -> Passage | None:
    """The passage of the body in which these words begin; None where the body does not hold them."""
    body = [passage for passage in article.passages if passage.kind == "sentence"]
    if not body:
        return None
    at = article.text.find(opening, body[0].start)
    return next((passage for passage in body if passage.start <= at < passage.end), None)
