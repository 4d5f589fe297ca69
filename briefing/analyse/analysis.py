"""The analysis of one edition's articles.

articles ─ embed passages and openings ─┬─ near-copies ─ likeness ─ group ─ continue ─> stories ─ coverage ─ rank ─> Analysis
                                        │                     known stories ┘                       │
                                        └─ in context ─ themes ─> tags ─────────────────────────────┘
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from briefing.analyse.context import in_context, likeness_within
from briefing.analyse.continuing import KnownStory, continued, lasting_ids, story_id
from briefing.analyse.coverage import themes_of
from briefing.analyse.decided import merge, one_each, split
from briefing.analyse.duplicates import NearCopy, near_copies
from briefing.analyse.embed import READ_LANGUAGES
from briefing.analyse.group import Group, group
from briefing.analyse.likeness import Likeness, opening
from briefing.analyse.rank import rank
from briefing.analyse.roundups import roundups
from briefing.analyse.themes import ThemeMatcher
from briefing.model import Article, Decisions, PassageRef, Story, Theme, ThemeScore
from briefing.ports import Embedder, PassageTags, PassageVectors, Progress, Vectors

__all__ = ["Analysis", "analyse"]

BATCH = 256  # texts embedded between two reports of progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """What is known of the articles of one edition."""

    stories: tuple[Story, ...]  # best first
    tags: PassageTags
    vectors: PassageVectors  # of the passages alone, without context


def analyse(
    articles: Sequence[Article],
    themes: Sequence[Theme],
    embedder: Embedder,
    *,
    as_of: datetime,
    hours: float,
    progress: Progress,
    known: Sequence[KnownStory] = (),
    decisions: Decisions | None = None,
) -> Analysis:
    """Group, tag and rank; an article whose id comes twice counts once, and an article without text is left out.

    A story that continues one of the `known` of earlier days has its id. Editors' `decisions` hold against all likeness;
    `known` must obey them already.
    """
    decisions = decisions or Decisions()
    by_id = {article.id: article for article in articles if article.passages}
    ordered = [by_id[key] for key in sorted(by_id)]
    copies = near_copies(ordered)
    copied = {copy.copy for copy in copies}
    originals = [article for article in ordered if article.id not in copied]
    vectors, openings = _embed(ordered, originals, embedder, progress)
    progress.stage("group", len(originals))
    likeness = Likeness(originals, openings)
    groups = group(likeness)
    alone = roundups(groups, originals, openings, vectors)
    if alone:
        groups = group(likeness, alone)
    drafts = [_draft(found, likeness, copies, by_id, alone) for found in groups]
    drafts = split(drafts, decisions, by_id)
    drafts = merge(_continue(drafts, known, originals, openings, embedder), decisions)
    progress.stage("themes", len(ordered))
    tags = _tags(ordered, themes, vectors, embedder, progress)
    stories = [_finish(draft, by_id, themes, tags, as_of=as_of, hours=hours) for draft in drafts]
    stories.sort(key=lambda story: (-story.rank.value, story.id))
    return Analysis(stories=tuple(stories), tags=tags, vectors=vectors)


def _embed(
    articles: Sequence[Article], originals: Sequence[Article], embedder: Embedder, progress: Progress
) -> tuple[dict[PassageRef, NDArray[np.float32]], Vectors]:
    """Vectors of all passages, and of the originals' openings, one row each."""
    passages = [(PassageRef(article=a.id, passage=p.index), p.text) for a in articles for p in a.passages]
    openings = [opening(article) for article in originals]
    texts = sorted({text for _, text in passages} | set(openings))
    progress.stage("embed", len(texts))
    row: dict[str, NDArray[np.float32]] = {}
    for start in range(0, len(texts), BATCH):
        batch = texts[start : start + BATCH]
        row.update(zip(batch, embedder.embed(batch), strict=True))
        progress.advance(len(batch))
    stacked = np.stack([row[text] for text in openings]) if openings else np.zeros((0, 0), dtype=np.float32)
    return {ref: row[text] for ref, text in passages}, stacked


def _tags(
    articles: Sequence[Article],
    themes: Sequence[Theme],
    vectors: PassageVectors,
    embedder: Embedder,
    progress: Progress,
) -> dict[PassageRef, tuple[ThemeScore, ...]]:
    tags: dict[PassageRef, tuple[ThemeScore, ...]] = {}
    if not articles:
        return tags
    own = {a.id: np.stack([vectors[ref] for ref in _references(a)]) for a in articles}
    contexts = {a.id: in_context(a.passages, own[a.id]) for a in articles}
    matcher = ThemeMatcher(themes, embedder).attuned(np.concatenate(list(contexts.values())))
    for article in articles:
        references = _references(article)
        texts = [passage.text for passage in article.passages]
        found = matcher.tag(contexts[article.id], likeness_within(own[article.id]), texts)
        tags.update(zip(references, found, strict=True))
        progress.advance()
    return tags


def _references(article: Article) -> list[PassageRef]:
    return [PassageRef(article=article.id, passage=passage.index) for passage in article.passages]


def _draft(
    found: Group,
    likeness: Likeness,
    copies: Sequence[NearCopy],
    by_id: Mapping[str, Article],
    alone: frozenset[int],
) -> Story:
    """A story without themes and rank: its lead, who joined it and why, and their near-copies."""
    lead = likeness.articles[found.lead].id
    joins = [(likeness.articles[m].id, likeness.why(found.lead, m)) for m in found.members]
    members = [lead, *(key for key, _ in joins)]
    repeats = [copy for copy in copies if copy.original in members]
    joins += [(copy.copy, _repeats(copy, by_id[copy.original])) for copy in repeats]
    first = min((by_id[key] for key in members), key=lambda a: (a.published, a.id))
    return Story(
        id=story_id(first.id),
        lead=lead,
        articles=(*members, *(copy.copy for copy in repeats)),
        duplicates=tuple(copy.copy for copy in repeats),
        joins=tuple(joins),
        roundup=found.lead in alone,
    )


def _continue(
    drafts: Sequence[Story],
    known: Sequence[KnownStory],
    originals: Sequence[Article],
    openings: Vectors,
    embedder: Embedder,
) -> list[Story]:
    """The stories under their lasting ids."""
    if not known or not originals:
        return list(drafts)
    today = {article.id for article in originals}
    earlier = {a.id: a for story in known for a in story.articles if a.id not in today and a.passages}
    rows = [openings]
    if earlier:
        rows.append(embedder.embed([opening(article) for article in earlier.values()]))
    likeness = Likeness([*originals, *earlier.values()], np.concatenate(rows))
    groups = [() if draft.roundup else draft.articles for draft in drafts]
    found = continued(groups, known, likeness)
    language = {article.id: article.language for article in originals}
    foreign = [language.get(draft.lead) not in READ_LANGUAGES for draft in drafts]
    ids = lasting_ids([draft.id for draft in drafts], found, {story.id for story in known}, foreign)
    named = [
        replace(draft, id=key, continues=continues.known, continues_why=continues.why)
        for draft, key, continues in zip(drafts, ids, found, strict=True)
    ]
    return one_each(named, "continues the same story")


def _repeats(copy: NearCopy, original: Article) -> str:
    share = f"{copy.shared:.0%}".replace("%", " %")
    return f"near-copy of {original.outlet}'s “{original.title}”: {share} of its five-word runs"


def _finish(
    draft: Story,
    by_id: Mapping[str, Article],
    themes: Sequence[Theme],
    tags: PassageTags,
    *,
    as_of: datetime,
    hours: float,
) -> Story:
    own = [by_id[key] for key in draft.articles if key not in draft.duplicates]
    carried = themes_of(own, themes, tags)
    catch_all = frozenset(theme.name for theme in themes if theme.catch_all)
    value = rank(own, carried, catch_all, as_of=as_of, hours=hours)
    return replace(draft, themes=carried, rank=value)
