"""Sends what is due: takes claimed rows, makes their copies, hands them over, and writes down how each attempt ended.

    share ─> row ─ pace ─ open ─ copy ─ journal.begin ─ transport.send ─ journal.finish ─┐   one worker a connection
       ^─────────────────────────────────────────────────────────────────────────────────┘
A row is committed as `sending` before its first byte leaves and as whatever it came to when the answer is there. Between the
two a crash leaves it `sending`, which `settle` makes `unknown` as soon as the sender is known to be gone.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from briefing.deliver.attempt import copy_of, ending_of
from briefing.deliver.generation import Generation
from briefing.deliver.journal import Journal
from briefing.deliver.moulds import Copies, Copy
from briefing.deliver.outcome import Transport
from briefing.deliver.pace import Pace
from briefing.deliver.share import Share
from briefing.errors import MailError
from briefing.model import MailPolicy
from briefing.ports import Clock, Progress
from briefing.store.ledger import Beginning, Claimed, Ending, Ledger
from briefing.store.subscribers import SubscriberTable

__all__ = ["Sender", "SenderParts"]

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


class Sender:
    """One sender; any number of them may be at one database."""

    def __init__(self, parts: SenderParts, policy: MailPolicy) -> None:
        self._parts = parts
        self._policy = policy
        self._claim = secrets.token_hex(16)
        self._share = Share(parts.ledger, parts.generation, parts.clock, policy, self._claim)
        self._journal = Journal(parts.ledger, self._claim, parts.clock, self._share.seconds, self._ended)
        self._pace = Pace(policy.rate)
        self._failures: list[MailError] = []
        self._unknown: dict[str, str] = {}  # subscriber -> how the server says that there is no such mailbox
        self.tally: Counter[str] = Counter()

    async def run(self) -> None:
        """Send all that is due; `MailError` where no connection is of use, `StoreError` where nothing can be written."""
        workers = [self._work(transport) for transport in self._parts.transports]
        try:
            results = await asyncio.gather(*workers, return_exceptions=True)
        finally:
            self._end()
        for failure in results:
            if failure is not None:
                raise failure
        if self._failures and not self._share.is_used_up:  # nobody was left who could send them
            raise self._failures[0]

    def _end(self) -> None:
        self._journal.flush()
        self._parts.ledger.release(self._claim)
        self._share.settle()
        self._suppress()
        if self.tally:
            self._parts.generation.advance()

    async def _work(self, transport: Transport) -> None:
        """One connection's share. Where it is of no use, the others go on with the row."""
        try:
            while row := self._next():
                try:
                    await self._deliver(row, transport)
                except MailError as error:
                    self._failures.append(error)
                    self._share.put_back(row)
                    return
                self._parts.progress.advance()
        finally:
            await transport.close()

    def _next(self) -> Claimed | None:
        if self._parts.halted():
            self._share.leave()
            return None
        if self._share.is_used_up:
            self._journal.flush()  # the next claim outlives a power cut, and so does what is written before it
        return self._share.next()

    async def _deliver(self, row: Claimed, transport: Transport) -> None:
        if wait := self._pace.wait(self._parts.clock.monotonic()):
            await self._parts.sleep(wait)
        await transport.open()
        current: Claimed | None = row
        while current:
            copy = copy_of(current, self._parts.copies, self._parts.first)
            if isinstance(copy, Ending):
                return self._journal.finish(current, copy)
            if await self._journal.begin(current, Beginning(message_id=copy.message_id, sha256=copy.sha256)):
                return await self._attempt(current, copy, transport)
            current = self._parts.ledger.renew(current, self._claim)
        return None  # another sender has it

    async def _attempt(self, row: Claimed, copy: Copy, transport: Transport) -> None:
        try:
            outcome = await transport.send(row.address, copy.message)
        except MailError as error:
            again = Ending(state="queued", reply=str(error), due=self._parts.clock.now(), counted=False)
            self._journal.finish(row, again)
            raise
        if outcome.no_mailbox:
            self._unknown[row.delivery.subscriber] = outcome.reply
        self._journal.finish(row, ending_of(row, outcome, self._policy, self._parts.clock.now()))

    def _ended(self, row: Claimed, ending: Ending, ours: bool) -> None:
        if ours:
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
