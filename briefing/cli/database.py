"""``briefing database``: what the database holds; a copy of it in another place, such as a PostgreSQL server."""

from __future__ import annotations

import json
from pathlib import Path

import click

from briefing.cli.progress import progress
from briefing.cli.run import CONFIG, OUTPUT


@click.group(invoke_without_command=True)
@CONFIG
@OUTPUT
@click.option("--json", "as_json", is_flag=True, help="As JSON on standard output.")
@click.pass_context
def database(ctx: click.Context, config: Path | None, output: Path | None, as_json: bool) -> None:
    """See what the database holds; copy it to another place.

    Without a command: where it is, its engine, the version of its tables, its size, and the rows of each table.

    The database is a SQLite file in the output folder, unless [output] database in briefing.toml or BRIEFING_DATABASE names
    another file, or an address on a PostgreSQL server such as postgresql://briefing@db.example.org/briefing. A password is in the
    address of BRIEFING_DATABASE, of the file that BRIEFING_DATABASE_FILE names, or in ~/.pgpass; briefing.toml holds none.

    Ends with 1 when there is no database; 5 when it cannot be read.
    """
    if ctx.invoked_subcommand:
        return
    from briefing.app import with_output
    from briefing.moving import holding
    from briefing.settings import load_settings

    found = holding(with_output(load_settings(config), output))
    told = {
        "database": str(found.place),
        "engine": found.engine,
        "version": found.version,
        "bytes": found.bytes,
    }
    if as_json:
        click.echo(json.dumps(told | {"rows": dict(found.rows)}, indent=2))
        return
    click.echo(
        f"{found.place}\n{found.engine}, tables of version {found.version}, {found.bytes / 1e6:.1f} MB"
    )
    for name, count in found.rows.items():
        click.echo(f"  {name:<14} {count:>9}")


@database.command("copy")
@CONFIG
@OUTPUT
@click.option(
    "--to",
    "target",
    metavar="PLACE",
    required=True,
    help="An address such as postgresql://briefing@db.example.org/briefing, or a file. It must be empty.",
)
@click.option("--quiet", is_flag=True, help="No progress.")
def copy(config: Path | None, output: Path | None, target: str, quiet: bool) -> None:
    """Copy the database to another place: from a file to PostgreSQL, or back.

    Stop what is at work first: `briefing serve`, timers, the web server. All tables are copied but who is at work now, then read
    back and compared row by row; all or nothing is kept. This database stays as it is: the other one is used from when [output]
    database in briefing.toml or BRIEFING_DATABASE names it. The file that tells a restored backup is copied along.

    An address on the command line can be seen by others on this machine: leave the password out, ~/.pgpass or PGPASSWORD has it.

    Ends with 1 when there is no database; 2 when PLACE is no place; 5 when it is not empty, cannot be written, or is not the same
    after copying; 6 when somebody is at work.
    """
    from briefing.app import with_output
    from briefing.clock import SystemClock
    from briefing.database_address import AddressFault, address_of, is_address
    from briefing.moving import move
    from briefing.settings import load_settings

    try:
        place = address_of(target) if is_address(target) else Path(target).absolute()
    except AddressFault as fault:
        raise click.BadParameter(str(fault), param_hint="--to") from None
    settings = with_output(load_settings(config), output)
    with progress(quiet) as shown:
        counts = move(settings, place, SystemClock(), shown)
    click.echo(
        f"{sum(counts.values())} rows of {len(counts)} tables copied to {place}: now name it in briefing.toml"
    )
