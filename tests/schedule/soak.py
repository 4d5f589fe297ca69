"""A service for minutes of real time, and what it holds: ``python -m tests.schedule.soak --minutes 10``.

The real command with the bundled models, a feed over HTTP that has news at each reading, an SMTP server, three subscribers, an edition in each minute.
Every ten seconds: open files, threads and resident memory of the service, from /proc. Then SIGTERM between two editions, a minute of darkness, a new
start, and SIGTERM again. ``--brisk``: minutes are seconds, and no model is loaded.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from socket import socket
from urllib.request import urlopen
from zoneinfo import ZoneInfo

from briefing.clock import SystemClock
from briefing.store import open_store
from tests.conftest import ROOT
from tests.deliver.desk import reader
from tests.deliver.server import Script, smtp_server
from tests.ingest.server import ScriptedServer
from tests.schedule.desk import ITEM, furnish

READERS = 3
FEED = '[[feed]]\nname = "Wire"\nurl = "{url}"\nlanguage = "en"\nfull_text = "never"\n'
EDITION = '[[editions]]\nname = "m{number}"\nat = "{at:%H:%M}"\ntimezone = "{zone}"\n'
CLOCK = SystemClock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What a process holds."""

    second: int
    files: int
    threads: int
    rss: int  # MB
    children: int


@dataclass
class Soak:
    """One installation, its servers and its service."""

    folder: Path
    script: Script
    brisk: bool
    zone: ZoneInfo
    samples: list[Sample] = field(default_factory=list)

    @contextmanager
    def served(self) -> Iterator[subprocess.Popen[str]]:
        """The service, until the block ends."""
        command = (
            ["tests.schedule.brisk", str(self.folder)] if self.brisk else ["briefing", "serve", "--port", "0"]
        )
        with (self.folder / "log.jsonl").open("a") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT if self.brisk else self.folder,
                env=os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},  # noqa: TID251
                stderr=log,
                text=True,
            )
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def log(self) -> str:
        return (self.folder / "log.jsonl").read_text()

    def address(self) -> str:
        found = re.findall(r"(http://127\.0\.0\.1:\d+)/archive/", self.log())
        return found[-1] if found else ""

    def sample(self, process: subprocess.Popen[str], began: float) -> Sample:
        proc = Path(f"/proc/{process.pid}")
        status = dict(line.split(":", 1) for line in (proc / "status").read_text().splitlines())
        return Sample(
            second=round(time.monotonic() - began),
            files=len(list((proc / "fd").iterdir())),
            threads=int(status["Threads"]),
            rss=int(status["VmRSS"].split()[0]) // 1024,
            children=len(children(process.pid)),
        )

    def watch(self, process: subprocess.Popen[str], seconds: float, every: float) -> None:
        """Look at the service, and ask its site for pages, for so long."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            time.sleep(every)
            assert process.poll() is None, self.log()[-2000:]
            if self.address():
                for path in ("healthz", "archive/"):
                    with urlopen(f"{self.address()}/{path}") as answer:
                        assert answer.status == 200
            self.samples.append(self.sample(process, began))
            print(_row(self.samples[-1]), flush=True)  # noqa: T201

    def editions(self) -> list[str]:
        store = open_store(self.folder / "output" / "briefing.sqlite", CLOCK)
        try:
            return sorted(store.editions(1000))
        finally:
            store.close()

    def add(self, number: int, minutes: int) -> None:
        """One more edition, so many minutes from now."""
        at = CLOCK.now().astimezone(self.zone) + timedelta(minutes=minutes)
        with (self.folder / "briefing.toml").open("a") as file:
            file.write(EDITION.format(number=number, at=at, zone=self.zone))

    def wait(self, number: int, seconds: float) -> bool:
        """Until an edition lies in the archive and its mail is out; whether it came to that."""
        edition = f"m{number}-{CLOCK.now().astimezone(self.zone).date()}"
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if (self.folder / "output" / "archive" / edition).is_dir() and self.mailed(edition) == READERS:
                return True
            time.sleep(0.5)
        return False

    def mailed(self, edition: str) -> int:
        """How many messages of an edition arrived."""
        return sum(f"<{edition}." in each.message.decode(errors="replace") for each in self.script.received)


def _row(each: Sample) -> str:
    return f"{each.second:6} s {each.files:5} {each.threads:8} {each.rss:7} {each.children:9}"


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()] + [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        if task.name != str(pid)
        for child in (task / "children").read_text().split()
    ]


def news(connection: socket) -> None:
    """A feed with two items of this minute."""
    now = CLOCK.now()
    items = "".join(ITEM.format(n=n, day=now.strftime("%H:%M"), date=format_datetime(now)) for n in (1, 2))
    body = f'<rss version="2.0"><channel><title>Wire</title>{items}</channel></rss>'.encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    connection.sendall(head.encode() + body)


def settings(smtp: int, feed: str) -> str:
    return (
        '[summary]\nmode = "verbatim"\n[output]\npublic_url = "http://127.0.0.1:1"\n[serve]\npoll_minutes = 1\n'
        f'[fetch]\nallow_hosts = ["{feed}"]\ndelay_seconds = 0\nretries = 0\n'
        f'[mail]\nfrom = "Brief <brief@brief.example>"\nsmtp_host = "127.0.0.1"\nsmtp_port = {smtp}\ntls = "never"\n'
    )


@contextmanager
def installed(minutes: Sequence[int], brisk: bool) -> Iterator[Soak]:
    """An installation with an edition so many minutes from now each, in a zone where it is noon, and its servers."""
    script, hours = Script(), 12 - CLOCK.now().hour
    with (
        tempfile.TemporaryDirectory(prefix="soak-") as name,
        ScriptedServer({"/feed": [news]}) as feed,
        smtp_server(script) as smtp,
    ):
        folder = furnish(Path(name), [], settings(smtp, feed.host))
        (folder / "feeds" / "wire.toml").write_text(FEED.format(url=feed.url("/feed")))
        here = Soak(folder=folder, script=script, brisk=brisk, zone=ZoneInfo(f"Etc/GMT{-hours:+d}"))
        for number, each in enumerate(minutes):
            here.add(number, each)
        (folder / "output").mkdir()
        store = open_store(folder / "output" / "briefing.sqlite", CLOCK)
        names = tuple(f"m{number}" for number in range(len(minutes) + 1))
        for number in range(READERS):
            store.subscribers.add(reader(number, editions=names))
        store.close()
        yield here


def idle(process: subprocess.Popen[str]) -> None:
    """Wait until the service has no child."""
    while children(process.pid):
        time.sleep(0.2)


def ended(process: subprocess.Popen[str]) -> float:
    """Seconds from SIGTERM to the end."""
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    return round(time.monotonic() - began, 2)


def verdict(samples: Sequence[Sample]) -> dict[str, object]:
    """Medians of the second and the last third: the first one is for warming up."""
    third = len(samples) // 3
    before, after = samples[third : 2 * third], samples[2 * third :]
    medians = {
        name: (
            statistics.median(getattr(each, name) for each in before),
            statistics.median(getattr(each, name) for each in after),
        )
        for name in ("files", "threads", "rss")
    }
    flat = all(late <= early * 1.05 + 1 for early, late in medians.values())
    return {"medians": medians, "flat": flat}


def soak(minutes: int, brisk: bool) -> dict[str, object]:
    """All of it; what it came to."""
    first = -2 if brisk else 1  # minutes from now
    count = 3 if brisk else minutes
    with installed([first + number for number in range(count)], brisk) as here:
        print("  second files  threads  rss MB  children")  # noqa: T201
        with here.served() as process:
            here.watch(process, *((12, 0.5) if brisk else (minutes * 60, 10)))
            arrived = here.wait(count - 1, 120)
            idle(process)
            stopped = ended(process)
        here.add(count, 0)  # due while it is dark
        with here.served() as process:
            resumed = here.wait(count, 180)
            stopped_again = ended(process)
        editions = here.editions()
        return verdict(here.samples) | {
            "editions": len(editions),
            "wanted": count + 1,
            "twice": [name for name in editions if "-r" in name],
            "mails": [here.mailed(name) for name in editions],
            "last one arrived": arrived,
            "seconds to end": stopped,
            "resumed": resumed,
            "seconds to end again": stopped_again,
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=10)
    parser.add_argument("--brisk", action="store_true", help="about 20 seconds, without models")
    given = parser.parse_args()
    print(json.dumps(soak(given.minutes, given.brisk)))  # noqa: T201


if __name__ == "__main__":
    main()
