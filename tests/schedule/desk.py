"""A folder with everything that a service needs, and a service in it whose children are cheap."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from briefing.errors import BriefingError
from briefing.live_settings import LiveSettings
from briefing.polling import poll
from briefing.ports import Clock
from briefing.schedule.children import Children
from briefing.serving import Service, ServiceParts, serving
from tests.conftest import ROOT
from tests.fakes import RecordingProgress
from tests.schedule import cheap

CHEAP = (sys.executable, "-m", "tests.schedule.cheap")
ITEM = """<item><title>Report {n}: missiles hit the harbour of town {n}</title><guid>{n}-{day}</guid>
<link>https://wire.example/{day}/{n}</link><pubDate>{date}</pubDate>
<description>Missiles hit the harbour of town {n} on {day}. Six people were killed there, the mayor said. The port is
closed until further notice, and ships wait outside the breakwater for pilots.</description></item>"""
FEED = '[[feed]]\nname = "Wire"\npath = "wire.xml"\nlanguage = "en"\nfull_text = "never"\n'
THEMES = """[[theme]]
name = "attacks"
means = "missiles drones hit harbour town people killed"
[[theme]]
name = "other"
means = "everything else"
catch_all = true
"""
SETTINGS = """[summary]
mode = "verbatim"
[[editions]]
name = "daily"
at = "06:00"
timezone = "UTC"
"""


def feed(days: list[datetime]) -> str:
    """A feed document with two items for each of these days."""
    items = [
        ITEM.format(n=n, day=day.date(), date=format_datetime(day.replace(hour=3 + n)))
        for day in days
        for n in (1, 2)
    ]
    return f'<rss version="2.0"><channel><title>Wire</title>{"".join(items)}</channel></rss>'


def furnish(folder: Path, days: list[datetime], settings: str = SETTINGS) -> Path:
    """An installation in this folder, with a feed of these days."""
    shutil.copytree(ROOT / "prompts", folder / "prompts", ignore=shutil.ignore_patterns("labels.tsv"))
    (folder / "prompts" / "themes.toml").write_text(THEMES)
    (folder / "feeds").mkdir()
    (folder / "feeds" / "wire.toml").write_text(FEED)
    (folder / "feeds" / "wire.xml").write_text(feed(days))
    (folder / "briefing.toml").write_text(settings)
    return folder


def days(*numbers: int) -> list[datetime]:
    """Days of March 2026."""
    return [datetime(2026, 3, number, tzinfo=UTC) for number in numbers]


class Heard:
    """What the children said."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, line: str, source: str) -> None:
        self.lines.append(f"{source}: {line}")


class Inline(Children):
    """Children that are no processes: what they do is done at once, here."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(Heard(), dict)
        self._clock = clock

    def run(self, words: Sequence[str], *, prints: bool = True) -> int:
        try:
            asked = cheap.parsed(words[1:])
            if words[0] == "run":
                cheap.make(asked, self._clock)
            else:
                poll(asked.settings, RecordingProgress(), self._clock, hours=asked.options.hours)
        except BriefingError as error:
            return error.exit_code
        return 0


@contextmanager
def inline(folder: Path, clock: Clock) -> Iterator[tuple[Service, ServiceParts]]:
    """A service in this folder that starts no processes."""
    with serving(folder / "briefing.toml", None, clock, lambda _: Inline(clock)) as both:
        yield both


@contextmanager
def service(folder: Path, clock: Clock, heard: Heard | None = None) -> Iterator[tuple[Service, ServiceParts]]:
    """A service in this folder; its children are processes, and see the clock as it stands."""

    def children(live: LiveSettings) -> Children:
        def surroundings() -> dict[str, str]:
            return live.environment({"CHEAP_NOW": clock.now().isoformat(), "PYTHONPATH": str(ROOT)})

        return Children(heard or Heard(), surroundings, CHEAP)

    with serving(folder / "briefing.toml", None, clock, children) as both:
        yield both
