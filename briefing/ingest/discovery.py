"""Finds the feeds of a site: what is at the address, what the page there names, or what lies where feeds usually do.

    address ─ GET (guarded) ─┬ a feed ──────────────────────────────────────────────────────┐
                             └ a page ─ child: the feeds it names ─┬ GET each ─ child: parse ┴─> Discovered
                                        none: the usual places ────┘
Every request passes the guard of `client`, redirects too, and a page or feed is parsed in the child process.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from briefing import __version__
from briefing.ingest.child import Child, ChildFailed
from briefing.ingest.client import Client, FetchFault, Response
from briefing.ingest.entries import ParsedFeed
from briefing.ingest.guard import Resolver, resolve
from briefing.ingest.turns import HostTurns
from briefing.model import FetchPolicy
from briefing.ports import Progress

__all__ = ["Discovered", "Discovery", "discover"]

# In the order in which they are looked for: WordPress, plain files, Hugo, Blogger, JSON Feed.
USUAL = ("feed/", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feeds/posts/default", "feed.json")
LOOKED_AT = 1000  # items of a feed that is only looked at
_ACCEPT = "text/html, application/rss+xml, application/atom+xml, application/feed+json, */*;q=0.5"


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """A feed that was found and could be read."""

    url: str
    title: str  # its own; "" = none
    items: int
    newest: str  # date of its newest item, ISO 8601; "" where it gives none


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What was found: feeds in the order of the page, comments last; or why there is nothing."""

    feeds: tuple[Discovered, ...] = ()
    fault: str = ""
    mend: str = ""


def discover(url: str, policy: FetchPolicy, progress: Progress, *, resolver: Resolver = resolve) -> Discovery:
    """The feeds of the site at `url`, or the feed that is there. Must not be called where an event loop runs."""
    return asyncio.run(_discover(url, policy, progress, resolver))


async def _discover(url: str, policy: FetchPolicy, progress: Progress, resolver: Resolver) -> Discovery:
    agent = policy.user_agent or f"briefing/{__version__}"
    client = Client(policy, agent, HostTurns(policy.concurrency, policy.delay_seconds), resolver)
    child = Child()
    try:
        return await _Looking(client, child, progress).at(url)
    finally:
        await child.close()
        await client.close()


class _Looking:
    """One search."""

    def __init__(self, client: Client, child: Child, progress: Progress) -> None:
        self._client = client
        self._child = child
        self._progress = progress

    async def at(self, url: str) -> Discovery:
        """What is at an address, or leads on from there."""
        self._progress.stage("looking for feeds", None)
        try:
            answer = await self._get(url)
        except FetchFault as fault:
            return Discovery(fault=str(fault), mend=fault.mend or "look at the address in a browser")
        if answer.status == 200 and (found := await self._feed(answer, answer.moved_to or url)):
            return Discovery(feeds=(found,))
        named = await self._named(answer) if answer.status == 200 else []
        feeds = await self._those(named) or await self._those(_usual(answer.url))
        if feeds:
            return Discovery(feeds=tuple(sorted(feeds, key=_is_of_comments)))
        what = "no feed is there" if answer.status == 200 else f"the server answered {answer.status}"
        return Discovery(fault=what, mend="look for the feed's address on the outlet's site")

    async def _those(self, addresses: Sequence[str]) -> list[Discovered]:
        """Those of some addresses that are feeds, each feed once, whatever addresses lead to it."""
        self._progress.stage("looking for feeds", len(addresses))
        answers = await asyncio.gather(*map(self._try, addresses))
        found: dict[str, Discovered] = {}
        for each in answers:
            if each is not None:
                found.setdefault(each[0], each[1])
        return list(found.values())

    async def _try(self, address: str) -> tuple[str, Discovered] | None:
        try:
            answer = await self._get(address)
        except FetchFault:
            return None
        finally:
            self._progress.advance()
        if answer.status != 200:
            return None
        found = await self._feed(answer, answer.moved_to or address)
        return (answer.url, found) if found else None

    async def _get(self, url: str) -> Response:
        return await self._client.get(url, {"Accept": _ACCEPT})

    async def _feed(self, answer: Response, url: str) -> Discovered | None:
        """The feed that an answer is; None where it is none."""
        kind = answer.headers.get("content-type", "")
        try:
            parsed = await self._child.feed(answer.body, kind, answer.url, LOOKED_AT)
        except ChildFailed:
            return None
        return None if parsed.fault else _described(parsed, url)

    async def _named(self, answer: Response) -> list[str]:
        try:
            return await self._child.advertised(
                answer.body, answer.headers.get("content-type", ""), answer.url
            )
        except ChildFailed:
            return []


def _described(parsed: ParsedFeed, url: str) -> Discovered:
    dates = [entry.published or entry.updated for entry in parsed.entries]
    return Discovered(url=url, title=parsed.title, items=len(parsed.entries), newest=max(dates, default=""))


def _usual(url: str) -> list[str]:
    """Where feeds usually lie: beneath the page's folder, and at the site's root."""
    folders = dict.fromkeys((urljoin(url, "."), urljoin(url, "/")))
    return list(dict.fromkeys(_beneath(folders)))


def _beneath(folders: Iterable[str]) -> list[str]:
    return [urljoin(folder, place) for folder in folders for place in USUAL]


def _is_of_comments(feed: Discovered) -> bool:
    return "comments" in urlsplit(feed.url).path.lower().split("/") or feed.title.lower().startswith(
        "comments"
    )
