"""Article pages: which ones are worth a request, and their text where it is better than the feed's.

ParsedEntry ─ wanted? ─ robots.txt ─ GET ─ child [extract] ─ longer than the feed's text? ─> body
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from briefing.ingest.child import Child, ChildFailed
from briefing.ingest.client import Client, FetchFault, Response
from briefing.ingest.entries import ParsedEntry
from briefing.ingest.fetch import patient_get
from briefing.ingest.robots import Robots
from briefing.model import Feed, FetchPolicy

__all__ = ["PageReader", "is_wanted"]

_log = logging.getLogger(__name__)

_SHORT = 600  # characters of a feed's text below which it is a teaser
_MOST_FAULTS = 3  # in a row; then the feed's other pages are left alone
_HTML = ("text/html", "application/xhtml")
_ACCEPT = {"Accept": "text/html, application/xhtml+xml"}


def is_wanted(feed: Feed, entry: ParsedEntry) -> bool:
    """Whether the entry's page may say more than the feed does. A feed on disk is complete unless its list says otherwise."""
    if not entry.url or feed.full_text == "never":
        return False
    if feed.full_text == "always":
        return True
    return feed.location.startswith(("http://", "https://")) and len(entry.body) < _SHORT


class PageReader:
    """Reads the pages of one feed's entries, and stops after `_MOST_FAULTS` faults in a row."""

    def __init__(
        self,
        client: Client,
        robots: Robots | None,
        child: Child,
        policy: FetchPolicy,
        now: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._robots = robots
        self._child = child
        self._policy = policy
        self._now = now
        self._faults = 0
        self.refused = 0  # pages that robots.txt forbids

    async def body(self, entry: ParsedEntry) -> str:
        """The page's text where it is longer than the entry's own; "" where it is not, or cannot be had."""
        if self._faults >= _MOST_FAULTS:
            return ""
        try:
            text = await self._text(entry.url)
        except (FetchFault, ChildFailed) as fault:
            _log.debug("%s: %s", entry.url, fault)
            self._faults += 1
            return ""
        self._faults = 0
        return text if len(text) > len(entry.body) else ""

    async def _text(self, url: str) -> str:
        if self._robots is not None and not await self._robots.allow(url):
            self.refused += 1
            return ""
        answer = await patient_get(self._client, url, _ACCEPT, self._policy, self._now)
        if answer.status in (429, 503):
            msg = f"the server answered {answer.status}"
            raise FetchFault(msg)
        return (
            await self._child.page(answer.body, _content_type(answer), answer.url) if _is_page(answer) else ""
        )


def _content_type(answer: Response) -> str:
    return answer.headers.get("content-type", "")


def _is_page(answer: Response) -> bool:
    return answer.status == 200 and not answer.capped and _content_type(answer).lower().startswith(_HTML)
