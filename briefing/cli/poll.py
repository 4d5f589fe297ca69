"""``briefing poll``: what the feeds list now, kept for the next edition."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.cli.progress import progress
from briefing.cli.run import CONFIG, MOST_HOURS, OUTPUT

if TYPE_CHECKING:
    from briefing.model import FeedReading


@click.command()
@CONFIG
@OUTPUT
@click.option(
    "--hours",
    type=click.IntRange(1, MOST_HOURS),
    help="How far back articles' pages are read.  [default: as far as the longest edition looks]",
)
@click.option("--json", "as_json", is_flag=True, help="Counts and failures as JSON on standard output.")
def poll(config: Path | None, output: Path | None, hours: int | None, as_json: bool) -> None:
    """Read the feeds of all editions and keep what they list; make no digest, load no model.

    A feed lists so many items and no more: what comes and goes between two editions is missed, unless somebody reads the feed in
    between. `briefing serve` does it every [serve] poll_minutes; with cron, give this command as often. What has not changed is
    not fetched again, and a feed that asks for patience gets it.

    Ends with 1 when the editor's files have faults, 3 when no feed could be read, 5 when the database cannot be written, 6 when
    another process polls.
    """
    from briefing.app import with_output
    from briefing.errors import NothingToReport
    from briefing.polling import poll as read_feeds
    from briefing.settings import load_settings

    settings = with_output(load_settings(config), output)
    with progress(quiet=as_json) as shown:
        readings = read_feeds(settings, shown, hours=hours)
    _tell(readings, as_json=as_json)
    if all(reading.failure for reading in readings):
        msg = f"none of {len(readings)} feeds could be read: see `briefing feeds health`"
        raise NothingToReport(msg)


def _tell(readings: Sequence[FeedReading], *, as_json: bool) -> None:
    from briefing.pipeline import told_failure

    failures = [reading.failure for reading in readings if reading.failure]
    unchanged = sum(reading.unchanged for reading in readings)
    items = sum(len(reading.articles) for reading in readings)
    if as_json:
        told = [{"feed": each.feed, "location": each.location, "reason": each.reason} for each in failures]
        counts = {"feeds": len(readings), "unchanged": unchanged, "items": items, "failures": told}
        click.echo(json.dumps(counts, ensure_ascii=False, indent=2))
        return
    click.echo(
        f"{len(readings)} feeds: {unchanged} unchanged, {items} items in the others, {len(failures)} not read"
    )
    for failure in failures:
        click.echo(f"not read: {told_failure(failure)}")
