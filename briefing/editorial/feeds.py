"""Read feed lists: feeds/*.toml with one ``[[feed]]`` for each feed."""

from __future__ import annotations

from pathlib import Path

from briefing import tomlfile
from briefing.editorial.locations import same_feed_key
from briefing.errors import Fault
from briefing.model import Feed

Seen = dict[str, tuple[str, str]]  # same_feed_key -> name of the first feed there, its file:line


def read_list(path: Path, cwd: Path, seen: Seen, faults: list[Fault]) -> tuple[tuple[Feed, ...], str]:
    """The feeds of one list and the sha256 of its bytes; faults are appended, `seen` grows by its locations."""
    document = tomlfile.read(path, cwd)
    if isinstance(document, Fault):
        faults.append(document)
        return (), ""
    tomlfile.unknown_keys(document, ["feed"], faults)
    paths = tomlfile.entries(document, "feed", faults)
    if not document.data:
        faults.append(
            Fault(
                file=document.file,
                line=0,
                what="no feeds in it",
                mend="add a [[feed]] with name and url, or delete the file",
            )
        )
    feeds = [_feed(document, each, seen, faults) for each in paths]
    return tuple(feed for feed in feeds if feed), document.sha256


def _feed(document: tomlfile.Document, path: tomlfile.Path, seen: Seen, faults: list[Fault]) -> Feed | None:
    from briefing.editorial.shapes import FeedShape

    context = {"folder": document.path.parent}
    _repeated(document, path, seen, faults)
    shape = tomlfile.validate(FeedShape, document, path, faults, context)
    if shape is None:
        return None
    return Feed(
        name=shape.name,
        location=shape.url or shape.path or "",
        language=shape.language,
        weight=shape.weight,
        full_text=shape.full_text,
        max_items=shape.max_items,
        paused=shape.paused,
        paused_until=shape.paused_until,
        listed_at=document.place(path),
    )


def _repeated(document: tomlfile.Document, path: tomlfile.Path, seen: Seen, faults: list[Fault]) -> None:
    """A fault where the location is listed already. Looks at the raw table, so that other faults do not hide this one."""
    table = document.at(path)
    for key in ("url", "path"):
        location = table.get(key)
        if not isinstance(location, str):
            continue
        if key == "path":
            location = str((document.path.parent / Path(location).expanduser()).resolve())
        same = same_feed_key(location)
        if same in seen:
            name, place = seen[same]
            what = f'{key} is listed already, as "{name}" at {place}'
            faults.append(document.fault((*path, key), what, "keep one of the two"))
        else:
            seen[same] = (str(table.get("name", "")), document.place(path))
