"""What is known of the chosen models without loading one: for `briefing models list`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from briefing.errors import ModelError
from briefing.models import catalogue, manifest
from briefing.models.load import precision

if TYPE_CHECKING:
    from briefing.model import ModelChoice
    from briefing.models.catalogue import Role

__all__ = ["ModelState", "survey"]

State = Literal["ready", "missing", "altered"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelState:
    """One chosen model, there or not."""

    role: Role
    name: str
    revision: str  # a package's version or a hub commit
    licence: str  # "" where it is not known before the model is there
    bytes: int  # on disk; 0 where it is not known before the model is there
    dtype: str  # what it would be computed in ...
    why: str  # ... and why
    state: State
    note: str  # what is wrong; "" where nothing is
    folder: Path
    sha256: str  # of the weights


def survey(
    choices: Mapping[Role, ModelChoice], cache: Path, dtype: str = "auto", *, full: bool = False
) -> list[ModelState]:
    """The state of each chosen model; `full` hashes every file instead of comparing sizes and times."""
    return [_look(role, choice, cache, dtype, full) for role, choice in choices.items()]


def _look(role: Role, choice: ModelChoice, cache: Path, dtype: str, full: bool) -> ModelState:
    folder = catalogue.folder(cache, role, choice)
    found = manifest.read(folder)
    chosen, why = precision(role, dtype)
    state, note = _state(folder, found, full)
    pinned = catalogue.BUNDLED[role] if catalogue.is_bundled(choice) else None
    return ModelState(
        role=role,
        name=catalogue.title(role, choice),
        revision=pinned.version if pinned else choice.revision,
        licence=found.licence if found else pinned.licence if pinned else "",
        bytes=found.bytes if found else pinned.disk_bytes if pinned else 0,
        dtype=chosen,
        why=why,
        state=state,
        note=note,
        folder=folder,
        sha256=found.weights_sha256 if found else "",
    )


def _state(folder: Path, found: manifest.Manifest | None, full: bool) -> tuple[State, str]:
    if found is None:
        return "missing", "run `briefing models pull`"
    try:
        manifest.verify(folder, found, full=full)
    except ModelError as fault:
        return "altered", str(fault)
    return "ready", ""
