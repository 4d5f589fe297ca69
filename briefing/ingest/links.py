"""Which links survive."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from briefing.ingest.clean import encodable

__all__ = ["safe_link"]

_LONGEST = 2000
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f<>\"'`\\{}|^\u200b-\u200f\u2028-\u202e\u2066-\u2069]")


def safe_link(link: str, base: str = "") -> str:
    """`link` as an absolute http(s) URL that is safe to put into a document, or "" where it is none."""
    link = encodable(link)
    if not link.strip():
        return ""
    link = "".join(link.split()) if link.strip().lower().startswith(("http", "//", "/")) else link.strip()
    try:
        absolute = urljoin(base if base.startswith(("http://", "https://")) else "", link)
        parts = urlsplit(absolute)
        if (
            parts.scheme not in ("http", "https")
            or not parts.hostname
            or parts.username is not None
            or absolute == base
        ):
            return ""
        _ = parts.port  # raises for what is no port
    except ValueError:
        return ""
    quoted = _UNSAFE.sub(lambda match: "".join(f"%{byte:02X}" for byte in match.group().encode()), absolute)
    return quoted if len(quoted) <= _LONGEST else ""
