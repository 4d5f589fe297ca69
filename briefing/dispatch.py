"""What a service has to send now: nothing is sent here, `briefing send` does.

editions of the last hours ─ hour past? listed? may be sent? ─> their ids
rows of the ledger that are due ──────────────────────────────> yes or no
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from briefing.approving import standing
from briefing.edition.freeze import thaw
from briefing.edition.window import hour_of
from briefing.model import EditionPlan
from briefing.store import SqlStore

if TYPE_CHECKING:
    from briefing.settings import Settings

__all__ = ["anything_due", "can_send", "unlisted"]

_DATES = 12  # that are looked at: more than [mail] expire_hours can reach


def can_send(settings: Settings) -> bool:
    """Whether these settings ask for mail, and have what it needs."""
    return bool(settings.serve.send and settings.mail_from and settings.public_url)


def unlisted(settings: Settings, store: SqlStore, now: datetime) -> list[str]:
    """Ids of the editions whose recipients are to be listed now, oldest first.

    That is from an edition's hour on, though it was made before, until it is no news any more ([mail] expire_hours); one
    that needs a yes, when it has it or its policy decides.
    """
    return [found for plan in settings.editions for found in reversed(list(_of(plan, settings, store, now)))]


def anything_due(store: SqlStore, now: datetime) -> bool:
    """Whether a row of the ledger is due."""
    _, first = store.ledger.waiting()
    return first is not None and first <= now


def _of(plan: EditionPlan, settings: Settings, store: SqlStore, now: datetime) -> Iterator[str]:
    lifetime = timedelta(hours=settings.mail.expire_hours)
    for issue in store.archive.named(plan.name, _DATES):
        if not timedelta() <= now - hour_of(plan, issue.date) < lifetime:
            continue
        sent = store.ledger.opened(store.ledger.revisions(issue.id))
        edition_id = sent[0] if sent else issue.id
        if not store.ledger.listed(edition_id) and (sent or _may_go(edition_id, settings, store, now)):
            yield edition_id


def _may_go(edition_id: str, settings: Settings, store: SqlStore, now: datetime) -> bool:
    content = store.edition(edition_id)
    if content is None:
        return False
    verdict = standing(settings, store, thaw(content), now)
    return verdict.state == "approved" or verdict.due
