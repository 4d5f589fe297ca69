"""``briefing backup`` and ``briefing restore``: everything that must be kept as one file, and back."""

from __future__ import annotations

from pathlib import Path

import click

from briefing.cli.progress import progress
from briefing.cli.run import CONFIG, OUTPUT

__all__ = ["backup", "restore"]

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=_FILE)
@CONFIG
@OUTPUT
def backup(file: Path, config: Path | None, output: Path | None) -> None:
    """Write the database and the editor's files to FILE, a .tar.gz that is not there yet.

    Others go on working meanwhile. In it are the database with its keys, addresses and the ledger, briefing.toml, feeds/ and
    prompts/; only this user may read it. Not in it: secrets of the environment, the models (`briefing models pull`), the
    output folder (`briefing rebuild`) and briefing.sqlite.sent, which must not come from a backup. A database on a server is
    backed up with pg_dump.

    Ends with 5 when FILE is there already or cannot be written, or the database is damaged.
    """
    from briefing.app import with_output
    from briefing.backups import back_up
    from briefing.settings import load_settings

    settings = with_output(load_settings(config), output)
    with progress() as shown:
        made = back_up(settings, file, shown)
    size = file.stat().st_size / 1e6
    click.echo(f"{file}: {size:.1f} MB, {len(made.files)} files, schema {made.schema}")
    click.echo(f"newest editions: {', '.join(made.newest) or 'none'}")


@click.command()
@click.argument("file", type=_FILE)
@CONFIG
@OUTPUT
@click.option(
    "--force", is_flag=True, help="Even where the database that is there knows more than the backup."
)
def restore(file: Path, config: Path | None, output: Path | None, force: bool) -> None:
    """Put what `briefing backup` wrote back in its place; sending then waits for your yes.

    The database is checked, brought to this program's schema and put in its place; the one that is there stays beside it as
    briefing.sqlite.replaced-TIME. The editor's files are written where there are none; those that are there stay. Stop
    `briefing serve` and `briefing web` before.

    Nobody knows what was sent since the backup was made, so nothing is sent before you have looked at `briefing ledger` and
    given `briefing send --resume-after-restore`.

    Ends with 1 when FILE is no backup, or the database that is there knows more; 5 when it is damaged; 6 when somebody is at
    the database. Nothing has changed then.
    """
    from briefing.backups import restore as put_back

    with progress() as shown:
        done = put_back(file, config, shown, output=output, force=force)
    made = done.backup
    click.echo(
        f"{done.database}: as it was at {made.made:%Y-%m-%d %H:%M} UTC, made by briefing {made.program}"
    )
    click.echo(
        f"newest editions: {', '.join(made.newest) or 'none'}; what was made since would be made and mailed again"
    )
    if done.aside:
        click.echo(f"the database that was there: {done.aside}")
    for path in done.written:
        click.echo(f"written: {path}")
    for path in done.kept:
        click.echo(f"kept as it is here, other than in the backup: {path}")
    click.echo(f"sending is paused, {done.waiting} copies are open: look at `briefing ledger`,")
    click.echo("then give `briefing send --resume-after-restore`")
