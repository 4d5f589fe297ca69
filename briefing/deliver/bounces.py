"""What mail servers report of mail that we sent: delivery status (RFC 3464) and feedback (RFC 5965).

    bytes ─ header, parts (one level, linear) ─┬─ message/delivery-status ─ failed? ─> hard | soft
                                               ├─ message/feedback-report ─ abuse? ──> complaint
                                               └─ header of the returned message ────> Message-ID, List-Unsubscribe

Whatever else bounces is not guessed at. The message is not trusted: it is cut at `LONGEST` bytes, no part is opened but those
three kinds at the top level, and nothing here says that the report is true: see `briefing.bouncing`.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from typing import Literal

from briefing.deliver.status import STATUS, is_of_the_address

__all__ = ["LONGEST", "Failure", "Ignored", "Report", "read_report"]

LONGEST = 1_000_000  # bytes that are read of one message: what a report says stands before what it returns
_HEADER = 100_000  # bytes of one header block
_PARTS = 12
_RECIPIENTS = 20  # of one report: we send to one
_LINKS = 3

_MESSAGE_ID = re.compile(r"<[^<>\s]{3,900}>")
_LINK = re.compile(r"<\s*(https?://[^<>\s]{1,900})\s*>")
_GROUPS = re.compile(rb"\n[ \t]*\n")

_STATUS_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_FEEDBACK = "message/feedback-report"
_RETURNED = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")
_COMPLAINTS = ("abuse", "fraud", "virus", "opt-out", "opt-out-list")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """That one recipient was not reached."""

    kind: Literal["hard", "soft"]
    status: str  # "5.1.1"; "" where the report has none
    recipients: tuple[
        str, ...
    ]  # the final one, then the original one, as the report spells them; may be empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report as it says of itself; whether we sent what it returns is for others to find out."""

    failures: tuple[Failure, ...]  # () of a complaint
    message_id: str  # of what it returns, with its brackets; "" where it does not tell
    links: tuple[str, ...]  # of the List-Unsubscribe of what it returns

    @property
    def is_complaint(self) -> bool:
        """Whether somebody called it spam."""
        return not self.failures

    def failure(self, address: str) -> Failure | None:
        """The failure that concerns an address; of several that name others the mildest, for an alias may reach some."""
        if not self.failures:
            return None
        own = [
            each for each in self.failures if address.casefold() in (r.casefold() for r in each.recipients)
        ]
        return min(own or self.failures, key=lambda each: each.kind == "hard")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """A message that says of nobody that they cannot be reached or complained."""

    why: str  # in a few words of ours, without any of the message's


def read_report(message: bytes) -> Report | Ignored:
    """What a message reports, whatever bytes it is; only its first `LONGEST` bytes count. Never raises."""
    try:
        return _read(message[:LONGEST].replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
    except (ValueError, LookupError, AttributeError, TypeError):  # the stdlib's parser on hostile headers
        return Ignored(why="it cannot be read")


def _read(message: bytes) -> Report | Ignored:
    header, body = _split(message)
    if header.get_content_type() != "multipart/report":
        return Ignored(why="it is no report")
    parts = list(_parts(body, header.get_boundary("")))
    returned = next((_split(body)[0] for kind, body in parts if kind in _RETURNED), Message())
    for kind, content in parts:
        if kind == _FEEDBACK:
            return _feedback(content, returned)
        if kind in _STATUS_REPORTS:
            return _status(content, returned)
    return Ignored(why="it is a report of another kind")


def _split(message: bytes) -> tuple[Message, bytes]:
    """The header, parsed, and the body."""
    header, _, body = (b"\n" + message).partition(b"\n\n")
    return BytesHeaderParser().parsebytes(header[1 : _HEADER + 1] + b"\n"), body


def _parts(body: bytes, boundary: str) -> Iterator[tuple[str, bytes]]:
    """Type and decoded content of each part (RFC 2046 §5.1.1); what has a longer boundary of the same start is not one."""
    if not boundary:
        return
    delimiter = b"\n--" + boundary.encode("ascii", "surrogateescape")
    for piece in (b"\n" + body).split(delimiter, _PARTS)[1 : _PARTS + 1]:
        rest, _, part = piece.partition(b"\n")
        if rest.startswith(b"--"):
            return
        if not rest.strip():
            header, content = _split(part)
            yield (
                header.get_content_type(),
                _decoded(content, str(header.get("Content-Transfer-Encoding", ""))),
            )


def _decoded(content: bytes, encoding: str) -> bytes:
    try:
        if encoding.strip().lower() == "base64":
            content = base64.b64decode(content)
        elif encoding.strip().lower() == "quoted-printable":
            content = quopri.decodestring(content)
    except binascii.Error:
        return content
    return content.replace(b"\r\n", b"\n")


def _feedback(content: bytes, returned: Message) -> Report | Ignored:
    kind = _word(_split(content.lstrip(b"\n"))[0], "Feedback-Type")
    if kind not in _COMPLAINTS:
        return Ignored(why="it is feedback of another kind than a complaint")
    return _report((), returned)


def _status(content: bytes, returned: Message) -> Report | Ignored:
    """Of the recipients that have failed for good; a delay is reported again when it has ended (RFC 3464 §2.3.3)."""
    groups = [_split(group.strip(b"\n") + b"\n")[0] for group in _GROUPS.split(content, _RECIPIENTS + 1)]
    told = [group for group in groups[: _RECIPIENTS + 1] if "Action" in group]
    failed = tuple(_failure(group) for group in told if _word(group, "Action") == "failed")
    if failed:
        return _report(failed, returned)
    return Ignored(why="it reports no failure" if told else "it reports on no recipient")


def _report(failures: Sequence[Failure], returned: Message) -> Report:
    named = _MESSAGE_ID.search(_line(returned, "Message-ID"))
    links = _LINK.findall(_line(returned, "List-Unsubscribe"))[:_LINKS]
    return Report(failures=tuple(failures), message_id=named[0] if named else "", links=tuple(links))


def _failure(group: Message) -> Failure:
    status = _status_code(group)
    recipients = (
        _line(group, name).partition(";")[2].strip() for name in ("Final-Recipient", "Original-Recipient")
    )
    return Failure(
        kind="hard" if is_of_the_address(status) else "soft",
        status=status,
        recipients=tuple(each[:320] for each in recipients if each),
    )


def _status_code(group: Message) -> str:
    """The status; where it leaves the detail open ("5.0.0"), the one that the server's own words begin with the same class."""
    found = STATUS.match(_line(group, "Status"))
    if found is None:
        return ""
    if found[0].endswith(".0.0"):
        said = STATUS.findall(_line(group, "Diagnostic-Code")[:500])
        exact = next((".".join(each) for each in said if each[0] == found[1]), "")
        return exact or found[0]
    return found[0]


def _line(header: Message, name: str) -> str:
    """A field's value on one line, as printable ASCII."""
    value = str(header.get(name, "")).encode("ascii", "replace").decode("ascii")
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


def _word(header: Message, name: str) -> str:
    """The first word of a field, in small letters."""
    words = _line(header, name).replace("(", " ").replace(";", " ").split()
    return words[0].lower() if words else ""
