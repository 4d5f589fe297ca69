"""The themes that a story carries, from its passages.

    passages' scores over the story's own reporting ─ clear passages ─> StoryTheme yes | undecided
                                                    └ no theme earned ─> the catch-all

A theme needs reporting, not a passing word: several passages that are a fair part of one article and of the story, or one beyond
doubt in a short story. Two words in passing of two reports add up to nothing. A single article with two themes goes from subject
to subject: there a further theme needs no more than a sentence that opens a paragraph. In a language that the embedder does not read a passage must score higher to count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from briefing.analyse.embed import READ_LANGUAGES
from briefing.model import Article, Passage, PassageRef, StoryTheme, Theme, ThemeScore
from briefing.ports import PassageTags

__all__ = ["themes_of"]

CLEAR = 0.84  # the best passage must reach this ...
SEVERAL, FAIR_PART = 2, 0.10  # ... with others, which together are this part of the article's passages ...
OF_STORY = 0.04  # ... and this part of the story's
BEYOND_DOUBT, LARGE_PART = 0.90, 0.08  # or one passage alone must reach this, and be this part
ROUNDUP_THEMES, OPENS = (
    2,
    0.75,
)  # themes of a lone article from which on a paragraph's opening at this score earns another
FOREIGN_YES = 0.88  # the score that counts in a language that the embedder does not read


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    """A passage that may be about the theme."""

    ref: PassageRef
    score: float
    sure: bool
    opens: bool  # the first sentence of a paragraph


def themes_of(
    articles: Sequence[Article], themes: Sequence[Theme], tags: PassageTags
) -> tuple[StoryTheme, ...]:
    """Themes of one story, strongest first; `articles` are its articles without near-copies, the lead first."""
    scores = {ref: {s.theme: s for s in tags[ref]} for ref in _references(articles)}
    found = [
        carried
        for theme in themes
        if not theme.catch_all and (carried := _carried(theme, articles, scores)) is not None
    ]
    if len(articles) == 1:
        found = _in_roundup(found, articles[0], scores)
    if not any(carried.verdict == "yes" for carried in found):
        found.extend(_rest(theme, articles, scores) for theme in themes if theme.catch_all)
    return tuple(sorted(found, key=lambda t: (t.verdict != "yes", -t.score, t.theme)))


def _in_roundup(
    found: list[StoryTheme], article: Article, scores: Mapping[PassageRef, Mapping[str, ThemeScore]]
) -> list[StoryTheme]:
    """The same themes, those that a lone article of several subjects tells in a paragraph of their own earned."""
    if sum(carried.verdict == "yes" for carried in found) < ROUNDUP_THEMES:
        return found
    opened = {
        carried.theme
        for carried in found
        for hit in _hits(carried.theme, [article], scores)
        if hit.sure and hit.opens and hit.score >= OPENS
    }
    return [replace(carried, verdict="yes") if carried.theme in opened else carried for carried in found]


def _opens(article: Article, passage: Passage) -> bool:
    before = article.passages[passage.index - 1] if passage.index else None
    return passage.paragraph > 0 and (before is None or before.paragraph != passage.paragraph)


def _references(articles: Sequence[Article]) -> list[PassageRef]:
    return [PassageRef(article=a.id, passage=p.index) for a in articles for p in a.passages]


def _hits(
    theme: str, articles: Sequence[Article], scores: Mapping[PassageRef, Mapping[str, ThemeScore]]
) -> list[_Hit]:
    """The passages that may be about the theme, best first."""
    hits = []
    for article in articles:
        least = 0.0 if article.language in READ_LANGUAGES else FOREIGN_YES
        for passage in article.passages:
            ref = PassageRef(article=article.id, passage=passage.index)
            given = scores[ref][theme]
            if given.verdict != "no":
                sure = given.verdict == "yes" and given.score >= least
                hits.append(_Hit(ref=ref, score=given.score, sure=sure, opens=_opens(article, passage)))
    return sorted(hits, key=lambda h: (not h.sure, -h.score, h.ref.article, h.ref.passage))


def _carried(
    theme: Theme, articles: Sequence[Article], scores: Mapping[PassageRef, Mapping[str, ThemeScore]]
) -> StoryTheme | None:
    hits = _hits(theme.name, articles, scores)
    if not hits:
        return None
    sure = [hit for hit in hits if hit.sure]
    best = [hit.score for hit in hits[:3]]
    return StoryTheme(
        theme=theme.name,
        score=round((best[0] + sum(best) / len(best)) / 2, 4),
        verdict="yes" if _is_reporting(sure, articles) else "undecided",
        passages=tuple(hit.ref for hit in (sure or hits)),
    )


def _is_reporting(sure: Sequence[_Hit], articles: Sequence[Article]) -> bool:
    """Whether the sure hits are more than a passing word."""
    passages = sum(len(article.passages) for article in articles)
    if sure and sure[0].score >= BEYOND_DOUBT and len(sure) >= LARGE_PART * passages:
        return True
    return any(
        len(own) >= max(SEVERAL, FAIR_PART * len(article.passages), OF_STORY * passages) and own[0] >= CLEAR
        for article in articles
        if (own := [hit.score for hit in sure if hit.ref.article == article.id])
    )


def _rest(
    theme: Theme, articles: Sequence[Article], scores: Mapping[PassageRef, Mapping[str, ThemeScore]]
) -> StoryTheme:
    """The catch-all: the story is told from its lead, in the lead's order."""
    references = _references(articles)
    best = max((scores[ref][theme.name].score for ref in references), default=0.0)
    return StoryTheme(theme=theme.name, score=round(best, 4), verdict="yes", passages=tuple(references))
