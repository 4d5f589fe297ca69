"""Change a feed list without disturbing what else stands in it.

feeds/NAME.toml ─ read, check ─ append [[feed]] as text ─ read again ─ replace the file in one step
"""

from __future__ import annotations

import json
import os
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

from briefing import tomlfile
from briefing.editorial.feeds import Seen, read_list
from briefing.editorial.locations import same_feed_key
from briefing.errors import ConfigError, Fault, OutputError
from briefing.model import Feed


def append(path: Path, feeds: Sequence[Feed], cwd: Path) -> None:
    """Add feeds at the end of a list, which is made where it is missing; comments and order stay as they are.

    `ConfigError` where the list has faults or a feed is listed already, there or beside it (nothing is written then), `OutputError` where the
    file cannot be written.
    """
    seen: Seen = {}
    before = _before(path, cwd, seen)
    for feed in feeds:
        refuse_duplicate(feed.location, seen)
    newline = "\r\n" if b"\r\n" in before else "\n"
    entries = "".join(f"\n{_entry(feed)}" for feed in feeds)
    if before and not before.endswith(b"\n"):
        entries = "\n" + entries
    after = before + (entries if before else entries.removeprefix("\n")).replace("\n", newline).encode()
    try:
        tomllib.loads(after.decode("utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        what = "a [[feed]] cannot be added at its end"
        mend = "write its feeds as [[feed]] entries instead of one list"
        raise ConfigError([Fault(file=tomlfile.display(path, cwd), line=0, what=what, mend=mend)]) from error
    replace_file(path, after)


def refuse_duplicate(location: str, seen: Seen) -> None:
    """`ConfigError` that names the place where this location is listed already."""
    same = same_feed_key(location)
    if same in seen:
        name, place = seen[same]
        file, _, line = place.rpartition(":")
        what = f'{location} is listed already, as "{name}"'
        raise ConfigError([Fault(file=file, line=int(line), what=what, mend="change that entry")])


def _before(path: Path, cwd: Path, seen: Seen) -> bytes:
    """The list's bytes as they stand, b"" where there is none; its feeds and those of the lists beside it go to `seen`."""
    for sibling in sorted(path.parent.glob("*.toml")):
        if sibling != path:
            read_list(sibling, cwd, seen, [])
    if not path.exists():
        return b""
    faults: list[Fault] = []
    read_list(path, cwd, seen, faults)
    faults = [fault for fault in faults if fault.line]  # an empty list may be added to
    if faults:
        raise ConfigError(faults)
    return path.read_bytes()


def _entry(feed: Feed) -> str:
    lines = ["[[feed]]", f"name = {_text(feed.name)}", f"url = {_text(feed.location)}"]
    if feed.language:
        lines.append(f"language = {_text(feed.language)}")
    if feed.weight != 1.0:
        lines.append(f"weight = {feed.weight}")
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's too, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def replace_file(path: Path, content: bytes) -> None:
    """Write beside the file, then put it in its place: a reader sees the old or the new one, never half of it.

    `OutputError` where that cannot be done.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        target = path.resolve()  # a link stays a link
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(mode)
            Path(name).replace(target)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        msg = f"{path}: cannot be written: {(error.strerror or str(error)).lower()}"
        raise OutputError(msg) from error
