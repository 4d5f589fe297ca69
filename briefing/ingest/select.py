"""Which of a feed's entries count: each once, the newest ones."""

from __future__ import annotations

from dataclasses import replace

from briefing.ingest.entries import ParsedEntry, ParsedFeed

__all__ = ["newest", "unique"]


def unique(feed: ParsedFeed) -> ParsedFeed:
    """`feed` with entries of the same id merged into the fuller one, and those without title and text left out.

    An id that entries with different titles and links (or without links) share, the site's address say, is none: their
    links serve, or their titles.
    """
    kept: dict[str, ParsedEntry] = {}
    for entry in feed.entries:
        if not (entry.title or entry.body):
            continue
        other = kept.get(entry.entry_id)
        if other is not None and not (entry.url and other.url == entry.url) and other.title != entry.title:
            entry = replace(entry, entry_id=entry.url or entry.title)
            other = kept.get(entry.entry_id)
        if other is None or _weight(entry) > _weight(other):
            kept[entry.entry_id] = entry
    return replace(feed, entries=tuple(kept.values()))


def newest(feed: ParsedFeed, count: int) -> ParsedFeed:
    """`feed` with its newest `count` entries, in its order; those without a date count as new."""
    if len(feed.entries) <= count:
        return feed
    latest = sorted(feed.entries, key=lambda entry: entry.published or entry.updated or "9999", reverse=True)[
        :count
    ]
    kept = {id(entry) for entry in latest}
    note = f"kept the newest {count} of {len(feed.entries):,} items"
    entries = tuple(entry for entry in feed.entries if id(entry) in kept)
    return replace(feed, entries=entries, notes=(*feed.notes, note))


def _weight(entry: ParsedEntry) -> tuple[str, int]:
    return entry.updated or entry.published, len(entry.body)
