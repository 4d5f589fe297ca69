"""``briefing audit``: sheets on which readers mark every sentence, and what their marks come to."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.cli.run import CONFIG, OUTPUT

if TYPE_CHECKING:
    from rich.table import Table

    from briefing.audit import Scored
    from briefing.evaluation.marking import Tally


@click.command()
@CONFIG
@OUTPUT
@click.argument("names", metavar="[EDITION|SHEET]...", nargs=-1)
@click.option(
    "--every/--shortened",
    default=True,
    help="All sentences and headlines, or only those that are not verbatim.  [default: every]",
)
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    help="Write the sheets to this folder.  [default: audit/ in the output folder]",
)
@click.option("--score", is_flag=True, help="Read marked sheets: sum their marks and keep them.")
@click.option(
    "--reader", default="", help="Who marked these sheets.  [default: the sheets' column reader, or editor]"
)
@click.option("--json", "as_json", is_flag=True, help="Paths, or all figures, as JSON on standard output.")
def audit(
    config: Path | None,
    output: Path | None,
    names: tuple[str, ...],
    every: bool,
    to: Path | None,
    score: bool,
    reader: str,
    as_json: bool,
) -> None:
    """Write a reading sheet: every sentence beside its source, for readers' marks.

    EDITION is an id such as daily-2026-03-12, several may be given; without one, the newest. Writes the sheet twice, as a
    page that works from disk (mark by click or by the keys 1, 2 and 3, then save) and as a table for a spreadsheet
    (fill in the column mark: right, distorted or unclear).

    With --score, SHEET is a marked table; prints the marks per way of making, with 95 % intervals, and how far readers
    agree, and keeps the marks in prompts/marks.tsv, keyed by hash and without the text. The next run makes no sentence and
    no kind of cut again that is marked as distorted there. A sheet with a fault is told line by line, and nothing is kept.

    Ends with 1 when there is no such edition or a sheet has faults.
    """
    from briefing.app import with_output
    from briefing.audit import score_sheets, write_sheet
    from briefing.settings import load_settings

    settings = with_output(load_settings(config), output)
    if not score:
        if sheet := next((name for name in names if Path(name).is_file()), ""):
            msg = f"{sheet} is a file: sheets are read with --score"
            raise click.UsageError(msg)
        paths, count = write_sheet(settings, names, to or settings.output / "audit", shortened=not every)
        if as_json:
            listed = {"sentences": count, "paths": [str(path) for path in paths]}
            click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        else:
            click.echo(f"{count} sentences and headlines", err=True)
            for path in paths:
                click.echo(str(path))
        return
    if not names:
        msg = "--score needs the sheets: briefing audit --score SHEET.tsv ..."
        raise click.UsageError(msg)
    scored = score_sheets(settings, [Path(name) for name in names], reader)
    if as_json:
        click.echo(json.dumps(_figures(scored), ensure_ascii=False, indent=2))
    else:
        _print(scored)


def _figures(scored: Scored) -> dict[str, object]:
    return {
        "marks": len(scored.marks),
        "changed": scored.changed,
        "kept_in": str(scored.kept_in),
        "ways": [dataclasses.asdict(tally) for tally in scored.tallies],
        "agreements": [dataclasses.asdict(agreement) for agreement in scored.agreements],
        "found": [
            {"opinion": row.opinion, "reader": row.reader, "edition": row.edition, "key": row.key, "how": mark.how,
             "patterns": mark.patterns, "text": row.text, "note": row.note}
            for row, mark in scored.faulted
        ],
        "refused": {"sentences": len(scored.refused.sentences), "patterns": sorted(scored.refused.patterns)},
    }  # fmt: skip


def _print(scored: Scored) -> None:
    from rich.console import Console
    from rich.markup import escape

    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    console.print(_table(scored.tallies))
    console.print()
    for line in _lines(scored):
        console.print(escape(line), soft_wrap=True)


def _table(tallies: Sequence[Tally]) -> Table:
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("made by")
    for heading in ("sentences", "right", "distorted", "unclear"):
        table.add_column(heading, justify="right")
    for tally in tallies:
        shares = (tally.opinions[opinion] for opinion in ("right", "distorted", "unclear"))
        cells = (f"{s.count} = {s.share:.1%} ({s.low:.1%} to {s.high:.1%})" for s in shares)
        table.add_row(escape(tally.way), str(tally.sentences), *cells)
    return table


def _lines(scored: Scored) -> Iterator[str]:
    for row, mark in scored.faulted:
        made = " ".join((mark.how, *mark.patterns))
        yield f"{row.opinion} ({row.reader}; {made}): {row.text}" + (f" [{row.note}]" if row.note else "")
    for each in scored.agreements:
        kappa = "not defined, both used one mark" if each.kappa is None else f"{each.kappa:.2f}"
        both = " and ".join(each.readers)
        yield f"{both} agree on {each.same} of {each.sentences} sentences; Cohen's kappa {kappa}"
    yield f"{scored.changed} of {len(scored.marks)} marks are new or changed in {scored.kept_in}"
    patterns = ", ".join(sorted(scored.refused.patterns)) or "none"
    yield f"Not made again: {len(scored.refused.sentences)} sentences; kinds of cut: {patterns}"
