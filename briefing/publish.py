"""Writes an edition's files: all of them or none, and none again that is there already.

files ─> archive/.<id>-… ─ rename ─> archive/<id>/ ─ copy, replace one by one ─> output/
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from briefing.errors import OutputError

__all__ = ["publish"]


def publish(folder: Path, edition_id: str, files: Mapping[str, bytes]) -> dict[str, Path]:
    """Leave the files in ``folder/archive/<edition_id>/`` and, as the newest edition, in `folder`; the latter's paths by name.

    A file that holds these bytes already is not touched. A full disk or a read-only folder is an `OutputError`, and what was
    there before stays whole.
    """
    try:
        _archive(folder / "archive", edition_id, files)
        for name, content in files.items():
            _replace(folder / name, content)
    except OSError as error:
        place = error.filename or folder
        msg = f"{place}: {error.strerror}: free some space, or give a folder that can be written ([output] folder)"
        raise OutputError(msg) from error
    return {name: folder / name for name in files}


def _archive(archive: Path, edition_id: str, files: Mapping[str, bytes]) -> None:
    target = archive / edition_id
    if target.is_dir():
        for name, content in files.items():
            _replace(target / name, content)
        return
    archive.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(prefix=f".{edition_id}-", dir=archive))
    try:
        half.chmod(0o755)
        for name, content in files.items():
            (half / name).write_bytes(content)
        half.rename(target)
    except OSError:
        shutil.rmtree(half, ignore_errors=True)
        raise


def _replace(path: Path, content: bytes) -> None:
    if path.is_file() and path.read_bytes() == content:
        return
    half = path.with_name(f".{path.name}.half")
    try:
        half.write_bytes(content)
        half.replace(path)
    except OSError:
        half.unlink(missing_ok=True)
        raise
