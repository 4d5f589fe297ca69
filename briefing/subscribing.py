"""Who gets the digest: what a person, a page or a command may change in it. Each act is one transaction.

    ask ─────────> pending ─ confirm ─> confirmed ─ unsubscribe ─> unsubscribed ─ ask, confirm ─> confirmed
    enrol (with consent) ──────────────> confirmed
    forget ──────> gone; a salted hash is kept, so that no import brings them back

Nobody is told what an address is to us: `ask` answers and takes the same for each, and what differs is in the mail alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from briefing.errors import BriefingError
from briefing.model import Consent, Subscriber
from briefing.ports import Clock
from briefing.store import FORGOTTEN, Kind, SqlStore, SubscriberTable
from briefing.subscribers import preferences as preferring
from briefing.subscribers.addresses import normal
from briefing.subscribers.preferences import Offer, Preferences

if TYPE_CHECKING:
    from briefing.settings import Settings

__all__ = ["Enrolled", "Outcome", "Subscribing", "new_id", "offer_of"]

# The first three changed something; the others say as what somebody stays.
Outcome = Literal["added", "confirmed", "removed", "known", "unsubscribed", "suppressed", "forgotten"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """What came of putting somebody on the list."""

    outcome: Outcome
    subscriber: Subscriber | None  # as they are now; None where only a hash of them is kept
    asked: bool = False  # a mail to confirm is due


def offer_of(settings: Settings) -> Offer:
    """What there is to choose from; `ConfigError` with the faults of the editor's files."""
    from briefing import editorial

    desk = editorial.load(settings.root, settings.editions, settings.place)
    return Offer(
        editions=tuple(plan.name for plan in settings.editions),
        themes=tuple(theme.name for theme in desk.themes),
    )


class Subscribing:
    """Changes subscribers by the rules. `first` is the name of the edition that those want who name none."""

    def __init__(self, store: SqlStore, clock: Clock, first: str) -> None:
        self._store = store
        self._clock = clock
        self._first = first

    def ask(self, address: str, wanted: Preferences, *, source: str, text: str) -> None:
        """Somebody types in an address to get the digest: a mail to confirm is due, unless there were too many.

        `wanted` is `checked`; `text` is what they agreed to, as they saw it. Returns nothing, whatever the address is to us.
        Raises `ValueError` only where it is no address.
        """
        address, now = normal(address), self._clock.now()
        consent = Consent(at=now, source=source, text=text)
        with self._store.subscribers.transaction() as table:
            found = table.by_address(address)
            kind = _kind(found, table.suppression(address))
            subscriber = _asking(found or _new(address, now), wanted, consent)
            if kind == "confirm" and found is None:
                table.add(subscriber)
            else:
                table.save(subscriber if kind == "confirm" else found or subscriber)
            table.confirmations.claim(address, subscriber.id, kind, now)

    def confirm(self, subscriber_id: str) -> Subscriber | None:
        """Their address is theirs and they want it; None where nobody waits for that. Doing it twice changes nothing.

        A link of before they unsubscribed does not bring them back: they have to ask again.
        """
        now = self._clock.now()
        with self._store.subscribers.transaction() as table:
            found = table.by_id(subscriber_id)
            if found is None or found.status == "confirmed":
                return found
            if found.status == "suppressed" or not _asked_since(found):
                return None
            made = replace(found, status="confirmed", confirmed=now, changed=now, bounces=0)
            table.lift(found.address)
            table.save(made)
            return made

    def unsubscribe(self, subscriber_id: str, edition: str = "") -> Subscriber | None:
        """They want an edition no more, or none where `edition` is ""; at once. None where there is no such person."""
        now = self._clock.now()
        with self._store.subscribers.transaction() as table:
            found = table.by_id(subscriber_id)
            if found is None or found.status not in ("pending", "confirmed"):
                return found
            left = tuple(name for name in found.editions or (self._first,) if edition and name != edition)
            made = replace(found, editions=left, changed=now) if left else _left(found, now)
            if made.editions != found.editions or made.status != found.status:
                table.save(made)
                return made
            return found

    def change(self, subscriber_id: str, chosen: Preferences) -> Subscriber | None:
        """Other preferences, `checked`; None where there is no such person, or they get nothing any more."""
        with self._store.subscribers.transaction() as table:
            found = table.by_id(subscriber_id)
            if found is None or found.status not in ("pending", "confirmed"):
                return None
            made = replace(preferring.with_preferences(found, chosen), changed=self._clock.now())
            table.save(made)
            return made

    def forget(self, subscriber_id: str) -> bool:
        """Erase somebody; a salted hash of the address stays. False where there is no such person."""
        return self._store.subscribers.forget(subscriber_id, self._clock.now())

    def enrol(
        self, wanted: Sequence[Subscriber], *, apply: bool = True, lift: bool = False
    ) -> list[Enrolled]:
        """Put these on the list, all or none: those with the status "pending" have to confirm by mail.

        Nobody who unsubscribed, was suppressed or forgotten comes back, unless `lift` is set and they are confirmed; who is
        there stays as they are, save that the pending become confirmed, and that who is unsubscribed or suppressed in what is
        put on the list is so here too ("removed"). Without `apply` it only says what would happen.
        """
        with self._store.subscribers.transaction() as table:
            return [self._enrol(table, each, apply=apply, lift=lift) for each in wanted]

    def ask_again(self, subscriber_id: str) -> bool:
        """A mail to confirm is due once more; False where too many were. `BriefingError` where there is nothing to confirm."""
        with self._store.subscribers.transaction() as table:
            found = table.by_id(subscriber_id)
            if found is None or not _asked_since(found) or found.status not in ("pending", "unsubscribed"):
                state = found.status if found else "forgotten"
                msg = f"nothing to confirm: they are {state}; only who is pending can be asked again"
                raise BriefingError(msg)
            now = self._clock.now()
            asked = table.confirmations.claim(found.address, found.id, "confirm", now)
            if asked and found.status == "pending":  # the days until they are forgotten run anew
                table.save(replace(found, changed=now))
            return asked

    def _enrol(self, table: SubscriberTable, wanted: Subscriber, *, apply: bool, lift: bool) -> Enrolled:
        found, reason = table.by_address(wanted.address), table.suppression(wanted.address)
        outcome = _outcome(found, reason, wanted, lift=lift and wanted.status == "confirmed")
        if outcome not in ("added", "confirmed", "removed"):
            return Enrolled(outcome=outcome, subscriber=found)
        now = self._clock.now()
        made = _put_on(found, wanted, now)
        if not apply:
            return Enrolled(outcome=outcome, subscriber=made, asked=made.status == "pending")
        if made.status == "confirmed" and reason:
            table.lift(made.address)
        (table.add if found is None else table.save)(made)
        if made.status == "suppressed":
            table.suppress(made.id, "suppressed in the list it came from", now)
        asked = made.status == "pending" and table.confirmations.claim(made.address, made.id, "confirm", now)
        return Enrolled(outcome=outcome, subscriber=made, asked=asked)


def new_id() -> str:
    """16 hex digits that nobody can guess."""
    return secrets.token_hex(8)


def _kind(found: Subscriber | None, reason: str | None) -> Kind:
    """What mail an address gets that is typed in. Who was forgotten may come back, but only by confirming it."""
    if found is None:
        return "confirm" if reason in (None, FORGOTTEN) else "none"
    if found.status == "suppressed":
        return "none"
    return "known" if found.status == "confirmed" else "confirm"


def _new(address: str, now: datetime) -> Subscriber:
    return Subscriber(id=new_id(), address=address, status="pending", created=now)


def _asking(subscriber: Subscriber, wanted: Preferences, consent: Consent) -> Subscriber:
    """With what they want now, and the one consent that waits to be confirmed; those of before they left stay on record."""
    before = tuple(each for each in subscriber.consents if not _waits(subscriber, each))
    return replace(preferring.with_preferences(subscriber, wanted), consents=(*before, consent))


def _waits(subscriber: Subscriber, consent: Consent) -> bool:
    if subscriber.status == "pending":
        return True
    return subscriber.changed is None or consent.at > subscriber.changed


def _asked_since(subscriber: Subscriber) -> bool:
    """Whether a consent waits to be confirmed: for who left, one of after that."""
    return subscriber.status == "pending" or any(_waits(subscriber, each) for each in subscriber.consents)


def _left(subscriber: Subscriber, now: datetime) -> Subscriber:
    return replace(subscriber, status="unsubscribed", changed=now)


def _outcome(found: Subscriber | None, reason: str | None, wanted: Subscriber, *, lift: bool) -> Outcome:
    """What comes of putting somebody on the list; `lift`: even if they left it."""
    if found is None:
        if reason is None or lift:
            return "added"
        return "forgotten" if reason == FORGOTTEN else "suppressed"
    if found.status in ("unsubscribed", "suppressed"):
        return "confirmed" if lift else found.status
    if wanted.status in ("unsubscribed", "suppressed"):
        return "removed"
    return "confirmed" if (found.status, wanted.status) == ("pending", "confirmed") else "known"


def _put_on(found: Subscriber | None, wanted: Subscriber, now: datetime) -> Subscriber:
    if found is None:
        return wanted
    if wanted.status != "confirmed":
        return replace(found, status=wanted.status, changed=now)
    return replace(
        preferring.with_preferences(found, preferring.of(wanted)),
        status=wanted.status,
        confirmed=wanted.confirmed or now,
        consents=(*found.consents, *wanted.consents),
        changed=now,
    )
