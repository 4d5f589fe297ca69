"""What a feed's document says, before it becomes Articles: plain values that cross from the parsing process as JSON."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ParsedEntry", "ParsedFeed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedEntry:
    """One entry: plain text, a safe link or "", dates in ISO 8601 with zone or "" where there are none."""

    entry_id: str
    url: str
    title: str
    body: str  # paragraphs separated by blank lines
    published: str
    updated: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed's entries, or the `fault` that says why the document is none, with its `mend`."""

    entries: tuple[ParsedEntry, ...] = ()
    title: str = ""  # the feed's own
    notes: tuple[str, ...] = ()
    fault: str = ""
    mend: str = ""
