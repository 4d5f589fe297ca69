"""``briefing feeds``: the feed lists from the command line. Every change is one to a file that an editor may open too."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.cli.run import CONFIG, OUTPUT

if TYPE_CHECKING:
    from briefing.editorial import Editorial
    from briefing.model import Feed, FeedState
    from briefing.settings import Settings

__all__ = ["feeds"]

_json = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")


@click.group()
def feeds() -> None:
    """List, add, import and export feeds; see how they are doing."""


@feeds.command("list")
@CONFIG
@_json
def list_feeds(config: Path | None, as_json: bool) -> None:
    """Show every feed of every list."""
    _, desk = _load(config)
    rows = [
        {
            "list": name,
            "name": feed.name,
            "location": feed.location,
            "language": feed.language,
            "weight": feed.weight,
            "paused": feed.paused,
            "listed_at": feed.listed_at,
        }
        for name, listed in desk.feed_lists.items()
        for feed in listed
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    cells = [
        (
            str(row["list"]),
            str(row["name"]),
            str(row["language"]) or "detected",
            f"{row['weight']:g}",
            "paused" if row["paused"] else "",
            str(row["location"]),
        )
        for row in rows
    ]
    _table(("list", "name", "language", "weight", "", "location"), cells)


@feeds.command()
@click.argument("url")
@click.option("--list", "list_name", default="world", show_default=True, help="The list: feeds/NAME.toml.")
@click.option("--name", help="The outlet's name; without it the host's.")
@click.option("--language", default="", help='Its language, such as "en"; without it it is detected.')
@click.option(
    "--weight",
    type=click.FloatRange(0, 10, min_open=True),
    default=1.0,
    show_default=True,
    help="Your trust in it.",
)
@CONFIG
def add(
    url: str, list_name: str, name: str | None, language: str, weight: float, config: Path | None
) -> None:
    """Add the feed at URL to the end of a list; the rest of the file stays as it is."""
    from briefing.editorial.language_tags import primary_tag
    from briefing.editorial.locations import is_feed_url, name_from
    from briefing.model import Feed

    if not is_feed_url(url):
        msg = "not a web address: write https://host/path, without spaces or a password"
        raise click.BadParameter(msg, param_hint="URL")
    if language and primary_tag(language) is None:
        msg = 'not a language tag: write "en", "uk" (Ukrainian) or the like'
        raise click.BadParameter(msg, param_hint="--language")
    outlet = " ".join((name or "").split()) or name_from(url)
    feed = Feed(name=outlet, location=url, language=primary_tag(language) or "", weight=weight)
    path = _extend(config, list_name, [feed])
    click.echo(f"{path}: added {feed.name} ({url})")


@feeds.command("import")
@click.argument("opml_file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--list", "list_name", help="The list to add to; without it one named after the file.")
@CONFIG
def import_opml(opml_file: Path, list_name: str | None, config: Path | None) -> None:
    """Add the feeds of an OPML file to a list. Those that are listed already, or have no web address, are named and skipped."""
    from briefing.editorial import opml
    from briefing.editorial.locations import is_feed_url, same_feed_key
    from briefing.model import Feed

    settings, desk = _load(config)
    listed = _listed(settings, desk)
    fresh = []
    for each in opml.parse(opml_file.read_bytes(), str(opml_file)):
        place = listed.get(same_feed_key(each.url))
        if place or not is_feed_url(each.url):
            reason = f"listed already at {place}" if place else "no web address"
            click.echo(
                f"{opml_file}:{each.line}: skipped {each.name} ({each.url[:80]!r}): {reason}", err=True
            )
        else:
            fresh.append(Feed(name=each.name, location=each.url, language=each.language))
    if not fresh:
        click.echo(f"{opml_file}: no new feed in it")
        return
    path = _extend(config, list_name or _list_name(opml_file.stem), fresh)
    click.echo(f"{path}: added {len(fresh)} feed{'' if len(fresh) == 1 else 's'}")


@feeds.command()
@click.argument("output", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--list", "list_names", multiple=True, help="Only this list; may be repeated.")
@CONFIG
def export(output: Path | None, list_names: Sequence[str], config: Path | None) -> None:
    """Write the feeds as OPML to OUTPUT, or to stdout. Weights and local files have no place in OPML and stay behind."""
    from briefing.editorial import opml

    settings, desk = _load(config)
    for name in list_names:
        if name not in desk.feed_lists:
            msg = f'no list "{name}": there are {", ".join(desk.feed_lists)}'
            raise click.BadParameter(msg, param_hint="--list")
    lists = {name: desk.feed_lists[name] for name in list_names or desk.feed_lists}
    local = [feed for listed in lists.values() for feed in listed if feed.location.startswith("/")]
    if local:
        click.echo(f"left out: {len(local)} that are local files, such as {local[0].name}", err=True)
    document = opml.write(lists, settings.title)
    if output is None:
        click.echo(document, nl=False)
    else:
        from briefing.editorial.feed_file import replace_file

        replace_file(output.absolute(), document)
        click.echo(str(output))


@feeds.command()
@CONFIG
@OUTPUT
@_json
def health(config: Path | None, output: Path | None, as_json: bool) -> None:
    """Show when each feed of the lists was last read, and what went wrong since."""
    from briefing.app import open_store, with_output

    settings, desk = _load(config)
    store = open_store(with_output(settings, output))
    try:
        states = store.feed_states()
    finally:
        store.close()
    rows = [_health(feed, states) for listed in desk.feed_lists.values() for feed in listed]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    cells = [
        (
            str(row["state"]),
            str(row["name"]),
            str(row["last_success"] or "never")[:16].replace("T", " "),
            str(row["failures"] or ""),
            str(row["last_error"]),
        )
        for row in sorted(rows, key=lambda row: (row["state"] != "failing", str(row["name"]).casefold()))
    ]
    _table(("state", "name", "last read (UTC)", "failures", "last error"), cells)


def _health(feed: Feed, states: dict[str, FeedState]) -> dict[str, object]:
    known = states.get(feed.location)
    failures = known.failures if known else 0
    if feed.paused:
        state = "paused"
    elif known is None or known.last_attempt is None:
        state = "not read yet"
    else:
        state = "failing" if failures else "well"
    return {
        "name": feed.name,
        "location": feed.location,
        "state": state,
        "last_success": _iso(known.last_success if known else None),
        "last_attempt": _iso(known.last_attempt if known else None),
        "failures": failures,
        "last_error": known.last_error if known and failures else "",
        "listed_at": feed.listed_at,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _load(config: Path | None) -> tuple[Settings, Editorial]:
    from briefing import editorial
    from briefing.settings import load_settings

    settings = load_settings(config)
    return settings, editorial.load(settings.root, settings.editions, settings.place)


def _listed(settings: Settings, desk: Editorial) -> dict[str, str]:
    """Where each location is listed; empty where the lists are the shipped ones, which a list of one's own replaces."""
    from briefing.editorial.locations import same_feed_key

    if not (settings.root / "feeds").is_dir():
        return {}
    listed = (feed for feeds in desk.feed_lists.values() for feed in feeds)
    return {same_feed_key(feed.location): feed.listed_at for feed in listed}


def _extend(config: Path | None, list_name: str, fresh: Sequence[Feed]) -> Path:
    """Append feeds to a list of the root's own feeds/; returns its path as messages show it."""
    from briefing.editorial.feed_file import append
    from briefing.settings import load_settings

    if list_name != _list_name(list_name):
        msg = f'not a name for a list: write "{_list_name(list_name)}"'
        raise click.BadParameter(msg, param_hint="--list")
    settings = load_settings(config)
    first = not (settings.root / "feeds").is_dir()
    path = settings.root / "feeds" / f"{list_name}.toml"
    append(path, fresh, Path.cwd())
    if first:
        click.echo(f"{path.parent} is new: from now on its lists are read, not the shipped ones", err=True)
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _list_name(text: str) -> str:
    """A file stem that is safe everywhere: small letters, digits and single hyphens."""
    return "-".join("".join(c if c.isalnum() else " " for c in text.casefold()).split()) or "imported"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """For a terminal a table that fits it, long cells folded; elsewhere plain lines with tabs between."""
    if not sys.stdout.isatty():
        for row in rows:
            click.echo("\t".join(row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False)
    for head in heads:
        table.add_column(head, overflow="fold")  # an address without its end is of no use
    for row in rows:
        table.add_row(*map(Text, row))  # Text: brackets in a name are no markup
    Console().print(table)
