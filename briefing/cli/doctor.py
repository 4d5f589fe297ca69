"""``briefing doctor``: is everything as it must be for the digest to go out tomorrow?"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.cli.progress import progress
from briefing.cli.run import CONFIG, OUTPUT

if TYPE_CHECKING:
    from briefing.doctor import Finding

__all__ = ["doctor"]

_STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red"}


@click.command()
@CONFIG
@OUTPUT
@click.option("--offline", is_flag=True, help="Ask nothing beyond this machine.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@click.pass_context
def doctor(
    ctx: click.Context, config: Path | None, output: Path | None, offline: bool, as_json: bool
) -> None:
    """Check everything that the next digest needs; say of each fault what to do.

    Looks at the editor's files, Python and its packages, the models and their hashes, memory, disk, the clock, the database
    (version, integrity, access), editions that are overdue, the last runs, the ledger, whether sending is paused; asks each
    feed, the mail server (TLS, log-in, nothing is mailed), the mailbox of bounces, the DNS (MX, SPF, DKIM, DMARC) and the
    public address.

    Each line is ok, warn (the digest goes out, but look at it) or fail, and what is not ok has its mend below it. Ends with 0
    when nothing fails, with 1 when something does. Nothing is written, no secret is shown.
    """
    from briefing import doctor as room
    from briefing import settings
    from briefing.app import with_output

    chosen, faults = settings.inspect(config)
    with progress(quiet=as_json or not sys.stderr.isatty()) as shown:
        if chosen is None:
            findings = [*room.faulty(faults), *room.examine_machine()]
        else:
            findings = room.examine(with_output(chosen, output), room.Outside(offline=offline), shown)
    state = room.worst(findings)
    if as_json:
        told = {"state": state, "findings": [asdict(each) for each in findings]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif sys.stdout.isatty():
        _table(findings)
    else:
        _lines(findings)
    ctx.exit(1 if state == "fail" else 0)


def _lines(findings: Sequence[Finding]) -> None:
    for each in findings:
        click.echo(f"{each.state:4}  {each.name}: {each.what}")
        if each.mend:
            click.echo(f"      -> {each.mend}")
    click.echo(_sum(findings))


def _table(findings: Sequence[Finding]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(style="bold", overflow="fold")
    table.add_column(overflow="fold")
    for each in findings:
        mend = f"\n[dim]→ {escape(each.mend)}[/dim]" if each.mend else ""
        style = _STYLES[each.state]
        table.add_row(f"[{style}]{each.state}[/{style}]", escape(each.name), escape(each.what) + mend)
    console = Console(highlight=False)
    console.print(table)
    console.print(_sum(findings))


def _sum(findings: Sequence[Finding]) -> str:
    counts = {state: sum(each.state == state for each in findings) for state in _STYLES}
    return ", ".join(f"{number} {state}" for state, number in counts.items())
