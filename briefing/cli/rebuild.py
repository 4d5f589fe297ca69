"""``briefing rebuild``: an edition's files again from what is stored."""

from __future__ import annotations

from pathlib import Path

import click

from briefing.cli.run import CONFIG, OUTPUT


@click.command()
@CONFIG
@click.argument("edition")
@OUTPUT
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    help="Write to this folder.  [default: the edition's in archive/]",
)
def rebuild(config: Path | None, edition: str, output: Path | None, to: Path | None) -> None:
    """Write an edition's files again, byte by byte, from what is stored.

    EDITION is an id such as daily-2026-03-12. Nothing is fetched and no model is loaded; the newest edition's files in the
    output folder stay as they are. Its page carries what was corrected in it since (`briefing correct`). Ends with 1 when
    there is no such edition, with 6 when another process is at its files.
    """
    from briefing.app import rebuild as write_again
    from briefing.app import with_output
    from briefing.settings import load_settings

    settings = with_output(load_settings(config), output)
    folder = to or settings.output / "archive" / edition
    for path in write_again(settings, edition, folder).values():
        click.echo(str(path))
