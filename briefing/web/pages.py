"""The archive: editions, search, one edition's page as it was published, one story over the days."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Response

from briefing.model import Thread
from briefing.render.compose_view import view_of
from briefing.render.html import page_html
from briefing.render.plain import plain
from briefing.render.words import Words
from briefing.web.guard import POLICY
from briefing.web.library import Library
from briefing.web.looks import PUBLIC, Looks
from briefing.web.speech import Speech
from briefing.web.speech import speech as spoken
from briefing.web.story import story_of

__all__ = ["page_policy", "routes"]

PAGE = 20  # editions on one page of the archive
MOST_WORDS = 8  # of one search
_STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A story that a search found."""

    story: str
    headline: str
    date: str
    iso: str
    edition: str
    sentence: str  # the first that has one of the words; "" where only the headline has


def routes(library: Library, looks: Looks, speech: Speech) -> APIRouter:
    """The pages under /archive/ and /stories/."""
    router = APIRouter()

    @router.get("/archive", include_in_schema=False)
    @router.get("/archive/")
    def archive(
        q: Annotated[str, Query(max_length=200)] = "", before: Annotated[str, Query(max_length=100)] = ""
    ) -> Response:
        words = _words(q)
        if words:
            found = [_found(thread, words, speech) for thread in library.search(words)]
            return looks.page("search.html", speech, query=" ".join(words), found=found)
        opened = library.newest(PAGE + 1, before)
        if before and not opened and library.open(before) is None:
            raise HTTPException(404)
        older = opened[PAGE - 1].edition.id if len(opened) > PAGE else ""
        return looks.page(
            "archive.html", speech, query="", issues=opened[:PAGE], older=older, first=not before, plain=plain
        )

    @router.get("/archive/{edition}", include_in_schema=False)
    @router.get("/archive/{edition}/")
    def edition(edition: str) -> Response:
        opened = library.open(edition)
        if opened is None:
            raise HTTPException(404)
        words = Words(opened.edition.language, opened.edition.timezone)
        say = spoken(opened.edition.language).say
        links = [(f"{looks.base}/archive/", say("archive")), (f"{looks.base}/", say("subscribe"))]
        followed = library.followed(opened.stories)
        stories = {each: (f"{looks.base}/stories/{each}", say("story_link")) for each in followed}
        view = view_of(opened.edition, opened.corrections)
        page = page_html(view, words, links=links, stories=stories).encode()
        return Response(
            page,
            headers={**PUBLIC, "Content-Security-Policy": page_policy(page)},
            media_type="text/html; charset=utf-8",
        )

    @router.get("/stories/{story}")
    def story(story: str) -> Response:
        threads = library.story(story)
        if not threads:
            raise HTTPException(404)
        return looks.page("story.html", speech, story=story_of(threads, library, speech))

    return router


def _words(query: str) -> list[str]:
    return plain(query).split()[:MOST_WORDS]


def _found(thread: Thread, words: list[str], speech: Speech) -> Found:
    wanted = [word.casefold() for word in words]
    texts = [plain(sentence.text) for sentence in thread.told[1:]]
    return Found(
        story=thread.story,
        headline=plain(thread.told[0].text),
        date=speech.long_date(thread.date),
        iso=thread.date.isoformat(),
        edition=thread.edition,
        sentence=next((text for text in texts if any(word in text.casefold() for word in wanted)), ""),
    )


def page_policy(page: bytes) -> str:
    """The site's policy with the page's own style sheet instead of the site's."""
    style = _STYLE.search(page)
    sha = base64.b64encode(hashlib.sha256(style[1] if style else b"").digest()).decode("ascii")
    return POLICY.replace("style-src 'self'", f"style-src 'sha256-{sha}'")
