"""Makes the editions that are due, one after another, oldest first.

look ─> due now? ─ may be tried? ─> make, in a process of its own ─ exit code ─┬─ the date has its edition
          ^                                                                    ├─ another process makes it: look later
          └────────────────────────────────────────────────────────────────────┴─ failed: again in a while, or given up
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime

from briefing.errors import Busy, NothingToReport
from briefing.model import EditionPlan
from briefing.ports import Clock
from briefing.schedule.patience import Patience
from briefing.schedule.timing import Due, due, is_late, skipped

__all__ = ["EditionParts", "EditionWork", "meaning"]

LATE_ATTEMPTS = 3  # at an edition of an earlier date, for its news may be gone from the feeds
log = logging.getLogger("briefing.serve")

_MEANINGS: Mapping[int, str] = {
    1: "a fault in the editor's files, or another error",
    2: "wrong usage",
    NothingToReport.exit_code: "nothing to report",
    4: "a model is missing or refused",
    5: "database or output folder",
    Busy.exit_code: "another process is at it",
    7: "no mail can be sent now",
    70: "a fault of this program",
    130: "interrupted",
}


def meaning(code: int) -> str:
    """What an exit code says, in a few words; a negative one is the signal that ended the process."""
    if code < 0:
        return f"it was ended by signal {-code}" + (": out of memory?" if code == -9 else "")
    return _MEANINGS.get(code, f"exit code {code}")


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionParts:
    """What this work needs."""

    clock: Clock
    dates: Callable[[str], Set[date]]  # of an edition, by its name: those that have one
    make: Callable[[Due], int]  # makes one, and returns the exit code of `briefing run`
    over: Callable[[], bool]  # whether the service is to end


class EditionWork:
    """Looks for what is due, and has it made."""

    def __init__(self, parts: EditionParts, patience: Patience) -> None:
        self._parts = parts
        self._patience = patience
        self._since = parts.clock.now()
        self._told: set[tuple[str, date]] = set()  # given up

    def look(self, plans: Sequence[EditionPlan], days: int) -> int:
        """Make everything that is due and may be tried now; the exit code of the last one that failed, or 0."""
        worst = 0
        while not self._parts.over() and (found := self._next(plans, days)):
            code = self._parts.make(found)
            worst = self._settle(found, code) or worst
        return worst

    def missed(self, plans: Sequence[EditionPlan], days: int) -> Due | None:
        """The oldest edition that is to be made now although the hour of a later date is past."""
        found, now = self._next(plans, days), self._parts.clock.now()
        late = (plan for plan in plans if found and plan.name == found.edition and is_late(plan, found, now))
        return found if any(late) else None

    def tell_skipped(self, plans: Sequence[EditionPlan], days: int) -> None:
        """Say which dates get no edition any more."""
        now = self._parts.clock.now()
        for plan in plans:
            if missing := skipped(plan, now, self._parts.dates(plan.name), days):
                first, last = missing[0], missing[-1]
                log.warning(
                    "%s: %d dates from %s to %s have no edition and are left out: they are more than %d days ago "
                    "([serve] catch_up_days)",
                    *(plan.name, len(missing), first, last, days),
                )

    def _next(self, plans: Sequence[EditionPlan], days: int) -> Due | None:
        now, tick = self._parts.clock.now(), self._parts.clock.monotonic()
        ready = [
            each
            for plan in plans
            for each in due(plan, now, self._parts.dates(plan.name), days, self._since)
            if self._patience.may(each.key, tick) and not self._given_up(plan, each, now)
        ]
        return min(ready, key=_when, default=None)

    def _given_up(self, plan: EditionPlan, each: Due, now: datetime) -> bool:
        """Whether it was tried often enough: the newest date's always goes on being tried."""
        if self._patience.failures(each.key) < LATE_ATTEMPTS or not is_late(plan, each, now):
            return False
        if each.key not in self._told:
            self._told.add(each.key)
            log.warning(
                "%s of %s: given up after %d attempts: `briefing run --edition %s --date %s` tries again",
                *(each.edition, each.day, self._patience.failures(each.key), each.edition, each.day),
            )
        return True

    def _settle(self, found: Due, code: int) -> int:
        """Remember how it went; the code, where that is a failure."""
        tick, elsewhere = self._parts.clock.monotonic(), code == Busy.exit_code
        if found.day in self._parts.dates(found.edition):
            self._patience.done(found.key)
            if elsewhere:
                return 0
            if code:  # it is there, but its files are not: see what is published
                log.warning("%s of %s is made, but: %s", found.edition, found.day, meaning(code))
            return code
        if self._parts.over():
            log.info("%s of %s is left to the next start", found.edition, found.day)
            return 0
        if elsewhere:
            self._patience.busy(found.key, tick)
            return 0
        wait = self._patience.failed(found.key, tick)
        log.error(
            "%s of %s was not made: %s; again in %d minutes",
            *(found.edition, found.day, meaning(code), round(wait / 60)),
        )
        return code or 1


def _when(each: Due) -> tuple[datetime, str]:
    return each.at, each.edition
