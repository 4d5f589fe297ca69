"""``briefing diff``: what the working copy would change in a digest, before it changes any."""

from __future__ import annotations

import json
import webbrowser
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.cli.progress import progress
from briefing.cli.run import CONFIG, OUTPUT

if TYPE_CHECKING:
    from briefing.desk.files import Files
    from briefing.desk.remake import Bench
    from briefing.edition.difference import Difference
    from briefing.ports import Progress


@click.command()
@CONFIG
@OUTPUT
@click.option(
    "--against", metavar="EDITION", default="", help="Compare with this edition.  [default: the newest]"
)
@click.option(
    "--git",
    "revision",
    metavar="REV",
    default="",
    help="Compare with what the files of this revision make of the same articles, such as HEAD.",
)
@click.option(
    "--page", type=click.Path(path_type=Path, dir_okay=False), help="Write it as a page, side by side."
)
@click.option("--open", "opening", is_flag=True, help="Show the page in the browser.")
@click.option("--json", "as_json", is_flag=True, help="As JSON on standard output.")
@click.option("--exit-code", is_flag=True, help="End with 1 where readers would see a difference.")
@click.pass_context
def diff(
    ctx: click.Context,
    config: Path | None,
    output: Path | None,
    against: str,
    revision: str,
    page: Path | None,
    opening: bool,
    as_json: bool,
    exit_code: bool,
) -> None:
    """Say what briefing.toml, feeds/ and prompts/, as they are now, would change in a digest.

    The articles of an edition are told again with the files of now: stories in (+), out (-), moved (>) and told otherwise
    (~), sentences with the words that [-went-] and {+came+}, and what the checks refused more or less often. With --git both
    sides are made again, one with the files of that revision. Feeds are read only where a list names a new one; nothing is
    stored or sent.

    Ends with 0 whether or not there is a difference, as `git diff` does, and with --exit-code with 1 where there is one; with
    1 when the files have faults or there is no such edition or revision, with 4 when the embedder is missing, with 5 when the
    page cannot be written.
    """
    from briefing.app import with_output
    from briefing.clock import SystemClock
    from briefing.desk.files import load
    from briefing.desk.remake import Bench
    from briefing.desk.report import lines

    files = load(config)
    files = replace(files, settings=with_output(files.settings, output))
    with progress(quiet=as_json) as shown, Bench(files.settings, against, SystemClock()) as bench:
        found = _found(bench, files, config, revision, shown)
        edition = bench.base.edition.id
    before = f"the files of {revision}" if revision else f"{edition} as it is stored"
    if page or opening:
        page = page or files.settings.output / f"diff-{edition}.html"
        write_page(page, found, edition, before)
        if opening:
            webbrowser.open(page.absolute().as_uri())
    if as_json:
        click.echo(json.dumps(_data(found, edition, revision), ensure_ascii=False, indent=2))
    else:
        click.echo(f"{before}, beside the files of now:")
        for line in lines(found):
            click.echo(line)
        if page:
            click.echo(str(page))
    ctx.exit(1 if exit_code and not found.same else 0)


def _found(bench: Bench, files: Files, config: Path | None, revision: str, shown: Progress) -> Difference:
    from briefing.desk.files import committed
    from briefing.edition.difference import difference

    before = bench.base.edition
    with ExitStack() as stack:
        if revision:
            then = stack.enter_context(committed(config, revision, files.settings))
            before = bench.make(then.settings, then.desk, shown).outcome.edition
        made = bench.make(files.settings, files.desk, shown)
    for note in made.notes:
        shown.note(note)
    return difference(before, made.outcome.edition)


def write_page(page: Path, found: Difference, edition: str, before: str) -> None:
    """Leave the comparison as a page; `OutputError` where it cannot be written."""
    from briefing.desk.looks import compared
    from briefing.publish import write

    content = compared(found, edition=edition, before=before, after="the files of now")
    write(page.absolute().parent, {page.name: content})


def _data(found: Difference, edition: str, revision: str) -> dict[str, object]:
    from briefing.codec import to_json

    return {"edition": edition, "revision": revision, "same": found.same, **to_json(found)}
