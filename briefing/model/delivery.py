"""Subscribers, what became of their copies, editors' approval, how mail leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

__all__ = [
    "Approval",
    "ApprovalRule",
    "ApprovalState",
    "Consent",
    "Delivery",
    "DeliveryState",
    "ImapAccount",
    "MailPolicy",
    "Subscriber",
    "SubscriberStatus",
]


SubscriberStatus = Literal["pending", "confirmed", "unsubscribed", "suppressed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """That somebody asked for the digest: when, where, and to what words."""

    at: datetime
    source: str  # "web", "import people.csv:12", "command"
    text: str  # what they agreed to, as they saw it


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Somebody who asked for the digest."""

    id: str  # 16 hex digits, without meaning: the address is in no link
    address: str  # as mail is sent to it; the domain in ASCII
    status: SubscriberStatus
    created: datetime
    language: str = ""  # of what we write to them; "" = the edition's
    editions: tuple[str, ...] = ()  # names; () = the first one
    themes: tuple[str, ...] = ()  # wanted; () = all
    muted: tuple[str, ...] = ()  # themes that they do not want
    hour: str = ""  # local time from which they want it, "07:30"; "" = as soon as it is made
    timezone: str = "UTC"  # IANA zone
    confirmed: datetime | None = None
    consents: tuple[Consent, ...] = ()  # oldest first
    bounces: int = 0  # soft ones since the last delivery
    changed: datetime | None = None


DeliveryState = Literal["queued", "sending", "accepted", "refused", "expired", "unknown", "held"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The row of the ledger for one edition and one subscriber."""

    edition: str
    subscriber: str
    state: DeliveryState
    due: datetime  # not before
    changed: datetime
    attempts: int = 0
    message_id: str = ""
    sha256: str = ""  # of the bytes that were sent, the same at every attempt
    reply: str = ""  # the server's last words, or why it is held or expired; never an address
    doubts: int = 0  # attempts that ended between the end of the data and our record of the reply


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapAccount:
    """Where reports of bounces arrive; its password is a secret of the environment."""

    host: str = ""  # "" = none
    port: int = 993
    user: str = ""
    folder: str = "INBOX"
    tls: Literal["implicit", "starttls", "never"] = "implicit"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRule:
    """Whether an edition waits for an editor's yes, and what happens when none has come."""

    policy: Literal["none", "hold", "send", "verbatim"] = "none"
    by: str = ""  # local time until which it waits, "07:30"; "" = for good, where the policy is to hold


ApprovalState = Literal["approved", "refused", "replaced", "verbatim"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A decision on an edition: inserted once, never updated; the last one counts."""

    edition: str
    state: ApprovalState
    by: str  # a person, or "policy"
    at: datetime
    note: str = ""  # why; of "replaced" the id of the edition that goes out instead


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPolicy:
    """How mail leaves. The password is not in it."""

    outbox: str = "outbox"  # absolute; where messages are left when there is no server
    smtp_host: str = ""  # "" = no server: files in the outbox
    smtp_port: int = 587
    smtp_user: str = ""  # "" = no log-in
    tls: Literal["auto", "starttls", "implicit", "never"] = "auto"
    tls_ca: str = ""  # file of further certificates to trust, absolute; "" = the system's
    return_path: str = ""  # where bounces go; "" = the address of `from`
    connections: int = 1  # each may double a message where the sender is killed
    messages_per_connection: int = 100
    rate: float = 0.0  # messages a second at most, all connections together; 0 = as fast as it goes
    timeout: float = 60.0  # seconds for one answer of the server
    attempts: int = 6  # for each message
    retry_seconds: float = 300.0  # before the second attempt; three times as long before each further one
    expire_hours: float = 24.0
    on_unknown: Literal["resend", "hold"] = "resend"
    dkim_domain: str = ""  # "" = not signed here
    dkim_selector: str = ""
