"""The composition of `briefing ledger`: what became of each copy of an edition, and what is sent although it may have arrived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.app import existing_store
from briefing.errors import BriefingError
from briefing.model import Delivery, DeliveryState
from briefing.ports import Clock
from briefing.sending import newest

if TYPE_CHECKING:
    from briefing.settings import Settings
    from briefing.store import SqlStore

__all__ = ["ALL", "Account", "account", "releasable", "release"]

ALL = "all"  # whom: every row that can be released


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The ledger of one edition or correction."""

    key: str
    counts: Mapping[DeliveryState, int]
    twice: int  # rows whose subscribers may have got it more than once
    doubtful: tuple[Delivery, ...]  # those that are worth a look; at most as many as were asked for


def account(settings: Settings, key: str, limit: int = 100) -> Account:
    """What became of each copy of an edition, or of a correction by its key; `BriefingError` where nothing was sent."""
    store = existing_store(settings)
    try:
        key = _key(settings, store, key)
        return Account(
            key=key,
            counts=store.ledger.counts(key),
            twice=store.ledger.doubted(key),
            doubtful=tuple(store.ledger.rows(key, doubtful=True, limit=limit)),
        )
    finally:
        store.close()


def releasable(settings: Settings, key: str, whom: Sequence[str]) -> list[Delivery]:
    """The rows of some subscribers, by id or address, or of `ALL`, that are held because the message may have arrived.

    `BriefingError` where nothing was sent, or somebody who is named has no such row.
    """
    store = existing_store(settings)
    try:
        held = {each.subscriber: each for each in _held(store, _key(settings, store, key))}
        if ALL in whom:
            return list(held.values())
        ids = dict.fromkeys(_id(store, each) for each in whom)
        missing = [each for each in whom if _id(store, each) not in held]
        if missing:
            msg = f"{', '.join(missing)}: no message to them is held because it may have arrived"
            raise BriefingError(msg)
        return [held[each] for each in ids]
    finally:
        store.close()


def release(settings: Settings, rows: Sequence[Delivery], clock: Clock) -> int:
    """Let the next sending send these rows again, with the same bytes; how many were still held."""
    store = existing_store(settings)
    try:
        keys = dict.fromkeys(each.edition for each in rows)
        return sum(
            store.ledger.requeue(key, [each.subscriber for each in rows if each.edition == key], clock.now())
            for key in keys
        )
    finally:
        store.close()


def _key(settings: Settings, store: SqlStore, key: str) -> str:
    """The key, or that of the newest edition."""
    key = key or newest(store, settings.editions[0].name)
    if not store.ledger.opened([key]):
        msg = f"nothing of {key!r} was sent: `briefing send {key}` does"
        raise BriefingError(msg)
    return key


def _held(store: SqlStore, key: str) -> Iterator[Delivery]:
    after = ""
    while page := store.ledger.rows(key, doubtful=True, after=after):
        after = page[-1].subscriber
        yield from (each for each in page if each.state == "held" and each.doubts)


def _id(store: SqlStore, whom: str) -> str:
    found = store.subscribers.by_address(whom) if "@" in whom else None
    return found.id if found else whom
