"""Replays recorded polls of feeds: real documents, read by the real reader into a real database, poll by poll.

polls ─ the document of each ─ FeedReader ─ readings ─ SqlStore, its clock at the poll's time ─ what became of each item
                                                              └ once a day: what an edition has as new, and as revised

    python -m tests.store.histories FOLDER [--every N]     the figures of all feeds, as they are and with new ids over night
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from briefing.ingest.reader import FeedReader
from briefing.model import Article, Feed, FeedReading, FetchPolicy
from briefing.store import open_store
from tests.fakes import FakeClock, RecordingProgress

FEEDS = ("economist", "nyt_econ", "wsj_econ")
DAY = timedelta(days=1)
AT_ONCE = 50  # documents that one call of the reader gets: each call starts a process


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item as a poll saw it."""

    id: str
    version: int  # which of the item's versions this is
    content: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What a feed listed at one moment."""

    at: datetime
    items: tuple[Item, ...]
    prefix: str = ""  # put before every id


@dataclass(slots=True)
class Tally:
    """What a replay came to."""

    polls: int = 0
    items: int = 0
    articles: set[str] = field(default_factory=set)
    edits: Counter[str] = field(default_factory=Counter)  # by what changed in the data
    seen: Counter[str] = field(default_factory=Counter)  # of these, those that were taken for what they are
    false: Counter[str] = field(default_factory=Counter)  # revisions of what the data does not change
    joined: list[str] = field(default_factory=list)  # items that were found to be an article of an earlier id
    told: Counter[str] = field(default_factory=Counter)  # article -> editions that had it as new
    revised: int = 0  # how often an edition had an article of an earlier one as revised
    seconds: float = 0.0  # of saving

    @property
    def told_twice(self) -> int:
        """Articles that several editions had as new."""
        return sum(count > 1 for count in self.told.values())


def polls(folder: Path, feed: str, every: int = 1) -> list[Poll]:
    """Every so many polls of a feed, oldest first."""
    versions = {item["id"]: item["versions"] for item in _rows(folder / f"{feed}_items.jsonl.gz")}
    starts = {key: [datetime.fromisoformat(v["from"]) for v in found] for key, found in versions.items()}
    found = []
    for row in _rows(folder / f"{feed}_snapshots.jsonl.gz")[::every]:
        at = datetime.fromisoformat(row["time"])
        number = {key: sum(start <= at for start in starts[key]) - 1 for key in row["ids"]}
        items = tuple(Item(id=key, version=n, content=versions[key][n]) for key, n in number.items())
        found.append(Poll(at=at.astimezone(UTC), items=items))
    return found


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def renamed(given: Sequence[Poll], after: int) -> list[Poll]:
    """The same polls, with all ids changed from one of them on."""
    return [replace(p, prefix="new-" if i >= after else "") for i, p in enumerate(given)]


def document(poll: Poll) -> str:
    """The poll as RSS 2.0."""
    items = "".join(
        f'<item><guid isPermaLink="false">{escape(poll.prefix + item.id)}</guid>'
        f"<title>{escape(item.content['title'])}</title><link>{escape(item.content['link'])}</link>"
        f"<pubDate>{item.content['published']}</pubDate>"
        f"<description>{escape(item.content['summary'] or '')}</description></item>"
        for item in poll.items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed</title>{items}</channel></rss>'


def readings(folder: Path, feed: Feed, given: Sequence[Poll]) -> Iterator[tuple[Poll, FeedReading]]:
    """Each poll's document as the reader reads it, as a reading of `feed`."""
    clock, rest = FakeClock(), iter(given)
    while some := list(islice(rest, AT_ONCE)):
        places = [replace(feed, location=str(folder / f"{i}.xml")) for i in range(len(some))]
        for place, poll in zip(places, some, strict=True):
            Path(place.location).write_text(document(poll), "utf-8")
        clock.present = some[-1].at
        reader = FeedReader(FetchPolicy(offline=True), clock, clock.present)
        read = reader.read(places, {}, RecordingProgress())
        for poll, reading in zip(some, read, strict=True):
            articles = (replace(article, feed=feed.location) for article in reading.articles)
            state = replace(reading.state, location=feed.location)
            yield poll, replace(reading, feed=feed, state=state, articles=tuple(articles))


def replay(folder: Path, name: str, given: Sequence[Poll]) -> Tally:
    """Play a feed's polls into a new database in `folder`."""
    clock = FakeClock()
    feed = Feed(name=name, location="https://feed.example/rss", language="en", max_items=1000)
    store = open_store(folder / "briefing.sqlite", clock)
    counting, closed = _Counting(), given[0].at
    for poll, reading in readings(folder, feed, given):
        clock.present = poll.at
        begun = time.monotonic()
        (kept,) = store.save_readings([reading])
        counting.tally.seconds += time.monotonic() - begun
        counting.count(poll, kept.articles, store.articles_named([a.id for a in kept.articles]))
        if poll.at - closed >= DAY:
            counting.close(closed, store.articles(closed, poll.at, [feed.location]))
            closed = poll.at
    store.close()
    return counting.tally


class _Counting:
    """Compares what became of the items with what the data says of them."""

    def __init__(self) -> None:
        self.tally = Tally()
        self._last: dict[str, tuple[Item, Article]] = {}

    def count(self, poll: Poll, kept: Sequence[Article], stored: Mapping[str, Article]) -> None:
        """One poll: its items, in order, as they were kept and as they are stored now."""
        self.tally.polls += 1
        for item, article in zip(poll.items, kept, strict=bool(kept)):
            now = stored[article.id]
            before = self._last.get(item.id)
            self._last[item.id] = (item, now)
            if before is None:
                self.tally.items += 1
                if article.id in self.tally.articles:
                    self.tally.joined.append(item.id)
            else:
                self._compare(poll, item, now, *before)
            self.tally.articles.add(article.id)

    def _compare(self, poll: Poll, item: Item, now: Article, earlier: Item, before: Article) -> None:
        changed = [
            key
            for key in ("title", "summary", "link", "published")
            if item.content[key] != earlier.content[key]
        ]
        is_revised = now.revised == poll.at
        is_text = "title" in changed or "summary" in changed
        kind = "text" if is_text else "date or link"
        is_same = now.id == before.id and now.published == before.published
        if not changed:
            self.tally.false["unchanged"] += is_revised or not is_same
            return
        self.tally.edits[kind] += 1
        self.tally.seen[kind] += is_same and is_revised == is_text
        if is_text and is_same and not is_revised:
            self.tally.seen["text, of no weight"] += _letters(item) == _letters(earlier)
        if not is_text:
            self.tally.false[kind] += is_revised

    def close(self, opens: datetime, found: Sequence[Article]) -> None:
        """One edition's window."""
        for article in found:
            if article.published > opens:
                self.tally.told[article.id] += 1
            else:
                self.tally.revised += 1


def _letters(item: Item) -> str:
    """An item's text without white space, punctuation and case."""
    return re.sub(r"\W+", "", f"{item.content['title']} {item.content['summary']}").casefold()


def report(name: str, tally: Tally) -> str:
    """The figures in some lines."""
    edits, seen = tally.edits.total(), tally.seen.total()
    kinds = ", ".join(f"{kind} {tally.seen[kind]}/{count}" for kind, count in tally.edits.items())
    return (
        f"{name}: {tally.polls} polls, {tally.items} items, {len(tally.articles)} articles, {len(tally.joined)} joined "
        f"to an earlier id\n"
        f"  edits {edits}, recognised {seen} ({seen / max(edits, 1):.1%}): {kinds}, "
        f"case or stops only {tally.seen['text, of no weight']}; false {tally.false.total()}\n"
        f"  told as new {len(tally.told)}, twice {tally.told_twice}; told as revised {tally.revised}; "
        f"saving took {1000 * tally.seconds / tally.polls:.1f} ms a poll"
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--feed", choices=FEEDS, action="append")
    options = parser.parse_args()
    for name in options.feed or FEEDS:
        given = polls(options.folder, name, options.every)
        for title, played in ((name, given), (f"{name}, new ids", renamed(given, len(given) // 2))):
            with tempfile.TemporaryDirectory() as folder:
                print(report(title, replay(Path(folder), name, played)), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
