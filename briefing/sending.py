"""The composition of `briefing send`: from a frozen edition to what became of each copy.

    EDITION or --correction ─ listing ─> rows ─┐
    Settings ─ transports, Copies ─────────────┴─ Sender ─> Sent: counts, what waits
Without a public address nothing is sent: nobody could unsubscribe.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from briefing.app import existing_store
from briefing.clock import SystemClock
from briefing.errors import BriefingError, ConfigError, Fault
from briefing.model import DeliveryState, Edition
from briefing.ports import Clock, Progress
from briefing.settings.mail import is_loopback

if TYPE_CHECKING:
    from briefing.deliver.listing import Listed
    from briefing.deliver.moulds import Copies
    from briefing.settings import Settings
    from briefing.store import SqlStore

__all__ = ["SendOptions", "Sent", "demand", "newest", "send", "sent_of_date"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SendOptions:
    """What is to be sent, and how."""

    edition: str = ""  # id; "" = the newest of `name`
    name: str = ""  # of the edition; "" = the first one
    correction: str = ""  # id of a correction, instead of an edition
    late: bool = False  # also to those who confirmed after the edition was frozen
    dry_run: bool = False
    outbox: Path | None = None  # files there, whatever server is configured
    resume: bool = False  # after a restored backup
    due: bool = False  # list nobody: only what was listed before and is due


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a sending came to."""

    key: str  # the edition's id, or the correction's key in the ledger; "" of what was only due
    listed: int  # rows that are new
    empty: int  # of them, those whose themes are not in it
    later: int  # subscribers who confirmed after it was frozen: it is not for them
    now: Mapping[str, int]  # state -> rows that this sending brought there, of all editions
    counts: Mapping[DeliveryState, int]  # state -> all rows of the key
    waiting: int  # open rows of all editions
    next_due: datetime | None
    doubted: int = 0  # rows made doubtful after a restored backup
    waits: str = ""  # why the edition itself is not sent: it needs an editor's yes


def send(
    settings: Settings,
    options: SendOptions,
    progress: Progress,
    clock: Clock | None = None,
    halted: Callable[[], bool] = lambda: False,
) -> Sent:
    """List an edition's or a correction's recipients, once, and send every row that is due, whatever edition it is of.

    Once `halted` says so, no further message is begun; those that are on their way are waited for, the others stay queued.
    `ConfigError` where mail cannot be sent with these settings, `BriefingError` where there is no such edition or another
    revision of it was sent, `MailError` where the server or a restored backup stands in the way: what is queued stays.
    """
    clock = clock or SystemClock()
    demand(settings)
    store = existing_store(settings)
    try:
        return _Sending(settings, options, store, clock, progress, halted).run()
    finally:
        store.close()


def sent_of_date(settings: Settings, edition_id: str) -> str:
    """The id of another revision of the same date that was sent, or begun to be; "" where there is none."""
    store = existing_store(settings)
    try:
        others = [each for each in store.ledger.revisions(edition_id) if each != edition_id]
        return next(iter(store.ledger.opened(others)), "")
    finally:
        store.close()


class _Sending:
    """One sending."""

    def __init__(
        self,
        settings: Settings,
        options: SendOptions,
        store: SqlStore,
        clock: Clock,
        progress: Progress,
        halted: Callable[[], bool],
    ) -> None:
        from briefing.deliver.generation import Generation

        self._settings = settings
        self._options = options
        self._store = store
        self._clock = clock
        self._progress = progress
        self._halted = halted
        self._first = settings.editions[0].name
        self._generation = Generation(store.ledger, settings.beside_database())

    def run(self) -> Sent:
        ledger, doubted = self._store.ledger, 0
        copies = self._copies()
        if self._options.resume and not self._options.dry_run:
            doubted = ledger.doubt(self._clock.now())
            self._generation.resume()
        if not self._options.dry_run:
            self._generation.check()
        key, listed, waits = self._listed(copies)
        now = {} if self._options.dry_run else self._send(copies)
        waiting, due = ledger.waiting()
        return Sent(
            key=key,
            listed=listed.queued,
            empty=listed.held,
            later=listed.later,
            now=now,
            counts=ledger.counts(key),
            waiting=waiting,
            next_due=due,
            doubted=doubted,
            waits=waits,
        )

    def _listed(self, copies: Copies) -> tuple[str, Listed, str]:
        """The ledger's key of what is to be sent, its list, and why there is none yet."""
        from briefing.deliver.listing import Listed

        if self._options.due:
            return "", Listed(), ""
        key, edition, waits = self._approved(*self._meant(copies), copies)
        return key, Listed() if waits else self._list(key, edition), waits

    def _approved(self, key: str, edition: Edition, copies: Copies) -> tuple[str, Edition, str]:
        """What goes out for an edition, and why it does not yet; no yes is asked for what is listed already or corrects it."""
        from briefing.approving import make_verbatim, may_send, standing

        store, settings, now = self._store, self._settings, self._clock.now()
        others = [each for each in store.ledger.revisions(edition.id) if each != edition.id]
        if self._options.correction or store.ledger.listed(key) or store.ledger.opened(others):
            return key, edition, ""
        if self._options.dry_run:
            verdict = standing(settings, store, edition, now)
        else:
            verdict = may_send(
                settings,
                store,
                edition,
                now,
                lambda each: make_verbatim(settings, store, each, self._progress, self._clock),
            )
        if verdict.state != "approved":
            return key, edition, f"{verdict.state}: {verdict.reason}"
        if verdict.edition_id == key:
            return key, edition, ""
        return verdict.edition_id, copies.edition(verdict.edition_id), ""

    def _meant(self, copies: Copies) -> tuple[str, Edition]:
        """The ledger's key of what is to be sent, and the edition that it is, or corrects."""
        from briefing.deliver.moulds import correction_key

        if self._options.correction:
            correction = self._store.correction(self._options.correction)
            if correction is None:
                msg = f"no correction {self._options.correction!r}: `briefing correct EDITION --list` shows those there are"
                raise BriefingError(msg)
            return correction_key(correction.edition, correction.id), copies.edition(correction.edition)
        wanted = self._options.edition or newest(self._store, self._options.name or self._first)
        if self._store.edition(wanted) is None:
            known = ", ".join(self._store.editions(5)) or "none yet: `briefing run` makes one"
            msg = f"no edition {wanted!r} in {self._settings.database}: the newest are {known}"
            raise BriefingError(msg)
        return wanted, copies.edition(wanted)

    def _list(self, key: str, edition: Edition) -> Listed:
        from briefing.deliver.listing import Listed, Moment, list_correction, list_edition

        ledger, people, dry = self._store.ledger, self._store.subscribers, self._options.dry_run
        now = self._clock.now()
        if not self._options.correction:
            self._refuse_second(edition)
        if ledger.listed(key) and not self._options.late:
            return Listed()
        if not dry:
            ledger.open(key, now)
        if self._options.correction:
            listed = list_correction(ledger, people, edition.id, key, now, dry=dry)
        else:
            moment = Moment(now=now, frozen=ledger.frozen(edition.id) or now, late=self._options.late)
            listed = list_edition(ledger, people, edition, moment, first=self._first, dry=dry)
        if not dry:
            ledger.close(key, now)
        return listed

    def _refuse_second(self, edition: Edition) -> None:
        """One edition a date: what another revision said is corrected, not sent again."""
        others = [each for each in self._store.ledger.revisions(edition.id) if each != edition.id]
        sent = self._store.ledger.opened(others)
        if sent:
            msg = f"{edition.id}: {sent[0]} of the same date was sent: `briefing correct` says what it said wrongly"
            raise BriefingError(msg)

    def _send(self, copies: Copies) -> Mapping[str, int]:
        from briefing.deliver.sender import Sender, SenderParts
        from briefing.deliver.transports import transports

        settings = self._settings
        parts = SenderParts(
            ledger=self._store.ledger,
            people=self._store.subscribers,
            copies=copies,
            transports=transports(
                settings.mail, settings.mail_from, settings.smtp_password, self._options.outbox
            ),
            generation=self._generation,
            clock=self._clock,
            progress=self._progress,
            first=self._first,
            halted=self._halted,
        )
        self._progress.stage("send", self._store.ledger.waiting()[0])
        sender = Sender(parts, settings.mail)
        asyncio.run(sender.run())
        return dict(sender.tally)

    def _copies(self) -> Copies:
        from briefing.deliver.moulds import Copies
        from briefing.deliver.signing import Signer
        from briefing.render.copies import Sending
        from briefing.subscribers.tokens import TOKEN_KEY, Tokens

        settings, signer = self._settings, None
        if settings.mail.dkim_domain:
            signer = Signer(settings.mail.dkim_domain, settings.mail.dkim_selector, settings.dkim_key)
        return Copies(
            self._store,
            Tokens(self._store.secret(TOKEN_KEY), self._clock),
            Sending(mail_from=settings.mail_from, list_id=settings.list_id),
            settings.public_url,
            signer,
        )


def newest(store: SqlStore, name: str) -> str:
    """The id of the edition of this name that is to be sent, or was sent last; `BriefingError` where there is none."""
    found = store.ledger.newest(name)
    if found is None:
        msg = f"no edition {name!r} yet: `briefing run` makes one"
        raise BriefingError(msg)
    return found


def demand(settings: Settings) -> None:
    """`ConfigError` with what mail cannot be sent without."""
    faults = []
    if fault := _address_fault(settings.public_url):
        faults.append((("output", "public_url"), *fault))
    if not settings.mail_from:
        faults.append((("mail", "from"), "nobody sends", 'add from = "Name <address>" under [mail]'))
    if settings.mail.dkim_domain and not settings.dkim_key:
        faults.append(
            (
                ("mail", "dkim_domain"),
                "there is no key to sign with",
                "name its file in BRIEFING_DKIM_KEY_FILE",
            )
        )
    if faults:
        places = (settings.place(key) for key, _, _ in faults)
        raise ConfigError(
            [
                Fault(file=place[0], line=place[1], what=what, mend=mend)
                for place, (_, what, mend) in zip(places, faults, strict=True)
            ]
        )


def _address_fault(url: str) -> tuple[str, str] | None:
    """What is wrong with a public address: one-click unsubscribe is https only (RFC 8058 §3.1), but for trying out here."""
    parts = urlsplit(url)
    if not url:
        return (
            "nothing is sent without it, for nobody could unsubscribe",
            'add public_url = "https://…" under [output]',
        )
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        return "not https, as links to unsubscribe must be", "write the address that begins with https://"
    if len(url) > 400 or not url.isascii():
        return "too long, or not in ASCII, for a mail's headers", "write a short address in its ASCII form"
    return None
