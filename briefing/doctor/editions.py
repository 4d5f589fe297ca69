"""Time and the editions: the clock, the zones, what was made last, what is overdue.

now, the latest moment in the database, other machines' clocks ─> the clock
now, each edition's zone, its newest edition ─> overdue or not
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from briefing.doctor.finding import Finding, fail, ok, warn
from briefing.model import EditionPlan, Run
from briefing.store.condition import Condition, Newest

__all__ = ["clock", "clock_of_others", "editions", "runs"]

BUILT = datetime.fromisoformat("2026-01-01T00:00:00+00:00")  # before this program was there it cannot be run
SLACK = timedelta(minutes=2)  # between this clock and others
WRONG = timedelta(minutes=10)  # signatures and certificates begin to fail
GRACE = timedelta(hours=3)  # that an edition may take, with all attempts

_SET = "set the clock: `timedatectl set-ntp true`, or your system's way to keep it right"


def clock(now: datetime, condition: Condition | None) -> Finding:
    """Whether the clock can be right, by what is known here."""
    last = condition.last_moment if condition else None
    told = f"{now:%Y-%m-%d %H:%M:%S} UTC"
    if now < BUILT:
        return fail("clock", f"{told}: before this program was made", _SET)
    if last and now < last - SLACK:
        return fail(
            "clock", f"{told}: before {last:%Y-%m-%d %H:%M:%S}, when the database was last written", _SET
        )
    return ok("clock", told)


def clock_of_others(offsets: Sequence[timedelta]) -> Iterator[Finding]:
    """Whether the clock agrees with those of servers, each given as how far it is ahead; the middle one counts."""
    if not offsets:
        return
    off = statistics.median(each.total_seconds() for each in offsets)
    told = f"{abs(off):.0f} s {'behind' if off > 0 else 'ahead of'} the clocks of {len(offsets)} servers"
    if abs(off) > WRONG.total_seconds():
        yield fail("clock: others", told, _SET)
    elif abs(off) > SLACK.total_seconds():
        yield warn("clock: others", told, _SET)
    else:
        yield ok("clock: others", told)


def editions(plans: Sequence[EditionPlan], newest: Mapping[str, Newest], now: datetime) -> Iterator[Finding]:
    """For each edition its local time, the newest one made, and whether news falls between the two."""
    for plan in plans:
        local = now.astimezone(ZoneInfo(plan.timezone))
        told = f"{plan.at} {plan.timezone}, where it is {local:%Y-%m-%d %H:%M}"
        yield _edition(plan, newest.get(plan.name), now, told)


def _edition(plan: EditionPlan, last: Newest | None, now: datetime, told: str) -> Finding:
    name = f"edition: {plan.name}"
    if last is None:
        return warn(name, f"{told}; none was made yet", f"`briefing run --edition {plan.name}` makes one")
    age = now - last.created
    told = f"{told}; {last.id} was made {_span(age)} ago"
    reach = max(timedelta(hours=plan.hours), timedelta(days=1))
    mend = f"see why with `briefing run --edition {plan.name}`, and whether `briefing serve` or the cron job runs"
    if age > 2 * reach + GRACE:
        return fail(name, f"{told}: two or more are missing", mend)
    if age > reach + GRACE:
        return warn(name, f"{told}: one is overdue", mend)
    return ok(name, told)


def runs(last: Sequence[Run]) -> Iterator[Finding]:
    """How the newest run at each edition ended; `last` has the newest first."""
    seen: set[str] = set()
    for run in last:
        if run.name not in seen:
            seen.add(run.name)
            yield _run(run)


def _run(run: Run) -> Finding:
    name, told = f"last run: {run.name}", f"{run.started:%Y-%m-%d %H:%M} UTC: {run.outcome}"
    if run.outcome not in ("failed", "killed"):
        return ok(name, f"{told} {run.edition}".rstrip())
    what = f"{told} in {run.stage or 'the beginning'}" + (f": {run.error}" if run.error else "")
    return warn(
        name, what, f"`briefing run --edition {run.name}` shows whether it is over; the log has the rest"
    )


def _span(age: timedelta) -> str:
    minutes = max(0, round(age.total_seconds() / 60))
    if minutes < 120:
        return f"{minutes} minutes"
    hours = round(minutes / 60)
    return f"{hours} hours" if hours < 48 else f"{hours // 24} days"
