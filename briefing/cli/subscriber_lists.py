"""``briefing subscribers import`` and ``export``: whole lists of people as files."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefing.cli.progress import progress
from briefing.cli.run import CONFIG, OUTPUT
from briefing.cli.subscriber_store import STATUS, opened, send_confirmations

if TYPE_CHECKING:
    from briefing.enrolling import Imported

WORDS = {
    "added": "new",
    "confirmed": "were pending, now confirmed",
    "removed": "leave, as the file says",
    "known": "there already, unchanged",
    "unsubscribed": "unsubscribed, stay so",
    "suppressed": "suppressed, stay so",
    "forgotten": "were forgotten, stay so",
}


@click.command("import")
@CONFIG
@OUTPUT
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--apply", is_flag=True, help="Put them on the list; without it nothing is changed.")
@click.option("--skip-faulty", is_flag=True, help="Leave rows with faults out, instead of doing nothing.")
@click.option("--verbose", is_flag=True, help="Say what comes of each row.")
@click.option("--json", "as_json", is_flag=True, help="As JSON on standard output.")
def import_(
    config: Path | None,
    output: Path | None,
    file: Path,
    apply: bool,
    skip_faulty: bool,
    verbose: bool,
    as_json: bool,
) -> None:
    """Put the people of a CSV or JSON file on the list; a dry run without --apply.

    FILE is what `briefing subscribers export` writes, or any CSV in UTF-8 or UTF-16 with commas, semicolons or tabs, whose
    first line names the columns:

    \b
      address       needed
      language      of what we write to them, such as en
      editions      names from briefing.toml; several are set apart by |
      themes        wanted ones from prompts/themes.toml, likewise; empty = all
      muted         unwanted ones, likewise
      hour          local time from which they want it, such as 07:30
      timezone      of the IANA list, such as Europe/Kyiv; empty = UTC
      consent       what they agreed to, in the words they saw
      consented_at  when, such as 2026-03-10 or 2026-03-10T06:00:00Z
      consent_from  where, such as "paper form"; empty = the file and line
      status        pending, confirmed, unsubscribed, suppressed; empty = confirmed by a consent, else pending
      created, confirmed   when; for lists that were exported

    Who has a consent on record is confirmed. The others are pending, and a mail asks each to confirm. Nobody who
    unsubscribed, was suppressed or forgotten comes back by a file; who is there stays as they are; who is unsubscribed or
    suppressed in the file leaves. The same file again changes nothing.

    Each fault is told as "file:line: what: what would be right" (in JSON the number of the entry); with faults nothing is
    changed, unless --skip-faulty. Ends with 1 when the file has faults or cannot be read.
    """
    from briefing.clock import SystemClock
    from briefing.enrolling import import_people
    from briefing.errors import ConfigError

    with opened(config, output, new=apply, scratch=not apply) as (settings, store), progress() as shown:
        done = import_people(
            settings, store, SystemClock(), file, shown, apply=apply, skip_faulty=skip_faulty
        )
        written = apply and (skip_faulty or not done.faults)
        for line in _told(done, written=written, verbose=verbose, as_json=as_json):
            click.echo(line)
        if written:
            send_confirmations(settings, store)
    if done.faults:
        raise ConfigError(done.faults)


@click.command()
@CONFIG
@OUTPUT
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), default="-")
@click.option(
    "--format", "form", type=click.Choice(["csv", "json"]), help="[default: by FILE's name, else csv]"
)
@click.option("--status", type=STATUS, help="Only those.")
def export(config: Path | None, output: Path | None, file: Path, form: str | None, status: Any) -> None:
    """Write all subscribers to FILE, or to standard output, as CSV or JSON.

    What is written can be imported: JSON keeps everything but the id, CSV of several consents the last. Values that a
    spreadsheet would run as a formula have a ' in front, which the import takes off. The file can be read by its owner only;
    one that exists is replaced when all is written. Ends with 5 when it cannot be written.
    """
    from briefing.enrolling import each, exported, write_private

    chosen = form or ("json" if file.suffix.casefold() == ".json" else "csv")
    with opened(config, output) as (_, store):
        lines = exported(each(store, status), chosen)
        if str(file) == "-":
            for line in lines:
                sys.stdout.write(line)
        else:
            write_private(file, lines)
            click.echo(f"written to {file}", err=True)


def _told(done: Imported, *, written: bool, verbose: bool, as_json: bool) -> Iterator[str]:
    if as_json:
        yield json.dumps(_data(done, written=written), ensure_ascii=False, indent=2)
        return
    if verbose:
        yield from (f"line {row.line}: {row.address}: {WORDS[row.outcome]}" for row in done.rows)
    counts = {str(outcome): number for outcome, number in done.counts.items()}
    yield from (f"{counts[outcome]} {words}" for outcome, words in WORDS.items() if outcome in counts)
    if done.asked:
        yield f"{done.asked} asked by mail to confirm"
    if not written:
        faults = len(done.faults)
        yield "nothing was changed" + (f": {faults} faults" if faults else ": --apply does it")


def _data(done: Imported, *, written: bool) -> dict[str, object]:
    rows = [{"line": row.line, "address": row.address, "outcome": row.outcome} for row in done.rows]
    faults = [{"line": fault.line, "what": fault.what, "mend": fault.mend} for fault in done.faults]
    counts = dict(done.counts)
    return {"written": written, "counts": counts, "asked": done.asked, "rows": rows, "faults": faults}
