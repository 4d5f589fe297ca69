"""The feeds that a web page names. Runs in the child process.

page ─┬ <link rel="alternate" type="application/rss+xml" …>  (RSS Advisory Board, Autodiscovery; Atom; JSON Feed 1.1)
      └ none of them: <a href> that look like feeds
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from briefing.ingest.charsets import decode
from briefing.ingest.links import safe_link
from briefing.ingest.markup import parse_page

__all__ = ["MOST", "advertised", "linked"]

MOST = 12  # feeds of one page that are looked at
_KINDS = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
)
_FEED_LIKE = re.compile(
    r"(?:\.(?:rss|atom|rdf)|/(?:feed|rss|atom)(?:\.xml|\.json)?|feed\.json)/?(?:\?[^#]*)?$", re.I
)


def advertised(body: bytes, content_type: str, url: str) -> list[str]:
    """Addresses of the feeds that a page names, or else of what it links to that looks like one; absolute, each once."""
    tree = parse_page(decode(body, content_type))
    if tree is None:
        return []
    return _first(linked(tree, url)) or _first(_anchors(tree, url))


def linked(tree: Any, url: str) -> Iterator[str]:
    """The feeds that a parsed page names in its head."""
    base = _base(tree, url)
    for link in tree.iter("link"):
        rel = (link.get("rel") or "alternate").lower().split()
        kind = (link.get("type") or "").lower().partition(";")[0].strip()
        if kind in _KINDS and not {"alternate", "feed"}.isdisjoint(rel):
            yield safe_link(link.get("href") or "", base)


def _anchors(tree: Any, url: str) -> Iterator[str]:
    base = _base(tree, url)
    for anchor in tree.iter("a"):
        address = safe_link(anchor.get("href") or "", base).partition("#")[0]
        if _FEED_LIKE.search(address):
            yield address


def _base(tree: Any, url: str) -> str:
    base = next((each.get("href") for each in tree.iter("base") if each.get("href")), "")
    return safe_link(base, url) or url


def _first(addresses: Iterator[str]) -> list[str]:
    found: dict[str, None] = {}
    for address in addresses:
        if address and len(found) < MOST:
            found[address] = None
    return list(found)
