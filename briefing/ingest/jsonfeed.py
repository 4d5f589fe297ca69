"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/) to entries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from briefing.ingest.clean import clean_body, clean_line, clean_title
from briefing.ingest.entries import ParsedEntry, ParsedFeed
from briefing.ingest.links import safe_link
from briefing.ingest.markup import to_text
from briefing.links import identity

__all__ = ["parse_json"]

_MEND = "give the address of the outlet's feed"


def parse_json(text: str, url: str) -> ParsedFeed:
    """The entries of a JSON Feed; the fault where it is other JSON or none."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return ParsedFeed(
            fault="this is not a feed: it begins like JSON and cannot be read as such", mend=_MEND
        )
    items = document.get("items")
    if not str(document.get("version", "")).startswith("https://jsonfeed.org/version/") or not isinstance(
        items, list
    ):
        return ParsedFeed(fault="this is JSON, but not a JSON Feed", mend=_MEND)
    base = safe_link(_string(document, "home_page_url"), url) or url
    entries = tuple(_entry(item, base) for item in items if isinstance(item, Mapping))
    return ParsedFeed(entries=entries, title=clean_title(_string(document, "title")))


def _entry(item: Mapping[str, Any], base: str) -> ParsedEntry:
    url = safe_link(_string(item, "url"), base) or safe_link(_string(item, "external_url"), base)
    title = clean_title(_string(item, "title"))
    entry_id = clean_line(_string(item, "id"))
    return ParsedEntry(
        entry_id=identity(entry_id) or identity(url) or title,
        url=url,
        title=title,
        body=_body(item),
        published=_date(_string(item, "date_published")),
        updated=_date(_string(item, "date_modified")),
    )


def _body(item: Mapping[str, Any]) -> str:
    texts = (to_text(_string(item, "content_html")), _string(item, "content_text"), _string(item, "summary"))
    return max((clean_body(text) for text in texts), key=len)


def _string(item: Mapping[str, Any], name: str) -> str:
    """A member as text; version 1.0 allows numbers as ids."""
    value = item.get(name)
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _date(value: str) -> str:
    """An RFC 3339 date in UTC, or ""; one without a zone is taken as UTC."""
    try:
        date = datetime.fromisoformat(value)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return ""
