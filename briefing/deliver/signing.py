"""DKIM (RFC 6376): the message with a signature before its headers; the same bytes at every call.

The time of the signature is the message's own Date, so that an attempt that is made again sends the same bytes.
"""

from __future__ import annotations

import re
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from typing import Any

import dkim
from dkim.crypto import parse_pem_private_key

from briefing.errors import MailError

__all__ = ["SIGNED", "Signer"]

# RFC 8058 §4: both unsubscribe headers must be covered. Those that a relay may add stay out.
SIGNED = (
    b"from", b"to", b"subject", b"date", b"message-id", b"list-id", b"list-unsubscribe", b"list-unsubscribe-post",
    b"auto-submitted", b"mime-version", b"content-type", b"from",
)  # fmt: skip
LEAST_BITS = 2048  # RFC 8301 §3.2 asks signers for that many
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?(\.[A-Za-z0-9_-]+)*")


class Signer:
    """Signs for one domain with one RSA key."""

    def __init__(self, domain: str, selector: str, key: bytes) -> None:
        """`key` is a PEM file's bytes; `MailError` where it is no RSA key of 2048 bits or more."""
        for name, value in (("dkim_domain", domain), ("dkim_selector", selector)):
            if not _LABEL.fullmatch(value):
                msg = f"[mail] {name}: {value!r} is no name in the DNS"
                raise MailError(msg)
        try:
            bits = parse_pem_private_key(key)["modulus"].bit_length()
        except Exception as error:
            msg = "BRIEFING_DKIM_KEY_FILE names no RSA key in PEM: make one with `openssl genrsa -traditional 2048`"
            raise MailError(msg) from error
        if bits < LEAST_BITS:
            msg = f"BRIEFING_DKIM_KEY_FILE: an RSA key of {bits} bits: make one of {LEAST_BITS} or more"
            raise MailError(msg)
        self._domain, self._selector, self._key = domain.encode(), selector.encode(), key

    def sign(self, message: bytes) -> bytes:
        """The message with its DKIM-Signature."""
        head = BytesHeaderParser().parsebytes(message.partition(b"\r\n\r\n")[0] + b"\r\n\r\n")
        signed_at = int(parsedate_to_datetime(str(head["Date"])).timestamp())
        here = {name.lower().encode() for name in head.keys()}  # noqa: SIM118  # a message is no mapping
        names = [name for name in SIGNED if name in here]
        signer = _DatedDkim(message, signed_at)
        header: bytes = signer.sign(
            self._selector,
            self._domain,
            self._key,
            include_headers=names,
            canonicalize=(b"relaxed", b"simple"),
        )
        return header + message


class _DatedDkim(dkim.DKIM):  # type: ignore[misc]
    """Takes the time of the signature from its caller: the library's own would be the machine's clock."""

    def __init__(self, message: bytes, signed_at: int) -> None:
        super().__init__(message)
        self._signed_at = str(signed_at).encode()

    def gen_header(self, fields: list[tuple[bytes, bytes]], *rest: Any, **named: Any) -> Any:
        dated = [(name, self._signed_at if name == b"t" else value) for name, value in fields]
        return super().gen_header(dated, *rest, **named)
