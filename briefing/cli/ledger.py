"""``briefing ledger``: what became of each copy of an edition."""

from __future__ import annotations

import json
from pathlib import Path

import click

from briefing.cli.run import CONFIG, OUTPUT


@click.command()
@CONFIG
@click.argument("edition", default="")
@OUTPUT
@click.option(
    "--limit", type=click.IntRange(0, 100_000), default=100, show_default=True, help="So many rows at most."
)
@click.option("--json", "as_json", is_flag=True, help="As JSON on standard output.")
def ledger(config: Path | None, edition: str, output: Path | None, limit: int, as_json: bool) -> None:
    """See what became of each copy of an edition.

    EDITION is an id such as daily-2026-03-12, or that of a correction of it, such as daily-2026-03-12-correction-0123456789ab;
    without one it is the newest edition. Shows how many copies are in each state, and the rows that are worth a look: refused,
    expired, held, unknown, and those that may have arrived twice. Subscribers are told by id (`briefing subscribers show ID`).

    States: queued, sending; accepted, refused, expired, held are ends; unknown: sent, without an answer.

    Ends with 1 when nothing of the edition was sent; 5 when the database cannot be read.
    """
    from briefing.app import with_output
    from briefing.codec import to_json
    from briefing.sending import account
    from briefing.settings import load_settings

    found = account(with_output(load_settings(config), output), edition, limit)
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
        click.echo(f"{each.subscriber}  {each.state:<9} {each.attempts} tried  {each.reply}")
