from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from briefing.ingest.child import ChildLimits
from briefing.ingest.reader import FeedReader
from briefing.model import Feed, FeedReading, FeedState, FetchPolicy

from ..fakes import FakeClock, RecordingProgress
from .server import ScriptedServer

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Reading:
    """Reads feeds under a policy of small limits."""

    policy: FetchPolicy
    limits: ChildLimits
    resolver: Any = None

    def __call__(
        self,
        *locations: str | Feed,
        states: Mapping[str, FeedState] | None = None,
        now: datetime = NOW,
        as_of: datetime | None = None,
        opens: datetime | None = None,
        **policy: Any,
    ) -> list[FeedReading]:
        feeds = [
            where if isinstance(where, Feed) else Feed(name="Outlet", location=where) for where in locations
        ]
        seam = {"resolver": self.resolver} if self.resolver else {}
        reader = FeedReader(
            replace(self.policy, **policy),
            FakeClock(now),
            as_of or now,
            opens=opens,
            limits=self.limits,
            **seam,
        )
        return list(reader.read(feeds, states or {}, RecordingProgress()))

    def one(self, location: str | Feed, state: FeedState | None = None, **policy: Any) -> FeedReading:
        where = location if isinstance(location, str) else location.location
        (reading,) = self(location, states={where: state} if state else {}, **policy)
        return reading


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        yield running


@pytest.fixture
def read(server: ScriptedServer) -> Reading:
    policy = FetchPolicy(
        allow_hosts=(server.host,), total_seconds=5.0, delay_seconds=0.0, retries=0, max_bytes=3_000_000
    )
    return Reading(policy, ChildLimits(cpu_seconds=3, wall_seconds=10.0, memory_bytes=300_000_000))


@pytest.fixture
def resolving(read: Reading) -> Callable[..., Reading]:
    """`read` with a name server that gives the answers in turn, the last one for ever."""

    def make(*answers: list[str]) -> Reading:
        queue = list(answers)

        async def resolver(host: str, port: int) -> list[str]:
            return queue.pop(0) if len(queue) > 1 else queue[0]

        return replace(read, policy=replace(read.policy, allow_hosts=()), resolver=resolver)

    return make
