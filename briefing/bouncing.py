"""The composition of `briefing bounces`: what servers and readers report of our mail, and what that means for subscribers.

    mailbox ─ was it read before? ─ read_report ─ did we send that? ─┬─ hard, complaint ─> suppressed ─────────┐
                                                  Message-ID, link   └─ soft ─ so many in a row? ─> suppressed ├─ one transaction
                                                                                               └─> counted ────┘
                                                                                     then: marked in the mailbox

Anybody can send us a report. One counts only where it names a mail that we sent (its Message-ID is in the ledger) or bears a link
that we signed: both are known to that subscriber's mailbox and the servers on the way alone. Read twice, nothing happens twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence, Set
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from briefing.app import open_store
from briefing.clock import SystemClock
from briefing.errors import BriefingError
from briefing.model import Delivery, Subscriber
from briefing.ports import Clock
from briefing.store.bounces import Bounce, BounceKind

if TYPE_CHECKING:
    from collections.abc import Generator

    from briefing.deliver.bounces import Report
    from briefing.deliver.mailbox import Received
    from briefing.settings import Settings
    from briefing.store import SqlStore

__all__ = ["Handled", "Means", "bounced", "handle", "in_a_row"]

Means = Literal["suppressed", "counted", "nothing"]

_LOOKED_BACK = 50  # deliveries
_READ = "it was read before"
_REASONS = {"hard": "a hard bounce", "soft": "soft bounces in a row", "complaint": "a complaint"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """What one message came to."""

    name: str  # of the message in its mailbox
    kind: BounceKind
    means: Means
    subscriber: str = ""  # an id; "" of what concerns nobody
    edition: str = ""
    status: str = ""
    row: int = 0  # soft bounces one after another
    why: str = ""  # in a few words of ours


@dataclass(frozen=True, slots=True, kw_only=True)
class _Whose:
    """Whose mail a report is about, and which."""

    subscriber: Subscriber
    edition: str


def bounced(
    settings: Settings,
    source: Path | BinaryIO | None,
    *,
    seen: bool = False,
    dry_run: bool = False,
    clock: Clock | None = None,
) -> Iterator[Handled]:
    """Read a Maildir, an mbox, a message, a stream, or with None the IMAP account of the settings; one value a message.

    With `seen` also what somebody has read there; with `dry_run` nothing is kept or marked. `BriefingError` says what is wrong
    with the mailbox, `StoreError` that the database cannot be written; what was told until then is kept.
    """
    store = open_store(settings, clock)
    try:
        with closing(_messages(settings, source, seen=seen, dry_run=dry_run)) as messages:
            for message in messages:
                handled = handle(settings, store, message, clock or SystemClock(), dry_run=dry_run)
                if not dry_run:
                    message.settled(handled.kind != "ignored")
                yield handled
    finally:
        store.close()


def _messages(
    settings: Settings, source: Path | BinaryIO | None, *, seen: bool, dry_run: bool
) -> Generator[Received]:
    from briefing.deliver.imap import imap_received
    from briefing.deliver.mailbox import read_stream, received

    if source is None:
        if not settings.imap.host:
            msg = "no IMAP account: write host and user under [bounces] in briefing.toml, or name a Maildir or file"
            raise BriefingError(msg)
        yield from imap_received(
            settings.imap,
            settings.imap_password,
            seen=seen,
            read_only=dry_run,
            tls_ca=settings.mail.tls_ca,
        )
    elif isinstance(source, Path):
        yield from received(source, seen=seen)
    else:
        yield from read_stream(source)


def handle(
    settings: Settings, store: SqlStore, message: Received, clock: Clock, *, dry_run: bool = False
) -> Handled:
    """What one message comes to, kept unless `dry_run`."""
    sha256 = hashlib.sha256(message.content.replace(b"\r\n", b"\n")).hexdigest()
    before = store.bounces.kind_of(sha256)
    if before is not None:
        return Handled(name=message.name, kind=before, means="nothing", why=_READ)
    handled = _judged(settings, store, message)
    if not dry_run:
        _keep(store, handled, sha256, clock)
    return handled


def _judged(settings: Settings, store: SqlStore, message: Received) -> Handled:
    from briefing.deliver.bounces import Ignored, read_report

    report = read_report(message.content)
    if isinstance(report, Ignored):
        return Handled(name=message.name, kind="ignored", means="nothing", why=report.why)
    whose = _whose(settings, store, report)
    if isinstance(whose, str):
        return Handled(name=message.name, kind="ignored", means="nothing", why=whose)
    failure = report.failure(whose.subscriber.address)
    handled = Handled(
        name=message.name,
        kind=failure.kind if failure else "complaint",
        means="suppressed",
        subscriber=whose.subscriber.id,
        edition=whose.edition,
        status=failure.status if failure else "",
    )
    if whose.subscriber.status == "suppressed":
        return replace(handled, means="nothing", why="they are suppressed already")
    if handled.kind != "soft":
        return handled
    return _counted(settings, store, handled)


def _whose(settings: Settings, store: SqlStore, report: Report) -> _Whose | str:
    """Whose mail a report is about, and which; or why that is not known."""
    delivery = store.ledger.by_message_id(report.message_id)
    if delivery is None:
        delivery = _linked(settings, store, report)
    if delivery is None:
        return "it names no mail that we sent"
    subscriber = store.subscribers.by_id(delivery.subscriber)
    if subscriber is None:
        return "its subscriber is gone"
    if subscriber.confirmed and delivery.changed < subscriber.confirmed:
        return "they have confirmed their address since"
    return _Whose(subscriber=subscriber, edition=delivery.edition)


def _linked(settings: Settings, store: SqlStore, report: Report) -> Delivery | None:
    """The last mail to whom a link was signed for, where the report names none: some servers take the Message-ID away."""
    from briefing.subscribers.tokens import TOKEN_KEY, Tokens

    tokens = Tokens(store.secret(TOKEN_KEY))
    start = f"{settings.public_url}/unsubscribe/"
    signed = [link.removeprefix(start) for link in report.links if link.startswith(start)]
    for token in signed if settings.public_url else ():
        for plan in settings.editions:
            subscriber = tokens.read("unsubscribe", plan.name, token)
            if subscriber:
                return next((each for each in store.ledger.of_subscriber(subscriber) if _left(each)), None)
    return None


def _left(delivery: Delivery) -> bool:
    """Whether a server may have it."""
    return delivery.state in ("sending", "accepted", "unknown")


def _counted(settings: Settings, store: SqlStore, handled: Handled) -> Handled:
    """A soft bounce with what it means beside those before it."""
    deliveries = store.ledger.of_subscriber(handled.subscriber, _LOOKED_BACK)
    soft = store.bounces.soft(handled.subscriber)
    row = in_a_row(deliveries, soft | {handled.edition}, handled.edition)
    means: Means = "suppressed" if row >= settings.soft_bounces else "counted"
    return replace(handled, means=means, row=row, why=f"{row} in a row")


def in_a_row(deliveries: Sequence[Delivery], bounced_editions: Set[str], edition: str) -> int:
    """How many mails to somebody bounced one after another, that of this edition among them.

    One that was accepted and never came back ends the row. A relay accepts whatever it will bounce later, so that having been
    accepted alone says nothing.
    """
    newest_first = sorted(deliveries, key=lambda each: (each.due, each.edition), reverse=True)
    row: list[str] = []
    for each in newest_first:
        if each.edition in bounced_editions:
            row.append(each.edition)
        elif _left(each):
            if edition in row:
                break
            row = []
    return len(row) if edition in row else 1


def _keep(store: SqlStore, handled: Handled, sha256: str, clock: Clock) -> None:
    """The row of the message and what it means for its subscriber, in one transaction; nothing where another was first."""
    now = clock.now()
    bounce = Bounce(
        sha256=sha256,
        kind=handled.kind,
        at=now,
        subscriber=handled.subscriber,
        edition=handled.edition,
        status=handled.status,
    )
    with store.bounces.transaction() as (bounces, subscribers):
        if bounces.kind_of(sha256) is not None:
            return
        bounces.keep(bounce)
        if handled.means == "suppressed":
            subscribers.suppress(handled.subscriber, _REASONS[handled.kind], now)
        elif handled.means == "counted":
            person = subscribers.by_id(handled.subscriber)
            if person:
                subscribers.save(replace(person, bounces=handled.row))
