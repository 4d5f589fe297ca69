"""Strings from outside, made fit to show: no control, zero-width or direction-changing characters, no unsafe links."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit, urlunsplit

# Direction overrides and isolates can make a link or a number read as another one; zero-width characters hide words.
# U+200C and U+200D stay: Persian and Indic spelling need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
# A single no-break space is spelling ("12 000", "« oui »") and stays.
_SPACES = re.compile(r"\s{2,}|[^\S\xa0\u202f]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_HOST = re.compile(r"[^\s/?#@\\<>\"'`{}|^%]+")
_URL_SAFE = "!$&'()*+,;=:@/?%-._~[]"


def fragment(text: str) -> str:
    """Text without unseen characters, runs of white space as one space, outer spaces kept."""
    return _SPACES.sub(" ", _UNSEEN.sub("", text))


def plain(text: str) -> str:
    """One line of text without unseen characters and outer spaces."""
    return fragment(text).strip()


def safe_url(url: str) -> str:
    """The http(s) URL with every doubtful character percent-encoded; "" for any other scheme, user names or no host."""
    cleaned = _UNSEEN.sub("", url).strip()
    try:
        parts = urlsplit(cleaned)
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        return ""
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or not _HOST.fullmatch(host):
        return ""
    netloc = (f"[{host}]" if ":" in host else host) + port
    rest = (quote(part, safe=_URL_SAFE) for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, netloc, *rest))


def language_tag(tag: str) -> str:
    """The tag in its usual spelling, or "" where it says nothing."""
    return "" if tag == "und" or not _LANGUAGE.fullmatch(tag) else tag


def direction(text: str) -> str:
    """ "rtl" or "ltr" by the first strong character (Unicode Annex 9, rule P2); "ltr" where there is none."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"
