"""A database with subscribers and one edition, and a sender at it: what the tests of delivery share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from briefing.database_address import Database
from briefing.deliver.generation import Generation
from briefing.deliver.listing import Listed, Moment, list_edition
from briefing.deliver.moulds import Copies
from briefing.deliver.outcome import Transport
from briefing.deliver.sender import Sender, SenderParts
from briefing.deliver.signing import Signer
from briefing.deliver.transports import transports
from briefing.edition.freeze import freeze
from briefing.model import Edition, MailPolicy, Subscriber
from briefing.ports import Clock
from briefing.render.copies import Sending
from briefing.store import open_store
from briefing.subscribers.tokens import TOKEN_KEY, Tokens
from tests.fakes import FakeClock, RecordingProgress
from tests.render import editions

MAIL_FROM = "The Morning Brief <brief@brief.example>"
WEB = "https://brief.example"
POLICY = MailPolicy(timeout=5.0, connections=1)


def reader(number: int, **changes: object) -> Subscriber:
    """A confirmed subscriber."""
    day = editions.CLOSES - timedelta(days=3)
    plain = Subscriber(
        id=f"{number:016x}",
        address=f"reader{number}@reader.example",
        status="confirmed",
        created=day,
        confirmed=day,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


class Desk:
    """Everything that a sending needs, on a real database."""

    def __init__(
        self,
        folder: Path,
        readers: Sequence[Subscriber],
        edition: Edition | None = None,
        clock: Clock | None = None,
        database: Database | None = None,
    ) -> None:
        self.clock = clock or FakeClock(editions.CLOSES + timedelta(minutes=5))
        self.file = folder / "briefing.sqlite"  # its own, or the one that it would be
        self.edition = edition or editions.morning()
        self.store = open_store(database or self.file, FakeClock(editions.CLOSES))
        for one in readers:
            self.store.subscribers.add(one)
        self.store.add_edition(self.edition, freeze(self.edition), "{}")
        self.progress = RecordingProgress()
        self.slept: list[float] = []

    def queue(self, now: datetime | None = None, **options: bool) -> Listed:
        """Make the edition's rows."""
        moment = Moment(now=now or self.clock.now(), frozen=editions.CLOSES, **options)
        ledger, people = self.store.ledger, self.store.subscribers
        return list_edition(ledger, people, self.edition, moment, first=self.edition.name)

    def copies(self, signer: Signer | None = None) -> Copies:
        tokens = Tokens(self.store.secret(TOKEN_KEY), self.clock)
        return Copies(self.store, tokens, Sending(mail_from=MAIL_FROM), WEB, signer)

    def send(
        self,
        port: int,
        policy: MailPolicy = POLICY,
        *,
        ways: Sequence[Transport] = (),
        signer: Signer | None = None,
        halted: Callable[[], bool] = lambda: False,
        **changes: object,
    ) -> dict[str, int]:
        """Send what is due through the server at a port; state -> how many rows came to it."""
        policy = replace(policy, smtp_host="127.0.0.1", smtp_port=port, **changes)  # type: ignore[arg-type]

        async def sleep(seconds: float) -> None:
            self.slept.append(seconds)
            self.clock.move(seconds=seconds)

        parts = SenderParts(
            ledger=self.store.ledger,
            people=self.store.subscribers,
            copies=self.copies(signer),
            transports=ways or transports(policy, MAIL_FROM, "sesame"),
            generation=Generation(self.store.ledger, self.file),
            clock=self.clock,
            progress=self.progress,
            first=self.edition.name,
            sleep=sleep,
            halted=halted,
        )
        sender = Sender(parts, policy)
        asyncio.run(sender.run())
        return dict(sender.tally)

    def states(self) -> dict[str, str]:
        """Address's first part -> state."""
        return {
            f"reader{int(row.subscriber, 16)}": row.state for row in self.store.ledger.rows(self.edition.id)
        }
