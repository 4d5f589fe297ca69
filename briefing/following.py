"""The composition of `briefing stories`: what is remembered of stories, for whoever asks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta

from briefing.app import existing_store
from briefing.errors import BriefingError
from briefing.model import Article, Thread
from briefing.settings import Settings
from briefing.store import SqlStore

__all__ = ["articles_of", "history", "newest", "opened", "part_of"]

SEARCHED_DAYS = 366  # a headline's words are looked for so far back
MOST_EDITIONS = 10_000
_EDITION = re.compile(r"(?P<name>.+)-(?P<date>\d{4}-\d\d-\d\d)(?:-r\d+)?")


@contextmanager
def opened(settings: Settings) -> Iterator[SqlStore]:
    """The database of these settings, while the block runs; an error where there is none."""
    store = existing_store(settings)
    try:
        yield store
    finally:
        store.close()


def newest(store: SqlStore, days: int) -> list[list[Thread]]:
    """The threads of each story of the newest days of every edition, oldest first; the story told last comes first."""
    found: dict[str, list[Thread]] = {}
    for name, day in _newest_days(store).items():
        for thread in store.threads(name, day - timedelta(days=days - 1), day + timedelta(days=1)):
            found.setdefault(thread.story, []).append(thread)
    return sorted(found.values(), key=lambda threads: (threads[-1].date, len(threads)), reverse=True)


def _newest_days(store: SqlStore) -> dict[str, date]:
    """The newest date of each edition, by its name; their ids say both."""
    days: dict[str, date] = {}
    for key in store.editions(MOST_EDITIONS):
        if match := _EDITION.fullmatch(key):
            days.setdefault(match["name"], date.fromisoformat(match["date"]))
    return days


def history(store: SqlStore, name: str) -> list[Thread]:
    """All threads of one story, oldest first: by its id, or the one whose headline alone holds these words."""
    if threads := store.history(name):
        return threads
    words = name.casefold()
    found = [t for t in newest(store, SEARCHED_DAYS) if any(words in one.headline.casefold() for one in t)]
    if len(found) == 1:
        return found[0]
    mend = "`briefing stories list` shows those that are remembered"
    if found:
        several = "; ".join(f"{t[-1].story} {t[-1].headline}" for t in found[:5])
        mend = f"several have it: {several}"
    msg = f"no story {name!r}: {mend}"
    raise BriefingError(msg)


def articles_of(store: SqlStore, threads: Sequence[Thread]) -> dict[str, Article]:
    """The articles of some threads as they are now, by id."""
    return store.articles_named(list(dict.fromkeys(key for thread in threads for key, _ in thread.articles)))


def part_of(threads: Sequence[Thread], articles: Sequence[str]) -> str:
    """The id of a story that holds these articles and others; an error where it does not."""
    own = {key for thread in threads for key, _ in thread.articles}
    strange = [key for key in articles if key not in own]
    if strange:
        msg = f"{strange[0]!r} is no article of {threads[-1].story}: `briefing stories show` gives their ids"
        raise BriefingError(msg)
    if own <= set(articles):
        msg = f"these are all articles of {threads[-1].story}: nothing is left to split from"
        raise BriefingError(msg)
    return threads[-1].story
