"""Loads what lies in the cache in transformers' format: from local files only, safetensors only, no code of the model's own."""

from __future__ import annotations

import json
import logging
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefing.errors import ModelError
from briefing.model import ModelUsed
from briefing.models.catalogue import Role
from briefing.models.edge import quiet_transformers
from briefing.models.manifest import Manifest

__all__ = ["Installed", "announce", "load_tokenizer", "load_weights", "read_json"]

_log = logging.getLogger("briefing.models")


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """A model that is in the cache and whose files were found unaltered."""

    role: Role
    folder: Path
    manifest: Manifest
    dtype: str  # what it is computed in
    why: str  # why in that
    threads: int = 0  # 0 = as torch chooses

    @property
    def name(self) -> str:
        """As its makers call it."""
        return self.manifest.name

    def describe(self) -> ModelUsed:
        """As the colophon names it."""
        return ModelUsed(
            role=self.role,
            name=self.manifest.name,
            revision=self.manifest.revision,
            licence=self.manifest.licence,
            sha256=self.manifest.weights_sha256,
            dtype=self.dtype,
        )


@contextmanager
def announce(installed: Installed) -> Iterator[None]:
    """Log what the block loads, in what precision and why, and how long it took."""
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the libraries' deprecations among themselves
        yield
    seconds = time.perf_counter() - start
    arguments = (
        installed.role,
        installed.name,
        installed.manifest.revision,
        installed.dtype,
        installed.why,
        seconds,
    )
    _log.info("loaded %s %s (%s) in %s: %s; %.1f s", *arguments)


def load_tokenizer(installed: Installed) -> Any:
    """The model's own tokenizer."""
    quiet_transformers()
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(installed.folder, local_files_only=True, trust_remote_code=False)


def load_weights(installed: Installed, kind: str) -> Any:
    """The model, as transformers' automatic class `kind` reads it, ready to compute."""
    quiet_transformers()
    import torch
    import transformers

    if installed.threads > 0:
        torch.set_num_threads(installed.threads)
    model = getattr(transformers, kind).from_pretrained(
        installed.folder,
        dtype=getattr(torch, installed.dtype),
        local_files_only=True,
        trust_remote_code=False,
        use_safetensors=True,
    )
    return model.eval()


def read_json(path: Path) -> Any:
    """A JSON file of the model's; None where there is no such file. One that is not JSON is a `ModelError`."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        msg = f"{path} cannot be read: {error}"
        raise ModelError(msg) from error
