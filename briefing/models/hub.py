"""Gets a model from a hub at a pinned commit: safetensors, configuration and tokenizer, never pickled objects or code.

    organisation/name @ commit ─ list files ─ refuse or choose ─ download ─ inspect ─> files + licence

Unpickling a file runs what its author put in it, and so does `trust_remote_code`: both are refused, not asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from briefing.errors import ModelError
from briefing.model import ModelChoice
from briefing.models.catalogue import Role
from briefing.models.edge import first_line
from briefing.models.transformer import read_json
from briefing.models.verifier import supporting_label

__all__ = ["choose_files", "download", "inspect", "licence"]

_TRANSFORMER = (
    "*.safetensors",
    "*.safetensors.index.json",
    "config.json",
    "generation_config.json",
    "modules.json",
    "sentence_bert_config.json",
    "1_Pooling/config.json",
    "tokenizer.json",
    "tokenizer.model",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "chat_template.jinja",
    "vocab.txt",
    "vocab.json",
    "merges.txt",
)
_SPACY = (
    "config.cfg",
    "meta.json",
    "tokenizer",
    "*/cfg",
    "*/model",
    "*/moves",
    "*/patterns",
    "*/lookups/*",
    "vocab/*",
)
_CARD = "README.md"
_TIMEOUT = 30.0  # seconds until the hub answers what it has
_PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle")


def download(role: Role, choice: ModelChoice, target: Path, endpoint: str | None = None) -> str:
    """Put the model's files into the folder `target` and return its licence; `endpoint` None = the hub client's own.

    No hub, no such repository or commit, and a model of a kind that is refused are a `ModelError`.
    """
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError, RevisionNotFoundError
    from huggingface_hub.utils.tqdm import disable_progress_bars

    disable_progress_bars()
    what = f"{role} model {choice.name}"
    try:
        info = HfApi(endpoint=endpoint).model_info(choice.name, revision=choice.revision, timeout=_TIMEOUT)
        listing = [file.rfilename for file in info.siblings or ()]
        wanted = choose_files(role, choice.name, listing)
        snapshot_download(
            choice.name,
            revision=choice.revision,
            local_dir=target,
            allow_patterns=list(wanted),
            endpoint=endpoint,
        )
    except ModelError:
        raise
    except (GatedRepoError, RepositoryNotFoundError, RevisionNotFoundError) as error:
        msg = f"{what} at {choice.revision}: {first_line(error)}; check the name and the revision in briefing.toml"
        raise ModelError(msg) from error
    except Exception as error:  # the client's own, its transport's and the system's: three trees
        msg = f"cannot fetch {what}: {first_line(error)}; set HF_ENDPOINT to a hub that can be reached"
        raise ModelError(msg) from error
    inspect(role, choice.name, target)
    return licence(target)


def choose_files(role: Role, name: str, listing: Iterable[str]) -> tuple[str, ...]:
    """Those of a repository's files that are taken; a repository without weights that are safe to open is a `ModelError`."""
    paths = list(listing)
    top = [path for path in paths if not _nested_weights(path)]
    wanted = tuple(path for path in top if any(fnmatch(path, p) for p in _patterns(role)))
    if role == "parser":
        if "config.cfg" not in wanted:
            msg = f"parser model {name} is not a spaCy pipeline: it has no config.cfg"
            raise ModelError(msg)
    elif not any(path.endswith(".safetensors") for path in wanted):
        pickled = sorted(path for path in paths if path.endswith(_PICKLES))
        reason = f"only {pickled[0]}, which can run code when it is opened" if pickled else "no weights"
        msg = f"{role} model {name} is refused: it has {reason}; choose a model or revision with .safetensors"
        raise ModelError(msg)
    return (*wanted, _CARD) if _CARD in paths else wanted


def _patterns(role: Role) -> Sequence[str]:
    return _SPACY if role == "parser" else _TRANSFORMER


def _nested_weights(path: str) -> bool:
    """Weights in a folder belong to another format or version (onnx/, original/), not to the model in the top folder."""
    return path.endswith(".safetensors") and "/" in path


def inspect(role: Role, name: str, folder: Path) -> None:
    """Refuse with a `ModelError` a model that cannot be loaded without code of its own."""
    if role == "parser":
        return
    from transformers.models.auto.configuration_auto import CONFIG_MAPPING_NAMES

    config: dict[str, Any] | None = read_json(folder / "config.json")
    if not isinstance(config, dict):
        msg = f"{role} model {name} has no config.json"
        raise ModelError(msg)
    kind = config.get("model_type", "")
    if kind not in CONFIG_MAPPING_NAMES:
        own = " and brings code of its own, which is not run" if "auto_map" in config else ""
        msg = f"{role} model {name} is refused: its type {kind!r} is unknown to this transformers{own}"
        raise ModelError(msg)
    if role == "verifier":
        supporting_label(name, config.get("id2label"))


def licence(folder: Path) -> str:
    """The licence that the model's card states; "unknown" where it states none."""
    try:
        card = (folder / _CARD).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "unknown"
    head = re.match(r"---\s*\n(.*?)\n---", card, re.DOTALL)
    stated = re.search(r"^license:\s*[\"']?([\w.+-]+)", head[1], re.MULTILINE) if head else None
    return stated[1] if stated else "unknown"
