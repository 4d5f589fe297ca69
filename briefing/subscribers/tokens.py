"""Tokens of links: who may do what without a password. Short, URL-safe, bound to purpose, subscriber and list.

    "confirm":      <subscriber id>.<time>.<signature>   may expire
    others:         <subscriber id>.<signature>          for good: a link in an old mail still unsubscribes, and a message
                                                         that is made again has the same bytes
The signature is HMAC-SHA256 under a key of the purpose and the list (itsdangerous).
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Literal

from itsdangerous import BadSignature, Signer, TimestampSigner
from itsdangerous.encoding import base64_decode, base64_encode

from briefing.ports import Clock

__all__ = ["ALL_LISTS", "CONFIRM_SECONDS", "TOKEN_KEY", "Purpose", "Tokens"]

Purpose = Literal["confirm", "preferences", "unsubscribe"]

ALL_LISTS = "*"  # the list name of what concerns a subscriber and not one edition: "confirm", "preferences"

TOKEN_KEY = "tokens"  # the name of the store's secret that signs them
CONFIRM_SECONDS = 7 * 24 * 3600  # how long a link to confirm holds

_SHAPE = re.compile(r"[0-9a-f]{16}(\.[A-Za-z0-9_-]{2,12})?\.[A-Za-z0-9_-]{43}")


class Tokens:
    """Signs and reads tokens under one secret."""

    def __init__(self, secret: bytes, clock: Clock | None = None) -> None:
        """`clock` is needed for the purpose "confirm" only, whose tokens carry their time."""
        self._secret = secret
        self._clock = clock

    def sign(self, purpose: Purpose, subscriber_id: str, list_name: str) -> str:
        """A token of 60 characters, some 67 for "confirm": the same one at every call, save that of "confirm"."""
        return self._signer(purpose, list_name).sign(subscriber_id).decode("ascii")

    def read(
        self, purpose: Purpose, list_name: str, token: str, *, max_age: float | None = None
    ) -> str | None:
        """The subscriber's id, or None for whatever is wrong: another purpose or list, one bit, older than `max_age` seconds.

        `max_age` is for "confirm"; the others do not age. The time it takes tells nothing of the signature.
        """
        if not _SHAPE.fullmatch(token):
            return None
        signer = self._signer(purpose, list_name)
        try:
            if isinstance(signer, TimestampSigner):
                age = None if max_age is None else int(max_age)
                subscriber = signer.unsign(token, max_age=age).decode("ascii")
            else:
                subscriber = signer.unsign(token).decode("ascii")
        except BadSignature:
            return None
        return subscriber if _only_spelling(token) and "." not in subscriber else None

    def _signer(self, purpose: Purpose, list_name: str) -> Signer:
        salt = f"briefing\0{purpose}\0{list_name}"
        if purpose != "confirm":
            return Signer(self._secret, salt=salt, key_derivation="hmac", digest_method=sha256)
        if self._clock is None:
            msg = "tokens to confirm need a clock"
            raise ValueError(msg)
        return _Dated(self._secret, self._clock, salt)


class _Dated(TimestampSigner):
    """Takes the time from our clock."""

    def __init__(self, secret: bytes, clock: Clock, salt: str) -> None:
        super().__init__(secret, salt=salt, key_derivation="hmac", digest_method=sha256)
        self._now = clock.now

    def get_timestamp(self) -> int:
        return int(self._now().timestamp())


def _only_spelling(token: str) -> bool:
    """Whether the signature is spelt as we spell it: base64 has two idle bits here, which somebody may have flipped."""
    signature = token.rpartition(".")[2]
    return base64_encode(base64_decode(signature)).decode("ascii") == signature
