"""``briefing send``: an edition, or a correction, to its subscribers."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.cli.progress import progress
from briefing.cli.run import CONFIG, OUTPUT

if TYPE_CHECKING:
    from briefing.sending import Sent

SAID = {
    "accepted": "accepted",
    "queued": "to be tried again",
    "unknown": "unknown",
    "refused": "refused",
    "expired": "given up",
    "held": "held",
}


@click.command()
@CONFIG
@click.argument("edition", default="")
@OUTPUT
@click.option(
    "--edition-name", "name", default="", help="Which edition of briefing.toml.  [default: the first]"
)
@click.option(
    "--correction",
    metavar="ID",
    default="",
    help="A correction, to those who got the edition that it corrects.",
)
@click.option("--late", is_flag=True, help="Also to those who confirmed after the edition was made.")
@click.option("--due", is_flag=True, help="Only what was listed before and is due by now; list nobody.")
@click.option("--dry-run", is_flag=True, help="Say who would get it; write and send nothing.")
@click.option(
    "--outbox",
    type=click.Path(path_type=Path, file_okay=False),
    help="Leave .eml files there, whatever server is configured.",
)
@click.option(
    "--resume-after-restore",
    "resume",
    is_flag=True,
    help="Go on although the database is a restored backup; whatever was open in it counts as doubtful.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON on standard output.")
def send(
    config: Path | None,
    edition: str,
    output: Path | None,
    name: str,
    correction: str,
    late: bool,
    due: bool,
    dry_run: bool,
    outbox: Path | None,
    resume: bool,
    as_json: bool,
) -> None:
    """Send an edition, or a correction, to its subscribers; go on where it stopped.

    EDITION is an id such as daily-2026-03-12; without one it is the newest. The first time, the ledger gets a row for each
    subscriber who was confirmed when the edition was made; nobody is added later but by --late. Then every row that is due
    is sent, of earlier editions too: give the command again, or every few minutes, for subscribers who want theirs at a later
    hour and for messages that the server asked to send later. Several may run at the same time: they share the work.
    After SIGTERM no further message is begun, and it ends with 130.

    Each row ends as accepted by the server, refused (for good), expired (not accepted within [mail] expire_hours or attempts),
    or held: unsubscribed since, nothing of their themes in it, or, with on_unknown = "hold", a message of which nobody knows
    whether it arrived. With "resend", the default, such a message is sent again, with the same bytes and Message-ID.

    An edition that needs an editor's yes ([[editions]] approval) is not sent before it has one, or before its policy decides:
    see `briefing approve`. What else is due is.

    Nothing is sent without [output] public_url, which is https, and [mail] from. Without [mail] smtp_host the messages are
    files in the outbox.

    Ends with 0 when all that was due has been handed over, or was refused; 1 when settings are missing, there is no such
    edition, or another revision of its date was sent; 5 when the database or a file cannot be written; 7 when nothing can
    be sent now: no server, no log-in, the sender refused, or a restored backup. What is queued stays queued.
    """
    from briefing.app import with_output
    from briefing.sending import SendOptions
    from briefing.sending import send as send_out
    from briefing.settings import load_settings

    if correction and (edition or name or late):
        msg = "--correction ID stands alone: it goes to those who got the edition"
        raise click.UsageError(msg)
    if due and (edition or name or correction or late):
        msg = "--due stands alone: it is for all that was listed before"
        raise click.UsageError(msg)
    settings = with_output(load_settings(config), output)
    options = SendOptions(
        edition=edition,
        name=name,
        correction=correction,
        late=late,
        dry_run=dry_run,
        outbox=outbox.absolute() if outbox else None,
        resume=resume,
        due=due,
    )
    with progress(quiet=as_json) as shown, _halting() as halted:
        sent = send_out(settings, options, shown, halted=halted)
    if as_json:
        click.echo(json.dumps(summary(sent), indent=2))
    else:
        for line in told(sent, dry_run=dry_run):
            click.echo(line)
    if halted():
        raise click.Abort


@contextmanager
def _halting() -> Iterator[Callable[[], bool]]:
    """Whether SIGTERM has come: a message that is on its way is not torn off."""
    told: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: told.append(number))
    try:
        yield lambda: bool(told)
    finally:
        signal.signal(signal.SIGTERM, before)


def summary(sent: Sent) -> dict[str, object]:
    """What a sending came to, for JSON."""
    return {
        "edition": sent.key,
        "listed": sent.listed,
        "nothing_for": sent.empty,
        "confirmed_later": sent.later,
        "now": dict(sent.now),
        "counts": dict(sent.counts),
        "approval": sent.waits,
        "waiting": sent.waiting,
        "next_due": sent.next_due.isoformat() if sent.next_due else None,
    }


def told(sent: Sent, *, dry_run: bool = False) -> Iterator[str]:
    """What a sending came to, in lines."""
    yield from _listed(sent, dry_run=dry_run)
    if not dry_run:
        now = ", ".join(f"{n} {SAID[state]}" for state, n in sorted(sent.now.items()))
        yield f"sent now: {now or 'nothing was due'}"
    counts = ", ".join(f"{n} {state}" for state, n in sent.counts.items() if n)
    if counts:
        yield f"{sent.key}: {counts}"
    if sent.waiting:
        due = f"; the first is due {sent.next_due:%Y-%m-%d %H:%M} UTC" if sent.next_due else ""
        yield f"{sent.waiting} wait{due}: give `briefing send` again"


def _listed(sent: Sent, *, dry_run: bool) -> Iterator[str]:
    if sent.waits:
        yield f"{sent.key} is not sent: {sent.waits}"
    elif dry_run:
        yield f"{sent.key}: would go to {sent.listed - sent.empty} more subscribers; nothing was written or sent"
    elif sent.listed:
        yield f"{sent.key}: {sent.listed} subscribers"
    if sent.doubted:
        yield f"{sent.doubted} messages were open in the restored database: nobody knows whether they were sent"
    if sent.empty:
        yield f"{sent.empty} of them have chosen themes that are not in it"
    if sent.later:
        yield f"{sent.later} confirmed after it was made: theirs is the next one (--late sends it to them too)"
