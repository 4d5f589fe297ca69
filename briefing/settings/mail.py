"""What of [mail] cannot go together, each as key, what is wrong and the mend."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parseaddr
from ipaddress import ip_address

from briefing.model import MailPolicy

__all__ = ["is_loopback", "mail_faults"]


def mail_faults(mail: MailPolicy, sender: str) -> Iterator[tuple[str, str, str]]:
    """The faults of a policy; `sender` is the From."""
    if mail.smtp_user and mail.tls == "never" and not is_loopback(mail.smtp_host):
        yield "tls", "the password would travel in the clear", 'write tls = "auto"'
    if mail.smtp_host and not sender:
        yield "from", "there is a server to send with, but nobody who sends", 'add from = "Name <address>"'
    if bool(mail.dkim_domain) != bool(mail.dkim_selector):
        yield "dkim_domain", "dkim_domain and dkim_selector go together", "give both, or neither"
    domain = parseaddr(sender)[1].rpartition("@")[2].casefold()
    signed = mail.dkim_domain.casefold()
    if signed and domain and domain != signed and not domain.endswith(f".{signed}"):
        yield (
            "dkim_domain",
            f"{signed} does not sign for {domain}",
            "write the domain of from, or one above it",
        )


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost"
