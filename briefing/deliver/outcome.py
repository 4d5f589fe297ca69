"""What an attempt to hand over a message came to, in the terms of the ledger."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, Protocol

__all__ = ["Outcome", "Transport", "reply_of"]

Result = Literal["accepted", "deferred", "refused", "unknown"]

_LONGEST = 300  # characters of a server's reply that are kept
_ADDRESS = re.compile(r"[^\s<>\"(),;:]+@[^\s<>\"(),;:]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How an attempt ended."""

    result: Result  # "deferred": the server asked to try later, or was gone before it had the message
    reply: str  # the server's words, without addresses
    no_mailbox: bool = False  # refused because the address leads to nobody


class Transport(Protocol):
    """Hands over one message to one recipient at a time."""

    async def open(self) -> None:
        """Make ready; `MailError` where nothing can be sent."""
        ...

    async def send(self, recipient: str, message: bytes) -> Outcome:
        """Hand over a message; what a server says is an `Outcome`, a `MailError` only what would be so for every message."""
        ...

    async def close(self) -> None:
        """End politely; never raises."""
        ...


def reply_of(code: int, text: str) -> str:
    """A server's reply in one line, without addresses and with an end."""
    words = _ADDRESS.sub("<address>", " ".join(text.split()))
    printable = "".join(c if c.isprintable() else "?" for c in words)
    return f"{code} {printable}"[:_LONGEST] if code > 0 else printable[:_LONGEST]
