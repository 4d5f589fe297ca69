"""Reads all feeds of a run at once, each to a FeedReading: the Fetcher of `ports`.

    Feed ─┬ path ─ read ──────────┐
          └ URL ─ fetch (guarded) ┴ child [parse] ─ entries ─ pages (where the feed gives less) ─ date ─ assemble ─> Article

Whatever one feed does, the others go on: its failure is a value. The order of readings is the order of the feeds.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from briefing import __version__
from briefing.errors import BriefingError
from briefing.ingest.assemble import make_article
from briefing.ingest.child import Child, ChildFailed, ChildLimits
from briefing.ingest.clean import encodable, safe_line
from briefing.ingest.client import Client
from briefing.ingest.dating import is_stamped, settle
from briefing.ingest.entries import ParsedEntry, ParsedFeed
from briefing.ingest.fetch import Fetched, fetch
from briefing.ingest.guard import Resolver, resolve
from briefing.ingest.languages import detect
from briefing.ingest.local import is_local, read_local
from briefing.ingest.pages import PageReader, is_wanted
from briefing.ingest.robots import Robots
from briefing.ingest.turns import HostTurns
from briefing.model import Article, Feed, FeedFailure, FeedReading, FeedState, FetchPolicy, Validators
from briefing.ports import Clock, Progress

__all__ = ["FeedReader"]

_log = logging.getLogger(__name__)

_USUAL_WINDOW = timedelta(days=3)  # where nobody says when the edition opens
_LONGEST_WINDOW = timedelta(days=35)  # pages of older entries are not fetched, out of politeness
_MOVED_RUNS = 3  # so often a permanent redirect must hold before the operator is told to follow it


class FeedReader:
    """Reads feeds for an edition of what was published in (`opens`, `as_of`].

    Only of that window are article pages fetched; None opens it 3 days before `as_of`. However long the window, pages
    of entries older than 35 days are left alone, out of politeness to the outlets: those entries keep their feed's text.
    Entries without a sane date are dated by the clock, or by `as_of` where that is earlier.
    """

    def __init__(
        self,
        policy: FetchPolicy,
        clock: Clock,
        as_of: datetime,
        *,
        opens: datetime | None = None,
        limits: ChildLimits | None = None,
        resolver: Resolver = resolve,
    ) -> None:
        self._policy = policy
        self._clock = clock
        self._as_of = as_of
        self._opens = max(opens or as_of - _USUAL_WINDOW, as_of - _LONGEST_WINDOW)
        self._limits = limits
        self._resolver = resolver

    def read(
        self, feeds: Sequence[Feed], states: Mapping[str, FeedState], progress: Progress
    ) -> Iterator[FeedReading]:
        """Read each feed that is not paused; offline, only those on disk, and the others are failures that say so.

        All feeds are read before the first reading is given out. Must not be called where an event loop runs.
        """
        wanted = [feed for feed in feeds if not feed.rests(self._clock.now().date())]
        progress.stage("reading feeds", len(wanted))
        yield from asyncio.run(self._read_all(wanted, states, progress))

    async def _read_all(
        self, feeds: Sequence[Feed], states: Mapping[str, FeedState], progress: Progress
    ) -> list[FeedReading]:
        agent = self._policy.user_agent or f"briefing/{__version__}"
        turns = HostTurns(self._policy.concurrency, self._policy.delay_seconds)
        client = Client(self._policy, agent, turns, self._resolver)
        child = Child(self._limits)
        robots = Robots(client, agent) if self._policy.respect_robots else None
        run = _Run(self._policy, self._clock, (self._opens, self._as_of), client, child, robots)

        async def one(feed: Feed) -> FeedReading:
            location = encodable(feed.location)
            state = states.get(location) or FeedState(location=location)
            reading = await run.guarded(feed, replace(state, name=encodable(feed.name)))
            progress.advance()
            return reading

        try:
            return list(await asyncio.gather(*map(one, feeds)))
        finally:
            await child.close()
            await client.close()


class _Run:
    """The parts that the readings of one run share."""

    def __init__(
        self,
        policy: FetchPolicy,
        clock: Clock,
        window: tuple[datetime, datetime],
        client: Client,
        child: Child,
        robots: Robots | None,
    ) -> None:
        self._policy = policy
        self._clock = clock
        self._opens, self._as_of = window
        self._client = client
        self._child = child
        self._robots = robots

    async def guarded(self, feed: Feed, state: FeedState) -> FeedReading:
        """`reading`; a fault of ours that one feed brings to light is that feed's failure, not the end of the morning."""
        try:
            return await self.reading(feed, state)
        except BriefingError:
            raise
        except Exception as error:  # noqa: BLE001 - the boundary between one feed and the others
            _log.debug("%s", feed.location, exc_info=True)
            reason = safe_line(f"a fault of this program ({type(error).__name__}: {error})")
            mend = "please report it, with the feed's address; see it whole with --debug"
            failed = replace(
                state, last_attempt=self._clock.now(), failures=state.failures + 1, last_error=reason
            )
            return _failure(feed, failed, reason, mend)

    async def reading(self, feed: Feed, state: FeedState) -> FeedReading:
        settings = _fingerprint(feed)
        known = state if state.settings == settings else replace(state, validators=Validators())
        fetched = await self._fetched(feed, known)
        if fetched.fault:
            kept = replace(fetched.state, validators=state.validators)
            return _failure(feed, kept, fetched.fault, fetched.mend)
        if fetched.unchanged:
            return FeedReading(
                feed=feed, state=fetched.state, unchanged=True, notes=_move_note(feed, fetched.state)
            )
        parsed = await self._parsed(feed, fetched)
        if parsed.fault:
            broken = replace(state, last_attempt=fetched.state.last_attempt, failures=state.failures + 1)
            return _failure(feed, replace(broken, last_error=parsed.fault), parsed.fault, parsed.mend)
        if state.last_success is None:
            parsed = self._undated(parsed)
        articles, notes = await self._articles(feed, parsed)
        notes = (*parsed.notes, *notes, *_move_note(feed, fetched.state))
        done = replace(fetched.state, items=len(articles), settings=settings)
        return FeedReading(feed=feed, state=done, articles=articles, notes=notes)

    async def _fetched(self, feed: Feed, state: FeedState) -> Fetched:
        if is_local(feed.location):
            return read_local(feed, state, self._policy.max_bytes, self._clock.now())
        if self._policy.offline:
            return Fetched(state=state, fault="not read: this run is offline", mend="run without --offline")
        return await fetch(self._client, state, self._policy, self._clock.now)

    async def _parsed(self, feed: Feed, fetched: Fetched) -> ParsedFeed:
        size = f"{self._policy.max_bytes / 1_000_000:g} MB"
        try:
            parsed = await self._child.feed(fetched.body, fetched.content_type, fetched.url, feed.max_items)
        except ChildFailed as error:
            return ParsedFeed(
                fault=f"the document was given up: {error}", mend="tell the outlet, or pause the feed"
            )
        if fetched.capped and (parsed.fault or not parsed.entries):
            return ParsedFeed(
                fault=f"the document is larger than {size}", mend="raise [fetch] max_bytes if it is right"
            )
        if fetched.capped:
            return replace(parsed, notes=(*parsed.notes, f"read only the first {size}"))
        if not (fetched.delimited or parsed.fault or _is_whole(fetched.body)):
            return ParsedFeed(
                fault="the document ends in its middle", mend="nothing if it passes: it is read again"
            )
        return parsed

    def _undated(self, parsed: ParsedFeed) -> ParsedFeed:
        """At the first reading of a feed that dates its items by the clock: without those dates, or all would be today's news."""
        dates = [entry.published or entry.updated for entry in parsed.entries]
        if not is_stamped(dates, self._clock.now()):
            return parsed
        entries = tuple(replace(entry, published="", updated="") for entry in parsed.entries)
        return replace(parsed, entries=entries)

    async def _articles(self, feed: Feed, parsed: ParsedFeed) -> tuple[tuple[Article, ...], tuple[str, ...]]:
        pages = PageReader(self._client, self._robots, self._child, self._policy, self._clock.now)
        language = "" if feed.language else _language(parsed)
        articles = [await self._article(feed, entry, pages, language) for entry in parsed.entries]
        notes = [] if articles else ["the feed has no items"]
        if pages.refused:
            notes.append(f"robots.txt forbids {pages.refused} article pages")
        return tuple(articles), tuple(notes)

    async def _article(self, feed: Feed, entry: ParsedEntry, pages: PageReader, language: str) -> Article:
        published, dated = settle(entry.published, entry.updated, self._as_of, self._clock.now())
        body = ""
        in_window = self._opens < published <= self._as_of
        if in_window and not self._policy.offline and is_wanted(feed, entry):
            body = await pages.body(entry)
        return make_article(
            outlet=feed.name,
            feed=feed.location,
            entry_id=entry.entry_id,
            url=entry.url,
            title=entry.title,
            body=body or entry.body,
            published=published,
            dated=dated,
            language=feed.language,
            weight=feed.weight,
            full_text=bool(body),
            usual_language=language,
        )


def _fingerprint(feed: Feed) -> str:
    """64 hex digits of what the editor set for the feed: where it changes, an unchanged document is read anew."""
    settings = (feed.name, feed.language, float(feed.weight), feed.full_text, feed.max_items)
    return hashlib.sha256(repr(settings).encode(errors="replace")).hexdigest()


def _language(parsed: ParsedFeed) -> str:
    """The language that most of the feed is in, for entries too short to tell."""
    return detect("\n".join(f"{entry.title}\n{entry.body[:200]}" for entry in parsed.entries))


def _failure(feed: Feed, state: FeedState, reason: str, mend: str) -> FeedReading:
    _log.debug("%s: %s", feed.location, reason)
    feed_name, location, reason, mend = map(encodable, (feed.name, feed.location, reason, mend))
    failure = FeedFailure(feed=feed_name, location=location, reason=reason, mend=mend)
    return FeedReading(feed=feed, state=state, failure=failure)


def _move_note(feed: Feed, state: FeedState) -> tuple[str, ...]:
    if state.moved_runs < _MOVED_RUNS:
        return ()
    where = feed.listed_at or "its list"
    return (encodable(f"{feed.name} has moved for good: put {state.moved_to} into {where}"),)


def _is_whole(body: bytes) -> bool:
    """Whether a document whose length nobody told ends like one."""
    tail = body.rstrip()[-200:].replace(b"\0", b"").lower()
    return tail.endswith(b"}") or any(end in tail for end in (b"</rss", b"</feed", b"rdf>", b"</html"))
