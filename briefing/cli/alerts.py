"""``briefing alerts``: what is wrong now, and a mail or a web hook that tries the way to whoever is told."""

from __future__ import annotations

import json
from pathlib import Path

import click

from briefing.cli.run import CONFIG, OUTPUT


@click.command()
@CONFIG
@OUTPUT
@click.option(
    "--test", "trying", is_flag=True, help="Tell those whom [alerts] names that this is a test; nothing else."
)
@click.option("--json", "as_json", is_flag=True, help="What is wrong as JSON on standard output.")
def alerts(config: Path | None, output: Path | None, trying: bool, as_json: bool) -> None:
    """See what is wrong; tell those whom [alerts] names what is new or over.

    Wrong is: the last run of an edition failed or was killed; an edition was not made within [alerts] overdue_minutes of its
    hour; copies wait for more than sending_minutes; a feed is gone, or could not be read for feed_days. Each is told once, by
    mail to [alerts] to and as JSON to [alerts] hook, and once more when it is over. `briefing run` looks when it ends,
    `briefing serve` each minute; from cron this command tells what neither can, such as that no run was begun.

    Ends with 5 when the database cannot be opened, 6 when another process is at it, 7 when nobody could be told.
    """
    from briefing.alerting import tell, try_ways
    from briefing.app import existing_store, with_output
    from briefing.clock import SystemClock
    from briefing.settings import load_settings

    settings = with_output(load_settings(config), output)
    if trying:
        for way in try_ways(settings, SystemClock()):
            click.echo(f"told by {way}")
        return
    store = existing_store(settings)
    try:
        wrong = tell(settings, store, SystemClock())
    finally:
        store.close()
    if as_json:
        found = [
            {"key": each.key, "title": each.title, "text": each.text, "since": each.since.isoformat()}
            for each in wrong
        ]
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for each in wrong:
        click.echo(
            f"{each.title} (since {each.since:%Y-%m-%d %H:%M} UTC)\n    " + each.text.replace("\n", "\n    ")
        )
    if not wrong:
        click.echo("nothing is wrong")
