"""What of an address names an article: its page, without what a feed, a campaign or a server's habits hang onto it."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

__all__ = ["identity", "page_of"]

_TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_hsenc|_hsmi|at_\w+|ns_\w+|cmpid|ftag|partner|rss|ref|source|src)$",
    re.I,
)


def identity(link: str) -> str:
    """What names the article in its link: without tracking parameters, fragment and letter case of the host."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return link
    if parts.scheme not in ("http", "https"):
        return link
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path, urlencode(_query(parts.query)), ""))


def page_of(link: str) -> str:
    """`identity` without scheme, "www." and a slash at the end too, parameters sorted; "" of what is no page of a site."""
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "") + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return ""
    path, query = parts.path.rstrip("/"), urlencode(sorted(_query(parts.query)))
    if parts.scheme not in ("http", "https") or not (path or query):
        return ""
    return f"{host.removeprefix('www.')}{path}" + (f"?{query}" if query else "")


def _query(query: str) -> list[tuple[str, str]]:
    """The parameters that may name something."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return [(name, value) for name, value in pairs if not _TRACKING.match(name)]
