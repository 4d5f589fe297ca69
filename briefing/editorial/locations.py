"""Feed addresses: which are well formed, which are the same feed, what to call one without a name."""

from __future__ import annotations

import re
from pathlib import PurePath
from urllib.parse import SplitResult, urlsplit

_UNSAFE = re.compile(r"[\s\x00-\x1f\x7f<>\"{}|\\^`\ud800-\udfff]")


def is_feed_url(text: str) -> bool:
    """Whether this is an http(s) URL with a host, a sane port and no password in it."""
    parts = _split(text)
    return parts is not None and not _UNSAFE.search(text) and "@" not in parts.netloc


def looks_like_url(text: str) -> bool:
    """Whether somebody meant a URL by this, well formed or not."""
    return "://" in text


def same_feed_key(location: str) -> str:
    """Equal for two locations that are the same feed: case of the host, scheme, default port and last slash do not count."""
    parts = _split(location)
    if parts is None:
        return location
    host = (parts.hostname or "").rstrip(".")
    port = "" if parts.port in {None, 80, 443} else f":{parts.port}"
    query = f"?{parts.query}" if parts.query else ""
    return f"//{host}{port}{parts.path.rstrip('/')}{query}"


def name_from(location: str) -> str:
    """A plain name for a feed that has none: the host of a URL, the stem of a file."""
    parts = _split(location)
    return (parts.hostname or "").removeprefix("www.") if parts else PurePath(location).stem


def long_name_from(location: str) -> str:
    """A name that no other location has: host, path and query of a URL, a path on disk."""
    parts = _split(location)
    if parts is None:
        return location
    query = f"?{parts.query}" if parts.query else ""
    return parts.netloc.removeprefix("www.") + parts.path + query


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        port = parts.port  # raises where it is no number or too large
    except ValueError:
        return None
    return parts if parts.scheme in {"http", "https"} and parts.hostname and port != 0 else None
