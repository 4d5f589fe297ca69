"""The composition of `briefing subscribers`: people put on the list and taken from it by the operator.

add ADDRESS ─ checked ──────────────┐
import FILE ─ people ─ every Fault ─┴─ Subscribing.enrol, so many at a time ─> what came of it, mails to confirm are due
forget ADDRESS ─> row, files in the outbox
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.errors import BriefingError, Fault, OutputError
from briefing.model import Consent, Subscriber, SubscriberStatus
from briefing.ports import Clock, Progress
from briefing.store import SqlStore
from briefing.subscribers import people
from briefing.subscribers.addresses import normal
from briefing.subscribers.preferences import Offer, Preferences, checked, with_preferences
from briefing.subscribing import Enrolled, Outcome, Subscribing, new_id, offer_of

if TYPE_CHECKING:
    from briefing.settings import Settings

__all__ = [
    "Forgotten",
    "Imported",
    "Row",
    "add",
    "each",
    "exported",
    "forget",
    "import_people",
    "whom",
    "write_private",
]

BATCH = 200  # people in one transaction: others get their turn in between
LARGEST = 200_000_000  # bytes of a file


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What comes, or would come, of one row of a file."""

    line: int
    address: str
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came, or would come, of a file."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    asked: int  # who is written to, to confirm

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """Outcome -> rows."""
        return Counter(row.outcome for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was erased of somebody."""

    subscriber: Subscriber
    files: tuple[Path, ...]  # messages to them that lay in the outbox
    deliveries: int  # rows of the ledger that stay, under an id that leads to nobody


def add(
    settings: Settings,
    store: SqlStore,
    clock: Clock,
    address: str,
    wanted: Preferences,
    consent: Consent | None,
    *,
    lift: bool = False,
) -> Enrolled:
    """Put one person on the list: confirmed with a consent, else pending; `BriefingError` for what cannot be."""
    try:
        address = normal(address)
    except ValueError as error:
        raise BriefingError(str(error)) from error
    chosen, refused = checked(wanted, offer_of(settings))
    if refused:
        raise BriefingError("\n".join(map(str, refused)))
    made = Subscriber(
        id=new_id(),
        address=address,
        status="confirmed" if consent else "pending",
        created=clock.now(),
        confirmed=consent.at if consent else None,
        consents=(consent,) if consent else (),
    )
    subscribing = Subscribing(store, clock, settings.editions[0].name)
    return subscribing.enrol([with_preferences(made, chosen)], lift=lift)[0]


def import_people(
    settings: Settings,
    store: SqlStore,
    clock: Clock,
    path: Path,
    progress: Progress,
    *,
    apply: bool,
    skip_faulty: bool = False,
) -> Imported:
    """Read a file, .json or else CSV, and put on the list who is in it; without `apply` nothing is changed.

    With faults nothing is either, unless those rows are to be left out. A process that is stopped has put some on the list:
    the same file again goes on. `BriefingError` where the file cannot be read.
    """
    offer = offer_of(settings)
    read = _read(path, offer, clock)
    if read.faults and not skip_faulty:
        apply = False
    subscribing = Subscribing(store, clock, settings.editions[0].name)
    progress.stage("people", len(read.listed))
    rows: list[Row] = []
    asked = 0
    for start in range(0, len(read.listed), BATCH):
        some = read.listed[start : start + BATCH]
        made = subscribing.enrol([replace(each.subscriber, id=new_id()) for each in some], apply=apply)
        rows += [
            Row(line=each.line, address=each.subscriber.address, outcome=done.outcome)
            for each, done in zip(some, made, strict=True)
        ]
        asked += sum(done.asked for done in made)
        progress.advance(len(some))
    return Imported(rows=tuple(rows), faults=read.faults, asked=asked)


def each(
    store: SqlStore, status: SubscriberStatus | None = None, edition: str | None = None, first: str = ""
) -> Iterator[Subscriber]:
    """All subscribers, or those of a status and an edition, in the order of their ids; a page at a time in memory."""
    after = ""
    while page := store.subscribers.each(status, edition, after, first=first):
        yield from page
        after = page[-1].id


def whom(store: SqlStore, given: str) -> Subscriber:
    """Somebody by address or id; a `BriefingError` tells what is known of an address that has nobody."""
    found = store.subscribers.by_id(given)
    if found:
        return found
    try:
        address = normal(given)
    except ValueError as error:
        msg = f"no subscriber {given!r}, and no address either ({error})"
        raise BriefingError(msg) from error
    found = store.subscribers.by_address(address)
    if found is None:
        reason = store.subscribers.suppression(address)
        kept = f": a salted hash of it is kept, for the reason {reason!r}" if reason else ""
        msg = f"no subscriber {address}{kept}"
        raise BriefingError(msg)
    return found


def forget(settings: Settings, store: SqlStore, clock: Clock, given: str) -> Forgotten:
    """Erase somebody: the row with its consents, and messages to them in the outbox. A salted hash stays."""
    found = whom(store, given)
    files = _erased(Path(settings.mail.outbox), found.id)
    deliveries = len(store.ledger.of_subscriber(found.id, limit=1_000_000))
    Subscribing(store, clock, settings.editions[0].name).forget(found.id)
    return Forgotten(subscriber=found, files=files, deliveries=deliveries)


def _erased(outbox: Path, subscriber: str) -> tuple[Path, ...]:
    """The messages in the outbox that have the id in their name, gone."""
    try:
        files = sorted(path for path in outbox.rglob(f"*{subscriber}*.eml") if path.is_file())
        for path in files:
            path.unlink()
    except OSError as error:
        msg = f"{error.filename}: {error.strerror}: nobody was forgotten; let the outbox be written, and try again"
        raise OutputError(msg) from error
    return tuple(files)


def _read(path: Path, offer: Offer, clock: Clock) -> people.People:
    try:
        if path.stat().st_size > LARGEST:
            msg = f"{path}: larger than {LARGEST} bytes: give it in parts"
            raise BriefingError(msg)
        raw = path.read_bytes()
    except OSError as error:
        msg = f"{path}: {error.strerror}: give a file that can be read"
        raise BriefingError(msg) from error
    reader = people.read_json if path.suffix.casefold() == ".json" else people.read_csv
    return reader(raw, path.name, offer, clock.now())


def exported(found: Iterable[Subscriber], form: str) -> Iterator[str]:
    """Subscribers as the lines of a file, "csv" or "json"."""
    if form == "csv":
        yield people.csv_head()
        yield from map(people.csv_row, found)
        return
    yield "["
    for number, subscriber in enumerate(found):
        yield ("," if number else "") + "\n" + people.json_row(subscriber)
    yield "\n]\n"


def write_private(path: Path, lines: Iterable[str]) -> None:
    """Leave a file that its owner only can read, when all is written; `OutputError` where that cannot be."""
    half = path.with_name(f".{path.name}.{new_id()}.half")
    try:
        with os.fdopen(
            os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as file:
            file.writelines(lines)
        half.replace(path)
    except OSError as error:
        half.unlink(missing_ok=True)
        msg = f"{path}: {error.strerror}: free some space, or give a file that can be written"
        raise OutputError(msg) from error
