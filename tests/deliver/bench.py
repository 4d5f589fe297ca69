"""How fast 10,000 messages leave, beside a bare aiosmtplib loop: ``python -m tests.deliver.bench [--messages 10000]``.

Both send messages of the same size to the same local server on the same number of connections, each in a process of its own.
The sender's peak memory is told for a tenth of the subscribers and for all: it must not grow with them.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import signal
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiosmtplib

from briefing.clock import SystemClock
from briefing.deliver.generation import Generation
from briefing.deliver.listing import Moment, list_edition
from briefing.deliver.moulds import Copies
from briefing.deliver.sender import Sender, SenderParts
from briefing.deliver.smtp import Smtp
from briefing.edition.freeze import freeze
from briefing.model import MailPolicy
from briefing.render.copies import Sending
from briefing.store import open_store
from briefing.subscribers.tokens import TOKEN_KEY, Tokens
from tests.deliver.desk import MAIL_FROM, WEB, reader
from tests.deliver.server import Received, Script, smtp_server
from tests.fakes import RecordingProgress
from tests.render import editions

CONNECTIONS = 4


class Nothing:
    """Forgets what is received."""

    def append(self, received: Received) -> None:
        """Nothing is kept."""


@contextmanager
def server() -> Any:
    """The server in a process of its own; its port."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        with smtp_server(Script(received=Nothing())) as port:  # type: ignore[arg-type]
            os.write(write, f"{port}\n".encode())
            signal.pause()
        os._exit(0)
    try:
        yield int(os.read(read, 16))
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def measured(work: Callable[[], float]) -> tuple[float, int]:
    """Seconds that a piece of work says it took, in a process of its own, and that one's peak memory in MB."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        seconds = work()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        os.write(write, f"{seconds} {peak}".encode())
        os._exit(0)
    os.waitpid(child, 0)
    seconds, peak = os.read(read, 100).split()
    return float(seconds), int(peak)


def bare(port: int, messages: int, content: bytes) -> float:
    """What aiosmtplib does by itself."""

    async def connection(share: range) -> None:
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port)
        await client.connect()
        for n in share:
            await client.sendmail("brief@brief.example", [f"reader{n}@reader.example"], content)
        await client.quit()

    async def run() -> None:
        shares = (range(start, messages, CONNECTIONS) for start in range(CONNECTIONS))
        await asyncio.gather(*map(connection, shares))

    began = time.monotonic()
    asyncio.run(run())
    return time.monotonic() - began


def ours(port: int, database: Path) -> float:
    """What `briefing send` does: list, send, write down."""
    policy = MailPolicy(
        smtp_host="127.0.0.1", smtp_port=port, connections=CONNECTIONS, messages_per_connection=100_000
    )
    clock, edition = SystemClock(), editions.morning()
    store = open_store(database, clock)
    parts = SenderParts(
        ledger=store.ledger,
        people=store.subscribers,
        copies=Copies(store, Tokens(store.secret(TOKEN_KEY)), Sending(mail_from=MAIL_FROM), WEB),
        transports=[Smtp(policy, "brief@brief.example") for _ in range(CONNECTIONS)],
        generation=Generation(store.ledger, database),
        clock=clock,
        progress=RecordingProgress(),
        first="daily",
    )
    began = time.monotonic()
    list_edition(
        store.ledger,
        store.subscribers,
        edition,
        Moment(now=clock.now(), frozen=editions.CLOSES),
        first="daily",
    )
    listed = time.monotonic() - began
    began = time.monotonic()
    asyncio.run(Sender(parts, policy).run())
    seconds = time.monotonic() - began
    print(f"listed in {listed:.1f} s", flush=True)  # noqa: T201
    store.close()
    return seconds


def seeded(folder: Path, messages: int) -> tuple[Path, bytes]:
    """A database with so many subscribers, and one copy."""
    database, edition = folder / f"{messages}.sqlite", editions.morning()
    store = open_store(database, SystemClock())
    with store.subscribers.transaction() as table:
        for n in range(messages):
            table.add(reader(n))
    store.add_edition(edition, freeze(edition), "{}")
    copies = Copies(store, Tokens(store.secret(TOKEN_KEY)), Sending(mail_from=MAIL_FROM), WEB)
    copy = copies.make(edition.id, reader(0).id, reader(0).address, {})
    assert copy is not None
    store.close()
    return database, copy.message


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000)
    messages = parser.parse_args().messages
    with tempfile.TemporaryDirectory() as name, server() as port:
        small, _ = seeded(Path(name), messages // 10)
        large, content = seeded(Path(name), messages)
        _, low = measured(lambda: ours(port, small))
        plain, _ = measured(lambda: bare(port, messages, content))
        own, high = measured(lambda: ours(port, large))
    lines = (
        f"{messages} messages of {len(content)} bytes on {CONNECTIONS} connections",
        f"bare aiosmtplib loop: {messages / plain:.0f} messages/s",
        f"briefing send:        {messages / own:.0f} messages/s, ratio {plain / own:.2f}",
        f"peak memory: {low} MB for {messages // 10} subscribers, {high} MB for {messages}",
    )
    print("\n".join(lines))  # noqa: T201


if __name__ == "__main__":
    main()
