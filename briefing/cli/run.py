"""``briefing run``: from feeds to a digest in the output folder."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.cli.progress import progress
from briefing.errors import StoreError

if TYPE_CHECKING:
    from briefing.pipeline import Outcome
    from briefing.ports import Progress
    from briefing.settings import Settings

CONFIG = click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="The settings file.  [default: briefing.toml, if there is one]",
)


MOST_HOURS = 366 * 24
FIRST_YEAR = 1995  # no feed is older


def _not_before_the_web(_: click.Context, __: click.Parameter, day: datetime | None) -> datetime | None:
    if day and not FIRST_YEAR <= day.year < 9999:
        msg = f"{day:%Y-%m-%d} is no date of a news feed: give one from {FIRST_YEAR} on"
        raise click.BadParameter(msg)
    return day


OUTPUT = click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="The output folder, with the database in it.  [default: [output] folder, or output]",
)


@click.command()
@CONFIG
@click.option("--edition", "name", default="", help="Which edition of briefing.toml.  [default: the first]")
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=_not_before_the_web,
    help="The edition's date: its window closes at the edition's hour of that day, or now if it is today.  "
    "[default: today]",
)
@click.option(
    "--hours",
    type=click.IntRange(1, MOST_HOURS),
    help="How far back it looks.  [default: the edition's hours, 24]",
)
@click.option(
    "--feeds",
    multiple=True,
    metavar="FILE|URL",
    help="A feed document, a feed list (.toml, .opml) or a URL instead of the configured lists; may be repeated. "
    "Local documents are told whole, unless --date or --hours is given.",
)
@OUTPUT
@click.option("--offline", is_flag=True, help="Read local files only; use no network.")
@click.option(
    "--if-missing",
    is_flag=True,
    help="Only where the date has no edition yet: however often it is given, there is one a date. Its window opens where it "
    "would if the run were on time.",
)
@click.option(
    "--send", "sending", is_flag=True, help="Then send it to its subscribers, as `briefing send` does."
)
@click.option("--json", "as_json", is_flag=True, help="Paths and counts as JSON on standard output.")
def run(
    config: Path | None,
    name: str,
    day: datetime | None,
    hours: int | None,
    feeds: tuple[str, ...],
    output: Path | None,
    offline: bool,
    if_missing: bool,
    sending: bool,
    as_json: bool,
) -> None:
    """Read the feeds and make the digest.

    Leaves digest.html, digest.txt, digest.eml, index.html (every sentence with its source) and edition.json in the output
    folder, which shows the last edition asked for, and a copy in archive/. A second run of the day that finds nothing new
    changes no file; one that does makes a revision. Lets go of what is older than [keep] says. When it has ended or failed,
    those whom [alerts] names are told what is wrong (`briefing alerts`). Ends with 3 when there is nothing
    to report, 4 when a model is missing (`briefing models pull`), 5 when the output folder or database cannot be written,
    6 when another run is at it; with --send, 7 when no mail can be sent now.
    """
    from briefing.alerting import looked_at_after
    from briefing.app import RunOptions, make_digest, with_output
    from briefing.settings import load_settings

    settings = with_output(load_settings(config), output)
    chosen: date | None = day.date() if day else None
    options = RunOptions(
        edition=name, day=chosen, hours=hours, feeds=feeds, offline=offline, if_missing=if_missing
    )
    with looked_at_after(settings), progress(quiet=as_json) as shown:
        outcome, paths = make_digest(settings, options, shown)
        sent = _sent(settings, outcome, shown) if sending else None
        _let_go(settings, shown)
    if as_json:
        summary = _summary(outcome, paths) | ({"sent": sent.summary} if sent else {})
        click.echo(json.dumps(summary, ensure_ascii=False, indent=2))
        return
    _print(outcome, paths)
    for line in sent.lines if sent else ():
        click.echo(line)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What a sending came to, as JSON and in lines."""

    summary: dict[str, object]
    lines: tuple[str, ...]


def _sent(settings: Settings, outcome: Outcome, shown: Progress) -> _Told:
    """Send what was made; a later revision of what was sent stays at home, while open rows are sent."""
    from briefing.cli.send import summary, told
    from briefing.sending import SendOptions, send, sent_of_date

    first = sent_of_date(settings, outcome.edition.id)
    if first:
        shown.note(f"{first} of this date was sent: the new revision is not")
    sent = send(settings, SendOptions(edition=first or outcome.edition.id), shown)
    return _Told(summary=summary(sent), lines=tuple(told(sent)))


def _let_go(settings: Settings, shown: Progress) -> None:
    """Keep the database from growing without end; what stands in the way costs nobody the digest that is made."""
    from briefing.app import existing_store
    from briefing.clock import SystemClock
    from briefing.upkeep import upkeep

    try:
        with closing(existing_store(settings)) as store:
            upkeep(settings, store, SystemClock().now())
    except StoreError as error:
        shown.note(f"old entries stay in the database: {error}")


def _summary(outcome: Outcome, paths: dict[str, Path]) -> dict[str, object]:
    edition = outcome.edition
    return {
        "edition": edition.id,
        "made": outcome.made,
        "paths": {name: str(path) for name, path in paths.items()},
        "articles": outcome.articles,
        "stories": len({story.id for section in edition.sections for story in section.stories}),
        "also": len(edition.also),
        "sections": {section.theme: len(section.stories) for section in edition.sections},
        "sentences": dict(edition.colophon.counts),
        "failures": [
            {"feed": f.feed, "location": f.location, "reason": f.reason, "mend": f.mend}
            for f in outcome.failures
        ],
        "seconds": dict(outcome.seconds),
    }


def _print(outcome: Outcome, paths: dict[str, Path]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from briefing.pipeline import told_failure

    edition = outcome.edition
    table = Table("Theme", "Story", "Outlets", "Rank", box=None, pad_edge=False, header_style="bold")
    for section in edition.sections:
        for story in section.stories:
            cells = (section.theme, story.headline.text, str(len(story.outlets)), f"{story.rank.value:.2f}")
            table.add_row(*map(escape, cells))
    width = None if sys.stdout.isatty() else 110
    console = Console(width=width, highlight=False)
    console.print(table)
    told = edition.colophon.counts
    console.print(
        f"\n{edition.id}: {outcome.articles} articles, {sum(told.values())} sentences "
        f"({', '.join(f'{told[how]} {how}' for how in ('verbatim', 'compressed', 'rewritten'))})"
        + ("" if outcome.made else "; nothing new since it was made")
    )
    for failure in outcome.failures:
        console.print(escape(f"not read: {told_failure(failure)}"), soft_wrap=True)
    if outcome.made:
        console.print(", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in outcome.seconds.items()))
    for path in paths.values():
        console.print(escape(str(path)), soft_wrap=True)
