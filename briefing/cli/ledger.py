"""``briefing ledger``: what became of each copy of an edition, and what is sent although it may have arrived."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.cli.run import CONFIG, OUTPUT

if TYPE_CHECKING:
    from briefing.model import Delivery
    from briefing.settings import Settings


@click.command()
@CONFIG
@click.argument("edition", default="")
@OUTPUT
@click.option(
    "--limit", type=click.IntRange(0, 100_000), default=100, show_default=True, help="So many rows at most."
)
@click.option(
    "--release",
    "whom",
    multiple=True,
    metavar="ID|ADDRESS|all",
    help="Send what is held because it may have arrived; again for more.",
)
@click.option("--yes", is_flag=True, help="Release without being asked.")
@click.option("--json", "as_json", is_flag=True, help="As JSON on standard output.")
def ledger(
    config: Path | None,
    edition: str,
    output: Path | None,
    limit: int,
    whom: tuple[str, ...],
    yes: bool,
    as_json: bool,
) -> None:
    """See what became of each copy of an edition; release what is held.

    EDITION is an id such as daily-2026-03-12, or that of a correction of it, such as daily-2026-03-12-correction-0123456789ab;
    without one it is the newest edition. Shows how many copies are in each state, and the rows that are worth a look: refused,
    expired, held, unknown, and those that may have arrived twice. Subscribers are told by id (`briefing subscribers show ID`).

    States: queued, sending; accepted, refused, expired, held are ends; unknown: sent, without an answer.

    With [mail] on_unknown = "hold" a message of which nobody knows whether it arrived is held. --release shows these rows and lets the
    next `briefing send` send them, with the same bytes and Message-ID: who has the message already gets it twice. What is held for
    another reason stays held.

    Ends with 1 when nothing of the edition was sent, or nothing of somebody who is named is held; 2 when --release is given
    without a terminal and without --yes; 5 when the database cannot be read.
    """
    from briefing.accounting import account
    from briefing.app import with_output
    from briefing.codec import to_json
    from briefing.settings import load_settings

    settings = with_output(load_settings(config), output)
    if whom:
        _release(settings, edition, whom, yes=yes)
        return
    found = account(settings, edition, limit)
    if as_json:
        row = {"edition": found.key, "counts": dict(found.counts), "may_have_arrived_twice": found.twice}
        click.echo(json.dumps(row | {"rows": [to_json(each) for each in found.doubtful]}, indent=2))
        return
    click.echo(f"{found.key}: {sum(found.counts.values())} copies")
    for state, n in found.counts.items():
        if n:
            click.echo(f"  {state:<9} {n}")
    if found.twice:
        click.echo(f"  {found.twice} may have arrived although no answer told so, or twice")
    for each in found.doubtful:
        click.echo(_told(each))


def _release(settings: Settings, edition: str, whom: Sequence[str], *, yes: bool) -> None:
    from briefing.accounting import releasable, release
    from briefing.clock import SystemClock

    rows = releasable(settings, edition, whom)
    if not rows:
        click.echo("nothing is held because it may have arrived")
        return
    for each in rows:
        click.echo(_told(each))
    click.echo(f"{len(rows)} may have arrived already: who has the message will have it twice")
    if not yes and not sys.stdin.isatty():
        msg = "--release asks before it acts: give --yes where nobody can answer"
        raise click.UsageError(msg)
    if yes or click.confirm("Release them?"):
        count = release(settings, rows, SystemClock())
        click.echo(f"{count} released: `briefing send` sends them")


def _told(row: Delivery) -> str:
    return f"{row.subscriber}  {row.state:<9} {row.attempts} tried  {row.reply}"
