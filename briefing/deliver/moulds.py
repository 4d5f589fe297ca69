"""The copies of editions and corrections, each mould made once for all who share it, and signed where that is wanted.

key, choice ─ store ─ thaw ─ render.copies ─> Mould (the newest 64 are kept) ─ copy ─ sign ─> Copy
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from briefing.deliver.signing import Signer
from briefing.edition.freeze import thaw
from briefing.errors import StoreError
from briefing.model import Edition
from briefing.render.copies import Choice, Links, Mould, Sending, correction_mould, edition_mould
from briefing.store import SqlStore
from briefing.subscribers.tokens import ALL_LISTS, Tokens

__all__ = ["CORRECTION", "Copies", "Copy", "correction_key"]

CORRECTION = "-correction-"  # between an edition's id and that of a correction of it, in the ledger's keys
_MOULDS = 64


def correction_key(edition_id: str, correction_id: str) -> str:
    """Under which the ledger has the copies of a correction."""
    return f"{edition_id}{CORRECTION}{correction_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One subscriber's message."""

    message: bytes
    message_id: str
    sha256: str


class Copies:
    """Makes the message of each row, the same bytes at every attempt."""

    def __init__(
        self, store: SqlStore, tokens: Tokens, sending: Sending, public_url: str, signer: Signer | None = None
    ) -> None:
        """`public_url` is where the subscribers' pages are, without a slash at its end."""
        self._store = store
        self._tokens = tokens
        self._sending = sending
        self._public_url = public_url
        self._signer = signer
        self.edition = lru_cache(maxsize=4)(self._thawed)
        self._mould = lru_cache(maxsize=_MOULDS)(self._made)

    def make(
        self, key: str, subscriber: str, address: str, choice: Mapping[str, Sequence[str]]
    ) -> Copy | None:
        """The copy of a row; None where it would have nothing, `ValueError` where the address cannot be written to."""
        themes, muted = tuple(choice.get("themes", ())), tuple(choice.get("muted", ()))
        mould = self._mould(key, themes, muted)
        if mould is None:
            return None
        message = mould.copy(subscriber, address, self._links(subscriber, self.list_name(key)))
        if self._signer:
            message = self._signer.sign(message)
        sha256 = hashlib.sha256(message).hexdigest()
        return Copy(message=message, message_id=mould.message_id(subscriber), sha256=sha256)

    def list_name(self, key: str) -> str:
        """The name of the edition that a row is of."""
        return self.edition(key.partition(CORRECTION)[0]).name

    def _links(self, subscriber: str, list_name: str) -> Links:
        unsubscribe = self._tokens.sign("unsubscribe", subscriber, list_name)
        preferences = self._tokens.sign("preferences", subscriber, ALL_LISTS)
        return Links(
            unsubscribe=f"{self._public_url}/unsubscribe/{unsubscribe}",
            preferences=f"{self._public_url}/preferences/{preferences}",
        )

    def _made(self, key: str, themes: tuple[str, ...], muted: tuple[str, ...]) -> Mould | None:
        edition_id, _, correction_id = key.partition(CORRECTION)
        edition = self.edition(edition_id)
        if not correction_id:
            return edition_mould(edition, Choice(themes=themes, muted=muted), self._sending)
        correction = self._store.correction(correction_id)
        if correction is None:
            msg = f"correction {correction_id} is in the ledger and not in the database: restore a backup"
            raise StoreError(msg)
        return correction_mould(edition, [correction], key, self._sending)

    def _thawed(self, edition_id: str) -> Edition:
        content = self._store.edition(edition_id)
        if content is None:
            msg = f"edition {edition_id} is in the ledger and not in the database: restore a backup"
            raise StoreError(msg)
        return thaw(content)
