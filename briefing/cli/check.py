"""``briefing check``: every fault of the editor's files at once, before the morning finds them."""

from __future__ import annotations

from pathlib import Path

import click

from briefing.cli.run import CONFIG

__all__ = ["check"]


@click.command()
@CONFIG
@click.pass_context
def check(ctx: click.Context, config: Path | None) -> None:
    """Find every fault in briefing.toml, feeds/ and prompts/.

    Prints each as "file:line: what: what would be right" and exits with 1; prints one line of counts and exits with 0 when
    all is well. Nothing is fetched and no model is loaded.
    """
    from briefing import editorial, settings
    from briefing.clock import SystemClock

    chosen, faults = settings.inspect(config)
    root = chosen.root if chosen else (config or Path(settings.DEFAULT_FILE)).absolute().parent
    plans = chosen.editions if chosen else ()
    desk, more = editorial.inspect(root, plans, chosen.place if chosen else None)
    for fault in sorted({*faults, *more}):
        click.echo(str(fault))
    if chosen is None or desk is None:
        ctx.exit(1)
    feeds = [feed for feeds in desk.feed_lists.values() for feed in feeds]
    paused = sum(feed.rests(SystemClock().now().date()) for feed in feeds)
    counts = [
        _count(len(feeds), "feed") + (f" ({paused} paused)" if paused else ""),
        _count(len(desk.feed_lists), "list"),
        _count(len(desk.themes), "theme"),
        _count(len(desk.prompts), "prompt"),
        _count(len(chosen.editions), "edition"),
        *([_count(len(desk.marks), "mark")] if desk.marks else []),
    ]
    click.echo(f"All is well: {', '.join(counts)}.")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
