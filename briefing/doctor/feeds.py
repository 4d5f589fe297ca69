"""Feeds: each is asked once, conditionally, through the same guarded network as in a run; nothing of the answers is kept.

Feed, FeedState ─ fetch, no second try ─> answers | unchanged | fault        Date headers ─> how far other clocks are ahead
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from briefing import __version__
from briefing.doctor.finding import Finding, fail, ok, warn
from briefing.ingest.client import Client, Response
from briefing.ingest.fetch import Fetched, fetch
from briefing.ingest.local import is_local, read_local
from briefing.ingest.turns import HostTurns
from briefing.model import Feed, FeedState, FetchPolicy
from briefing.ports import Clock

__all__ = ["Asked", "ask_feeds"]

SECONDS = 15.0  # for one feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What asking the feeds came to."""

    findings: tuple[Finding, ...]
    ahead: tuple[timedelta, ...]  # of servers' clocks, before ours


class _Dated(Client):
    """Remembers by how much the servers' clocks are ahead of ours."""

    clock: Clock
    ahead: dict[str, timedelta]  # by host and port

    async def get(self, url: str, headers: Mapping[str, str], *, max_bytes: int = 0) -> Response:
        """As `Client.get`."""
        answer = await super().get(url, headers, max_bytes=max_bytes)
        told = _told_time(answer.headers)
        if told is not None:
            self.ahead[answer.url.split("/")[2]] = told - self.clock.now()
        return answer


async def ask_feeds(
    feeds: Sequence[Feed],
    states: Mapping[str, FeedState],
    policy: FetchPolicy,
    clock: Clock,
    *,
    offline: bool,
) -> Asked:
    """Ask every feed that is not paused; `offline` only those on disk."""
    today = clock.now().date()
    wanted = [feed for feed in feeds if not feed.rests(today) and (is_local(feed.location) or not offline)]
    if not wanted:
        return Asked(findings=(), ahead=())
    policy = replace(policy, retries=0, total_seconds=min(policy.total_seconds, SECONDS))
    turns = HostTurns(policy.concurrency, policy.delay_seconds)
    client = _Dated(policy, policy.user_agent or f"briefing/{__version__}", turns)
    client.clock, client.ahead = clock, {}

    async def one(feed: Feed) -> Fetched:
        state = states.get(feed.location) or FeedState(location=feed.location)
        if is_local(feed.location):
            return read_local(feed, state, policy.max_bytes, clock.now())
        return await fetch(client, state, policy, clock.now)

    try:
        answers = await asyncio.gather(*map(one, wanted))
    finally:
        await client.close()
    return Asked(findings=tuple(_judged(wanted, answers)), ahead=tuple(client.ahead.values()))


def _judged(feeds: Sequence[Feed], answers: Sequence[Fetched]) -> list[Finding]:
    bad = [(feed, answer) for feed, answer in zip(feeds, answers, strict=True) if answer.fault]
    told = f"{len(feeds) - len(bad)} of {len(feeds)} can be read"
    if len(bad) == len(feeds):  # a list of them all would bury what else there is to say
        what = f"{told}; {bad[0][0].name}: {bad[0][1].fault}"
        return [fail("feeds", what, "look at the network of this machine: its name server, its firewall")]
    return [
        ok("feeds", told),
        *(
            warn(f"feed: {feed.name}", f"{answer.fault} ({feed.location})", answer.mend)
            for feed, answer in bad
        ),
    ]


def _told_time(headers: Mapping[str, str]) -> datetime | None:
    """When a server says that it answered; an answer from a cache says how old it is (RFC 9111 §5.1)."""
    try:
        told = parsedate_to_datetime(headers.get("date", ""))
        age = timedelta(seconds=min(int(headers.get("age", "0")), 10**9))
    except (ValueError, TypeError, OverflowError):
        return None
    return (told if told.tzinfo else told.replace(tzinfo=UTC)) + age
