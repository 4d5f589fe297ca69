"""What of [bounces] and of an edition's approval cannot go together, each as key, what is wrong and the mend."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.model import ApprovalRule, ImapAccount
from briefing.settings.mail import is_loopback

__all__ = ["approval_faults", "bounces_faults"]


def bounces_faults(account: ImapAccount) -> Iterator[tuple[str, str, str]]:
    """The faults of an account."""
    if account.user and not account.host:
        yield "user", "there is a user, but no server to log in to", 'add host = "imap.example.org"'
    if account.host and not account.user:
        yield "host", "there is a server, but nobody to log in as", 'add user = "bounces@example.org"'
    if account.tls == "never" and account.host and not is_loopback(account.host):
        yield "tls", "the password would travel in the clear", 'write tls = "implicit"'


def approval_faults(rule: ApprovalRule) -> Iterator[tuple[str, str, str]]:
    """The faults of a rule."""
    if rule.by and rule.policy == "none":
        yield "approve_by", "nobody's approval is needed", 'add approval = "hold", "send" or "verbatim"'
    if rule.policy in ("send", "verbatim") and not rule.by:
        yield "approval", f'"{rule.policy}" needs a time at which to happen', 'add approve_by = "07:30"'
