"""A backup as a file: a compressed tar whose first member says what the others are.

    MANIFEST.json   format, versions, when it was made, sha256 of each of the others
    briefing.toml, feeds/…, prompts/…
    briefing.sqlite
Nothing is believed that the manifest does not name, and nothing that is not as it was; `tar -xzf` opens it too.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from briefing.errors import BriefingError, StoreError

__all__ = ["DATABASE", "FOLDERS", "SETTINGS", "Backup", "pack", "read", "sha256_of", "unpack"]

FORMAT = 1
MANIFEST = "MANIFEST.json"
DATABASE = "briefing.sqlite"
SETTINGS = "briefing.toml"
FOLDERS = ("feeds", "prompts")
CHUNK = 1_000_000  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a backup file holds."""

    file: Path
    made: datetime
    program: str  # the version of briefing
    schema: str
    newest: tuple[str, ...]  # id of the newest edition of each name
    files: Mapping[str, str] = field(repr=False)  # name in the file -> sha256


def pack(file: Path, backup: Backup, sources: Mapping[str, Path]) -> None:
    """Write a backup whose members are these files."""
    told = {
        "format": FORMAT,
        "made": backup.made.isoformat(),
        "briefing": backup.program,
        "schema": backup.schema,
        "newest": backup.newest,
        "files": backup.files,
    }
    manifest = json.dumps(told, indent=1, sort_keys=True).encode()
    when = int(backup.made.timestamp())
    with tarfile.open(file, "w:gz", compresslevel=6) as tar:
        _add(tar, MANIFEST, io.BytesIO(manifest), len(manifest), when)
        for name, path in sources.items():
            with path.open("rb") as content:
                _add(tar, name, content, path.stat().st_size, when)


def _add(tar: tarfile.TarFile, name: str, content: IO[bytes], size: int, when: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, when
    tar.addfile(entry, content)


def read(file: Path) -> tuple[Backup, dict[str, bytes]]:
    """What a backup says of itself, and the editor's files in it, each as it was; `BriefingError` where it is no whole backup."""
    with _opened(file) as tar:
        backup = _manifest(tar, file)
        texts = {}
        for entry in tar:
            if entry.name not in (MANIFEST, DATABASE):
                content = _content(tar, entry)
                _demand_same(entry.name, hashlib.sha256(content).hexdigest(), backup)
                texts[entry.name] = content
    return backup, texts


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(file, "r:gz") as tar:
            yield tar
    except OSError as error:
        msg = f"{file}: {error.strerror or error}: give a file that `briefing backup` has written"
        raise BriefingError(msg) from error
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError) as error:
        msg = f"{file}: no whole backup ({type(error).__name__}): use another one"
        raise BriefingError(msg) from error


def _manifest(tar: tarfile.TarFile, file: Path) -> Backup:
    first = tar.next()
    if first is None or first.name != MANIFEST:
        raise tarfile.ReadError
    raw: dict[str, Any] = json.loads(_content(tar, first))
    if raw["format"] != FORMAT:
        msg = f"{file}: a backup of another kind ({raw['format']}): upgrade briefing"
        raise BriefingError(msg)
    files = {str(name): str(sha256) for name, sha256 in raw["files"].items()}
    if DATABASE not in files or not all(map(_is_ours, files)):
        raise tarfile.ReadError
    return Backup(
        file=file,
        made=datetime.fromisoformat(raw["made"]).astimezone(UTC),
        program=str(raw["briefing"]),
        schema=str(raw["schema"]),
        newest=tuple(map(str, raw["newest"])),
        files=files,
    )


def _is_ours(name: str) -> bool:
    """Whether a name may stand in a backup: nothing outside the editor's folders is ever written."""
    parts = PurePosixPath(name).parts
    if name in (DATABASE, SETTINGS):
        return True
    return (
        len(parts) > 1 and parts[0] in FOLDERS and ".." not in parts and "\\" not in name and "\0" not in name
    )


def _content(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    opened = tar.extractfile(entry) if entry.isreg() else None
    if opened is None:
        raise tarfile.ReadError
    return opened.read()


def _demand_same(name: str, sha256: str, backup: Backup) -> None:
    if backup.files.get(name) != sha256:
        msg = f"{backup.file}: {name} is not as it was when the backup was made: use another one"
        raise StoreError(msg)


def unpack(backup: Backup, name: str, target: Path) -> None:
    """Write one member to a file; `StoreError` where it is not as it was."""
    digest = hashlib.sha256()
    with _opened(backup.file) as tar, target.open("wb") as written:
        content = tar.extractfile(name)
        while content and (piece := content.read(CHUNK)):
            digest.update(piece)
            written.write(piece)
    _demand_same(name, digest.hexdigest(), backup)


def sha256_of(path: Path) -> str:
    """The hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
