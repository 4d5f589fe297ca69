"""SMTP: one connection that is kept, one recipient a transaction.

connect ─ TLS ─ log in ─ MAIL, RCPT ─ DATA ─> Outcome          (once more from the start after 421 or a closed connection)

What the server says of a recipient or a message is an outcome. What it says of us (no log-in, sender refused, no TLS) would be
the same for everybody: that is a `MailError`, and nobody's message is given up for it.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import aiosmtplib
from aiosmtplib import SMTPDataError, SMTPException, SMTPResponse, SMTPResponseException, SMTPStatus

from briefing.deliver.outcome import Outcome, reply_of
from briefing.deliver.status import names_mailbox
from briefing.errors import MailError
from briefing.model import MailPolicy

__all__ = ["Smtp"]

CLOSING = 421
IMPLICIT_TLS = 465
_GONE = (SMTPException, OSError, asyncio.TimeoutError, ValueError)


class _Trouble(Exception):
    """The connection is of no use any more."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.reply)
        self.outcome = outcome


class Smtp:
    """A connection as `Transport`; not for two messages at a time."""

    def __init__(self, policy: MailPolicy, sender: str, password: str = "") -> None:
        """`sender` is the envelope's: where bounces go."""
        self._policy = policy
        self._sender = sender
        self._password = password
        self._client: aiosmtplib.SMTP | None = None
        self._sent = 0

    async def open(self) -> None:
        """Connect, with TLS and log-in as the policy has it."""
        if self._client is not None and self._client.is_connected:
            return
        self._drop()
        client = self._new()
        try:
            await client.connect()
            await self._log_in(client)
        except MailError:
            _abandon(client)
            raise
        except SMTPResponseException as error:
            _abandon(client)
            raise MailError(self._told(reply_of(error.code, error.message))) from error
        except ssl.SSLError as error:
            _abandon(client)
            raise MailError(self._told(f"TLS failed ({error.reason or error})")) from error
        except _GONE as error:
            _abandon(client)
            raise MailError(self._told(f"no connection ({_words(error)})")) from error
        self._client, self._sent = client, 0

    async def send(self, recipient: str, message: bytes) -> Outcome:
        """One transaction, on a fresh connection where the old one has done its share or was closed."""
        if self._sent >= self._policy.messages_per_connection:
            await self.close()
        await self.open()
        client = self._client
        assert client is not None
        self._sent += 1
        try:
            return await self._transact(client, recipient, message)
        except _Trouble as trouble:
            self._drop()
            return trouble.outcome

    async def probe(self) -> Mapping[str, Any]:
        """Open it and say NOOP, mail nothing; the server's certificate as `ssl` gives it, {} without TLS."""
        await self.open()
        client = self._client
        assert client is not None
        try:
            await client.noop()
        except _GONE as error:
            self._drop()
            raise MailError(self._told(f"no answer to NOOP ({_words(error)})")) from error
        return client.get_transport_info("peercert") or {}

    async def close(self) -> None:
        """Say QUIT, where anybody listens."""
        client, self._client = self._client, None
        if client is None:
            return
        try:
            await client.quit(timeout=5)
        except _GONE:
            pass
        finally:
            _abandon(client)

    async def _transact(self, client: aiosmtplib.SMTP, recipient: str, message: bytes) -> Outcome:
        refusal = await self._envelope(client, recipient)
        if refusal is not None:
            return refusal
        try:
            response = await self._data(client, message)
        except SMTPResponseException as error:
            return self._answered(error, unknown=not 400 <= error.code < 600)
        except _GONE as error:
            told = f"the connection ended before an answer ({_words(error)})"
            raise _Trouble(Outcome(result="unknown", reply=told)) from error
        return Outcome(result="accepted", reply=reply_of(response.code, response.message))

    async def _data(self, client: aiosmtplib.SMTP, message: bytes) -> SMTPResponse:
        """DATA. The library's own puts line ends right first, which takes longer than all else that it does; ours are right."""
        protocol = client.protocol
        if protocol is None or not _is_in_lines(message):
            return await client.data(message)
        response = await client.execute_command(b"DATA")
        if response.code == SMTPStatus.start_input:
            protocol.write(_dotted(message) + b".\r\n")
            response = await protocol.read_response(timeout=self._policy.timeout)
            if response.code == SMTPStatus.completed:
                return response
        raise SMTPDataError(response.code, response.message)

    async def _envelope(self, client: aiosmtplib.SMTP, recipient: str) -> Outcome | None:
        """MAIL and RCPT; None where the message may follow."""
        try:
            await self._mail(client)
            await client.rcpt(recipient)
        except SMTPResponseException as error:
            refusal = self._answered(error, unknown=False)
            await self._reset(client)
            return replace(refusal, no_mailbox=refusal.result == "refused" and names_mailbox(error.message))
        except _GONE as error:
            told = f"the connection ended before the message ({_words(error)})"
            raise _Trouble(Outcome(result="deferred", reply=told)) from error
        return None

    async def _mail(self, client: aiosmtplib.SMTP) -> None:
        try:
            await client.mail(self._sender)
        except SMTPResponseException as error:
            if 500 <= error.code < 600:
                self._drop()
                raise MailError(
                    self._told(f"the sender is refused: {reply_of(error.code, error.message)}")
                ) from error
            raise

    def _answered(self, error: SMTPResponseException, *, unknown: bool) -> Outcome:
        """What a code other than the one hoped for means; nonsense and 421 end the connection as well."""
        reply = reply_of(error.code, error.message)
        if 200 <= error.code < 300 and unknown:
            return Outcome(result="accepted", reply=reply)
        if unknown:
            raise _Trouble(Outcome(result="unknown", reply=f"no proper answer: {reply}")) from error
        if error.code == CLOSING or not 400 <= error.code < 600:
            raise _Trouble(Outcome(result="deferred", reply=reply)) from error
        return Outcome(result="refused" if error.code >= 500 else "deferred", reply=reply)

    async def _reset(self, client: aiosmtplib.SMTP) -> None:
        """Leave the transaction; a server that minds is left too."""
        try:
            await client.rset()
        except _GONE:
            self._drop()

    async def _log_in(self, client: aiosmtplib.SMTP) -> None:
        if not self._policy.smtp_user:
            return
        secured = client.get_transport_info("sslcontext") is not None
        if not secured and self._policy.tls != "never":
            msg = 'the server offers no TLS and the password would travel in the clear: use another port, or tls = "implicit"'
            raise MailError(self._told(msg))
        if not self._password:
            raise MailError(
                self._told(
                    "smtp_user has no password: set BRIEFING_SMTP_PASSWORD or BRIEFING_SMTP_PASSWORD_FILE"
                )
            )
        await client.login(self._policy.smtp_user, self._password)

    def _new(self) -> aiosmtplib.SMTP:
        policy = self._policy
        implicit = policy.tls == "implicit" or (policy.tls == "auto" and policy.smtp_port == IMPLICIT_TLS)
        start = {"auto": None, "starttls": True, "implicit": False, "never": False}[policy.tls]
        return aiosmtplib.SMTP(
            hostname=policy.smtp_host,
            port=policy.smtp_port,
            timeout=policy.timeout,
            use_tls=implicit,
            start_tls=False if implicit else start,
            cert_bundle=policy.tls_ca or None,
        )

    def _drop(self) -> None:
        if self._client is not None:
            _abandon(self._client)
        self._client = None

    def _told(self, what: str) -> str:
        return f"mail server {self._policy.smtp_host}:{self._policy.smtp_port}: {what}"


def _abandon(client: aiosmtplib.SMTP) -> None:
    """Close a connection at once: one with TLS would else wait for a goodbye that nobody reads."""
    transport = client.transport
    client.close()
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()


def _is_in_lines(message: bytes) -> bool:
    """Whether every line ends with CRLF, and neither stands anywhere else."""
    ends = message.count(b"\r\n")
    return message.endswith(b"\r\n") and ends == message.count(b"\r") == message.count(b"\n")


def _dotted(message: bytes) -> bytes:
    """As it travels: a line that begins with a dot has one more (RFC 5321 §4.5.2)."""
    return (b"\r\n" + message).replace(b"\r\n.", b"\r\n..")[2:]


def _words(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
