"""The editor's files as they are on the disk: read whole, or every fault of them.

briefing.toml, feeds/, prompts/ ─┬─ load ────────> Files, or ConfigError
                                 ├─ fingerprint ─> whether anything changed
                                 └─ committed ───> Files of a revision that git keeps
"""

from __future__ import annotations

import hashlib
import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from briefing import editorial
from briefing import settings as settings_of
from briefing.editorial import Editorial
from briefing.errors import BriefingError, ConfigError
from briefing.model import Feed
from briefing.settings import Settings

__all__ = ["FOLDERS", "Files", "committed", "fingerprint", "load", "root_of"]

FOLDERS = ("feeds", "prompts")
SUFFIXES = (".toml", ".tsv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Settings and editorial files, without faults."""

    settings: Settings
    desk: Editorial


def root_of(config: Path | None) -> Path:
    """The folder of the settings file, where feeds/ and prompts/ lie."""
    return (config or Path(settings_of.DEFAULT_FILE)).absolute().parent


def load(config: Path | None) -> Files:
    """What the files say; `ConfigError` with every fault of every file, as `briefing check` tells them."""
    settings, faults = settings_of.inspect(config)
    plans = settings.editions if settings else ()
    desk, more = editorial.inspect(root_of(config), plans, settings.place if settings else None)
    if settings is None or desk is None:
        raise ConfigError(sorted({*faults, *more}))
    return Files(settings=settings, desk=desk)


def fingerprint(config: Path | None) -> str:
    """What differs when one of the files does: a sha256 of their names and bytes."""
    root = root_of(config)
    found = [root / (config.name if config else settings_of.DEFAULT_FILE)]
    for folder in FOLDERS:
        found += sorted(path for path in (root / folder).glob("*") if path.suffix in SUFFIXES)
    digest = hashlib.sha256()
    for path in found:
        digest.update(f"{path}\0".encode())
        try:
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        except OSError:  # gone, or being replaced: that is a state too
            digest.update(b"-")
    return digest.hexdigest()


@contextmanager
def committed(config: Path | None, revision: str, now: Settings) -> Iterator[Files]:
    """The files as git keeps them in a revision; what it does not keep is the working copy's.

    Models and the network are those of the settings of `now`, and feeds that are local files keep their place in the working copy.
    `BriefingError` where there is no such revision, `ConfigError` where its files have faults.
    """
    root = root_of(config)
    name = config.name if config else settings_of.DEFAULT_FILE
    with tempfile.TemporaryDirectory(prefix="briefing-") as folder:
        then = Path(folder).resolve()
        kept = _unpack(root, revision, [name, *FOLDERS], then)
        for each in (name, *FOLDERS):
            if each not in kept and (root / each).exists():
                (then / each).symlink_to(root / each)
        (then / name).touch()
        try:
            files = load(then / name)
        except ConfigError as error:
            faults = [replace(f, file=f.file.replace(f"{then}/", f"{revision}:")) for f in error.faults]
            raise ConfigError(faults) from error
        yield _in_place(files, then, now)


def _in_place(files: Files, then: Path, now: Settings) -> Files:
    """The files of another folder as if they lay in that of the settings of now."""

    def here(feed: Feed) -> Feed:
        path = Path(feed.location)
        inside = path.is_relative_to(then)
        return replace(feed, location=str(now.root / path.relative_to(then))) if inside else feed

    lists = {name: tuple(map(here, feeds)) for name, feeds in files.desk.feed_lists.items()}
    settings = replace(
        files.settings, root=now.root, cache=now.cache, output=now.output, database=now.database
    )
    return Files(settings=settings, desk=replace(files.desk, feed_lists=lists))


def _unpack(root: Path, revision: str, names: Sequence[str], folder: Path) -> set[str]:
    """Write what a revision has under these names to a folder; the names that it has."""
    listed = _git(root, "ls-tree", "--name-only", "-z", "--end-of-options", revision).decode().split("\0")
    kept = {name for name in names if name in listed}
    if not kept:
        msg = f"{revision} has no {', '.join(names)} of {root}: commit them, or compare with an edition"
        raise BriefingError(msg)
    archive = _git(root, "archive", "--format=tar", "--end-of-options", revision, *sorted(kept))
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(folder, filter="data")
    return kept


def _git(root: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=False)
    except OSError as error:
        msg = "git is not installed: compare with an edition instead (--against)"
        raise BriefingError(msg) from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        reason = said[-1].removeprefix("fatal: ") if said else "it does not say why"
        msg = (
            f"git cannot give the files of {root}: {reason}: give another revision, or an edition (--against)"
        )
        raise BriefingError(msg)
    return done.stdout
