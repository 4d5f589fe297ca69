"""The machine: Python and its packages, memory, disk.

    importlib.metadata ─> packages that are missing or too old
    psutil, cgroup ─────> bytes that may still be used ─ against what the models need
    disk_usage, access ─> folders that are full, or cannot be written
Looking writes nothing: whether a folder can be written is what the system says of it.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import psutil

from briefing.doctor.finding import Finding, fail, ok, warn

__all__ = ["MachineMemory", "disk", "memory", "memory_of_machine", "packages", "python"]

OLDEST_PYTHON = (3, 11)
LEAST_DISK = 200_000_000  # bytes below which an edition may not be written whole
LITTLE_DISK = 2_000_000_000
LIBRARIES_AND_TEXTS = 1_100_000_000  # bytes of a run beside its models, as measured on a day of 400 articles

_REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?\s*([^;]*)(;.*)?$")
_BOUND = re.compile(r"(>=|<=|==|<|>)\s*([0-9.]+)")
_CGROUPS = Path("/sys/fs/cgroup")


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineMemory:
    """Memory in bytes."""

    available: int  # that a new process may have without swapping
    limit: int = 0  # of the service or container that this runs in; 0 = none
    limited_left: int = 0  # of that limit


def python(version: tuple[int, int, int] | None = None) -> Finding:
    """Whether this Python will do."""
    found = version or sys.version_info[:3]
    told = ".".join(map(str, found))
    if found[:2] < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        return fail(
            "python", f"{told} is too old", f"install Python {wanted} or newer, and `make setup` again"
        )
    return ok("python", f"{told} on {platform.system()} {platform.machine()}")


def packages(
    required: Sequence[str] | None = None, installed: Mapping[str, str] | None = None
) -> Iterator[Finding]:
    """Whether everything that `briefing` needs is installed, and new enough; versions are compared by their numbers."""
    if required is None:
        try:
            required = metadata.requires("briefing") or []
        except metadata.PackageNotFoundError:
            yield warn(
                "packages", "briefing is not installed: it runs from its folder", "`make setup` installs it"
            )
            return
    faults, count = [], 0
    for line in required:
        found = _REQUIREMENT.match(line)
        if found is None or found[3]:  # extras are for tests
            continue
        count += 1
        version = _installed(found[1], installed)
        if not version or not _suits(version, found[2]):
            faults.append(f"{found[1]} {version or 'missing'} (wanted: {found[2].strip() or 'any'})")
    if faults:
        yield fail("packages", "; ".join(faults), "`make setup` installs the pinned versions")
    else:
        yield ok("packages", f"all {count} are there")


def _installed(name: str, installed: Mapping[str, str] | None) -> str:
    if installed is not None:
        return installed.get(name, "")
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _suits(version: str, bounds: str) -> bool:
    numbers = _numbers(version)
    for sign, wanted in _BOUND.findall(bounds):
        other = _numbers(wanted)
        suits = {
            ">=": numbers >= other,
            "<=": numbers <= other,
            "==": numbers == other,
            "<": numbers < other,
            ">": numbers > other,
        }
        if not suits[sign]:
            return False
    return True


def _numbers(version: str) -> tuple[int, ...]:
    """The release of a version without zeros at its end: "2.10.0rc1" is (2, 10)."""
    numbers = [int(part) for part in re.findall(r"\d+", re.split(r"[^0-9.]", version)[0])]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def memory_of_machine() -> MachineMemory:
    """The memory of this machine, and of the service or container that this process is in."""
    limit, left = _cgroup()
    return MachineMemory(available=int(psutil.virtual_memory().available), limit=limit, limited_left=left)


def memory(have: MachineMemory, weights: int) -> Finding:
    """Whether the models, `weights` bytes as they are computed, and a day's articles fit into memory."""
    need = LIBRARIES_AND_TEXTS + weights
    free = min(have.available, have.limited_left) if have.limit else have.available
    told = f"{_size(free)} free, a run needs about {_size(need)}"
    if have.limit:
        told += f" (this process may have {_size(have.limit)})"
    if have.limit and have.limit < need:
        return fail("memory", told, "give the service or container more memory (MemoryMax, mem_limit)")
    if free < need:
        mend = 'end other programs, add memory or swap, or choose [summary] mode = "verbatim"'
        return warn("memory", told, mend)
    return ok("memory", told)


def _cgroup() -> tuple[int, int]:
    """Limit and what is left of it, of this process' control group and those above it; zeros where there is none."""
    try:
        line = Path("/proc/self/cgroup").read_text("ascii").strip().splitlines()[-1]
        own = line.split(":", 2)[2].lstrip("/")
    except (OSError, IndexError, ValueError):
        return 0, 0
    least = (0, 0)
    folder = _CGROUPS / own
    while folder.is_relative_to(_CGROUPS):
        found = _limits(folder)
        if found[0] and (not least[0] or found[1] < least[1]):
            least = found
        folder = folder.parent
    return least


def _limits(folder: Path) -> tuple[int, int]:
    try:
        limit = int((folder / "memory.max").read_text("ascii"))
        used = int((folder / "memory.current").read_text("ascii"))
    except (OSError, ValueError):  # "max" is no number
        return 0, 0
    return limit, max(0, limit - used)


def disk(places: Mapping[str, Path]) -> Iterator[Finding]:
    """Whether each folder can be written and has room; one that is not there yet is judged by the nearest one above it."""
    for name, folder in places.items():
        try:
            yield _folder(f"disk: {name}", folder)
        except OSError as error:
            yield fail(f"disk: {name}", f"{folder}: {error.strerror}", "let this user read and write there")


def _folder(label: str, folder: Path) -> Finding:
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    if not there.is_dir():
        return fail(label, f"{there} is no folder", "move it away, or choose another folder in briefing.toml")
    free = shutil.disk_usage(there).free
    if not _writable(there):
        return fail(label, f"{there} cannot be written", f"let this user write there: chown or chmod {there}")
    told = f"{_size(free)} free in {folder}"
    if free < LEAST_DISK:
        return fail(label, told, "free some space: nothing is written by halves, but nothing new either")
    if free < LITTLE_DISK:
        return warn(label, told, "free some space before it is full")
    return ok(label, told)


def _writable(folder: Path) -> bool:
    read_only = bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    return not read_only and os.access(folder, os.W_OK | os.X_OK)


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
