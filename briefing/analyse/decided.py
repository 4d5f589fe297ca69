"""Editors' decisions on stories: what they split is told apart, what they merged is told as one.

stories ─ articles that were taken out of one ─> stories of their own ─ (which continue what?) ─ same story by decision? ─> one
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from briefing.model import Article, Decisions, Story

__all__ = ["merge", "one_each", "split"]

DECIDED = "an editor's decision"


def split(stories: Sequence[Story], decisions: Decisions, articles: Mapping[str, Article]) -> list[Story]:
    """The stories, with articles that an editor took out of one on their own; those taken out together stay together."""
    if not decisions.splits:
        return list(stories)
    found: list[Story] = []
    for story in stories:
        parts: dict[str, list[str]] = {}
        for key in story.articles:
            parts.setdefault(decisions.part(key, story.id), []).append(key)
        found += [_part(story, key, own, articles) for key, own in parts.items()]
    return one_each(found, DECIDED)


def merge(stories: Sequence[Story], decisions: Decisions) -> list[Story]:
    """The stories, those that an editor merged as one."""
    if not decisions.merged:
        return list(stories)
    return one_each([replace(story, id=decisions.story(story.id)) for story in stories], DECIDED)


def _part(story: Story, key: str, own: Sequence[str], articles: Mapping[str, Article]) -> Story:
    if len(own) == len(story.articles):
        return replace(story, id=key)
    copies = tuple(one for one in story.duplicates if one in own)
    originals = [one for one in own if one not in copies]
    if not originals:  # copies of what stays behind
        originals, copies = list(own[:1]), tuple(own[1:])
    lead = story.lead if story.lead in originals else min(originals, key=lambda a: _age(articles[a]))
    joins = tuple((one, why) for one, why in story.joins if one in own and one != lead)
    return replace(
        story,
        id=key,
        lead=lead,
        articles=(lead, *(one for one in originals if one != lead), *copies),
        duplicates=copies,
        joins=joins,
    )


def _age(article: Article) -> tuple[float, str]:
    return article.published.timestamp(), article.id


def one_each(stories: Sequence[Story], why: str) -> list[Story]:
    """Stories of one id as one story, joined for this reason: the largest leads."""
    by_id: dict[str, list[Story]] = {}
    for story in stories:
        by_id.setdefault(story.id, []).append(story)
    return [_together(own, why) if len(own) > 1 else own[0] for own in by_id.values()]


def _together(stories: Sequence[Story], why: str) -> Story:
    first, *others = sorted(stories, key=lambda s: (-len(s.articles), s.lead))
    copies = tuple(one for story in (first, *others) for one in story.duplicates)
    own = [one for story in (first, *others) for one in story.articles if one not in copies]
    joins = [*first.joins]
    for story in others:
        joins += [(story.lead, why), *story.joins]
    continues = dict.fromkeys(key for story in (first, *others) for key in story.continues)
    return replace(
        first,
        articles=(*own, *copies),
        duplicates=copies,
        joins=tuple(joins),
        continues=tuple(continues),
        continues_why=next((s.continues_why for s in (first, *others) if s.continues_why), ""),
        roundup=all(story.roundup for story in stories),
    )
