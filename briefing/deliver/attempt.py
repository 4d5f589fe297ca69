"""What an attempt is made with, and what it comes to: decisions about one row, without I/O but what makes its copy.

Claimed ─ copy_of ─> Copy, or why there is none      Outcome ─ ending_of ─> Ending
"""

from __future__ import annotations

from datetime import datetime, timedelta

from briefing.deliver.moulds import Copies, Copy
from briefing.deliver.outcome import Outcome
from briefing.model import MailPolicy
from briefing.store.ledger import Claimed, Ending

__all__ = ["copy_of", "ending_of"]

LONGEST_WAIT = timedelta(hours=4)  # between two attempts
UNSUBSCRIBED = "no subscriber of this edition any more"
NOTHING_LEFT = "none of the chosen themes is in this edition"
CHANGED = "the message would be another than the one that may have arrived"


def copy_of(row: Claimed, copies: Copies, first: str) -> Copy | Ending:
    """The row's message, or why there is none to send; `first` is the edition that is for those who name none."""
    delivery = row.delivery
    name = copies.list_name(delivery.edition)
    wants = f" {name} " in row.editions if row.editions.strip() else name == first
    if row.status != "confirmed" or not wants:
        return Ending(state="held", reply=UNSUBSCRIBED)
    try:
        copy = copies.make(delivery.edition, delivery.subscriber, row.address, row.choice)
    except ValueError as error:
        return Ending(state="held", reply=str(error))
    if copy is None:
        return Ending(state="held", reply=NOTHING_LEFT)
    if delivery.doubts and delivery.sha256 and copy.sha256 != delivery.sha256:
        return Ending(state="held", reply=CHANGED)
    return copy


def ending_of(row: Claimed, outcome: Outcome, policy: MailPolicy, now: datetime) -> Ending:
    """What the server's answer means for the row."""
    if outcome.result == "accepted":
        return Ending(state="accepted", reply=outcome.reply)
    if outcome.result == "refused":
        return Ending(state="refused", reply=outcome.reply)
    attempts = row.delivery.attempts + 1
    due = now + _backoff(attempts, policy)
    if outcome.result == "unknown":
        return Ending(state="unknown", reply=outcome.reply, due=due)
    if attempts >= policy.attempts:
        return Ending(state="expired", reply=f"{attempts} attempts: {outcome.reply}")
    return Ending(state="queued", reply=outcome.reply, due=due)


def _backoff(attempts: int, policy: MailPolicy) -> timedelta:
    """How long to wait after so many attempts: three times as long each time."""
    return min(timedelta(seconds=policy.retry_seconds * 3 ** min(attempts - 1, 12)), LONGEST_WAIT)
