"""The themes that a story carries, from its passages.

    passages' scores over the story's own reporting ─ clear passages ─> StoryTheme yes | undecided
                                                    └ no theme earned ─> the catch-all

A theme needs reporting, not a passing word: the title or opening must be about it, or two passages, or one beyond doubt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefing.model import Article, PassageRef, StoryTheme, Theme, ThemeScore, Verdict
from briefing.ports import PassageTags

__all__ = ["themes_of"]

OPENING_SENTENCES = 3
BEYOND_DOUBT = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    """A passage that may be about the theme."""

    ref: PassageRef
    score: float
    verdict: Verdict
    prominent: bool  # the title, or in the opening


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
    if not any(carried.verdict == "yes" for carried in found):
        found.extend(_rest(theme, articles, scores) for theme in themes if theme.catch_all)
    return tuple(sorted(found, key=lambda t: (t.verdict != "yes", -t.score, t.theme)))


def _references(articles: Sequence[Article]) -> list[PassageRef]:
    return [PassageRef(article=a.id, passage=p.index) for a in articles for p in a.passages]


def _hits(
    theme: str, articles: Sequence[Article], scores: Mapping[PassageRef, Mapping[str, ThemeScore]]
) -> list[_Hit]:
    hits = []
    for article in articles:
        sentences = 0
        for passage in article.passages:
            sentences += passage.kind == "sentence"
            ref = PassageRef(article=article.id, passage=passage.index)
            given = scores[ref][theme]
            if given.verdict != "no":
                hits.append(
                    _Hit(
                        ref=ref,
                        score=given.score,
                        verdict=given.verdict,
                        prominent=sentences <= OPENING_SENTENCES,
                    )
                )
    return sorted(hits, key=lambda h: (-h.score, h.ref.article, h.ref.passage))


def _carried(
    theme: Theme, articles: Sequence[Article], scores: Mapping[PassageRef, Mapping[str, ThemeScore]]
) -> StoryTheme | None:
    hits = _hits(theme.name, articles, scores)
    if not hits:
        return None
    sure = [hit for hit in hits if hit.verdict == "yes"]
    earned = len(sure) > 1 or any(hit.prominent or hit.score >= BEYOND_DOUBT for hit in sure)
    best = [hit.score for hit in hits[:3]]
    score = 0.5 * best[0] + 0.5 * sum(best) / len(best)
    return StoryTheme(
        theme=theme.name,
        score=round(score, 4),
        verdict="yes" if earned else "undecided",
        passages=tuple(hit.ref for hit in (sure or hits)),
    )


def _rest(
    theme: Theme, articles: Sequence[Article], scores: Mapping[PassageRef, Mapping[str, ThemeScore]]
) -> StoryTheme:
    """The catch-all: the story is told from its lead, in the lead's order."""
    references = _references(articles)
    best = max((scores[ref][theme.name].score for ref in references), default=0.0)
    return StoryTheme(theme=theme.name, score=round(best, 4), verdict="yes", passages=tuple(references))
