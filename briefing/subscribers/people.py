"""Lists of people as files: CSV from anywhere, and CSV and JSON as we export them.

    bytes ─ text (UTF-8, UTF-16 by its mark) ─ rows (comma, semicolon or tab; JSON objects) ─ person ─┬─> People
                                                                                             └─ every Fault, by line
What is exported can be imported again: nothing is lost but the id, and in CSV all consents save the last.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from briefing.codec import from_json, to_json
from briefing.errors import Fault
from briefing.model import Consent, Subscriber, SubscriberStatus
from briefing.subscribers import preferences as preferring
from briefing.subscribers.addresses import normal, same_key
from briefing.subscribers.preferences import Offer, Preferences
from briefing.subscribers.spreadsheet import line_of, rows, text_of

__all__ = ["COLUMNS", "Listed", "People", "csv_head", "csv_row", "json_row", "read_csv", "read_json"]

COLUMNS = (
    "address", "status", "language", "editions", "themes", "muted", "hour", "timezone",
    "consent", "consented_at", "consent_from", "created", "confirmed",
)  # fmt: skip
STATUSES: tuple[SubscriberStatus, ...] = ("pending", "confirmed", "unsubscribed", "suppressed")
BETWEEN = "|"  # names of themes may hold commas and semicolons
_LONGEST_TEXT = 2000  # characters of a consent
_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
_NAMES = {"email": "address", "e-mail": "address", "mail": "address", "lang": "language", "zone": "timezone"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Somebody on a list, and where."""

    line: int  # 1-based, the first of the row; of JSON the number of the entry
    subscriber: Subscriber  # the id is empty


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """A list as it was read."""

    listed: tuple[Listed, ...]
    faults: tuple[Fault, ...]  # in the order of the file; the rows that have one are not listed


def read_csv(raw: bytes, file: str, offer: Offer, now: datetime) -> People:
    """The people of a CSV file; `file` is its name in faults. The columns are `COLUMNS`, only "address" is needed."""
    text = text_of(raw, file)
    if isinstance(text, Fault):
        return People(listed=(), faults=(text,))
    reading = _Reading(file, offer, now)
    for line, row in rows(text, COLUMNS, _NAMES, reading.fault):
        reading.add(line, row)
    return reading.people()


def read_json(raw: bytes, file: str, offer: Offer, now: datetime) -> People:
    """The people of a JSON file as it is exported: an array of objects, whose number stands for the line in faults."""
    text = text_of(raw, file)
    if isinstance(text, Fault):
        return People(listed=(), faults=(text,))
    reading = _Reading(file, offer, now)
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError) as error:
        reading.fault(getattr(error, "lineno", 1), "no JSON", "give a file as `subscribers export` writes it")
        entries = []
    if not isinstance(entries, list):
        reading.fault(1, "not a list of people", "give a file as `subscribers export` writes it")
        entries = []
    for number, entry in enumerate(entries, start=1):
        reading.add_entry(number, entry)
    return reading.people()


def csv_head() -> str:
    """The first line of an exported CSV file."""
    return line_of(COLUMNS)


def csv_row(subscriber: Subscriber) -> str:
    """Somebody as a line of CSV."""
    consent = subscriber.consents[-1] if subscriber.consents else None
    row = {
        "address": subscriber.address,
        "status": subscriber.status,
        "language": subscriber.language,
        "editions": BETWEEN.join(subscriber.editions),
        "themes": BETWEEN.join(subscriber.themes),
        "muted": BETWEEN.join(subscriber.muted),
        "hour": subscriber.hour,
        "timezone": subscriber.timezone,
        "consent": consent.text if consent else "",
        "consented_at": consent.at.isoformat() if consent else "",
        "consent_from": consent.source if consent else "",
        "created": subscriber.created.isoformat(),
        "confirmed": subscriber.confirmed.isoformat() if subscriber.confirmed else "",
    }
    return line_of(row[name] for name in COLUMNS)


def json_row(subscriber: Subscriber) -> str:
    """Somebody as one line of JSON."""
    return json.dumps(to_json(subscriber), ensure_ascii=False)


class _Reading:
    """Gathers people and faults of one file."""

    def __init__(self, file: str, offer: Offer, now: datetime) -> None:
        self._file = file
        self._offer = offer
        self._now = now
        self._listed: list[Listed] = []
        self._faults: list[Fault] = []
        self._lines: dict[str, int] = {}  # address -> where it was first

    def people(self) -> People:
        return People(listed=tuple(self._listed), faults=tuple(self._faults))

    def fault(self, line: int, what: str, mend: str) -> None:
        self._faults.append(Fault(file=self._file, line=line, what=what, mend=mend))

    def add(self, line: int, row: Mapping[str, str]) -> None:
        """A row of CSV, by column."""
        before = len(self._faults)
        address = self._address(line, row.get("address", ""))
        chosen = Preferences(
            language=row.get("language", ""),
            editions=_names(row.get("editions", "")),
            themes=_names(row.get("themes", "")),
            muted=_names(row.get("muted", "")),
            hour=row.get("hour", ""),
            timezone=row.get("timezone", ""),
        )
        consent = self._consent(line, row)
        status = self._status(line, row.get("status", ""), consent)
        created = self._moment(line, "created", row.get("created", "")) or self._now
        confirmed = self._moment(line, "confirmed", row.get("confirmed", ""))
        if status == "confirmed" and consent:
            confirmed = confirmed or consent.at
        made = Subscriber(
            id="",
            address=address,
            status=status,
            created=created,
            confirmed=confirmed,
            consents=(consent,) if consent else (),
        )
        self._keep(line, made, chosen, before)

    def add_entry(self, number: int, entry: Any) -> None:
        """An object of JSON."""
        before = len(self._faults)
        try:
            found = from_json(Subscriber, {"id": "", **entry})
            _check_types(found)
        except (ValueError, TypeError):
            self.fault(
                number, f"entry {number} is no subscriber", "give a file as `subscribers export` writes it"
            )
            return
        address = self._address(number, found.address)
        consent = found.consents[-1] if found.consents else None
        status = self._status(number, found.status, consent)
        made = Subscriber(
            id="",
            address=address,
            status=status,
            created=found.created,
            confirmed=found.confirmed,
            consents=found.consents,
            bounces=found.bounces,
            changed=found.changed,
        )
        self._keep(number, made, preferring.of(found), before)

    def _keep(self, line: int, made: Subscriber, wanted: Preferences, faults_before: int) -> None:
        chosen, refused = preferring.checked(wanted, self._offer)
        for each in refused:
            self.fault(line, each.what, each.mend)
        if len(self._faults) == faults_before:
            self._listed.append(Listed(line=line, subscriber=preferring.with_preferences(made, chosen)))

    def _address(self, line: int, typed: str) -> str:
        try:
            address = normal(typed)
        except ValueError as error:
            what, _, mend = str(error).partition(": ")
            self.fault(line, what, mend)
            return ""
        first = self._lines.setdefault(same_key(address), line)
        if first != line:
            self.fault(
                line, "the address is there twice", f"keep one of the two; the first is in line {first}"
            )
        return address

    def _consent(self, line: int, row: Mapping[str, str]) -> Consent | None:
        text, at = " ".join(row.get("consent", "").split()), row.get("consented_at", "")
        if len(text) > _LONGEST_TEXT:
            self.fault(
                line, f"a consent of more than {_LONGEST_TEXT} characters", "give the words they agreed to"
            )
        if bool(text) != bool(at):
            missing = "consented_at" if text else "consent"
            mend = "give what they agreed to and when, or neither: then they are asked to confirm"
            self.fault(line, f"{missing} is missing", mend)
            return None
        moment = self._moment(line, "consented_at", at)
        if moment is None:
            return None
        source = row.get("consent_from", "") or f"import {self._file}:{line}"
        return Consent(at=moment, source=source, text=text)

    def _status(self, line: int, text: str, consent: Consent | None) -> SubscriberStatus:
        if not text:
            return "confirmed" if consent else "pending"
        for status in STATUSES:
            if text.casefold() == status:
                if status == "confirmed" and consent is None:
                    mend = "give consent and consented_at, or no status: then they are asked to confirm"
                    self.fault(line, "confirmed without a consent", mend)
                return status
        self.fault(line, "an unknown status", f"one of {', '.join(STATUSES)}, or nothing")
        return "pending"

    def _moment(self, line: int, column: str, text: str) -> datetime | None:
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            self.fault(line, f"{column} is no date", "write 2026-03-10 or 2026-03-10T06:00:00Z")
            return None
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        if not _EARLIEST <= moment <= self._now + timedelta(days=1):
            self.fault(line, f"{column} lies in the future or before 1995", "give the day on which it was")
            return None
        return moment


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in cell.split(BETWEEN) if name.strip())


def _check_types(found: Subscriber) -> None:
    """`TypeError` where JSON had another type: `from_json` takes plain values as they come."""
    texts = [found.address, found.status, found.language, found.hour, found.timezone]
    texts += [*found.editions, *found.themes, *found.muted]
    texts += [text for consent in found.consents for text in (consent.source, consent.text)]
    moments = [found.created, *(consent.at for consent in found.consents)]
    moments += [moment for moment in (found.confirmed, found.changed) if moment]
    if not (all(isinstance(text, str) for text in texts) and type(found.bounces) is int):
        raise TypeError
    if any(moment.tzinfo is None for moment in moments):
        raise TypeError
