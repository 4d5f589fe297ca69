"""Builds small wheels, good and bad, and a catalogue that pins them."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path

from briefing.models.catalogue import Bundled, Role

FILES = {
    "tiny/model/config.cfg": b"[nlp]\n",
    "tiny/model/meta.json": b'{"lang": "en"}',
    "tiny/__init__.py": b"1/0\n",
}


def build(folder: Path, files: Mapping[str, bytes] = FILES) -> Path:
    """The wheel of the package `tiny` 1.0 with these files."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "tiny-1.0-py3-none-any.whl"
    metadata = {
        "tiny-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\nRequires-Dist: nowhere-to-be-had\n",
        "tiny-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "tiny-1.0.dist-info/RECORD": b"",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**files, **metadata}.items():
            archive.writestr(name, content)
    return path


def pinned(wheel: Path, role: Role = "parser", files: tuple[str, ...] = ()) -> Bundled:
    """The catalogue's entry for a wheel as it is now."""
    content = wheel.read_bytes()
    return Bundled(
        role=role,
        name="Tiny",
        package="tiny",
        version="1.0",
        wheel_sha256=hashlib.sha256(content).hexdigest(),
        disk_bytes=100,
        licence="MIT",
        root="tiny/model",
        files=files,
    )
