"""kill -9 at a sender, again and again, and what its subscribers got: ``python -m tests.deliver.crashes --seeds 20``.

Each trial: 30 subscribers, a real SMTP server in a process of its own, one or two senders that are killed (at a chosen step
of the work, or after a random number of messages and a moment), then one that is left alone. It counts copies for each
subscriber. The database is a file, or with --postgresql on a server of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import random
import shutil
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import count, takewhile
from pathlib import Path
from typing import Any, Literal

from briefing.clock import SystemClock
from briefing.database_address import Database
from briefing.deliver.generation import Generation
from briefing.deliver.listing import Moment, list_edition
from briefing.deliver.moulds import Copies
from briefing.deliver.sender import Sender, SenderParts
from briefing.deliver.smtp import Smtp
from briefing.edition.freeze import freeze, thaw
from briefing.model import MailPolicy
from briefing.render.copies import Sending
from briefing.store import SqlStore, open_store
from briefing.store.ledger import Ledger
from briefing.subscribers.tokens import TOKEN_KEY, Tokens
from tests.databases import postgres_server, programs
from tests.deliver.desk import MAIL_FROM, WEB, reader
from tests.deliver.server import Received, Script, smtp_server
from tests.editions import edition
from tests.fakes import RecordingProgress

RECIPIENTS = 30
EDITION = edition()
STEPS = ("queue", "settle", "claim", "record", "release", "advance")
POLICY = MailPolicy(smtp_host="127.0.0.1", timeout=5, retry_seconds=0, attempts=50)
POLICIES: tuple[Literal["resend", "hold"], ...] = ("resend", "hold")
ROUNDS = 4  # of random kills, in each trial
MOST = 7  # messages that a sender may send before it is killed
MOMENT = 0.008  # seconds: about what a message takes


class Fuse:
    """Kills its process with the n-th step of the work; 0 = never."""

    def __init__(self, left: int) -> None:
        self.left = left

    def burn(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class FusedLedger(Ledger):
    """A ledger at which the fuse burns before and after every transaction that writes."""

    fuse: Fuse

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name not in STEPS:
            return found

        def burning(*arguments: Any, **named: Any) -> Any:
            self.fuse.burn()
            result = found(*arguments, **named)
            self.fuse.burn()
            return result

        return burning


class FusedSmtp(Smtp):
    """The fuse burns before the message leaves and when the answer is there."""

    fuse: Fuse

    async def send(self, recipient: str, message: bytes) -> Any:
        self.fuse.burn()
        outcome = await super().send(recipient, message)
        self.fuse.burn()
        return outcome


@dataclass
class Trial:
    """What a trial came to."""

    kills: int = 0
    copies: Counter[str] = field(default_factory=Counter)
    unlike: int = 0  # subscribers whose copies differ
    states: dict[str, int] = field(default_factory=dict)

    connections: int = 1

    @property
    def missing(self) -> int:
        return RECIPIENTS - len(self.copies)

    @property
    def duplicates(self) -> int:
        return sum(n - 1 for n in self.copies.values())

    @property
    def beyond(self) -> int:
        """Duplicates over what the kills can account for: a message of each connection."""
        return max(0, self.duplicates - self.kills * self.connections)


class Post:
    """What the server got, in a file that outlives it: a line a message."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, received: Received) -> None:
        line = f"{received.recipient} {hashlib.sha256(received.message).hexdigest()}\n"
        with self.path.open("a") as file:
            file.write(line)

    def count(self) -> int:
        return self.path.read_bytes().count(b"\n") if self.path.exists() else 0

    def read(self) -> list[tuple[str, str]]:
        lines = self.path.read_text().splitlines() if self.path.exists() else []
        return [(line.split()[0], line.split()[1]) for line in lines]


@contextmanager
def server_process(post: Post) -> Iterator[int]:
    """The SMTP server in a process of its own; its port."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        script = Script(received=post)  # type: ignore[arg-type]
        with smtp_server(script) as port:
            os.write(write, f"{port}\n".encode())
            signal.pause()
        os._exit(0)
    try:
        yield int(os.read(read, 16))
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(read)
        os.close(write)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an installation lies."""

    folder: Path
    database: Database


New = Callable[[Path], Database]  # makes an empty database, for a folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is tried."""

    on_unknown: Literal["resend", "hold"]
    senders: int = 1
    connections: int = 1  # of each
    new: New


def in_a_file(folder: Path) -> Path:
    """SQLite."""
    return folder / "briefing.sqlite"


def sender_process(place: Place, port: int, case: Case, fuse: int = 0) -> int:
    """Start a sender; its process id."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work(place, port, case, Fuse(fuse))
        code = 0
    finally:
        os._exit(code)


def work(place: Place, port: int, case: Case, fuse: Fuse) -> None:
    """What `briefing send` does, with a fuse."""
    clock = SystemClock()
    store = open_store(place.database, clock)
    ledger = FusedLedger(store._database)
    ledger.fuse = fuse
    policy = replace(POLICY, smtp_port=port, on_unknown=case.on_unknown, connections=case.connections)
    if not ledger.listed(EDITION.id):
        ledger.open(EDITION.id, clock.now())
        moment = Moment(now=clock.now(), frozen=clock.now())
        content = thaw(store.edition(EDITION.id) or "")
        list_edition(ledger, store.subscribers, content, moment, first="daily")
        ledger.close(EDITION.id, clock.now())
    ways = [FusedSmtp(policy, "brief@brief.example") for _ in range(policy.connections)]
    for way in ways:
        way.fuse = fuse
    generation = Generation(ledger, place.folder / "briefing")
    generation.check()
    parts = SenderParts(
        ledger=ledger,
        people=store.subscribers,
        copies=Copies(store, Tokens(store.secret(TOKEN_KEY)), Sending(mail_from=MAIL_FROM), WEB),
        transports=ways,
        generation=generation,
        clock=clock,
        progress=RecordingProgress(),
        first="daily",
    )
    asyncio.run(Sender(parts, policy).run())
    store.close()


def seeded(folder: Path, new: New) -> Place:
    """A database with 30 subscribers and one edition."""
    database = new(folder)
    store = open_store(database, SystemClock())
    for n in range(RECIPIENTS):
        store.subscribers.add(reader(n))
    store.add_edition(EDITION, freeze(EDITION), "{}")
    store.secret(TOKEN_KEY)
    store.close()
    return Place(folder=folder, database=database)


def trial(folder: Path, case: Case, rng: random.Random, fuse: int) -> Trial:
    """Kill senders again and again, or once at a step, then let one finish."""
    place, post, kills = seeded(folder, case.new), Post(folder / "post.txt"), 0
    with server_process(post) as port:
        for _ in range(1 if fuse else ROUNDS):
            children = [sender_process(place, port, case, fuse) for _ in range(case.senders)]
            if not fuse:
                for child in children:
                    strike(child, post, rng)
            kills += sum(os.WIFSIGNALED(os.waitpid(child, 0)[1]) for child in children)
        states = finished(place, port, case)
    return judged(post, kills, states, case)


def strike(child: int, post: Post, rng: random.Random) -> None:
    """Kill a sender a moment after the server has got some messages more; one that has ended by then stays so."""
    enough, moment = post.count() + rng.randint(1, MOST), rng.uniform(0, MOMENT)
    while post.count() < enough and not os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        time.sleep(0.0005)
    time.sleep(moment)
    os.kill(child, signal.SIGKILL)


def finished(place: Place, port: int, case: Case) -> dict[str, int]:
    """Let senders work until nothing is open; rows by state."""
    for _ in range(20):
        os.waitpid(sender_process(place, port, case), 0)
        store: SqlStore = open_store(place.database, SystemClock())
        counts, waiting = store.ledger.counts(EDITION.id), store.ledger.waiting(EDITION.id)[0]
        store.close()
        if not waiting and sum(counts.values()) == RECIPIENTS:
            break
    return {str(state): n for state, n in counts.items() if n}


def judged(post: Post, kills: int, states: dict[str, int], case: Case) -> Trial:
    result = Trial(kills=kills, states=states, connections=case.connections)
    versions: dict[str, set[str]] = {}
    for recipient, sha256 in post.read():
        result.copies[recipient] += 1
        versions.setdefault(recipient, set()).add(sha256)
    result.unlike = sum(len(each) > 1 for each in versions.values())
    return result


def fresh(case: Case, seed: int = 0, *, fuse: int = 0) -> Trial:
    """A trial in a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="crashes-"))
    try:
        return trial(folder, case, random.Random(seed), fuse)
    finally:
        shutil.rmtree(folder)


def row(kind: str, case: Case, trials: list[Trial]) -> dict[str, Any]:
    """The figures of some trials."""
    return {
        "kind": kind,
        "policy": case.on_unknown,
        "senders": case.senders,
        "connections": case.connections,
        "trials": len(trials),
        "kills": sum(each.kills for each in trials),
        "missing": sum(each.missing for each in trials),
        "duplicates": sum(each.duplicates for each in trials),
        "duplicates_over_kills": sum(each.beyond for each in trials),
        "unlike": sum(each.unlike for each in trials),
        "held": sum(each.states.get("held", 0) for each in trials),
        "not_ended": sum(each.states.get(s, 0) for each in trials for s in ("queued", "sending", "unknown")),
    }


def rows(seeds: int, every: int, new: New) -> Iterator[dict[str, Any]]:
    """Random kills for so many seeds, and a kill at every so-manieth step."""
    for on_unknown in POLICIES:
        for senders, connections in ((1, 1), (2, 1), (1, 4)):
            case = Case(on_unknown=on_unknown, senders=senders, connections=connections, new=new)
            yield row("random", case, [fresh(case, seed) for seed in range(seeds)])
        case = Case(on_unknown=on_unknown, new=new)
        trials = (fresh(case, fuse=step) for step in count(1, every))
        yield row("each step", case, list(takewhile(lambda each: each.kills, trials)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--every", type=int, default=1, help="a kill at every so-manieth step of the work")
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL server rather than a file")
    given = parser.parse_args()
    with ExitStack() as after:
        new: New = in_a_file
        if given.postgresql:
            found = programs()
            assert found, "PostgreSQL is not installed"
            server = after.enter_context(postgres_server(found))
            new = lambda _: server.new()  # noqa: E731
        for each in rows(given.seeds, given.every, new):
            print(json.dumps(each), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
