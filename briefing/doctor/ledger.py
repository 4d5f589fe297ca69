"""The ledger: copies that wait, are in doubt, or came to nothing."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.doctor.finding import Finding, fail, ok, warn
from briefing.store.condition import Condition

__all__ = ["ledger"]

_MANY = 0.05  # of what ended in a week; mail providers block senders who are above


def ledger(condition: Condition) -> Iterator[Finding]:
    """What is to be said of the copies of the last days."""
    if condition.late:
        what = f"{condition.late} copies have been due for more than an hour"
        yield fail(
            "ledger: waiting",
            what,
            "run `briefing serve`, or `briefing send` every 5 minutes; see its last words",
        )
    else:
        yield ok("ledger: waiting", f"{condition.waiting} copies, none late")
    if condition.stuck:
        what = f"{condition.stuck} copies are claimed by a sender that is gone"
        yield warn("ledger: stuck", what, "`briefing send` takes them back")
    if condition.unknown:
        what = f"nobody knows whether {condition.unknown} copies arrived"
        yield warn(
            "ledger: in doubt",
            what,
            "`briefing ledger` shows them; [mail] on_unknown decides what becomes of them",
        )
    yield _week(condition)


def _week(condition: Condition) -> Finding:
    counts = condition.lately
    ended = sum(counts.values())
    told = ", ".join(f"{number} {state}" for state, number in sorted(counts.items())) or "nothing sent"
    refused = counts.get("refused", 0) + counts.get("expired", 0)
    if ended and refused / ended > _MANY:
        return warn("ledger: last 7 days", told, "`briefing ledger` shows what servers said of them")
    return ok("ledger: last 7 days", told)
