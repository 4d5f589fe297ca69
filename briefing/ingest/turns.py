"""Politeness: one connection a host at a time, a pause between two requests to it, a bound on all of them together."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

__all__ = ["HostTurns"]


class HostTurns:
    """Gives each request its turn; belongs to one event loop."""

    def __init__(self, concurrency: int, delay_seconds: float) -> None:
        self._slots = asyncio.Semaphore(max(1, concurrency))
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._free_at: dict[str, float] = {}
        self._delay = delay_seconds

    @asynccontextmanager
    async def at(self, host: str) -> AsyncIterator[None]:
        """Hold `host` while the block runs; its next holder waits until `delay_seconds` after the end."""
        loop = asyncio.get_running_loop()
        async with self._locks[host]:
            await asyncio.sleep(max(0.0, self._free_at.get(host, 0.0) - loop.time()))
            async with self._slots:
                try:
                    yield
                finally:
                    self._free_at[host] = loop.time() + self._delay
