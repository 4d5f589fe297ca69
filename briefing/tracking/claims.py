"""A passage, or a fact, as what its outlet claims."""

from __future__ import annotations

from briefing.model import Article, Claim, Fact, Passage, Support

__all__ = ["claim_of", "claim_of_fact"]


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


def claim_of_fact(fact: Fact) -> Claim:
    """The words of a fact, as a change or a conflict quotes them."""
    return Claim(
        text=fact.text,
        support=fact.support,
        version=fact.version,
        outlet=fact.outlet,
        published=fact.published,
    )
