"""What is done once a day so that nothing grows without end: see [keep] in briefing.toml.

settings.keep, the time ─> store.retention, store.subscribers.confirmations ─> Upkept, logged
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from briefing.errors import Busy

if TYPE_CHECKING:
    from briefing.settings import Settings
    from briefing.store import SqlStore

__all__ = ["Upkept", "upkeep"]

SECONDS = 3600.0  # of the hold; that of a dead process is taken over at once
ASKED = timedelta(days=2)  # longer than a day, in which mails to one mailbox are counted
log = logging.getLogger("briefing.upkeep")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkept:
    """How much was let go of."""

    unconfirmed: int = 0
    articles: int = 0
    vectors: int = 0
    reports: int = 0
    feeds: int = 0


def upkeep(settings: Settings, store: SqlStore, now: datetime) -> Upkept:
    """Let go of what is older than `settings.keep` says. May be called at any time and as often as one likes.

    Does nothing where another process is at it. Raises `StoreError` only.
    """
    done = Upkept()
    with suppress(Busy), store.lease("upkeep", SECONDS):
        done = _done(settings, store, now)
    if any(asdict(done).values()):
        log.info("upkeep: let go of %s", ", ".join(f"{n} {name}" for name, n in asdict(done).items() if n))
    return done


def _done(settings: Settings, store: SqlStore, now: datetime) -> Upkept:
    keep, gone = settings.keep, store.retention
    store.subscribers.confirmations.purge(now - ASKED)
    return Upkept(
        unconfirmed=gone.unconfirmed(now - timedelta(days=keep.unconfirmed)),
        articles=gone.articles(now - timedelta(days=keep.articles), now),
        vectors=gone.vectors(now - timedelta(days=keep.vectors)),
        reports=gone.bounces(now - timedelta(days=keep.reports)),
        feeds=gone.feeds(now - timedelta(days=keep.articles)),
    )
