"""A steady rate of messages, as the operator set it."""

from __future__ import annotations

__all__ = ["Pace"]


class Pace:
    """Places in a row of messages, `rate` a second; 0 = as fast as it goes."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._free = float("-inf")  # when the next place is

    def wait(self, now: float) -> float:
        """Take the next place, and say how many seconds it is away; `now` is of a monotonic clock."""
        if not self._rate:
            return 0.0
        place = max(self._free, now)
        self._free = place + 1 / self._rate
        return place - now
