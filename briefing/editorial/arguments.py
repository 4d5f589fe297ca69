"""What ``--feeds`` names instead of the configured lists: URLs, feed documents, feed lists, OPML files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from briefing import tomlfile
from briefing.editorial.feeds import read_list
from briefing.editorial.locations import is_feed_url, long_name_from, looks_like_url, name_from, same_feed_key
from briefing.errors import ConfigError, Fault
from briefing.model import Feed

_NAMED_HERE = "--feeds"
_HEAD = 4096  # bytes in which an OPML file shows that it is one


def feeds_from(arguments: Sequence[str], cwd: Path) -> tuple[Feed, ...]:
    """The feeds of all arguments, in order, each location once.

    A URL and a feed document (RSS, Atom, JSON) become a feed named after the host or the file, with the path where that
    would give two feeds one name; a TOML feed list and an OPML file give their own feeds. `ConfigError` holds a fault for everything that is missing or malformed.
    """
    faults: list[Fault] = []
    feeds: dict[str, Feed] = {}
    for argument in arguments:
        for feed in _feeds_of(argument, cwd, faults):
            feeds.setdefault(same_feed_key(feed.location), feed)
    if faults:
        raise ConfigError(faults)
    return _told_apart(list(feeds.values()))


def _told_apart(feeds: Sequence[Feed]) -> tuple[Feed, ...]:
    """Feeds that are named after the same host or stem by their whole locations: two outlets must not pass for one."""
    names = Counter(feed.name for feed in feeds)
    return tuple(
        replace(feed, name=long_name_from(feed.location))
        if names[feed.name] > 1 and feed.listed_at == _NAMED_HERE
        else feed
        for feed in feeds
    )


def _feeds_of(argument: str, cwd: Path, faults: list[Fault]) -> Sequence[Feed]:
    if is_feed_url(argument):
        return [Feed(name=name_from(argument), location=argument, listed_at=_NAMED_HERE)]
    path = cwd / Path(argument).expanduser()
    problem = _problem(argument, path)
    if problem:
        what, mend = problem
        faults.append(Fault(file=argument, line=0, what=what, mend=mend))
        return []
    if path.suffix.lower() == ".toml":
        return read_list(path, cwd, {}, faults)[0]
    if path.suffix.lower() == ".opml" or _is_opml(path):
        return _opml_feeds(path, cwd, faults)
    return [Feed(name=name_from(argument), location=str(path.resolve()), listed_at=_NAMED_HERE)]


def _problem(argument: str, path: Path) -> tuple[str, str] | None:
    if looks_like_url(argument):
        return "not a URL that can be read", "write it as https://host/path, without spaces or a password"
    try:
        if path.is_dir():
            return "is a folder", "name a file in it"
        if not path.exists():
            return "no such file", "give a feed document, a list or a URL that starts with https://"
        with path.open("rb"):
            return None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        return f"cannot be read: {reason.lower()}", "give a file that this user may read"


def _is_opml(path: Path) -> bool:
    with path.open("rb") as file:
        return b"<opml" in file.read(_HEAD).replace(b"\0", b"").lower()  # NULs: UTF-16


def _opml_feeds(path: Path, cwd: Path, faults: list[Fault]) -> list[Feed]:
    from briefing.editorial import opml

    file = tomlfile.display(path, cwd)
    try:
        subscriptions = opml.parse(path.read_bytes(), file)
    except ConfigError as error:
        faults.extend(error.faults)
        return []
    feeds = []
    for each in subscriptions:
        if is_feed_url(each.url):
            place = f"{file}:{each.line}"
            feeds.append(Feed(name=each.name, location=each.url, language=each.language, listed_at=place))
        else:
            what = f'"{each.name}" has no web address ({each.url[:60]!r})'
            faults.append(
                Fault(file=file, line=each.line, what=what, mend="write xmlUrl as https://host/path")
            )
    return feeds
