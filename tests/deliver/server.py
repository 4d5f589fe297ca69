"""A real SMTP server on loopback whose answers are scripted."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
import threading
import warnings
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

HANG_UP = "HANG UP"  # the connection is closed instead of an answer
TAKE_AND_HANG_UP = "TAKE IT AND HANG UP"  # the message is kept, and nobody is told


def self_signed(folder: Path) -> Path:
    """A certificate for 127.0.0.1 that ends in two days, and its key, in one file."""
    key, both = folder / "key.pem", folder / "both.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(both)],
        check=True, capture_output=True,
    )  # fmt: skip
    both.write_bytes(key.read_bytes() + both.read_bytes())
    return both


@dataclass
class Received:
    """One message as it came over the wire."""

    sender: str
    recipient: str
    message: bytes


@dataclass
class Script:
    """What the server answers: lists by (phase, recipient or "*"), each answer used once; then all is well."""

    answers: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    most_open: int = 0
    messages_per_connection: int = 0  # then 421; 0 = no limit
    lock: threading.Lock = field(default_factory=threading.Lock)

    def say(self, phase: str, recipient: str, *answers: str) -> None:
        self.answers[phase, recipient] += answers

    def answer(self, phase: str, recipient: str) -> str:
        for key in ((phase, recipient), (phase, "*")):
            if self.answers.get(key):
                return self.answers[key].pop(0)
        return ""

    def copies(self) -> dict[str, list[bytes]]:
        """Recipient -> the messages that arrived for them."""
        found: dict[str, list[bytes]] = defaultdict(list)
        for each in self.received:
            found[each.recipient].append(each.message)
        return dict(found)


class _Handler:
    def __init__(self, script: Script) -> None:
        self.script = script

    async def handle_EHLO(
        self, server: SMTP, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.script.connections += 1
        session.host_name = hostname
        session.messages = 0
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        said = self.script.answer("mail", "*")
        limit = self.script.messages_per_connection
        if limit and session.messages >= limit:
            said = "421 4.7.0 enough for one connection"
        return self._reply(server, said) or self._note(envelope, "mail_from", address)

    async def handle_RCPT(
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        said = self._reply(server, self.script.answer("rcpt", address))
        if said:
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        recipient = ", ".join(envelope.rcpt_tos)
        said = self.script.answer("data", recipient)
        if said in ("", TAKE_AND_HANG_UP) or said.startswith("2"):
            received = Received(envelope.mail_from, recipient, envelope.original_content)
            self.script.received.append(received)
            session.messages += 1
        return self._reply(server, said) or "250 2.0.0 taken"

    def _note(self, envelope: Any, name: str, value: str) -> str:
        setattr(envelope, name, value)
        return "250 OK"

    def _reply(self, server: SMTP, said: str) -> str:
        if said in (HANG_UP, TAKE_AND_HANG_UP):
            server.transport.abort()
        return said


class _Kept(SMTP):
    """Says which connections there were, so that none outlives the server."""

    kept: ClassVar[list[Any]] = []

    def connection_made(self, transport: Any) -> None:
        self.kept.append(transport)
        super().connection_made(transport)


@contextmanager
def smtp_server(
    script: Script,
    *,
    tls: ssl.SSLContext | None = None,
    user: str = "",
    password: str = "",
    implicit: bool = False,
) -> Iterator[int]:
    """The server, while the block runs; its port. `tls` offers STARTTLS, `implicit` speaks TLS from the start."""

    def allow(server: SMTP, session: Any, envelope: Any, mechanism: str, auth: Any) -> AuthResult:
        good = auth == LoginPassword(user.encode(), password.encode())
        return AuthResult(success=good, handled=good)

    options: dict[str, Any] = {"decode_data": False, "ident": "test", "hostname": "localhost"}
    if tls and not implicit:
        options["tls_context"] = tls
    if user:
        options |= {"authenticator": allow, "auth_required": True, "auth_require_tls": False}
    with _loop() as loop:

        def session() -> SMTP:
            with warnings.catch_warnings():  # that it lets in who speaks without TLS is what is tested
                warnings.simplefilter("ignore")
                return _Kept(_Handler(script), loop=loop, **options)

        async def start() -> asyncio.Server:
            return await loop.create_server(session, "127.0.0.1", 0, ssl=tls if implicit else None)

        server = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
        _Kept.kept.clear()
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            asyncio.run_coroutine_threadsafe(_stop(server), loop).result(10)


@contextmanager
def _loop() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop that runs in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="smtp server")
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _stop(server: asyncio.Server) -> None:
    server.close()
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for transport in _Kept.kept:
        transport.abort()
    await asyncio.sleep(0)  # those that were closed say goodbye
