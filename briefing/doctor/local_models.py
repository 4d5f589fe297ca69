"""The models: there, with the hashes that they were pulled with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from briefing.doctor.finding import Finding, fail, ok, warn
from briefing.model import ModelChoice

if TYPE_CHECKING:
    from briefing.models.catalogue import Role
    from briefing.models.survey import ModelState
    from briefing.settings import Settings

__all__ = ["chosen", "judged", "weights"]

_NEEDED = ("embedder",)  # without the others every sentence is its source's own
_PULL = "`briefing models pull`"


def chosen(settings: Settings) -> dict[Role, ModelChoice]:
    """The models that must be on this machine."""
    choices: dict[Role, ModelChoice] = {
        "embedder": settings.embedder,
        "writer": settings.writer,
        "parser": settings.parser,
    }
    if isinstance(settings.rewriter, ModelChoice):
        choices["rewriter"] = settings.rewriter
    if settings.verifier:
        choices["verifier"] = settings.verifier
    return choices


def judged(states: Sequence[ModelState]) -> Iterator[Finding]:
    """What is to be said of each chosen model."""
    for each in states:
        name = f"model: {each.role}"
        if each.state == "ready":
            yield ok(name, f"{each.name} {each.revision[:12]}, sha256 {each.sha256[:12]}, as it was pulled")
        elif each.state == "altered":
            yield fail(name, f"{each.name}: {each.note}", _PULL)
        elif each.role in _NEEDED:
            yield fail(name, f"{each.name} is not there: no digest can be made", _PULL)
        else:
            yield warn(name, f"{each.name} is not there: sentences stay as their sources have them", _PULL)


def weights(states: Sequence[ModelState]) -> int:
    """Bytes that these models take in memory: files hold 16-bit numbers but for the embedder's."""
    return sum(
        each.bytes * (2 if each.dtype == "float32" and each.role not in ("embedder", "parser") else 1)
        for each in states
    )
