"""Which way mail leaves: a server where one is configured, else the outbox."""

from __future__ import annotations

import asyncio
from email.utils import parseaddr
from pathlib import Path

from briefing.deliver.outbox import Outbox
from briefing.deliver.outcome import Outcome, Transport
from briefing.deliver.smtp import Smtp
from briefing.model import MailPolicy

__all__ = ["hand_over", "transports"]


def transports(
    policy: MailPolicy, mail_from: str, password: str, outbox: Path | None = None
) -> tuple[Transport, ...]:
    """A transport for each connection; one that writes files where `outbox` is given or there is no server."""
    if outbox is not None or not policy.smtp_host:
        return (Outbox(outbox or Path(policy.outbox)),)
    sender = policy.return_path or parseaddr(mail_from)[1]
    return tuple(Smtp(policy, sender, password) for _ in range(policy.connections))


def hand_over(transport: Transport, recipient: str, message: bytes) -> Outcome:
    """One message by itself, such as the question whether somebody really wants the digest; `MailError` as of `Transport`."""
    return asyncio.run(_hand_over(transport, recipient, message))


async def _hand_over(transport: Transport, recipient: str, message: bytes) -> Outcome:
    try:
        await transport.open()
        return await transport.send(recipient, message)
    finally:
        await transport.close()
