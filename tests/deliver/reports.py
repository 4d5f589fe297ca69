"""Reports as mail servers write them, to build tests on."""

from __future__ import annotations

MESSAGE_ID = "<daily-2026-03-10.1@brief.example>"
ADDRESS = "ana@reader.example"

STATUS_GROUP = """\
Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.reader.example
Diagnostic-Code: smtp; {diagnostic}
"""


def group(
    recipient: str = ADDRESS, action: str = "failed", status: str = "5.1.1", diagnostic: str = "550 no"
) -> str:
    return STATUS_GROUP.format(recipient=recipient, action=action, status=status, diagnostic=diagnostic)


def status_report(
    *groups: str, message_id: str = MESSAGE_ID, link: str = "", returned: str = "text/rfc822-headers"
) -> bytes:
    """A delivery-status report as of RFC 3464; `groups` as of `group`."""
    unsubscribe = f"List-Unsubscribe: <{link}>\n" if link else ""
    own = f"Message-ID: {message_id}\n" if message_id else ""
    body = "\n".join(groups or (group(),))
    return f"""\
From: MAILER-DAEMON@relay.example (Mail Delivery System)
To: brief@brief.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <20260310061000.F1@relay.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="=_b1"

This is a MIME-encapsulated message.

--=_b1
Content-Type: text/plain; charset=us-ascii

I could not deliver it.

--=_b1
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example
Arrival-Date: Tue, 10 Mar 2026 06:10:00 +0000

{body}
--=_b1
Content-Type: {returned}

From: The Morning Brief <brief@brief.example>
To: {ADDRESS}
{own}{unsubscribe}Subject: The Morning Brief

--=_b1--
""".encode()


def feedback_report(
    kind: str = "abuse", *, message_id: str = MESSAGE_ID, link: str = "", returned: str = "message/rfc822"
) -> bytes:
    """A feedback report as of RFC 5965."""
    unsubscribe = f"List-Unsubscribe: <{link}>\n" if link else ""
    own = f"Message-ID: {message_id}\n" if message_id else ""
    return f"""\
From: <feedback@mailbox.example>
To: <brief@brief.example>
Subject: FW: The Morning Brief
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="part"

--part
Content-Type: text/plain; charset="US-ASCII"

This is an e-mail abuse report.
--part
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <brief@brief.example>

--part
Content-Type: {returned}

From: <brief@brief.example>
{own}{unsubscribe}Subject: The Morning Brief

It was snowing.
--part--
""".encode()
