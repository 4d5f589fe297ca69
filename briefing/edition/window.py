"""Which stretch of time an edition covers."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from briefing.model import EditionPlan

__all__ = ["EVER", "hour_of", "window"]

EVER = datetime(1, 1, 2, tzinfo=UTC)  # a window that opens here has no beginning


def window(
    plan: EditionPlan, day: date | None, hours: int | None, now: datetime
) -> tuple[date, datetime, datetime]:
    """The edition's local date, and the moments at which its window opens and closes (UTC).

    Without a day, or with the present one, the edition closes now; with another, at the plan's hour of that local date.
    """
    zone = ZoneInfo(plan.timezone)
    today = now.astimezone(zone).date()
    closes = now
    if day is not None and day != today:
        closes = hour_of(plan, day)
    return day or today, closes - timedelta(hours=hours or plan.hours), closes


def hour_of(plan: EditionPlan, day: date) -> datetime:
    """The plan's hour of a local date (UTC).

    In a spring gap it is the one that the clock shows after the jump, in an autumn repeat the first (RFC 5545 §3.3.5).
    """
    local = datetime.combine(day, time.fromisoformat(plan.at), ZoneInfo(plan.timezone))
    return local.astimezone(UTC)
