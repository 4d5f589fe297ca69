"""Change one entry of a feed list as an editor would: its keys, and nothing else in the file.

name or address ─ which entry of which list? ─ text less or plus some keys ─ read again: is only that different? ─ replace the file
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from briefing import tomlfile
from briefing.editorial.feed_file import replace_file
from briefing.editorial.feeds import Seen, read_list
from briefing.editorial.locations import same_feed_key
from briefing.errors import BriefingError, ConfigError, Fault
from briefing.model import Feed

__all__ = ["Entry", "find", "pause", "remove", "resume"]

_TAIL = re.compile(r"[^\n]*(?:\n|\Z)")  # the rest of a line, with its end


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One ``[[feed]]`` of a list."""

    path: Path
    index: int
    feed: Feed


def find(folder: Path, cwd: Path, wanted: str) -> Entry:
    """The entry of this name, whatever its case, or of this address, in the lists of a folder.

    `ConfigError` where a list has faults, `BriefingError` where there is none, or several have the name.
    """
    found: list[Entry] = []
    seen: Seen = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.toml")):
        feeds, _ = read_list(path, cwd, seen, faults)
        entries = (Entry(path=path, index=i, feed=feed) for i, feed in enumerate(feeds))
        found += [each for each in entries if _is(each.feed, wanted)]
    if faults:
        raise ConfigError(faults)
    if not found:
        msg = f"no feed {wanted!r} in {tomlfile.display(folder, cwd)}: `briefing feeds list` shows those there are"
        raise BriefingError(msg)
    if len(found) > 1:
        places = ", ".join(f"{each.feed.listed_at} ({each.feed.location})" for each in found)
        msg = f"{len(found)} feeds are named {wanted!r}: give the address of one: {places}"
        raise BriefingError(msg)
    return found[0]


def pause(entry: Entry, until: date | None = None) -> None:
    """Read the feed no more, or not before a day."""
    if until is None:
        _change(entry, {"paused": "true"}, ["paused_until"])
    else:
        _change(entry, {"paused_until": until.isoformat()}, ["paused"])


def resume(entry: Entry) -> None:
    """Read the feed again."""
    _change(entry, {}, ["paused", "paused_until"])


def remove(entry: Entry) -> None:
    """Take the entry out of its list; comments above it stay. `ConfigError` where the list would be empty."""
    text, positions, data = _read(entry)
    if len(data["feed"]) == 1:
        raise _refused(entry, "it is the last feed of its list", "delete the file")
    begin = positions.keys["feed", entry.index]
    end = max(
        [begin, *(end for key, (_, end) in positions.values.items() if key[:2] == ("feed", entry.index))]
    )
    after = _TAIL.match(text, end)
    assert after is not None
    rest = text[after.end() :]
    if rest.startswith("\n"):
        rest = rest[1:]  # one of the two blank lines around it
    expected = [each for i, each in enumerate(data["feed"]) if i != entry.index]
    _write(entry, text[:begin] + rest, {**data, "feed": expected})


def _is(feed: Feed, wanted: str) -> bool:
    return feed.name.casefold() == wanted.casefold() or same_feed_key(feed.location) == same_feed_key(wanted)


def _change(entry: Entry, set_: Mapping[str, str], drop: list[str]) -> None:
    """Set keys of an entry to TOML values, and take others out."""
    text, positions, data = _read(entry)
    table = ("feed", entry.index)
    gone = [(*table, key) for key in drop if (*table, key) in positions.keys]
    edits = [(*_line_of(text, positions, key), "") for key in gone]
    fresh = ""
    for key, value in set_.items():
        if (*table, key) in positions.values:
            edits.append((*positions.values[*table, key], value))
        else:
            fresh += f"{key} = {value}\n"
    if fresh:
        ends = [
            end for path, (_, end) in positions.values.items() if path[:2] == table and path[2] not in drop
        ]
        after = _TAIL.match(text, max(ends))
        assert after is not None
        line_end = "" if after[0].endswith("\n") else "\n"
        edits.append((after.end(), after.end(), line_end + fresh))
    for begin, end, new in sorted(edits, reverse=True):
        text = text[:begin] + new + text[end:]
    changed = {key: each for key, each in data["feed"][entry.index].items() if key not in drop}
    changed |= tomllib.loads("".join(f"{key} = {value}\n" for key, value in set_.items()))
    feeds = [changed if i == entry.index else each for i, each in enumerate(data["feed"])]
    _write(entry, text, {**data, "feed": feeds})


def _line_of(text: str, positions: tomlfile.Positions, key: tomlfile.Path) -> tuple[int, int]:
    """From a key to the end of its line; where a comment stands behind it, to the comment."""
    begin, (_, end) = positions.keys[key], positions.values[key]
    after = _TAIL.match(text, end)
    assert after is not None
    comment = after[0].find("#")
    return begin, end + comment if comment >= 0 else after.end()


def _read(entry: Entry) -> tuple[str, tomlfile.Positions, dict[str, Any]]:
    """The list's text with line ends as TOML knows them, where its keys stand, and what it says."""
    text = _text(entry.path.read_bytes()).replace("\r\n", "\n")
    positions = tomlfile.locate(text)
    at = positions.keys.get(("feed", entry.index), -1)
    if not text[at:].startswith("[["):
        raise _refused(entry, "it is not a [[feed]] of its own", "change it by hand")
    return text, positions, tomllib.loads(text)


def _write(entry: Entry, text: str, expected: Mapping[str, Any]) -> None:
    """Put the text in the file's place, if it says what it should."""
    before = entry.path.read_bytes()
    try:
        is_right = tomllib.loads(text) == expected
    except tomllib.TOMLDecodeError:
        is_right = False
    if not is_right:
        raise _refused(entry, "it is written in a way that cannot be changed here", "change it by hand")
    mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
    newline = "\r\n" if b"\r\n" in before else "\n"
    replace_file(entry.path, mark + text.replace("\n", newline).encode())


def _text(raw: bytes) -> str:
    return raw.decode("utf-8-sig")


def _refused(entry: Entry, what: str, mend: str) -> ConfigError:
    file, _, line = entry.feed.listed_at.rpartition(":")
    return ConfigError([Fault(file=file, line=int(line), what=f'"{entry.feed.name}": {what}', mend=mend)])
