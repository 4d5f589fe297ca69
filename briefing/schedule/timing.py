"""Which editions are due: nothing but plans, a moment and the dates that have an edition.

    plan, now ─> the dates of the last days ─ has an edition? ─ its hour is past? ─> Due, oldest first
A date is the one that the calendar in the plan's zone shows. Whether it has an edition is the database's to say, so that no clock
change and no second process can make two of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from briefing.edition.window import hour_of
from briefing.model import EditionPlan

__all__ = ["Due", "coming", "due", "is_late", "skipped"]

_DAY = timedelta(days=1)
_LOOKED_BACK = timedelta(days=35)
_LOOKED_AHEAD = 3  # days: no zone has left out two in a row


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An edition that a date is to have."""

    edition: str
    day: date  # in the edition's zone
    at: datetime  # when its hour is, or was (UTC)

    @property
    def key(self) -> tuple[str, date]:
        """What it is told by."""
        return self.edition, self.day


def due(plan: EditionPlan, now: datetime, made: Set[date], days: int, since: datetime) -> list[Due]:
    """Today's edition if its hour is past, and before it those that were missed in the last `days`; oldest first.

    Missed is a date without an edition whose hour was after `since`, when this service began, or behind one of the last five
    weeks that has one: in the beginning, and after a longer time, there is nothing to make up for.
    """
    today = _today(plan, now)
    oldest = today - days * _DAY
    begun = min((day for day in made if today - _LOOKED_BACK <= day < today), default=today)
    return [
        each
        for each in _each(plan, oldest, today)
        if each.at <= now
        and each.day not in made
        and (each.day == today or each.day > begun or each.at >= since)
    ]


def skipped(plan: EditionPlan, now: datetime, made: Set[date], days: int) -> list[date]:
    """The dates without an edition that are too long ago to be made up for; [] where none was made in the weeks before."""
    today = _today(plan, now)
    oldest = today - days * _DAY
    last = max((day for day in made if today - _LOOKED_BACK <= day < oldest), default=oldest)
    return [each.day for each in _each(plan, last + _DAY, oldest - _DAY)]


def is_late(plan: EditionPlan, found: Due, now: datetime) -> bool:
    """Whether the hour of a later date is past too."""
    return any(each.at <= now for each in _each(plan, found.day + _DAY, found.day + _LOOKED_AHEAD * _DAY))


def coming(plan: EditionPlan, now: datetime, made: Set[date]) -> Due:
    """The next edition whose hour is still to come, of a date that has none: a clock that went back may be before some."""
    today = _today(plan, now)
    days = _each(plan, today, today + (_LOOKED_AHEAD + len(made)) * _DAY)
    return next(each for each in days if each.at > now and each.day not in made)


def _each(plan: EditionPlan, first: date, last: date) -> Iterator[Due]:
    """One for each date from the first to the last that the zone has: some zones have left one out."""
    zone = ZoneInfo(plan.timezone)
    for number in range((last - first).days + 1):
        day = first + number * _DAY
        noon = datetime.combine(day, time(12), zone)
        if noon.astimezone(UTC).astimezone(zone).date() == day:
            yield Due(edition=plan.name, day=day, at=hour_of(plan, day))


def _today(plan: EditionPlan, now: datetime) -> date:
    return now.astimezone(ZoneInfo(plan.timezone)).date()
