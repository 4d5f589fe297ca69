"""Gives the chosen models to `app`: cheap objects that know what they are and load when they are first used.

ModelChoice ─ find in the cache, verify ─> Installed ─> Embedder | Writer | Rewriter | Parser | Verifier
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.errors import ModelError
from briefing.model import RemoteModel
from briefing.models import catalogue, manifest, processor
from briefing.models.embedder import TransformersEmbedder
from briefing.models.parser import SpacyParser
from briefing.models.remote import RemoteWriter
from briefing.models.transformer import Installed
from briefing.models.verifier import TransformersVerifier
from briefing.models.writer import TransformersWriter

if TYPE_CHECKING:
    from briefing.model import ModelChoice
    from briefing.models.catalogue import Role
    from briefing.ports import Embedder, Parser, Rewriter, Verifier, Writer

__all__ = [
    "find",
    "load_compressing",
    "load_embedder",
    "load_parser",
    "load_rewriter",
    "load_verifier",
    "load_writer",
    "precision",
]


def load_embedder(choice: ModelChoice, cache: Path, dtype: str = "auto", threads: int = 0) -> Embedder:
    """The chosen embedder. A model that is not in the cache, or whose files were altered, is a `ModelError` here already.

    `dtype` is "auto", "float32" or "bfloat16"; `threads` is how many torch may use in this process, 0 = its own choice.
    """
    return TransformersEmbedder(find("embedder", choice, cache, dtype, threads))


def load_writer(choice: ModelChoice, cache: Path, dtype: str = "auto", threads: int = 0) -> Writer:
    """The chosen writer; as `load_embedder`."""
    return TransformersWriter(find("writer", choice, cache, dtype, threads))


def load_rewriter(
    choice: ModelChoice | RemoteModel, cache: Path, dtype: str = "auto", threads: int = 0, *, key: str = ""
) -> Rewriter:
    """The model that writes: one of a hub, as `load_embedder`, or one on a server, which is not asked before it is used."""
    if isinstance(choice, RemoteModel):
        return RemoteWriter(choice, key)
    return TransformersWriter(find("rewriter", choice, cache, dtype, threads))


def load_verifier(choice: ModelChoice, cache: Path, dtype: str = "auto", threads: int = 0) -> Verifier:
    """The chosen verifier; as `load_embedder`."""
    return TransformersVerifier(find("verifier", choice, cache, dtype, threads))


def load_parser(choice: ModelChoice, cache: Path) -> Parser:
    """The chosen parser; as `load_embedder`, but spaCy computes in float32 on one thread always."""
    return SpacyParser(find("parser", choice, cache))


def load_compressing(
    writer: ModelChoice, parser: ModelChoice, cache: Path, dtype: str = "auto", threads: int = 0
) -> tuple[Writer | None, Parser | None, list[str]]:
    """The writer and the parser, or None and a note why: without them every sentence is its source's own, which is no disaster."""
    notes: list[str] = []
    found: Writer | None = None
    grammar: Parser | None = None
    try:
        found = load_writer(writer, cache, dtype=dtype, threads=threads)
    except ModelError as error:
        notes.append(f"No writer model, so every sentence is verbatim ({error}).")
    try:
        grammar = load_parser(parser, cache)
    except ModelError as error:
        notes.append(f"No parser model, so every sentence is verbatim ({error}).")
    return found, grammar, notes


def _wait_idly() -> None:
    """Let torch's threads sleep while they wait for each other.

    By default they spin, which on a machine whose cores are busy otherwise makes a run more than ten times slower. The
    OpenMP library takes this from the environment when torch is loaded; what the operator has set there stays.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # noqa: TID251  # written for a library, not read


def find(role: Role, choice: ModelChoice, cache: Path, dtype: str = "auto", threads: int = 0) -> Installed:
    """The chosen model's folder, after a check of its files' sizes and times."""
    _wait_idly()
    folder = catalogue.folder(cache, role, choice)
    record = manifest.read(folder)
    if record is None:
        msg = f"the {role} {catalogue.title(role, choice)} is not in {cache}; run `briefing models pull`"
        raise ModelError(msg)
    manifest.verify(folder, record)
    chosen, why = precision(role, dtype)
    return Installed(role=role, folder=folder, manifest=record, dtype=chosen, why=why, threads=threads)


def precision(role: Role, dtype: str) -> tuple[str, str]:
    """What a model of this role is computed in, and why."""
    return ("float32", "as spaCy does") if role == "parser" else processor.choose(dtype)
