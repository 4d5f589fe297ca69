"""When to try again what failed: soon, then less and less often.

The time is counted by the clock that only goes on, and forgotten when the process ends: whoever starts a service anew has mended
something.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

__all__ = ["Patience"]

FIRST_SECONDS = 60.0
LONGEST_SECONDS = 900.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wait:
    failures: int
    until: float  # seconds of Clock.monotonic


class Patience:
    """Remembers for each piece of work how often it failed in a row."""

    def __init__(self) -> None:
        self._waits: dict[Hashable, _Wait] = {}

    def may(self, work: Hashable, now: float) -> bool:
        """Whether it is time to try."""
        return work not in self._waits or now >= self._waits[work].until

    def failed(self, work: Hashable, now: float) -> float:
        """It failed once more; seconds until the next attempt: a minute, then twice as long each time, 15 minutes at most."""
        failures: int = self.failures(work) + 1
        wait = min(FIRST_SECONDS * 2.0 ** min(failures - 1, 10), LONGEST_SECONDS)
        self._waits[work] = _Wait(failures=failures, until=now + wait)
        return wait

    def busy(self, work: Hashable, now: float) -> None:
        """Somebody else is at it: that is no failure."""
        self._waits[work] = _Wait(failures=self.failures(work), until=now + FIRST_SECONDS)

    def done(self, work: Hashable) -> None:
        """It was done."""
        self._waits.pop(work, None)

    def failures(self, work: Hashable) -> int:
        """How often it failed since it was done last."""
        return self._waits[work].failures if work in self._waits else 0

    def forget(self) -> None:
        """Everything may be tried at once."""
        self._waits.clear()
