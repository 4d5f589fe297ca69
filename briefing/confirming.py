"""Sends the mails that are due because addresses were typed in: one process at a time, each mail once.

    store.confirmations ─ due ─> Subscriber ─ deliver.confirmation ─ post ─> the row is settled
A mail that could not be handed over stays due, and the next call tries again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.errors import BriefingError, Busy
from briefing.model import Subscriber
from briefing.ports import Clock
from briefing.store import Due, SqlStore
from briefing.subscribers.tokens import ALL_LISTS, CONFIRM_SECONDS, TOKEN_KEY, Purpose, Tokens

if TYPE_CHECKING:
    from briefing.settings import Settings

__all__ = ["Post", "folder_post", "send_due"]

# Hands one message for one address over: True once it is taken or refused for good, False where it must be tried again.
Post = Callable[[str, bytes], bool]

SECONDS = 300.0  # the hold of a dead process is taken over at once
KEPT = timedelta(days=2)  # longer than a day, in which mails to one mailbox are counted


def send_due(settings: Settings, store: SqlStore, clock: Clock, post: Post | None = None) -> int:
    """Hand over what is due, and return how many that were; `post` None writes .eml files into the outbox.

    0 where another process is at it. Raises `BriefingError` where there is no public URL, for then there are no links.
    """
    if not settings.public_url:
        file, line = settings.place(("output",))
        msg = f'{file}:{line}: mails to confirm need links: set public_url in [output], such as "https://news.example.org"'
        raise BriefingError(msg)
    handed = 0
    with suppress(Busy), store.lease("mails to confirm", SECONDS):
        writer = _Writer(settings, store, clock)
        deliver = post or folder_post(settings.output)
        for due in _all_due(store):
            subscriber = _whom(store, due)
            if subscriber and not deliver(subscriber.address, writer.message(subscriber, due)):
                continue
            store.subscribers.confirmations.sent(due, clock.now())
            handed += subscriber is not None
        store.subscribers.confirmations.purge(clock.now() - KEPT)
    return handed


def folder_post(output: Path) -> Post:
    """Leaves each message as a file of its own in the outbox, for whoever has no mail server."""
    from hashlib import sha256

    from briefing.publish import write

    folder = output / "outbox" / "confirmations"

    def post(address: str, message: bytes) -> bool:
        write(folder, {f"{sha256(message).hexdigest()[:16]}.eml": message})
        return True

    return post


def _all_due(store: SqlStore) -> Iterator[Due]:
    """All that is due, a page at a time; each once, even if it stays due."""
    after: tuple[datetime, str] | None = None
    while page := store.subscribers.confirmations.due(after=after):
        yield from page
        after = (page[-1].asked, page[-1].key)


def _whom(store: SqlStore, due: Due) -> Subscriber | None:
    """Whom a mail is for; None where it has become needless, or they are gone."""
    subscriber = store.subscribers.by_id(due.subscriber)
    wanting = {"known": ("confirmed",), "confirm": ("pending", "unsubscribed"), "none": ()}[due.kind]
    return subscriber if subscriber and subscriber.status in wanting else None


class _Writer:
    """Writes the mail for one subscriber."""

    def __init__(self, settings: Settings, store: SqlStore, clock: Clock) -> None:
        from briefing.deliver.confirmation import Sender

        self._tokens = Tokens(store.secret(TOKEN_KEY), clock)
        self._clock = clock
        self._base = settings.public_url
        plan = settings.editions[0]
        self._sender = Sender(
            title=settings.title,
            list_name=plan.name,
            language=plan.language,
            mail_from=settings.mail_from,
            list_id=settings.list_id,
        )

    def message(self, subscriber: Subscriber, due: Due) -> bytes:
        """The message's bytes."""
        from briefing.deliver.confirmation import confirmation_message

        purpose: Purpose = "preferences" if due.kind == "known" else "confirm"
        token = self._tokens.sign(purpose, subscriber.id, ALL_LISTS)
        return confirmation_message(
            subscriber,
            "known" if due.kind == "known" else "confirm",
            self._sender,
            link=f"{self._base}/{purpose}/{token}",
            asked=due.asked,
            until=self._clock.now() + timedelta(seconds=CONFIRM_SECONDS),
        )
