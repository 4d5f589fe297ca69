"""A feed's bytes to its entries: RSS and Atom by feedparser, JSON Feed by hand. Runs in the child process.

bytes ─ decode ─ what is it? ─┬ XML  ─ shorten ─ feedparser ─┐
                              ├ JSON ─ JSON Feed 1.x ────────┼ ParsedEntry ─ merge ─ newest ─> ParsedFeed
                              └ HTML ─ fault that names the page's own feed
"""

from __future__ import annotations

import calendar
import io
import re
import time
from datetime import UTC, datetime
from typing import Any

import feedparser

from briefing.ingest.advertised import linked
from briefing.ingest.charsets import decode, repaired
from briefing.ingest.clean import clean_body, clean_line, clean_title, safe_line
from briefing.ingest.entries import ParsedEntry, ParsedFeed
from briefing.ingest.jsonfeed import parse_json
from briefing.ingest.links import safe_link
from briefing.ingest.markup import parse_page, to_line, to_text
from briefing.ingest.select import newest, unique
from briefing.links import identity

__all__ = ["parse_feed"]

_FEED_ROOT = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf)\b", re.I)
_HTML_ROOT = re.compile(r"<!doctype\s+html|<html\b", re.I)
_ITEM = re.compile(r"<(?:\w+:)?(?:item|entry)[\s>]", re.I)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_LOOKED_AT = 4096  # characters in which a document shows what it is
_MOST_PARSED = 1000  # items that feedparser is given; it takes 0.15 ms to 2 ms for each
_LONGEST_ID = 1000
_UTF8 = {"content-type": "application/xml; charset=utf-8"}


def parse_feed(body: bytes, content_type: str, url: str, max_items: int) -> ParsedFeed:
    """The newest `max_items` entries of a feed's document; `url` is what relative links are relative to."""
    text = decode(body, content_type)
    head = text[:_LOOKED_AT].lstrip()
    if head.startswith("{"):
        parsed = parse_json(text, url)
    elif _HTML_ROOT.search(head) and not _FEED_ROOT.search(head):
        parsed = _web_page(text, url)
    else:
        parsed = _xml(text, url)
    return parsed if parsed.fault else newest(unique(parsed), max_items)


def _xml(text: str, url: str) -> ParsedFeed:
    text, notes = _shortened(_DECLARATION.sub("", text))
    source = io.BytesIO(b'<?xml version="1.0" encoding="utf-8"?>\n' + text.encode("utf-8", errors="replace"))
    feed = feedparser.parse(source, response_headers=_UTF8, sanitize_html=False, resolve_relative_uris=False)
    if not feed.version and not feed.entries:
        what = "it is empty" if not text.strip() else "it is neither RSS nor Atom nor JSON Feed"
        return ParsedFeed(fault=f"this is not a feed: {what}", mend="give the address of the outlet's feed")
    base = safe_link(dict.get(feed.feed, "link") or "", url) or url
    title = clean_title(repaired(to_line(str(dict.get(feed.feed, "title") or ""))))
    return ParsedFeed(entries=tuple(_entry(entry, base) for entry in feed.entries), title=title, notes=notes)


def _shortened(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` with at most `_MOST_PARSED` items, from both its ends: which one is the newer is not known yet."""
    starts = [match.start() for match in _ITEM.finditer(text)]
    if len(starts) <= _MOST_PARSED:
        return text, ()
    half = _MOST_PARSED // 2
    note = f"looked at the first and last {half} of {len(starts):,} items"
    return text[: starts[half]] + text[starts[-half] :], (note,)


def _entry(entry: Any, base: str) -> ParsedEntry:
    url = safe_link(_link(entry), base)
    title = clean_title(repaired(to_line(str(dict.get(entry, "title") or ""))))
    entry_id = clean_line(str(dict.get(entry, "id") or ""))[:_LONGEST_ID]
    return ParsedEntry(
        entry_id=identity(entry_id) or identity(url) or title,
        url=url,
        title=title,
        body=_body(entry),
        published=_iso(dict.get(entry, "published_parsed") or dict.get(entry, "created_parsed")),
        updated=_iso(dict.get(entry, "updated_parsed")),
    )


def _link(entry: Any) -> str:
    """The entry's page; an RSS guid, which feedparser takes for a link when there is no other, only where it is one."""
    entry_id = str(dict.get(entry, "id") or "")
    found = [str(dict.get(entry, "link") or "")]
    links = dict.get(entry, "links") or ()
    found += [str(item.get("href", "")) for item in links if item.get("rel", "alternate") == "alternate"]
    found = [link for link in found if link and link != entry_id]
    found.append(entry_id if entry_id.startswith(("http://", "https://")) else "")
    return found[0]


def _body(entry: Any) -> str:
    """The longest text that the entry has: some feeds put the article into the summary, some a teaser into the content."""
    sources = [item.get("value", "") for item in dict.get(entry, "content") or ()]
    sources.append(dict.get(entry, "summary") or "")
    texts = [clean_body(repaired(to_text(str(source)))) for source in dict.fromkeys(sources) if source]
    return max(texts, key=len, default="")


def _iso(parsed: time.struct_time | None) -> str:
    """feedparser's date, which is in UTC, as ISO 8601; "" where there is none or it is out of a calendar's range."""
    if parsed is None:
        return ""
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def _web_page(text: str, url: str) -> ParsedFeed:
    """The fault of a web page given as a feed; the mend is the feed that the page itself names, where it does."""
    mend = "give the address of the outlet's feed"
    tree = parse_page(text)
    address = next(filter(None, linked(tree, url)), "") if tree is not None else ""
    if address:
        mend = f"give the address of its feed: {safe_line(address)}"
    return ParsedFeed(fault="this is a web page, not a feed", mend=mend)
