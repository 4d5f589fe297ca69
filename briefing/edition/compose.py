"""Which stories an edition tells under which theme, and how much of each fits.

    stories ─ assign ─> Placement (story, theme)  ─ the writer ─> StorySummary ─ fit ─> sections and "also reported"
              by theme and rank                                                 words
    news of known stories ────────────────────────────────────────────────────────────> updates

A story stands in the section of every theme that it carries, with that theme's own passages. What the budget has no room
for is listed by its title, never shortened to fit. What readers know already and has not changed is left out, but for a line
where it still leads the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefing.model import (
    AlsoReported,
    Article,
    EditionArticle,
    EditionStory,
    Limits,
    Marks,
    News,
    PassageRef,
    Place,
    Section,
    Sentence,
    Story,
    StorySummary,
    StoryTheme,
    Support,
    Theme,
    ThemeScore,
    Update,
)

__all__ = ["Contents", "Placement", "assign", "compose"]

PALETTE = (
    "#9b2c1f",
    "#1f5fae",
    "#2c7a4b",
    "#7a4b9b",
    "#8a5a00",
    "#0b6e7f",
)  # AA on white, told apart by the colour-blind
SUMMARY_LINES = 3
MOST_CITED = 100  # articles of one story that an edition cites, those quoted first
WHOLE = 0.85  # share of a sentence's words from which on a headline made of it says it


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A story that is told under a theme, from these passages (none: from all of its text)."""

    story: Story
    theme: str
    passages: tuple[PassageRef, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What an edition tells."""

    summary: tuple[Place, ...]
    sections: tuple[Section, ...]
    also: tuple[AlsoReported, ...]
    articles: tuple[EditionArticle, ...]
    updates: tuple[Update, ...] = ()


NEW = News(status="new")


def assign(
    stories: Sequence[Story],
    themes: Sequence[Theme],
    articles: Mapping[str, Article],
    limits: Limits,
    language: str,
) -> list[Placement]:
    """The stories of each theme, by importance, at most `limits.stories_per_theme` each, in the order of the themes.

    Stories without an article in the edition's language are not told but listed, unless there are no others.
    """
    readable = [s for s in stories if any(articles[a].language in (language, "und") for a in s.articles)]
    return [
        placement
        for theme in themes
        for placement in _of_theme(readable or stories, theme)[: limits.stories_per_theme]
    ]


def _of_theme(stories: Iterable[Story], theme: Theme) -> list[Placement]:
    carried = [
        (story, carries)
        for story in stories
        for carries in story.themes
        if carries.theme == theme.name and carries.verdict == "yes"
    ]
    carried.sort(key=lambda pair: (-_weight(*pair), pair[0].id))
    return [Placement(story=story, theme=theme.name, passages=carries.passages) for story, carries in carried]


def _weight(story: Story, carries: StoryTheme) -> float:
    """A section's order: importance, less what the story has to do with other themes."""
    return story.rank.value * (0.5 + 0.5 * carries.score)


def compose(
    stories: Sequence[Story],
    summaries: Sequence[StorySummary],
    themes: Sequence[Theme],
    articles: Mapping[str, Article],
    limits: Limits,
    marks: Marks | None = None,
    news: Mapping[str, News] | None = None,
    amended: Sequence[Update] = (),
) -> Contents:
    """Sections within the word budget, the day in three lines, and by their titles the stories that had no room.

    `stories` come best first and `summaries` in the order of `assign`; `articles` maps ids to all articles that either, or
    the `news` of a story, quotes. A story that has no summary is listed, by a title that readers' `marks` do not refuse,
    unless it is unchanged. `amended` are corrections of stories that nobody reported on today.
    """
    news = news or {}
    by_id = {story.id: story for story in stories}
    kept = _within_budget(summaries, by_id, limits.words)
    sections = tuple(
        Section(theme=theme.name, colour=theme.colour or PALETTE[i % len(PALETTE)], stories=told)
        for i, theme in enumerate(themes)
        if (
            told := tuple(
                _tell(s, by_id[s.story], articles, news.get(s.story, NEW))
                for s in kept
                if s.theme == theme.name
            )
        )
    )
    shown = {story.id for section in sections for story in section.stories}
    rest = [s for s in stories if s.id not in shown and news.get(s.id, NEW).status != "unchanged"]
    also = _also(rest, articles, limits.also_reported, marks or Marks(), news)
    updates = (*amended, *_updates(stories, kept, articles, news))
    return Contents(
        summary=_summary(stories, kept),
        sections=sections,
        also=also,
        articles=_cited(sections, also, updates, articles),
        updates=tuple(sorted(updates, key=lambda u: _URGENCY.index(u.status))),
    )


_URGENCY = ("corrected", "updated", "new", "unchanged")


def _updates(
    stories: Sequence[Story],
    kept: Sequence[StorySummary],
    articles: Mapping[str, Article],
    news: Mapping[str, News],
) -> Iterator[Update]:
    """Known stories of which something changed, and those unchanged that still lead the day."""
    headlines = {summary.story: summary.headline for summary in reversed(kept)}
    for place, story in enumerate(stories):
        known = news.get(story.id, NEW)
        leads = known.status == "unchanged" and place < SUMMARY_LINES
        if leads or (known.since and known.changes):
            headline = headlines.get(story.id) or _title(articles[story.lead])
            yield Update(story=story.id, status=known.status, headline=headline, changes=known.changes)


def _summary(stories: Sequence[Story], kept: Sequence[StorySummary]) -> tuple[Place, ...]:
    """The most important stories, each where its strongest theme has it."""
    places: dict[str, list[str]] = {}
    for summary in kept:
        places.setdefault(summary.story, []).append(summary.theme)
    told = [story for story in stories if story.id in places][:SUMMARY_LINES]
    return tuple(Place(story=story.id, theme=_main_theme(story, places[story.id])) for story in told)


def _main_theme(story: Story, told_under: Sequence[str]) -> str:
    return next((t.theme for t in story.themes if t.theme in told_under), told_under[0])


def _within_budget(
    summaries: Sequence[StorySummary], stories: Mapping[str, Story], words: int
) -> list[StorySummary]:
    """The most important summaries that fit; each section keeps its first, for a theme is not silenced by another."""
    firsts = {s.theme: s for s in reversed(summaries)}
    order = sorted(
        summaries, key=lambda s: (s is not firsts[s.theme], -stories[s.story].rank.value, s.story, s.theme)
    )
    kept, left = [], words
    for summary in order:
        length = sum(len(s.text.split()) for s in (summary.headline, *summary.sentences))
        if length <= left or summary is firsts[summary.theme]:
            kept.append(summary)
            left -= length
    return [s for s in summaries if any(s is k for k in kept)]


def _tell(summary: StorySummary, story: Story, articles: Mapping[str, Article], news: News) -> EditionStory:
    quoted = [support.article for s in (*summary.sentences, summary.headline) for support in s.support]
    sources = [a for a in story.articles if a not in story.duplicates]
    ids = tuple(dict.fromkeys((*quoted, *sources, *story.duplicates)))[:MOST_CITED]
    times = [articles[a].published for a in ids]
    return EditionStory(
        id=story.id,
        headline=summary.headline,
        sentences=_beyond(summary.headline, summary.sentences),
        articles=ids,
        outlets=tuple(dict.fromkeys(articles[a].outlet for a in sources)),
        rank=story.rank,
        themes=tuple(ThemeScore(theme=t.theme, score=t.score, verdict=t.verdict) for t in story.themes),
        first_published=min(times),
        last_published=max(times),
        status=news.status,
        since=news.since,
        changes=news.changes,
        conflicts=news.conflicts,
    )


def _beyond(headline: Sentence, sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """The sentences without one that the headline gives nearly whole; the only one stays."""
    said = headline.text.split()
    left = tuple(s for s in sentences if not _is_said(s, headline, said))
    return left or sentences


def _is_said(sentence: Sentence, headline: Sentence, said: Sequence[str]) -> bool:
    same = {(s.article, s.start) for s in sentence.support} == {
        (s.article, s.start) for s in headline.support
    }
    return same and len(said) >= WHOLE * len(sentence.text.split())


def _also(
    stories: Sequence[Story],
    articles: Mapping[str, Article],
    limit: int,
    marks: Marks,
    news: Mapping[str, News],
) -> tuple[AlsoReported, ...]:
    listed: list[AlsoReported] = []
    for story in stories:
        ids = (story.lead, *(a for a in story.articles if a != story.lead))
        titled = (articles[a] for a in ids if not marks.refuse(_title(articles[a])))
        article = next(titled, None)
        if article is None or len(listed) == limit:
            continue
        sources = [a for a in story.articles if a not in story.duplicates]
        listed.append(
            AlsoReported(
                story=story.id,
                theme=next((t.theme for t in story.themes if t.verdict == "yes"), ""),
                headline=_title(article),
                article=article.id,
                outlets=tuple(dict.fromkeys(articles[a].outlet for a in sources)),
                status=news.get(story.id, NEW).status,
            )
        )
    return tuple(listed)


def _title(article: Article) -> Sentence:
    """An article's title, or its first sentence where it has none, as it stands."""
    first = article.passages[0]
    support = Support(article=article.id, start=first.start, end=first.end, quote=first.text)
    return Sentence(text=first.text, how="verbatim", support=(support,), language=article.language)


def _cited(
    sections: Iterable[Section],
    also: Iterable[AlsoReported],
    updates: Sequence[Update],
    articles: Mapping[str, Article],
) -> tuple[EditionArticle, ...]:
    stories = [story for section in sections for story in section.stories]
    quoted = [s.article for update in updates for s in update.headline.support]
    changes = [change for story in stories for change in story.changes]
    changes += [change for update in updates for change in update.changes]
    claims = [claim for change in changes for claim in (change.old, change.new) if claim]
    claims += [claim for story in stories for conflict in story.conflicts for claim in conflict.claims]
    ids = dict.fromkeys(
        [a for story in stories for a in story.articles]
        + [entry.article for entry in also]
        + quoted
        + [claim.support.article for claim in claims]
    )
    return tuple(
        EditionArticle(
            id=a.id,
            url=a.url,
            title=a.title,
            outlet=a.outlet,
            published=a.published,
            language=a.language,
            text_sha256=a.text_sha256,
        )
        for a in map(articles.__getitem__, ids)
    )
