"""briefing.toml and the editor's files: the faults that `briefing check` finds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from briefing import editorial
from briefing.doctor.finding import Finding, fail, ok, warn
from briefing.editorial import Editorial
from briefing.errors import Fault
from briefing.settings import Settings

__all__ = ["desk_of", "faulty", "secrets_kept"]


def faulty(faults: Iterable[Fault]) -> Iterator[Finding]:
    """A finding for each fault."""
    for fault in sorted(faults):
        yield fail(
            "files", f"{fault.file}:{fault.line}: {fault.what}", fault.mend or "`briefing check` tells more"
        )


def desk_of(settings: Settings) -> tuple[Editorial | None, list[Finding]]:
    """The editor's files where they have no fault, and what is to be said of them."""
    desk, faults = editorial.inspect(settings.root, settings.editions, settings.place)
    if desk is None:
        return None, list(faulty(faults))
    feeds = sum(len(listed) for listed in desk.feed_lists.values())
    told = f"{settings.listed_in}, {feeds} feeds, {len(desk.themes)} themes, {len(desk.prompts)} prompts"
    return desk, [ok("files", f"without faults: {told}")]


def secrets_kept(files: Mapping[str, Path]) -> Iterator[Finding]:
    """Whether files of secrets, by the variable that names each, are for this user alone."""
    for name, path in files.items():
        try:
            mode = path.stat().st_mode
        except OSError:
            continue  # `settings.inspect` has told it
        if mode & 0o007:
            what = f"everybody on this machine may read the file of {name}"
            yield warn("secrets", what, f"chmod 600 {path}")
