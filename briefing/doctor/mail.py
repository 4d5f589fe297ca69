"""The mail server, and the mailbox of bounces: connection, TLS, log-in. Nothing is mailed."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Any

from briefing.deliver.imap import imap_reachable
from briefing.deliver.smtp import Smtp
from briefing.doctor.finding import Finding, fail, ok, warn
from briefing.errors import BriefingError, ConfigError, MailError
from briefing.model import ImapAccount, MailPolicy
from briefing.settings.mail import is_loopback

__all__ = ["certificate", "imap", "outgoing", "smtp"]

SOON_DAYS = 14
SECONDS = 20.0


def outgoing(fault: ConfigError | None, policy: MailPolicy, subscribers: int) -> Iterator[Finding]:
    """Whether what mail needs is set; `fault` is what sending would say."""
    if fault is None:
        if not policy.smtp_host:
            yield ok("mail", f"no server is set: messages are files in {policy.outbox}")
        return
    if not (policy.smtp_host or subscribers):
        yield ok("mail", "nothing is set up to be sent, and nobody waits for it")
        return
    for each in fault.faults:
        yield fail("mail", f"{each.file}:{each.line}: {each.what}", each.mend)


async def smtp(policy: MailPolicy, mail_from: str, password: str, now: datetime) -> list[Finding]:
    """What the server that sends says: its greeting, TLS, the log-in and NOOP."""
    name = f"{policy.smtp_host}:{policy.smtp_port}"
    transport = Smtp(policy, policy.return_path or parseaddr(mail_from)[1], password)
    try:
        async with asyncio.timeout(min(SECONDS, policy.timeout)):
            shown = await transport.probe()
    except MailError as error:
        mend = "check smtp_host, smtp_port, tls and smtp_user under [mail], and BRIEFING_SMTP_PASSWORD"
        return [fail("mail server", str(error), mend)]
    except TimeoutError:
        return [fail("mail server", f"{name}: no answer", "check smtp_host and smtp_port, and the firewall")]
    finally:
        await transport.close()
    told = f"{name} takes mail" + (f" of {policy.smtp_user}" if policy.smtp_user else "")
    if shown:
        return [ok("mail server", f"{told}, with TLS"), *certificate("mail server: certificate", shown, now)]
    if is_loopback(policy.smtp_host):
        return [ok("mail server", f"{told}, on this machine")]
    return [warn("mail server", f"{told}, without TLS", 'use a server that offers it, with tls = "starttls"')]


def certificate(name: str, shown: Mapping[str, Any], now: datetime) -> Iterator[Finding]:
    """How long a certificate is good for still; as `ssl.SSLSocket.getpeercert` gives it."""
    if "notAfter" not in shown:
        return
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(shown["notAfter"]), UTC)
    left = (ends - now).days
    told = f"good for {left} days, until {ends:%Y-%m-%d}"
    if left < SOON_DAYS:
        yield warn(name, told, "renew it, and look at why that did not happen by itself")
    else:
        yield ok(name, told)


def imap(account: ImapAccount, password: str, tls_ca: str) -> Finding:
    """Whether the mailbox of bounces can be opened."""
    name = "bounces"
    try:
        imap_reachable(account, password, tls_ca=tls_ca)
    except BriefingError as error:
        what, _, mend = str(error).rpartition(": ")
        return fail(name, what or mend, mend)
    return ok(
        name, f"{account.host}:{account.port}: the folder {account.folder} of {account.user} can be read"
    )
