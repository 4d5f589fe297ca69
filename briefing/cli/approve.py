"""``briefing approve`` and ``briefing approvals``: an editor's yes before an edition is sent."""

from __future__ import annotations

import getpass
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.cli.run import CONFIG, OUTPUT

if TYPE_CHECKING:
    from briefing.approving import Waits


@click.command()
@CONFIG
@OUTPUT
@click.argument("edition")
@click.option("--by", metavar="NAME", default="", help="Who decides.  [default: the user of this machine]")
@click.option("--refuse", metavar="WHY", help="Say no instead, and why; for the record.")
@click.option("--verbatim", is_flag=True, help="Let a revision in the sources' own words go out instead.")
def approve(
    config: Path | None, output: Path | None, edition: str, by: str, refuse: str | None, verbatim: bool
) -> None:
    """Say yes or no to an edition.

    EDITION is an id such as daily-2026-03-12. Whether an edition waits for a yes is said in briefing.toml: approval and
    approve_by of [[editions]]. Until that hour `briefing send` does not send it; then the policy decides: "hold" sends nothing,
    "send" sends it as it is, "verbatim" sends a revision in the sources' own words. A yes after the hour still counts where the
    edition was held. With --verbatim the next `briefing send` makes that revision and sends it, whatever the hour. Every decision
    is kept, the last one counts; nothing is sent by this command. The site has the same behind the operator's log-in.

    Ends with 1 when there is no such edition, another revision goes out instead, or a no comes after it was sent; 5 when the
    database cannot be written.
    """
    from briefing.app import existing_store, with_output
    from briefing.approving import approve as decide
    from briefing.clock import SystemClock
    from briefing.settings import load_settings

    if verbatim and refuse is not None:
        msg = "--refuse sends nothing, --verbatim another revision: give one of them"
        raise click.UsageError(msg)
    settings = with_output(load_settings(config), output)
    store = existing_store(settings)
    try:
        made = decide(
            store,
            edition,
            by.strip() or getpass.getuser(),
            SystemClock().now(),
            note=refuse or "",
            state="verbatim" if verbatim else "approved" if refuse is None else "refused",
        )
    finally:
        store.close()
    why = f": {made.note}" if made.note else ""
    click.echo(f"{edition}: {made.state} by {made.by}{why}")
    if made.state == "approved":
        click.echo(f"`briefing send {edition}` sends it.", err=True)
    if made.state == "verbatim":
        click.echo(f"`briefing send {edition}` makes the revision and sends it.", err=True)


@click.command()
@CONFIG
@OUTPUT
@click.option("--all", "decided", is_flag=True, help="List also those that are decided, and older ones.")
@click.option("--json", "as_json", is_flag=True, help="As JSON on standard output.")
def approvals(config: Path | None, output: Path | None, decided: bool, as_json: bool) -> None:
    """List the editions of the last 7 days that wait for a yes, and until when; of each date the newest revision."""
    from briefing.app import existing_store, with_output
    from briefing.approving import waiting
    from briefing.clock import SystemClock
    from briefing.settings import load_settings

    settings = with_output(load_settings(config), output)
    store = existing_store(settings)
    try:
        found = waiting(settings, store, SystemClock().now(), decided=decided)
    finally:
        store.close()
    if as_json:
        click.echo(json.dumps([_row(each) for each in found], ensure_ascii=False, indent=2))
        return
    for each in found:
        click.echo(f"{each.edition}: {each.verdict.state}: {each.verdict.reason}")
    if not found:
        click.echo("nothing waits for approval")


def _row(each: Waits) -> dict[str, object]:
    return {
        "edition": each.edition,
        "title": each.title,
        "state": each.verdict.state,
        "until": each.until.isoformat() if each.until else None,
        "policy": each.rule.policy,
        "reason": each.verdict.reason,
    }
