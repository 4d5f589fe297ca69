"""What a sender's connections write down, committed together: what gathers while the event loop goes round once is one transaction.

    begin  ─┐                                                  ┌─> the caller goes on, and its message leaves
    finish ─┴─ gathered ─ all that is ready has run ─ record ──┴─> `ended` is told

A beginning is waited for. An ending need not be: the connection goes on to its next row, whose beginning is committed with it or
behind it, so that at any time at most one row of a connection may have been sent without the ledger's knowing how it ended.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from briefing.errors import BriefingError
from briefing.ports import Clock
from briefing.store.ledger import Beginning, Claimed, Ending, Ledger

__all__ = ["Journal"]

Ended = Callable[[Claimed, Ending, bool], None]


class Journal:
    """Writes under one claim; for one event loop."""

    def __init__(self, ledger: Ledger, claim: str, clock: Clock, seconds: float, ended: Ended) -> None:
        """`seconds` is how long an attempt may take; `ended` is told of each ending, and whether the row was still ours."""
        self._ledger = ledger
        self._claim = claim
        self._clock = clock
        self._seconds = seconds
        self._ended = ended
        self._gathered: list[tuple[Claimed, Beginning | Ending, asyncio.Future[bool] | None]] = []
        self._failure: BriefingError | None = None

    async def begin(self, row: Claimed, beginning: Beginning) -> bool:
        """Commit that an attempt begins; False as of `Ledger.record`, `StoreError` where nothing can be written any more."""
        if self._failure:
            raise self._failure
        committed: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._gather(row, beginning, committed)
        return await committed

    def finish(self, row: Claimed, ending: Ending) -> None:
        """Have an ending committed."""
        self._gather(row, ending, None)

    def flush(self) -> None:
        """Commit what has gathered now. `StoreError` where that fails: endings stay, for another attempt to write them."""
        gathered, self._gathered = self._gathered, []
        if not gathered:
            return
        steps = [(row, step) for row, step, _ in gathered]
        try:
            kept = self._ledger.record(self._claim, self._clock.now(), self._seconds, steps)
        except BaseException as error:
            self._gathered = [each for each in gathered if each[2] is None]
            self._failure = error if isinstance(error, BriefingError) else None
            for _, _, committed in gathered:
                if committed and not committed.done():
                    committed.set_exception(error)
            raise
        for (row, step, committed), ours in zip(gathered, kept, strict=True):
            if isinstance(step, Ending):
                self._ended(row, step, ours)
            elif committed and not committed.done():
                committed.set_result(ours)

    def _gather(self, row: Claimed, step: Beginning | Ending, committed: asyncio.Future[bool] | None) -> None:
        if not self._gathered:
            asyncio.get_running_loop().call_soon(self._commit)
        self._gathered.append((row, step, committed))

    def _commit(self) -> None:
        with suppress(BriefingError):  # whoever begins next is told
            self.flush()
