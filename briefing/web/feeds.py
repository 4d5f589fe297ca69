"""Atom feeds (RFC 4287): one of editions, one a theme with its stories, each with what was corrected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, HTTPException, Request, Response

from briefing.model import EditionStory, Section
from briefing.render.plain import plain
from briefing.web.library import Library, Opened, slug
from briefing.web.looks import PUBLIC, Looks
from briefing.web.speech import Speech

__all__ = ["address_of", "routes"]

EDITIONS = 30  # of which a feed tells
ENTRIES = 60  # of a theme's feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Correcting:
    """A correction as an entry tells it."""

    said: str
    right: str
    outlet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed; `path` is its address under the site's."""

    path: str
    link: str
    title: str
    lang: str
    published: datetime
    updated: datetime
    paragraphs: tuple[str, ...]
    corrections: tuple[Correcting, ...]


def address_of(public_url: str, request: Request) -> str:
    """Where the site is, without a slash at its end: as the operator says, or where it was asked."""
    return public_url or str(request.base_url).rstrip("/")


def routes(
    library: Library, looks: Looks, speech: Speech, *, public_url: str, themes: Mapping[str, str]
) -> APIRouter:
    """The feeds. `themes`: slug -> name."""
    router = APIRouter()

    @router.get("/feed.xml")
    def editions(request: Request) -> Response:
        entries = [_of_edition(opened, speech) for opened in library.newest(EDITIONS)]
        return _atom(looks, speech, address_of(public_url, request), "/feed.xml", looks.title, entries)

    @router.get("/themes/{theme}/feed.xml")
    def theme(request: Request, theme: str) -> Response:
        if theme not in themes:
            raise HTTPException(404)
        title = speech.say("feed_title", title=looks.title, theme=themes[theme])
        entries = list(_of_theme(library, theme))[:ENTRIES]
        path = f"/themes/{theme}/feed.xml"
        return _atom(looks, speech, address_of(public_url, request), path, title, entries)

    return router


def _atom(looks: Looks, speech: Speech, site: str, path: str, title: str, entries: list[Entry]) -> Response:
    text = looks.text(
        "feed.xml", speech, address=site, path=path, title=title, entries=entries, updated=_updated(entries)
    )
    return Response(text, headers=PUBLIC, media_type="application/atom+xml")


def _updated(entries: list[Entry]) -> datetime | None:
    return max((entry.updated for entry in entries), default=None)


def _of_edition(opened: Opened, speech: Speech) -> Entry:
    edition = opened.edition
    path = f"/archive/{edition.id}/"
    stories = {s.id: s for part in edition.sections for s in part.stories}
    return Entry(
        path=path,
        link=path,
        title=f"{plain(edition.title)}, {speech.long_date(edition.date)}",
        lang=edition.language,
        published=edition.closes,
        updated=max([edition.closes, *(each.at for each in opened.corrections)]),
        paragraphs=tuple(plain(story.headline.text) for story in stories.values()),
        corrections=_correcting(opened),
    )


def _of_theme(library: Library, theme: str) -> Iterator[Entry]:
    """The stories of a theme, as the newest edition that told each of them has it."""
    known: set[str] = set()
    for opened in library.newest(EDITIONS):
        for section in opened.edition.sections:
            for story in section.stories if _is(section, theme) else ():
                if story.id not in known:
                    known.add(story.id)
                    yield _of_story(opened, story)


def _is(section: Section, theme: str) -> bool:
    return slug(section.theme) == theme


def _of_story(opened: Opened, story: EditionStory) -> Entry:
    corrections = opened.of_story(story.id)
    return Entry(
        path=f"/stories/{story.id}",
        link=f"/stories/{story.id}",
        title=plain(story.headline.text),
        lang=story.headline.language,
        published=story.first_published,
        updated=max([opened.edition.closes, *(each.at for each in corrections)]),
        paragraphs=tuple(plain(sentence.text) for sentence in story.sentences),
        corrections=_correcting(opened, story.id),
    )


def _correcting(opened: Opened, story: str = "") -> tuple[Correcting, ...]:
    made = opened.of_story(story) if story else opened.corrections
    return tuple(
        Correcting(said=plain(each.said), right=plain(each.right), outlet=plain(each.source_outlet))
        for each in made
    )
