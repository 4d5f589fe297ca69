"""Kinds of values in briefing.toml, each checked as it is read."""

from __future__ import annotations

import difflib
import re
from email.utils import parseaddr
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from briefing.tomlfile import one_line, refusal

__all__ = [
    "BareMailbox",
    "Clock",
    "ClockOrNone",
    "HostAndPort",
    "HostOrNone",
    "Language",
    "Line",
    "LineOrNone",
    "Mailbox",
    "Name",
    "Server",
    "Shape",
    "WebAddress",
    "Zone",
]

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):(\d{1,5})")


def _line_or_none(text: str) -> str:
    return one_line(text) if text else text


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        close = difflib.get_close_matches(name, available_timezones(), n=1)
        mend = f'did you mean "{close[0]}"?' if close else ""
        raise refusal(mend=mend) from None
    return name


def _clock(text: str) -> str:
    if not _CLOCK.fullmatch(text):
        raise ValueError
    return text


def _clock_or_none(text: str) -> str:
    return _clock(text) if text else text


def _host(text: str) -> str:
    found = _HOST.fullmatch(text)
    if found is None or not 0 < int(found[2]) < 65536:
        raise ValueError
    return text.lower()


def _web(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"\s", text)):
        raise ValueError
    return text.rstrip("/")


def _server(text: str) -> str:
    parts = urlsplit(text)
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError
    return _web(text)


def _mailbox(text: str) -> str:
    address = parseaddr(text)[1]
    if text and (not re.fullmatch(r"[^@\s]+@[^@\s]+", address) or not text.isprintable()):
        raise ValueError
    return text


def _bare_mailbox(text: str) -> str:
    if text and not re.fullmatch(r"[!-~]+@[A-Za-z0-9.-]+", text):
        raise ValueError
    return text


def _host_or_none(text: str) -> str:
    if text and not re.fullmatch(r"[A-Za-z0-9_](?:[A-Za-z0-9._:-]*[A-Za-z0-9])?", text):
        raise ValueError
    return text


Line = Annotated[str, AfterValidator(one_line)]
LineOrNone = Annotated[str, AfterValidator(_line_or_none)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Name = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Clock = Annotated[str, AfterValidator(_clock)]
ClockOrNone = Annotated[str, AfterValidator(_clock_or_none)]
Zone = Annotated[str, AfterValidator(_zone)]
HostAndPort = Annotated[str, AfterValidator(_host)]
WebAddress = Annotated[str, AfterValidator(_web)]
Server = Annotated[str, AfterValidator(_server)]
Mailbox = Annotated[str, AfterValidator(_mailbox)]
BareMailbox = Annotated[str, AfterValidator(_bare_mailbox)]
HostOrNone = Annotated[str, AfterValidator(_host_or_none)]


class Shape(BaseModel):
    """A table: types as TOML has them, nothing beside the known keys."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
