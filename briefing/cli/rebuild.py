"""``briefing rebuild``: an edition's files again from what is stored."""

from __future__ import annotations

from pathlib import Path

import click

from briefing.cli.run import CONFIG


@click.command()
@CONFIG
@click.argument("edition")
@click.option(
    "--output", type=click.Path(path_type=Path), help="Write to this folder instead; the database stays."
)
def rebuild(config: Path | None, edition: str, output: Path | None) -> None:
    """Write an edition's files again, byte by byte, from what is stored.

    EDITION is an id such as daily-2026-03-12. Nothing is fetched and no model is loaded. Ends with 1 when there is no such
    edition.
    """
    from briefing.app import stored_edition, write_files
    from briefing.settings import load_settings

    settings = load_settings(config)
    content, _ = stored_edition(settings, edition)
    for path in write_files(output or settings.output, content).values():
        click.echo(str(path))
