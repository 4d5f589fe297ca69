"""How fast 10,000 messages leave, beside a bare aiosmtplib loop: ``python -m tests.deliver.bench [--messages 10000]``.

    server (a process) <── bare loop (a process) ┐ by turns, so many messages each
                       <── Sender    (a process) ┘

Both send messages of the same size to the same local server on the same number of connections. Wall time decides the ratio;
processor time says where it goes. The sender's peak memory is told for a tenth of the subscribers and for all: it must not grow.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import aiosmtplib
import psutil

from briefing.clock import SystemClock
from briefing.deliver.generation import Generation
from briefing.deliver.listing import Moment, list_edition
from briefing.deliver.moulds import Copies
from briefing.deliver.sender import Sender, SenderParts
from briefing.deliver.signing import Signer
from briefing.deliver.smtp import Smtp
from briefing.edition.freeze import freeze
from briefing.model import MailPolicy
from briefing.render.copies import Sending
from briefing.store import SqlStore, open_store
from briefing.subscribers.tokens import TOKEN_KEY, Tokens
from tests.deliver.desk import MAIL_FROM, WEB, reader
from tests.deliver.server import Received, Script, smtp_server
from tests.fakes import RecordingProgress
from tests.render import editions

CONNECTIONS = 4
_FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What some messages cost, in seconds."""

    messages: int
    wall: float
    processor: float  # of the sending process
    server: float = 0.0  # of the server's
    peak: int = 0  # MB, of the sending process since it began


class Nothing:
    """Forgets what is received."""

    def append(self, received: Received) -> None:
        """Nothing is kept."""


class Worker:
    """A process that does its work each time it is told to, and says what it cost."""

    def __init__(self, begun: Callable[[], Callable[[], int]], server: psutil.Process) -> None:
        """`begun` makes ready and gives what is to be done: it sends messages, and says how many."""
        self._server = server
        self._here, there = _FORK.Pipe()
        self._process = _FORK.Process(target=_serve, args=(there, begun), daemon=True)
        self._process.start()
        self._here.recv()  # ready

    def turn(self) -> Turn:
        before = sum(self._server.cpu_times()[:2])
        self._here.send("go")
        messages, wall, processor, peak = self._here.recv()
        server = sum(self._server.cpu_times()[:2]) - before
        return Turn(messages=messages, wall=wall, processor=processor, server=server, peak=peak)

    def end(self) -> None:
        self._here.send("")
        self._process.join()


def _serve(pipe: Connection, begun: Callable[[], Callable[[], int]]) -> None:
    work = begun()
    pipe.send("ready")
    while pipe.recv():
        wall, processor = time.monotonic(), time.process_time()
        messages = work()
        wall, processor = time.monotonic() - wall, time.process_time() - processor
        pipe.send((messages, wall, processor, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))


@contextmanager
def server() -> Iterator[tuple[int, psutil.Process]]:
    """The server in a process of its own, and its port."""
    here, there = _FORK.Pipe()

    def serve() -> None:
        with smtp_server(Script(received=Nothing())) as port:  # type: ignore[arg-type]
            there.send(port)
            there.recv()

    process = _FORK.Process(target=serve, daemon=True)
    process.start()
    try:
        yield here.recv(), psutil.Process(process.pid)
    finally:
        process.kill()
        process.join()


def bare(port: int, messages: int, content: bytes) -> int:
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

    asyncio.run(run())
    return messages


class Ours:
    """What `briefing send` does with rows that are listed."""

    def __init__(self, port: int, database: Path, messages: int, key: bytes) -> None:
        self._policy = MailPolicy(
            smtp_host="127.0.0.1", smtp_port=port, connections=CONNECTIONS, messages_per_connection=100_000
        )
        self._store = open_store(database, SystemClock())
        self._copies = copies(self._store, key)
        self._database = database
        self._messages = messages

    def __call__(self) -> int:
        tally: dict[str, int] = {}
        parts = SenderParts(
            ledger=self._store.ledger,
            people=self._store.subscribers,
            copies=self._copies,
            transports=[Smtp(self._policy, "brief@brief.example") for _ in range(CONNECTIONS)],
            generation=Generation(self._store.ledger, self._database),
            clock=SystemClock(),
            progress=RecordingProgress(),
            first="daily",
            halted=lambda: sum(tally.values()) >= self._messages,
        )
        sender = Sender(parts, self._policy)
        tally = sender.tally
        asyncio.run(sender.run())
        return tally["accepted"]


def copies(store: SqlStore, key: bytes) -> Copies:
    signer = Signer("brief.example", "brief", key) if key else None
    return Copies(store, Tokens(store.secret(TOKEN_KEY)), Sending(mail_from=MAIL_FROM), WEB, signer)


def seeded(database: Path, messages: int, key: bytes) -> bytes:
    """Make a database with so many subscribers, each of whom has a row in the ledger; one copy."""
    edition, clock = editions.morning(), SystemClock()
    store = open_store(database, clock)
    with store.subscribers.transaction() as table:
        for n in range(messages):
            table.add(reader(n))
    store.add_edition(edition, freeze(edition), "{}")
    moment = Moment(now=clock.now(), frozen=editions.CLOSES)
    list_edition(store.ledger, store.subscribers, edition, moment, first="daily")
    copy = copies(store, key).make(edition.id, reader(0).id, reader(0).address, {})
    store.close()
    assert copy is not None
    return copy.message


def by_turns(folder: Path, messages: int, rounds: int, key: bytes) -> Iterator[str]:
    """The figures."""
    small, large, each = folder / "small.sqlite", folder / "large.sqlite", messages // rounds
    seeded(small, messages // 10, key)
    content = seeded(large, messages, key)
    yield f"{messages} messages of {len(content)} bytes on {CONNECTIONS} connections, {rounds} turns each"
    with server() as (port, process):
        few = Worker(lambda: Ours(port, small, messages // 10, key), process)
        low = few.turn().peak
        few.end()
        sides = [
            Worker(lambda: lambda: bare(port, each, content), process),
            Worker(lambda: Ours(port, large, each, key), process),
        ]
        turns = [[side.turn() for side in sides] for _ in range(rounds)]
        for side in sides:
            side.end()
    plain, own = zip(*turns, strict=True)
    yield _line("bare aiosmtplib loop", plain)
    yield _line("briefing send", own)
    yield f"ratio {_rate(own) / _rate(plain):.2f}; turn by turn " + " ".join(
        f"{_rate([b]) / _rate([a]):.2f}" for a, b in turns
    )
    yield f"peak memory: {low} MB for {messages // 10} subscribers, {own[-1].peak} MB for {messages}"


def _rate(turns: list[Turn] | tuple[Turn, ...]) -> float:
    return sum(turn.messages for turn in turns) / sum(turn.wall for turn in turns)


def _line(name: str, turns: tuple[Turn, ...]) -> str:
    messages = sum(turn.messages for turn in turns)
    own, server = (sum(getattr(turn, n) for turn in turns) / messages * 1000 for n in ("processor", "server"))
    return f"{name:20} {_rate(turns):5.0f} messages/s; processor time a message: {own:.2f} ms, the server's {server:.2f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--turns", type=int, default=4, help="how often each side has its turn")
    parser.add_argument("--signed", action="store_true", help="with DKIM, by an RSA key of 2048 bits")
    given, key = parser.parse_args(), b""
    if given.signed:
        key = subprocess.run(
            ["openssl", "genrsa", "-traditional", "2048"], capture_output=True, check=True
        ).stdout
    with tempfile.TemporaryDirectory() as name:
        for line in by_turns(Path(name), given.messages, given.turns, key):
            print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
