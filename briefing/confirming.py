"""Sends the mails that are due because addresses were typed in: one process at a time, each mail once.

    store.confirmations ─ due ─> Subscriber ─ deliver.confirmation ─ post ─> the row is settled
A mail that could not be handed over stays due, and the next call tries again.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING

from briefing.errors import BriefingError, Busy
from briefing.model import Subscriber
from briefing.ports import Clock, Progress
from briefing.store import Due, SqlStore
from briefing.subscribers.tokens import ALL_LISTS, CONFIRM_SECONDS, TOKEN_KEY, Purpose, Tokens

if TYPE_CHECKING:
    from briefing.settings import Settings

__all__ = ["Post", "demand_public_url", "send_due"]

# Hands one message for one address over: True once it is taken or refused for good, False where it must be tried again.
Post = Callable[[str, bytes], bool]

SECONDS = 3600.0  # of a hold; that of a dead process on this machine is taken over at once
TURN = 60.0  # seconds of work after which it is taken anew
PAGE = 10  # mails that are looked up at a time
LONGEST = 600.0  # seconds that one mail waits for its place in the rate: less than the hold, or another process would send it too
KEPT = timedelta(days=2)  # longer than a day, in which mails to one mailbox are counted


def demand_public_url(settings: Settings) -> None:
    """`BriefingError` where there is no public URL: then there are no links, and nothing can be confirmed."""
    if not settings.public_url:
        file, line = settings.place(("output",))
        place = f"{file}:{line}" if settings.file else file
        msg = f'{place}: mails to confirm need links: set public_url in [output], such as "https://news.example.org"'
        raise BriefingError(msg)


def send_due(
    settings: Settings,
    store: SqlStore,
    clock: Clock,
    post: Post | None = None,
    progress: Progress | None = None,
    over: Event | None = None,
) -> int:
    """Hand over what is due, no faster than the rate of [mail], and return how many that were; `post` None sends as it says.

    Ends early when `over` is set; what is left stays due.

    0 where another process is at it. Raises `BriefingError` as of `demand_public_url`, and where there is no mail server or
    outbox to hand it to; then it stays due.
    """
    demand_public_url(settings)
    if progress:
        progress.stage("mails to confirm", store.subscribers.confirmations.waiting())
    over = over or Event()
    paced = _paced(post or _configured(settings), settings.mail.rate, clock, over)
    round_ = _Round(settings, store, clock, paced, progress, over)
    with suppress(Busy):
        while not (round_.done or over.is_set()):
            with store.lease("mails to confirm", SECONDS):
                round_.go_on()
    store.subscribers.confirmations.purge(clock.now() - KEPT)
    return round_.handed


class _Round:
    """All that is due, each once, in turns that are shorter than the hold."""

    def __init__(
        self,
        settings: Settings,
        store: SqlStore,
        clock: Clock,
        post: Post,
        progress: Progress | None,
        over: Event,
    ) -> None:
        self._table = store.subscribers.confirmations
        self._store, self._clock, self._post, self._progress = store, clock, post, progress
        self._writer = _Writer(settings, store, clock)
        self._after: tuple[datetime, str] | None = None  # the last that was looked at
        self.handed = 0
        self._over = over
        self.done = False

    def go_on(self) -> None:
        """One turn: what another process has sent meanwhile is not due any more when its page is read."""
        end = self._clock.monotonic() + TURN
        while self._clock.monotonic() < end:
            page = self._table.due(PAGE, self._after)
            if not page:
                self.done = True
                return
            for due in page:
                self._settle(due)
                self._after = (due.asked, due.key)
                if self._over.is_set() or self._clock.monotonic() >= end:
                    return

    def _settle(self, due: Due) -> None:
        subscriber = _whom(self._store, due)
        if self._progress:
            self._progress.advance()
        if subscriber and not self._post(subscriber.address, self._writer.message(subscriber, due)):
            return
        self._table.sent(due, self._clock.now())
        self.handed += subscriber is not None


def _paced(post: Post, rate: float, clock: Clock, over: Event) -> Post:
    """Each message in its place of the rate; none is taken any more when it is over."""
    from briefing.deliver.pace import Pace

    pace = Pace(rate)

    def paced(address: str, message: bytes) -> bool:
        if wait := pace.wait(clock.monotonic()):
            over.wait(min(wait, LONGEST))
        return not over.is_set() and post(address, message)

    return paced


def _configured(settings: Settings) -> Post:
    """The mail server, or the outbox where there is none."""
    from briefing.deliver.signing import Signer
    from briefing.deliver.transports import hand_over, transports

    mail = settings.mail
    way = transports(mail, settings.mail_from, settings.smtp_password)[0]
    signer = Signer(mail.dkim_domain, mail.dkim_selector, settings.dkim_key) if mail.dkim_domain else None

    def post(address: str, message: bytes) -> bool:
        # a refusal is final; of what is unknown a second copy is worse than none: they may ask again
        outcome = hand_over(way, address, signer.sign(message) if signer else message)
        return outcome.result != "deferred"

    return post


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
