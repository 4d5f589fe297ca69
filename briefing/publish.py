"""Writes an edition's files: all of them or none, and none again that is there already.

files ─> archive/.<id>-… ─ rename ─> archive/<id>/ ─ replace one by one ─> output/
"""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from briefing.errors import OutputError

__all__ = ["publish", "published", "shown", "write"]


def publish(folder: Path, edition_id: str, files: Mapping[str, bytes]) -> dict[str, Path]:
    """Leave the files in ``folder/archive/<edition_id>/`` and, as the last edition made, in `folder`; the latter's paths by name.

    A file that holds these bytes already is not touched. A full disk or a read-only folder is an `OutputError`, and what was
    there before stays whole.
    """
    write(folder / "archive" / edition_id, files)
    with _translated(folder):
        for name, content in files.items():
            _replace(folder / name, content)
    return {name: folder / name for name in files}


def published(folder: Path, edition_id: str, names: Sequence[str], content: str) -> dict[str, Path] | None:
    """The paths of an edition's files where all of them lie as `publish` left them; None where one is missing or altered.

    `content` is the edition's canonical JSON, with which its edition.json must agree.
    """
    archive = folder / "archive" / edition_id
    with _translated(folder):
        pairs = [(archive / name, folder / name) for name in names]
        intact = all(one.is_file() and other.is_file() for one, other in pairs) and all(
            one.read_bytes() == other.read_bytes() for one, other in pairs
        )
        if not intact or (folder / "edition.json").read_bytes() != content.encode():
            return None
    return {name: folder / name for name in names}


def shown(folder: Path) -> bytes:
    """The JSON of the edition that the folder shows, the last that was asked for; b"" where it shows none."""
    path = folder / "edition.json"
    with _translated(folder):
        return path.read_bytes() if path.is_file() else b""


def write(folder: Path, files: Mapping[str, bytes]) -> dict[str, Path]:
    """Leave the files in a folder, all of them or, where there is no such folder yet, none; their paths by name."""
    with _translated(folder):
        if folder.is_dir():
            for name, content in files.items():
                _replace(folder / name, content)
        else:
            _make(folder, files)
    return {name: folder / name for name in files}


@contextmanager
def _translated(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        place = error.filename or folder
        msg = f"{place}: {error.strerror}: free some space, or give a folder that can be written ([output] folder)"
        raise OutputError(msg) from error


def _make(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        half.chmod(0o755)
        for name, content in files.items():
            (half / name).write_bytes(content)
        half.rename(folder)
    except OSError:
        shutil.rmtree(half, ignore_errors=True)
        raise


def _replace(path: Path, content: bytes) -> None:
    if path.is_file() and path.read_bytes() == content:
        return
    half = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.half")  # another run may be at the same file
    try:
        half.write_bytes(content)
        half.replace(path)
    except OSError:
        half.unlink(missing_ok=True)
        raise
