"""What operators are told of: a short mail in plain text, or JSON for a web hook.

problems, what is over ─> Alert ─┬─ message ─> bytes, for a mail server or the outbox
                                 └─ payload ─> JSON, signed where there is a secret (`hook`)
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from briefing.model import Problem
from briefing.redaction import redacted
from briefing.render.message import atom, header_value, sender_address

__all__ = ["Alert", "message", "payload"]

MOST_TOLD = 50  # problems that one alert tells in full


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """What is new since operators were told last."""

    site: str  # its title
    at: datetime
    wrong: tuple[Problem, ...]
    over: tuple[Problem, ...]
    status_url: str = ""  # "" = there is no page

    @property
    def subject(self) -> str:
        """One line."""
        if not self.wrong:
            return f"{self.site}: all clear: {_named(self.over)}"
        return f"{self.site}: {_named(self.wrong)}"

    @property
    def text(self) -> str:
        """All of it in lines."""
        parts = [f"{problem.title}\n{_indented(problem)}" for problem in self.wrong[:MOST_TOLD]]
        if len(self.wrong) > MOST_TOLD:
            parts.append(f"And {len(self.wrong) - MOST_TOLD} more.")
        parts += [f"Over: {problem.title}" for problem in self.over[:MOST_TOLD]]
        if self.status_url:
            parts.append(self.status_url)
        return redacted("\n\n".join(parts))


def message(alert: Alert, mail_from: str, to: str) -> bytes:
    """The mail, CRLF; the same alert has the same Message-ID."""
    sender = sender_address(mail_from)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = sender_address(to)
    mail["Subject"] = header_value(redacted(alert.subject))[:180]
    mail["Date"] = format_datetime(alert.at)
    mail["Message-ID"] = f"<{atom(f'alert-{alert.at:%Y%m%d%H%M%S}')}@{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(alert.text + "\n", charset="utf-8", cte="quoted-printable")
    return mail.as_bytes()


def payload(alert: Alert) -> bytes:
    """The JSON of a web hook; its "text" is what chat servers show."""
    told = {
        "text": redacted(f"{alert.subject}\n\n{alert.text}"),
        "site": alert.site,
        "at": alert.at.isoformat(),
        "problems": [_json(problem) for problem in alert.wrong],
        "over": [_json(problem) for problem in alert.over],
        "status_url": alert.status_url,
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _named(problems: Sequence[Problem]) -> str:
    first = problems[0].title
    return first if len(problems) == 1 else f"{first}, and {len(problems) - 1} more"


def _indented(problem: Problem) -> str:
    lines = [f"since {problem.since:%Y-%m-%d %H:%M} UTC", *problem.text.splitlines()]
    return "\n".join(f"    {line}" for line in lines)


def _json(problem: Problem) -> dict[str, Any]:
    return {
        "key": problem.key,
        "title": redacted(problem.title),
        "text": redacted(problem.text),
        "since": problem.since.isoformat(),
    }
