"""What is left out of every line that is logged: secrets that were read, tokens of links, addresses of people.

    text ─ known secrets ─ user:password@ ─ headers ─ parameters ─ tokens ─ addresses ─> text
A secret is hidden from the moment when it is read (`hide`), for as long as the process runs.
"""

from __future__ import annotations

import re
from urllib.parse import quote

__all__ = ["HIDDEN", "hide", "redacted"]

HIDDEN = "<hidden>"
SHORTEST = 4  # characters of a secret: a shorter one is in every other word
_known: list[str] = []  # longest first, so that none leaves the rest of another

_SECRET = r"(?:token|secret|passw(?:or)?d|pwd|api_?key|key|auth|sig|signature|session|credential)s?"
_RULES = (
    (re.compile(r"\b([a-z][a-z0-9+.-]*://)[^/\s@'\"<>]+@", re.IGNORECASE), rf"\1{HIDDEN}@"),
    (
        re.compile(
            r"\b(authorization|cookie)(['\"]?\s*[:=,]\s*)(?:b?'[^']*'|b?\"[^\"]*\"|[^\r\n]*)", re.IGNORECASE
        ),
        rf"\1\2{HIDDEN}",
    ),
    (re.compile(r"\b(Bearer|Basic|AUTH PLAIN|AUTH LOGIN)\s+[\w.~+/=-]+", re.IGNORECASE), rf"\1 {HIDDEN}"),
    (
        re.compile(
            rf"((?:^|[?&;\s])[\w.-]*{_SECRET}(?:_file)?)(=)(?:'[^']*'|[^&\s#\"'<>),;\]]+)", re.IGNORECASE
        ),
        rf"\1\2{HIDDEN}",
    ),
    (re.compile(r"[0-9a-f]{16}(?:\.[A-Za-z0-9_-]{2,12})?\.[A-Za-z0-9_-]{43}"), "<token>"),
    (
        re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+(?:@|%40)(?:[\w-]+(?:\.[\w-]+)+|\[[0-9A-Fa-f.:]+\])"),
        "<address>",
    ),
)


def hide(*secrets: str) -> None:
    """Leave these out of every line from now on; "" is none."""
    forms = {form for secret in secrets for form in (secret, quote(secret, safe=""), *secret.splitlines())}
    new = {form for form in forms if len(form) >= SHORTEST} - set(_known)
    _known[:] = sorted({*_known, *new}, key=len, reverse=True)


def redacted(text: str) -> str:
    """The text without secrets, tokens and addresses."""
    for secret in _known:
        text = text.replace(secret, HIDDEN)
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return text
