"""When an article was published: what its feed says, where that can be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from briefing.model import Dated

__all__ = ["settle"]

_EARLIEST = datetime(
    1995, 1, 1, tzinfo=UTC
)  # news on the web is no older; 1970 is a clock that was never set
_SLACK = timedelta(hours=1)  # clocks of outlets run ahead


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


def _date(text: str) -> datetime | None:
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return None
    return date.astimezone(UTC) if date.tzinfo else None
