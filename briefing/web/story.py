"""One story over the days: what each edition said of it with its proof, how its figures moved, who reported.

threads ─┬─ editions, each less its other stories ─ render's view ─> Day: sentences, changes, corrections
         ├─ facts, each as it was first given ─────────────────────> Figure
         └─ articles ──────────────────────────────────────────────> Cited
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from briefing.model import Article, Edition, EditionStory, Fact, Thread
from briefing.render.compose_view import view_of
from briefing.render.plain import direction, language_tag, plain, safe_url
from briefing.render.view import Known, Line, Notice, Since, Told
from briefing.web.library import Library, Opened
from briefing.web.speech import Speech

__all__ = ["StoryPage", "story_of"]

MOST_DAYS = 30  # that are told in full, the newest
MOST_FIGURES = 60
MOST_SOURCES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What one edition said of the story."""

    edition: str
    title: str  # of the edition
    date: str
    iso: str
    lang: str
    told: tuple[Told, ...]  # one a section
    listed: tuple[Line, ...]
    known: tuple[Known, ...]  # where it only told what changed in what was said before
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A fact in its source's words."""

    when: str
    at: datetime
    text: str
    quote: str  # the whole sentence
    outlet: str
    url: str  # "" where there is no safe link
    lang: str
    dir: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """An article of the story."""

    title: str
    outlet: str
    url: str
    when: str
    at: datetime
    lang: str
    dir: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """Everything that the story's page shows."""

    id: str
    headline: str
    since: str
    days: tuple[Day, ...]  # newest first
    figures: tuple[Figure, ...]  # oldest first
    sources: tuple[Cited, ...]  # newest first
    outlets: int
    parents: tuple[str, ...]


def story_of(threads: Sequence[Thread], library: Library, speech: Speech) -> StoryPage:
    """The page of the story that these threads tell, oldest first; at least one."""
    articles = library.articles({key for thread in threads for key, _ in thread.articles})
    newest = sorted(articles.values(), key=lambda a: (a.published, a.id), reverse=True)
    story = threads[-1].story
    parents = dict.fromkeys(parent for thread in threads for parent in thread.parents if parent != story)
    return StoryPage(
        id=story,
        headline=plain(threads[-1].told[0].text),
        since=speech.long_date(threads[0].date),
        days=tuple(_days(threads, library, speech)),
        figures=tuple(_figure(fact, articles, speech) for fact in _first_given(threads)[-MOST_FIGURES:]),
        sources=tuple(_cited(article, speech) for article in newest[:MOST_SOURCES]),
        outlets=len({plain(article.outlet) for article in newest}),
        parents=tuple(parent for parent in parents if library.story(parent)),
    )


def _days(threads: Sequence[Thread], library: Library, speech: Speech) -> Iterator[Day]:
    for thread in reversed(threads[-MOST_DAYS:]):
        if opened := library.open(thread.edition):
            yield _day(opened, thread, speech)


def _day(opened: Opened, thread: Thread, speech: Speech) -> Day:
    view = view_of(_only(opened.edition, thread.story), opened.of_story(thread.story))
    return Day(
        edition=opened.edition.id,
        title=view.title,
        date=speech.long_date(thread.date),
        iso=thread.date.isoformat(),
        lang=view.lang,
        told=tuple(told for part in view.parts for told in part.stories),
        listed=view.also,
        known=_known(view.since) if view.since else (),
        notices=view.notices,
    )


def _only(edition: Edition, story: str) -> Edition:
    """The edition as if it had this story alone; the same story in a further section says the same again."""
    sections = [replace(part, stories=_of(part.stories, story)) for part in edition.sections]
    told = tuple(part for part in sections if part.stories)[:1]
    also = tuple(item for item in edition.also if item.story == story)
    updates = () if told or also else tuple(each for each in edition.updates if each.story == story)
    return replace(
        edition, sections=told, also=() if told else also, summary=(), updates=updates, corrections=()
    )


def _known(since: Since) -> tuple[Known, ...]:
    return (*since.known, *(line for alike in since.alike for line in alike.lines))


def _of(stories: Sequence[EditionStory], story: str) -> tuple[EditionStory, ...]:
    return tuple(each for each in stories if each.id == story)


def _first_given(threads: Sequence[Thread]) -> list[Fact]:
    """Every fact once an outlet and value, when it was first given; oldest first."""
    facts = sorted((f for thread in threads for f in thread.facts), key=lambda f: f.published)
    first: dict[tuple[str, ...], Fact] = {}
    for fact in facts:
        words = "" if fact.value else fact.text
        first.setdefault((fact.kind, fact.counted, fact.value, fact.bound, fact.outlet, words), fact)
    return list(first.values())


def _figure(fact: Fact, articles: dict[str, Article], speech: Speech) -> Figure:
    article = articles.get(fact.support.article)
    text = plain(fact.text)
    return Figure(
        when=speech.moment(fact.published),
        at=fact.published,
        text=text,
        quote=plain(fact.support.quote),
        outlet=plain(fact.outlet),
        url=safe_url(article.url) if article else "",
        lang=language_tag(article.language) if article else "",
        dir=direction(text),
    )


def _cited(article: Article, speech: Speech) -> Cited:
    title = plain(article.title)
    return Cited(
        title=title,
        outlet=plain(article.outlet),
        url=safe_url(article.url),
        when=speech.moment(article.published),
        at=article.published,
        lang=language_tag(article.language),
        dir=direction(title),
    )
