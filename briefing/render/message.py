"""Builds the mail: multipart/alternative, text first, HTML last (RFC 2046 §5.1.4), the same bytes for the same edition."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from briefing.render.plain import plain

# RFC 6761 reserves .invalid: a copy made before anybody configured a sender cannot reach anybody.
NOBODY = "briefing@briefing.invalid"

_SUBJECT = 180  # characters; no client shows more
_NOT_ATOM = re.compile(r"[^A-Za-z0-9-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Who sends an edition to whom, and what the headers say."""

    edition: str  # id
    list_name: str
    subject: str
    date: datetime
    mail_from: str = ""  # "Name <address>" or an address; "" = a reserved address that nobody has
    mail_to: str = ""  # "" = the sender, who so gets the copy that a run leaves
    list_id: str = ""  # "daily.example.org"; "" = from the list's name and the sender's domain
    extra: Mapping[str, str] = field(default_factory=dict)  # further headers, of one subscriber's copy


def build(envelope: Envelope, text: str, html: str) -> bytes:
    """The message with CRLF line ends; no line is longer than 78 bytes, save one that a header's value forces."""
    sender = sender_address(envelope.mail_from)
    message = EmailMessage(policy=SMTP)
    for name, value in _headers(envelope, sender).items():
        message[name] = header_value(value) if isinstance(value, str) else value
    message.set_content(text, charset="utf-8", cte="quoted-printable")
    message.add_alternative(html, subtype="html", charset="utf-8", cte="quoted-printable")
    content = hashlib.sha256(f"{envelope.edition}\0{text}\0{html}".encode()).hexdigest()
    message.set_boundary(f"=_{content[:40]}")
    return message.as_bytes()


def header_value(value: str) -> str:
    """A header's value that stays one header.

    Control characters go, and so does the start of an encoded word: the standard library decodes one in a title, and with
    it an encoded line feed (bpo-27240's kin, seen on 3.11).
    """
    return re.sub(r"=(?=\?)", "= ", plain(value))


def _headers(envelope: Envelope, sender: Address) -> dict[str, str | Address]:
    domain = sender.domain
    return {
        "From": sender,
        "To": sender_address(envelope.mail_to) if envelope.mail_to else Address(addr_spec=sender.addr_spec),
        "Subject": _shortened(envelope.subject),
        "Date": format_datetime(envelope.date),
        "Message-ID": f"<{atom(envelope.edition)}@{domain}>",
        "List-Id": _list_id(envelope, domain),
        "Auto-Submitted": "auto-generated",
        **envelope.extra,
    }


def _list_id(envelope: Envelope, domain: str) -> str:
    """RFC 2919. The id alone: as free text its name could become an encoded word that swallows the brackets."""
    return f"<{plain(envelope.list_id).strip('<>') or f'{atom(envelope.list_name)}.{domain}'}>"


def sender_address(written: str) -> Address:
    """The address in ASCII; the reserved one where what is written is none."""
    name, spec = parseaddr(plain(written))
    local, _, domain = spec.rpartition("@")
    try:
        ascii_spec = f"{local}@{domain.encode('idna').decode('ascii')}"
        return Address(display_name=header_value(name), addr_spec=ascii_spec)
    except (ValueError, HeaderParseError):
        return Address(addr_spec=NOBODY)


def atom(text: str) -> str:
    """A text as a part of a Message-ID: ASCII letters, digits and hyphens."""
    return _NOT_ATOM.sub("-", text).strip("-") or "briefing"


def _shortened(subject: str) -> str:
    if len(subject) <= _SUBJECT:
        return subject
    return subject[: _SUBJECT - 1].rsplit(" ", 1)[0] + "…"
