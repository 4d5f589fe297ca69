"""Asks a site's robots.txt whether an article's page may be fetched (RFC 9309), once for each site and run."""

from __future__ import annotations

import asyncio
from collections import defaultdict

import httpx2
from protego import Protego

from briefing.ingest.client import Client, FetchFault

__all__ = ["Robots"]

_MOST_BYTES = 500 * 1024  # RFC 9309 §2.5


class Robots:
    """What the sites of one run allow; belongs to one event loop."""

    def __init__(self, client: Client, user_agent: str) -> None:
        self._client = client
        self._user_agent = user_agent
        self._rules: dict[str, Protego] = {}
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def allow(self, url: str) -> bool:
        """Whether `url` may be fetched; a site whose robots.txt cannot be read for a passing fault is left alone."""
        site = httpx2.URL(url).copy_with(raw_path=b"/robots.txt", fragment=None)
        key = str(site)
        async with self._locks[key]:
            if key not in self._rules:
                self._rules[key] = Protego.parse(await self._text(key))
        return bool(self._rules[key].can_fetch(url, self._user_agent))

    async def _text(self, url: str) -> str:
        try:
            answer = await self._client.get(url, {"Accept": "text/plain"}, max_bytes=_MOST_BYTES)
        except FetchFault:
            return _NOTHING_ALLOWED
        if answer.status == 200:
            return answer.body.decode("utf-8-sig", errors="replace")
        return (
            "" if 400 <= answer.status < 500 and answer.status != 429 else _NOTHING_ALLOWED
        )  # RFC 9309 §2.3.1


_NOTHING_ALLOWED = "User-agent: *\nDisallow: /"
