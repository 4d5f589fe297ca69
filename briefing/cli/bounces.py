"""``briefing bounces``: what comes back of the mail that was sent."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from briefing.cli.run import CONFIG, OUTPUT

if TYPE_CHECKING:
    from briefing.bouncing import Handled

KINDS = {"hard": "hard bounce", "soft": "soft bounce", "complaint": "complaint", "ignored": "ignored"}


@click.command()
@CONFIG
@OUTPUT
@click.argument("source", required=False, metavar="[MAILDIR|FILE|-]")
@click.option("--imap", is_flag=True, help="Read the account of [bounces] in briefing.toml.")
@click.option(
    "--all", "seen", is_flag=True, help="Read also what is marked as read in a Maildir or an account."
)
@click.option("--dry-run", is_flag=True, help="Say what would happen; keep and mark nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a message on standard output.")
def bounces(
    config: Path | None,
    output: Path | None,
    source: str | None,
    imap: bool,
    seen: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Read what servers and readers report of the mail that was sent.

    Reads a Maildir, a file (an mbox, or one message), one message on standard input (-), or with --imap a mailbox on a server,
    through TLS. One line a message says what it came to:

    \b
    hard bounce   the address is gone (5.x.x): suppressed at once
    soft bounce   full, or refused for now (4.x.x), or for what we sent or who we are (5.2.2, 5.3.x, 5.6.x, 5.7.x): counted,
                  and suppressed after [bounces] soft_limit mails in a row; one that arrives begins anew
    complaint     somebody pressed "spam": suppressed at once
    ignored       no report, or not of a mail that we sent

    Only delivery-status reports (RFC 3464) and feedback reports (RFC 5965) count, and only those that name a mail that was sent
    or bear a link that was signed here: a forged report does nothing. Who is suppressed gets no mail until they confirm their
    address again themselves. A message counts once, however often it is read. Reports are marked as read in a Maildir or an
    account when what they say is kept; other messages stay unread, for a person; files are left alone.

    As a pipe of a mail server, with a code that makes it try again later:
    "|briefing bounces --config /etc/briefing/briefing.toml - || exit 75"

    Ends with 1 when the mailbox cannot be read, 2 when none or two are named, 5 when the database cannot be written.
    """
    from briefing.app import with_output
    from briefing.bouncing import bounced
    from briefing.settings import load_settings

    if bool(source) == imap:
        msg = "name a Maildir, a file or - for standard input; or --imap instead"
        raise click.UsageError(msg)
    settings = with_output(load_settings(config), output)
    counts: Counter[str] = Counter()
    for handled in bounced(settings, _source(source), seen=seen, dry_run=dry_run):
        counts[handled.means if handled.means != "nothing" else "without effect"] += 1
        click.echo(json.dumps(asdict(handled), ensure_ascii=False) if as_json else _line(handled))
    if not as_json:
        click.echo(_summary(counts, dry_run=dry_run))


def _source(source: str | None) -> Path | BinaryIO | None:
    if source == "-":
        return sys.stdin.buffer
    return Path(source) if source else None


def _line(handled: Handled) -> str:
    what = " ".join(part for part in (KINDS[handled.kind], handled.status) if part)
    of = f" of {handled.edition}" if handled.edition else ""
    who = f": subscriber {handled.subscriber}" if handled.subscriber else ""
    means = "" if handled.means == "nothing" else f" {handled.means}"
    why = f": {handled.why}" if handled.why else ""
    return f"{handled.name}: {what}{of}{who}{means}{why}"


def _summary(counts: Counter[str], *, dry_run: bool) -> str:
    if not counts:
        return "no message"
    told = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
    return f"{sum(counts.values())} read: {told}" + ("; nothing was kept or marked" if dry_run else "")
