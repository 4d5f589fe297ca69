"""When an article was published: what its feed says, where that can be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from briefing.model import Dated

__all__ = ["is_stamped", "settle"]

_EARLIEST = datetime(
    1995, 1, 1, tzinfo=UTC
)  # news on the web is no older; 1970 is a clock that was never set
_SLACK = timedelta(hours=1)  # clocks of outlets run ahead
_STAMPED = timedelta(minutes=2)  # between the making of a feed and our reading of it
_MANY = 5  # items that no outlet publishes at one moment


def settle(published: str, updated: str, as_of: datetime, now: datetime) -> tuple[datetime, Dated]:
    """The first sane one of the dates (ISO 8601 with zone, or ""), and which it is.

    Where neither is, it is the time of the reading: `now`, or the edition's `as_of` where that is earlier, so that the
    item is never dated in the future. A date before 1995, or more than an hour after both, is absurd.
    """
    latest = max(as_of, now)
    candidates: tuple[tuple[str, Dated], ...] = ((published, "published"), (updated, "updated"))
    for text, kind in candidates:
        date = _date(text)
        if date is not None and _EARLIEST <= date <= latest + _SLACK:
            return date, kind
    return min(as_of, now), "fetched"


def is_stamped(dates: Sequence[str], now: datetime) -> bool:
    """Whether a feed gives the time of the reading for most of its items: its program dates what has no date, or all."""
    known = [date for text in dates if (date := _date(text)) is not None]
    present = sum(abs(date - now) <= _STAMPED for date in known)
    return present >= _MANY and 2 * present > len(known)


def _date(text: str) -> datetime | None:
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return None
    return date.astimezone(UTC) if date.tzinfo else None
