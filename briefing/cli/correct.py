"""``briefing correct``: what an edition said wrongly, for those who read it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.cli.run import CONFIG, OUTPUT

if TYPE_CHECKING:
    from briefing.correcting import Listed, Prepared
    from briefing.settings import Settings

HELD = "`briefing send --correction ID` sends it to those who received the edition."


@click.command()
@CONFIG
@click.argument("edition")
@OUTPUT
@click.option(
    "--sentence",
    "which",
    metavar="WHICH",
    help="What is wrong: a key, its place on the page (s91e4aa5b-2), or words of it.",
)
@click.option(
    "--right",
    metavar="TEXT",
    help="The sentence as it should have been: words that it has not are struck out of what was said.",
)
@click.option("--source", metavar="URL", default="", help="Where that can be read.")
@click.option("--outlet", metavar="NAME", default="", help="Who says so.")
@click.option("--quote", metavar="TEXT", default="", help="The source's own words.")
@click.option(
    "--editor", metavar="NAME", default="", help="Who corrects; for the record, not shown to readers."
)
@click.option(
    "--note", metavar="TEXT", default="", help="Why it was wrong; for the record, not shown to readers."
)
@click.option("--list", "listing", is_flag=True, help="Show what the edition says, with keys and places.")
@click.option("--dry-run", is_flag=True, help="Check everything and show the mail's text; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="As JSON on standard output.")
def correct(
    config: Path | None,
    edition: str,
    output: Path | None,
    which: str | None,
    right: str | None,
    listing: bool,
    dry_run: bool,
    as_json: bool,
    **said: str,
) -> None:
    """Say what an edition said wrongly: the mail, its page, the next edition.

    EDITION is an id such as daily-2026-03-12. Without --sentence everything that it says is shown, with keys and places. With
    --sentence and --right a correction is prepared: what was said, what is right, and who says so. Without --source and
    --outlet that is the passage which a shortened sentence was made from: it was right, and we were not.

    Editions are never edited silently: edition.json, digest.html, digest.txt and digest.eml stay as they were sent. The page
    in archive/EDITION/ carries the correction at its top, and index.html in the output folder where that edition is the one
    shown. The next edition within 7 days tells of it first. The mail for those who received the edition is written to
    outbox/EDITION-correction-ID/ to be looked at; `briefing send --correction ID` sends it to them. A correction that was mistaken is corrected by a further
    one; the same one again is nothing new, and only writes what is missing.

    A run that makes the edition again may say the same: mark it as distorted (`briefing audit`) to have it made otherwise.

    Ends with 1 when there is no such edition or sentence, when several are meant, or when a text cannot stand as it is; 2
    when --sentence and --right are not given together; 5 when the database or the output folder cannot be written; 6 when
    another process is at this edition's files.
    """
    from briefing.app import with_output
    from briefing.correcting import Wanted
    from briefing.correcting import correct as prepare
    from briefing.settings import load_settings

    settings = with_output(load_settings(config), output)
    if which is None and right is None and not (dry_run or any(said.values())):
        return _list(settings, edition, as_json=as_json)
    if which is None or right is None or listing:
        msg = "a correction needs --sentence WHICH and --right TEXT; --list stands alone"
        raise click.UsageError(msg)
    wanted = Wanted(which=which, right=right, **said)
    prepared = prepare(settings, edition, wanted, dry_run=dry_run)
    for line in _told(prepared, dry_run=dry_run, as_json=as_json):
        click.echo(line)
    if not dry_run:
        click.echo(HELD, err=True)
    return None


def _list(settings: Settings, edition: str, *, as_json: bool) -> None:
    from briefing.correcting import listed

    found = listed(settings, edition)
    lines = (
        [json.dumps([_row(each) for each in found], ensure_ascii=False, indent=2)]
        if as_json
        else _lines(found)
    )
    for line in lines:
        click.echo(line)


def _row(each: Listed) -> dict[str, object]:
    stated = each.stated
    return {
        "key": stated.key,
        "places": list(each.anchors),
        "kind": stated.kind,
        "story": stated.story,
        "text": stated.text,
        "corrections": [{"id": made.id, "right": made.right} for made in each.corrections],
    }


def _lines(found: Sequence[Listed]) -> Iterator[str]:
    from briefing.render.plain import plain

    width = max((len(each.anchors[0]) for each in found if each.anchors), default=0)
    story = ""
    for each in found:
        if story and each.stated.story != story:
            yield ""
        story = each.stated.story
        place = each.anchors[0] if each.anchors else ""
        yield f"{each.stated.key}  {place:<{width}}  {each.stated.kind:<9}  {plain(each.stated.text)}"
        for made in each.corrections:
            yield f"{'':<16}  {'':<{width}}  corrected  {made.right} ({made.id}, {made.at:%Y-%m-%d %H:%M} UTC)"


def _told(prepared: Prepared, *, dry_run: bool, as_json: bool) -> Iterator[str]:
    from briefing.codec import to_json

    correction = prepared.correction
    if as_json:
        row = {"new": prepared.new, "written": not dry_run, "paths": [str(path) for path in prepared.paths]}
        yield json.dumps(row | {"correction": to_json(correction)}, ensure_ascii=False, indent=2)
        return
    if dry_run:
        yield prepared.mail["correction.txt"].decode()
        return
    state = "is prepared" if prepared.new else "was made before: nothing new"
    yield f"{correction.edition}: correction {correction.id} {state}"
    yield from map(str, prepared.paths)
