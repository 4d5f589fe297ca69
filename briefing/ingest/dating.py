"""When an article was published: what its feed says, where that can be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from briefing.model import Dated

__all__ = ["settle"]

_EARLIEST = datetime(
    1995, 1, 1, tzinfo=UTC
)  # news on the web is no older; 1970 is a clock that was never set
_SLACK = timedelta(hours=1)  # clocks of outlets run ahead


def settle(published: str, updated: str, fetched: datetime, latest: datetime) -> tuple[datetime, Dated]:
    """The first sane one of the dates (ISO 8601 with zone, or ""), and which it is; `fetched` where neither is.

    A date before 1995, or more than an hour after `latest`, is absurd.
    """
    candidates: tuple[tuple[str, Dated], ...] = ((published, "published"), (updated, "updated"))
    for text, kind in candidates:
        date = _date(text)
        if date is not None and _EARLIEST <= date <= latest + _SLACK:
            return date, kind
    return fetched, "fetched"


def _date(text: str) -> datetime | None:
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return None
    return date.astimezone(UTC) if date.tzinfo else None
