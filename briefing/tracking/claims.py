"""A passage as what its outlet claims."""

from __future__ import annotations

from briefing.model import Article, Claim, Passage, Support

__all__ = ["claim_of"]


def claim_of(article: Article, passage: Passage) -> Claim:
    """A whole passage."""
    support = Support(
        article=article.id,
        start=passage.start,
        end=passage.end,
        quote=passage.text,
        paragraph=passage.paragraph,
    )
    return Claim(
        text=passage.text,
        support=support,
        version=article.text_sha256,
        outlet=article.outlet,
        published=article.published,
    )
