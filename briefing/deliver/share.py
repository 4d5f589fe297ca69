"""The rows that one sender has claimed, some at a time, until nothing is due.

settle (each minute, and before the end) ─ claim ─> rows ─ next ─> a connection
"""

from __future__ import annotations

from collections import deque
from datetime import timedelta

from briefing.deliver.generation import Generation
from briefing.model import MailPolicy
from briefing.ports import Clock
from briefing.store.ledger import Claimed, Ledger

__all__ = ["Share"]

BATCH = 20  # rows that are claimed at a time, for each connection: as many may be in doubt after a power cut
SETTLE_SECONDS = 60.0  # how often senders that are gone are looked for


class Share:
    """Hands out rows; not for two threads."""

    def __init__(
        self, ledger: Ledger, generation: Generation, clock: Clock, policy: MailPolicy, claim: str
    ) -> None:
        """`claim` is this sender's token."""
        self._ledger = ledger
        self._generation = generation
        self._clock = clock
        self._policy = policy
        self._claim = claim
        self._rows: deque[Claimed] = deque()
        self._settled = float("-inf")

    @property
    def seconds(self) -> float:
        """How long a claim holds: longer than an attempt can take."""
        return 10 * self._policy.timeout + 60

    @property
    def is_used_up(self) -> bool:
        """Whether nothing that was claimed is left."""
        return not self._rows

    def next(self) -> Claimed | None:
        """A row to be sent; None where nothing is due. What was done is to be written down before."""
        if not self._rows:
            settled = self._settle_again()
            self._take()
            if not self._rows and not settled:
                self.settle()
                self._take()
        return self._rows.popleft() if self._rows else None

    def put_back(self, row: Claimed) -> None:
        """Another connection may take it."""
        self._rows.appendleft(row)

    def leave(self) -> None:
        """Nothing of what was claimed is handed out any more; it is the sender who releases it."""
        self._rows.clear()

    def settle(self) -> None:
        """Take back what senders that are gone had claimed, and apply the policy."""
        self._settled = self._clock.monotonic()
        self._ledger.settle(
            self._clock.now(),
            resend=self._policy.on_unknown == "resend",
            lifetime=timedelta(hours=self._policy.expire_hours),
        )

    def _settle_again(self) -> bool:
        again = self._clock.monotonic() - self._settled >= SETTLE_SECONDS
        if again:
            self.settle()
        return again

    def _take(self) -> None:
        limit = BATCH * self._policy.connections
        self._rows += self._ledger.claim(self._claim, self._clock.now(), self.seconds, limit=limit)
        if self._rows:
            self._generation.note()
