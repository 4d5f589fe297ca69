"""Sends what is due: claims rows, makes their copies, hands them over, and writes down how each attempt ended.

    settle ─ claim ─> rows ─ copy ─ pace ─ open ─ begin ─ transport.send ─ finish ─┐      one worker a connection
       ^───────────────────────────────────────────────────────────────────────────┘
A row is committed as `sending` before its first byte leaves and as whatever it came to when the answer is there. Between the
two a crash leaves it `sending`, which `settle` makes `unknown` as soon as the sender is known to be gone.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from briefing.deliver.generation import Generation
from briefing.deliver.moulds import Copies, Copy
from briefing.deliver.outcome import Outcome, Transport
from briefing.errors import MailError
from briefing.model import MailPolicy
from briefing.ports import Clock, Progress
from briefing.store.ledger import Claimed, Ending, Ledger
from briefing.store.subscribers import SubscriberTable

__all__ = ["Sender", "SenderParts", "backoff"]

BATCH = 5  # rows that are claimed at a time, for each connection
LONGEST_WAIT = timedelta(hours=4)  # between two attempts
UNSUBSCRIBED = "no subscriber of this edition any more"
NOTHING_LEFT = "none of the chosen themes is in this edition"
CHANGED = "the message would be another than the one that may have arrived"
_LONGEST_REASON = 200  # characters
ODD = 3  # so many addresses may be refused as unknown, whatever becomes of the others

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderParts:
    """What a sender works with."""

    ledger: Ledger
    people: SubscriberTable
    copies: Copies
    transports: Sequence[Transport]  # one a worker
    generation: Generation
    clock: Clock
    progress: Progress
    first: str  # the name of the edition that is for those who name none
    sleep: Sleep = asyncio.sleep
    halted: Callable[[], bool] = lambda: False  # whether no further message is to be begun


def backoff(attempts: int, policy: MailPolicy) -> timedelta:
    """How long to wait after so many attempts: three times as long each time."""
    return min(timedelta(seconds=policy.retry_seconds * 3 ** min(attempts - 1, 12)), LONGEST_WAIT)


class Sender:
    """One sender; any number of them may be at one database."""

    def __init__(self, parts: SenderParts, policy: MailPolicy) -> None:
        self._parts = parts
        self._policy = policy
        self._claim = secrets.token_hex(16)
        self._lease = 10 * policy.timeout + 60  # longer than an attempt can take
        self._rows: deque[Claimed] = deque()
        self._feeding = asyncio.Lock()
        self._slot = 0.0
        self._failures: list[MailError] = []
        self._unknown: dict[
            str, str
        ] = {}  # subscriber -> the words with which the server says that there is no such mailbox
        self.tally: Counter[str] = Counter()

    async def run(self, key: str | None = None) -> None:
        """Send all that is due, of one edition or correction or of all; `MailError` where no connection is of use."""
        workers = [self._work(transport, key) for transport in self._parts.transports]
        try:
            await asyncio.gather(*workers)
        finally:
            self._parts.ledger.release(self._claim)
            self._settle()
            self._suppress()
            if self.tally:
                self._parts.generation.advance()
        if self._rows:  # nobody was left who could send them
            raise self._failures[0]

    async def _work(self, transport: Transport, key: str | None) -> None:
        """One connection's share. Where it is of no use, the others go on with the row."""
        try:
            while row := await self._next(key):
                try:
                    await self._deliver(row, transport)
                except MailError as error:
                    self._failures.append(error)
                    self._rows.appendleft(row)
                    return
                self._parts.progress.advance()
        finally:
            await transport.close()

    async def _next(self, key: str | None) -> Claimed | None:
        async with self._feeding:
            if self._parts.halted():
                self._rows.clear()
                return None
            if not self._rows:
                self._settle()
                now = self._parts.clock.now()
                limit = BATCH * len(self._parts.transports)
                self._rows += self._parts.ledger.claim(self._claim, now, self._lease, limit=limit, key=key)
                if self._rows:
                    self._parts.generation.advance()
            return self._rows.popleft() if self._rows else None

    def _settle(self) -> None:
        self._parts.ledger.settle(
            self._parts.clock.now(),
            resend=self._policy.on_unknown == "resend",
            lifetime=timedelta(hours=self._policy.expire_hours),
        )

    async def _deliver(self, row: Claimed, transport: Transport) -> None:
        await self._pace()
        await transport.open()
        current: Claimed | None = row
        while current:
            copy = self._copy(current)
            if isinstance(copy, Ending):
                return self._finish(current, copy)
            if self._begin(current, copy):
                return await self._attempt(current, copy, transport)
            current = self._parts.ledger.renew(current, self._claim)
        return None  # another sender has it

    def _copy(self, row: Claimed) -> Copy | Ending:
        """The row's message, or why there is none to send."""
        delivery = row.delivery
        name = self._parts.copies.list_name(delivery.edition)
        wants = f" {name} " in row.editions if row.editions.strip() else name == self._parts.first
        if row.status != "confirmed" or not wants:
            return Ending(state="held", reply=UNSUBSCRIBED)
        try:
            copy = self._parts.copies.make(delivery.edition, delivery.subscriber, row.address, row.choice)
        except ValueError as error:
            return Ending(state="held", reply=str(error))
        if copy is None:
            return Ending(state="held", reply=NOTHING_LEFT)
        if delivery.doubts and delivery.sha256 and copy.sha256 != delivery.sha256:
            return Ending(state="held", reply=CHANGED)
        return copy

    def _begin(self, row: Claimed, copy: Copy) -> bool:
        now = self._parts.clock.now()
        return self._parts.ledger.begin(row, self._claim, now, self._lease, copy.message_id, copy.sha256)

    async def _attempt(self, row: Claimed, copy: Copy, transport: Transport) -> None:
        try:
            outcome = await transport.send(row.address, copy.message)
        except MailError as error:
            again = Ending(state="queued", reply=str(error), due=self._parts.clock.now(), counted=False)
            self._parts.ledger.finish(row, self._claim, self._parts.clock.now(), again)
            raise
        if outcome.no_mailbox:
            self._unknown[row.delivery.subscriber] = outcome.reply
        self._finish(row, self._ending(row, outcome))

    def _ending(self, row: Claimed, outcome: Outcome) -> Ending:
        if outcome.result == "accepted":
            return Ending(state="accepted", reply=outcome.reply)
        if outcome.result == "refused":
            return Ending(state="refused", reply=outcome.reply)
        attempts = row.delivery.attempts + 1
        due = self._parts.clock.now() + backoff(attempts, self._policy)
        if outcome.result == "unknown":
            return Ending(state="unknown", reply=outcome.reply, due=due)
        if attempts >= self._policy.attempts:
            return Ending(state="expired", reply=f"{attempts} attempts: {outcome.reply}")
        return Ending(state="queued", reply=outcome.reply, due=due)

    def _finish(self, row: Claimed, ending: Ending) -> None:
        if self._parts.ledger.finish(row, self._claim, self._parts.clock.now(), ending):
            self.tally[ending.state] += 1
        else:
            self._parts.progress.note(
                f"{row.delivery.edition}, {row.delivery.subscriber}: another sender took it over: {ending.reply}"
            )

    def _suppress(self) -> None:
        """Mail those no more whose addresses lead to nobody; a server to which most are unknown is the wrong one."""
        count = len(self._unknown)
        if count > max(ODD, self.tally["accepted"]):
            self._parts.progress.note(
                f"{count} addresses were refused as unknown, more than were accepted: nobody is suppressed for it; "
                "is it the right mail server?"
            )
            return
        for subscriber, reply in self._unknown.items():
            reason = f"the address was refused: {reply}"[:_LONGEST_REASON]
            self._parts.people.suppress(subscriber, reason, self._parts.clock.now())

    async def _pace(self) -> None:
        """Wait for this message's place in the rate."""
        if not self._policy.rate:
            return
        now = self._parts.clock.monotonic()
        self._slot = max(self._slot, now)
        wait, self._slot = self._slot - now, self._slot + 1 / self._policy.rate
        if wait > 0:
            await self._parts.sleep(wait)
