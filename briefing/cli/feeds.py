"""``briefing feeds``: the feed lists from the command line. Every change is one to a file that an editor may open too."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.cli.progress import progress
from briefing.cli.run import CONFIG, OUTPUT

if TYPE_CHECKING:
    from briefing.editorial import Editorial
    from briefing.editorial.feed_edit import Entry
    from briefing.ingest.discovery import Discovered
    from briefing.model import Feed
    from briefing.settings import Settings
    from briefing.watching import FeedHealth

__all__ = ["feeds"]

_json = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")


@click.group()
def feeds() -> None:
    """List, find, add, pause, remove, import and export feeds; see how they are doing."""


@feeds.command("list")
@CONFIG
@_json
def list_feeds(config: Path | None, as_json: bool) -> None:
    """Show every feed of every list."""
    from briefing.clock import SystemClock

    _, desk = _load(config)
    today = SystemClock().now().date()
    rows = [
        {
            "list": name,
            "name": feed.name,
            "location": feed.location,
            "language": feed.language,
            "weight": feed.weight,
            "paused": feed.rests(today),
            "paused_until": feed.paused_until.isoformat() if feed.paused_until else None,
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
            ("paused" + (f" until {row['paused_until']}" if row["paused_until"] else ""))
            if row["paused"]
            else "",
            str(row["location"]),
        )
        for row in rows
    ]
    _table(("list", "name", "language", "weight", "", "location"), cells)


@feeds.command()
@click.argument("url")
@click.option("--list", "list_name", default="world", show_default=True, help="The list: feeds/NAME.toml.")
@click.option("--name", help="The outlet's name; without it what the feed calls itself.")
@click.option("--language", default="", help='Its language, such as "en"; without it it is detected.')
@click.option(
    "--weight",
    type=click.FloatRange(0, 10, min_open=True),
    default=1.0,
    show_default=True,
    help="Your trust in it.",
)
@click.option("--pick", type=click.IntRange(1), help="Which of several feeds, by its number.")
@click.option("--yes", is_flag=True, help="The first of several feeds.")
@click.option("--as-is", is_flag=True, help="Add URL itself, without looking whether a feed is there.")
@CONFIG
def add(
    url: str,
    list_name: str,
    name: str | None,
    language: str,
    weight: float,
    pick: int | None,
    yes: bool,
    as_is: bool,
    config: Path | None,
) -> None:
    """Find the feed of a site and add it to the end of a list.

    URL is the site's, or that of a feed; the rest of the list's file stays as it is. Where URL is a page, the feeds that it names are read, or else what lies where feeds usually do. Of several one is asked for,
    or --pick N or --yes say which. What a feed holds when it is read for the first time is not all news: only what it dates in an
    edition's window counts, and what it does not date counts from the second reading on.

    Ends with 1 when there is no feed, several and nobody to ask, or it is listed already; 2 when URL is no web address.
    """
    from briefing.editorial.language_tags import primary_tag
    from briefing.editorial.locations import is_feed_url, name_from
    from briefing.model import Feed

    if not is_feed_url(url):
        msg = "not a web address: write https://host/path, without spaces or a password"
        raise click.BadParameter(msg, param_hint="URL")
    if language and primary_tag(language) is None:
        msg = 'not a language tag: write "en", "uk" (Ukrainian) or the like'
        raise click.BadParameter(msg, param_hint="--language")
    _check_list_name(list_name)
    title = ""
    if not as_is:
        found = _found(config, url, 1 if yes else pick)
        url, title = found.url, found.title
    outlet = " ".join((name or title).split()) or name_from(url)
    feed = Feed(name=outlet, location=url, language=primary_tag(language) or "", weight=weight)
    path = _extend(config, list_name, [feed])
    click.echo(f"{path}: added {feed.name} ({url})")


def _found(config: Path | None, url: str, pick: int | None) -> Discovered:
    """The feed at an address, or the one of several that is chosen."""
    from briefing.errors import BriefingError
    from briefing.ingest.discovery import discover
    from briefing.settings import load_settings

    settings = load_settings(config)
    with progress() as shown:
        found = discover(url, settings.fetch, shown)
    if not found.feeds:
        msg = f"{url}: {found.fault}: {found.mend}, or add the address as it is with --as-is"
        raise BriefingError(msg)
    if len(found.feeds) > 1:
        for number, each in enumerate(found.feeds, 1):
            click.echo(f"{number}. {_described(each)}", err=True)
    return found.feeds[_chosen(len(found.feeds), pick) - 1]


def _chosen(count: int, pick: int | None) -> int:
    from briefing.errors import BriefingError

    if pick is None and count > 1:
        if not sys.stdin.isatty():
            msg = f"{count} feeds: give --pick N, or --yes for the first"
            raise BriefingError(msg)
        pick = int(click.prompt("Which one", type=click.IntRange(1, count), default=1, err=True))
    if pick and pick > count:
        msg = f"there {'is one feed' if count == 1 else f'are {count} feeds'}"
        raise click.BadParameter(msg, param_hint="--pick")
    return pick or 1


def _described(found: Discovered) -> str:
    from briefing.render.plain import plain

    newest = f", the newest of {found.newest[:10]}" if found.newest else ""
    return f"{plain(found.title) or 'without a title'}: {found.url} ({found.items} item{'' if found.items == 1 else 's'}{newest})"


@feeds.command()
@click.argument("feed", metavar="NAME|URL")
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day from which it is read again (UTC).  [default: never]",
)
@CONFIG
def pause(feed: str, until: datetime | None, config: Path | None) -> None:
    """Read a feed no more, or not before a day. It stays in its list; what was read of it stays too.

    Ends with 1 when there is no such feed, several have the name, or its list cannot be changed by a program.
    """
    from briefing.editorial import feed_edit

    entry = _entry(config, feed)
    feed_edit.pause(entry, until.date() if until else None)
    click.echo(
        f"{entry.feed.listed_at}: paused {entry.feed.name}{f' until {until:%Y-%m-%d}' if until else ''}"
    )


@feeds.command()
@click.argument("feed", metavar="NAME|URL")
@CONFIG
def resume(feed: str, config: Path | None) -> None:
    """Read a paused feed again. Ends with 1 as `briefing feeds pause` does."""
    from briefing.editorial import feed_edit

    entry = _entry(config, feed)
    feed_edit.resume(entry)
    click.echo(f"{entry.feed.listed_at}: {entry.feed.name} is read")


@feeds.command()
@click.argument("feed", metavar="NAME|URL")
@CONFIG
def remove(feed: str, config: Path | None) -> None:
    """Take a feed out of its list.

    Comments above it stay, and so does what was read of it. Ends with 1 as `briefing feeds pause` does, and when it is the last feed of its list.
    """
    from briefing.editorial import feed_edit

    entry = _entry(config, feed)
    feed_edit.remove(entry)
    click.echo(f"{entry.feed.listed_at}: removed {entry.feed.name} ({entry.feed.location})")


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
    """Show how the feeds that editions read are doing.

    That is when each was read last, what went wrong since, and how many items a day it has.
    """
    from briefing.app import open_store, with_output
    from briefing.clock import SystemClock
    from briefing.watching import Watching

    settings, _ = _load(config)
    store = open_store(with_output(settings, output))
    try:
        rows = [_health(each) for each in Watching(settings, store, SystemClock()).feeds()]
    finally:
        store.close()
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    cells = [
        (
            str(row["state"]),
            str(row["name"]),
            str(row["last_success"] or "never")[:16].replace("T", " "),
            f"{row['items_a_day']:.1f}",
            str(row["failures"] or ""),
            str(row["last_error"]),
        )
        for row in rows
    ]
    _table(("state", "name", "last read (UTC)", "items a day", "failures", "last error"), cells)


def _health(health: FeedHealth) -> dict[str, object]:
    feed, known = health.feed, health.state
    failures = known.failures if known else 0
    return {
        "name": feed.name,
        "location": feed.location,
        "state": health.word,
        "last_success": _iso(known.last_success if known else None),
        "last_attempt": _iso(known.last_attempt if known else None),
        "items_a_day": health.a_day,
        "failures": failures,
        "last_error": known.last_error if known and failures else "",
        "paused_until": feed.paused_until.isoformat() if feed.paused_until else None,
        "listed_at": feed.listed_at,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _entry(config: Path | None, wanted: str) -> Entry:
    """The entry of a feed in the root's own lists."""
    from briefing.editorial import feed_edit
    from briefing.errors import BriefingError
    from briefing.settings import load_settings

    folder = load_settings(config).root / "feeds"
    if not folder.is_dir():
        msg = f"{folder}: there are no lists of your own, the shipped ones are read: `briefing feeds add` begins one"
        raise BriefingError(msg)
    return feed_edit.find(folder, Path.cwd(), wanted)


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

    _check_list_name(list_name)
    settings = load_settings(config)
    first = not (settings.root / "feeds").is_dir()
    path = settings.root / "feeds" / f"{list_name}.toml"
    append(path, fresh, Path.cwd())
    if first:
        click.echo(f"{path.parent} is new: from now on its lists are read, not the shipped ones", err=True)
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _check_list_name(text: str) -> None:
    if text != _list_name(text):
        msg = f'not a name for a list: write "{_list_name(text)}"'
        raise click.BadParameter(msg, param_hint="--list")


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
