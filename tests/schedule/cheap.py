"""`briefing`, with an embedder of hashed words in the place of the models: ``python -m tests.schedule.cheap run ...``.

With CHEAP_FUSE=N it kills itself at the N-th look at the clock: a run looks at it between any two stages, and within them. CHEAP_NOW is what the
clock shows; how often it was looked at is written to the file CHEAP_COUNT.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from briefing.app import RunOptions, make_digest, with_output
from briefing.cli import main
from briefing.clock import SystemClock
from briefing.errors import BriefingError
from briefing.parts import Models
from briefing.ports import Clock
from briefing.settings import Settings, load_settings
from tests.fakes import RecordingProgress, WordEmbedder


class FusedClock(SystemClock):
    """The machine's clock, or one that stands; kills its process with the n-th look; 0 = never."""

    def __init__(self, left: int, now: str) -> None:
        self.left = left
        self.looks = 0
        self.present = datetime.fromisoformat(now) if now else None

    def now(self) -> datetime:
        self.burn()
        return self.present or super().now()

    def monotonic(self) -> float:
        self.burn()
        return super().monotonic()

    def burn(self) -> None:
        self.looks += 1
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a command is asked for."""

    settings: Settings
    options: RunOptions


def parsed(words: Sequence[str]) -> Asked:
    """The options of `run` and `poll`, those that a service gives."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", type=Path)
    parser.add_argument("--output", type=Path)
    parser.add_argument("--edition", default="")
    parser.add_argument("--date", type=date.fromisoformat)
    parser.add_argument("--hours", type=int)
    parser.add_argument("--if-missing", action="store_true")
    given = parser.parse_args(words)
    return Asked(
        settings=with_output(load_settings(given.config), given.output),
        options=RunOptions(
            edition=given.edition, day=given.date, hours=given.hours, if_missing=given.if_missing
        ),
    )


def make(asked: Asked, clock: Clock) -> None:
    """The run."""
    make_digest(asked.settings, asked.options, RecordingProgress(), clock, Models(embedder=WordEmbedder()))


def run(words: Sequence[str]) -> None:
    """As the environment says."""
    environ = os.environ  # noqa: TID251
    clock = FusedClock(int(environ.get("CHEAP_FUSE", "0")), environ.get("CHEAP_NOW", ""))
    make(parsed(words), clock)
    if environ.get("CHEAP_COUNT"):
        Path(environ["CHEAP_COUNT"]).write_text(str(clock.looks))


if __name__ == "__main__":
    if sys.argv[1] == "run":
        try:
            run(sys.argv[2:])
        except BriefingError as error:
            print(error, file=sys.stderr)  # noqa: T201
            sys.exit(error.exit_code)
    else:
        main()
