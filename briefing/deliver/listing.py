"""Who gets an edition: a row of the ledger for each subscriber who was confirmed when it was frozen.

subscribers, 500 at a time ─ wanted? due when? ─> Queued ─ ledger.queue

A list that was begun is gone on with; once it is closed, nobody is added. Memory does not grow with the list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from briefing.model import Edition, Subscriber
from briefing.render.copies import Choice
from briefing.store.ledger import Ledger, Queued
from briefing.store.subscribers import SubscriberTable

__all__ = ["PAGE", "Listed", "due_at", "list_correction", "list_edition"]

PAGE = 500
NOTHING_LEFT = "none of the chosen themes is in this edition"
GONE = "not confirmed any more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a list came to."""

    queued: int = 0
    held: int = 0  # those for whom the edition has nothing
    later: int = 0  # confirmed after the edition was frozen: theirs is the next one


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When a list is made, and of what time it is."""

    now: datetime
    frozen: datetime
    late: bool = False  # whether those who confirmed since then are on it too


def due_at(subscriber: Subscriber, edition: Edition, now: datetime) -> datetime:
    """Their hour of the edition's date in their zone, or now where that is past or they named none."""
    if not subscriber.hour:
        return now
    local = datetime.combine(edition.date, time.fromisoformat(subscriber.hour), ZoneInfo(subscriber.timezone))
    return max(now, local.astimezone(UTC))


def list_edition(
    ledger: Ledger,
    people: SubscriberTable,
    edition: Edition,
    moment: Moment,
    *,
    first: str,
    dry: bool = False,
) -> Listed:
    """Make an edition's rows; `first` is the name of the edition that is for those who name none. `dry`: count only."""
    queued = held = later = 0
    for page in _pages(people, edition.name, first):
        there = [one for one in page if moment.late or (one.confirmed or one.created) <= moment.frozen]
        later += len(page) - len(there)
        rows = [_row(one, edition, moment.now) for one in there]
        held += sum(bool(row.held) for row in rows)
        queued += len(rows) if dry else ledger.queue(edition.id, rows, moment.now)
    return Listed(queued=queued, held=held, later=later)


def list_correction(
    ledger: Ledger, people: SubscriberTable, edition_id: str, key: str, now: datetime, *, dry: bool = False
) -> Listed:
    """Make the rows of a correction: for those who got the edition, or may have got it, and are still subscribers."""
    queued, after = 0, ""
    while page := ledger.received(edition_id, after=after, limit=PAGE):
        after = page[-1]
        found = (people.by_id(each) for each in page)
        rows = [
            Queued(subscriber=one.id, due=now, choice={})
            for one in found
            if one and one.status == "confirmed"
        ]
        queued += len(rows) if dry else ledger.queue(key, rows, now)
    return Listed(queued=queued)


def _pages(people: SubscriberTable, name: str, first: str) -> Iterator[Sequence[Subscriber]]:
    after = ""
    while page := people.each(status="confirmed", edition=name, after=after, limit=PAGE, first=first):
        after = page[-1].id
        yield page


def _row(subscriber: Subscriber, edition: Edition, now: datetime) -> Queued:
    return Queued(
        subscriber=subscriber.id,
        due=due_at(subscriber, edition, now),
        choice={"themes": subscriber.themes, "muted": subscriber.muted},
        held="" if _has(edition, Choice(themes=subscriber.themes, muted=subscriber.muted)) else NOTHING_LEFT,
    )


def _has(edition: Edition, choice: Choice) -> bool:
    """Whether there is anything for a choice of themes; corrections are for everybody."""
    if choice.all or edition.corrections:
        return True
    told = [section.theme for section in edition.sections if section.stories]
    return any(map(choice.takes, (*told, *(item.theme for item in edition.also))))
