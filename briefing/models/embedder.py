"""The embedding transformer: texts to vectors, as sentence-transformers computes them for the same model.

    texts ─ tokens (cut at the window) ─ sort by length ─ batches ─ forward ─ pool ─ normalise ─> [n, dimension]

Texts are batched with others of the same number of tokens only, so that no text is padded: its vector then hardly depends on
what it was embedded with.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from briefing.errors import ModelError
from briefing.models.edge import translated
from briefing.models.transformer import Installed, announce, load_tokenizer, load_weights, read_json

if TYPE_CHECKING:
    import torch

    from briefing.model import ModelUsed
    from briefing.ports import Vectors

__all__ = ["TransformersEmbedder"]

_BATCH_TOKENS = 2048  # in one forward pass
_PLAIN_MODULES = {"Transformer", "Pooling", "Normalize"}


class _Loaded(NamedTuple):
    tokenizer: Any
    model: Any
    window: int  # tokens
    first: bool  # whether the first token's vector stands for the text, not the mean of all


class TransformersEmbedder:
    """`ports.Embedder` by a sentence-transformers model. It loads at the first call; calls take turns."""

    def __init__(self, installed: Installed) -> None:
        self._installed = installed
        self._loaded: _Loaded | None = None
        self._lock = threading.Lock()

    def describe(self) -> ModelUsed:
        """The model behind it, without loading it."""
        return self._installed.describe()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See `ports.Embedder.embed`: float32, [texts, dimension]."""
        with self._lock, translated(f"embedder {self._installed.name}"):
            return self._embed(self._get(), texts)

    def _get(self) -> _Loaded:
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded

    def _load(self) -> _Loaded:
        folder = self._installed.folder
        with announce(self._installed):
            modules = read_json(folder / "modules.json") or []
            odd = {str(module["type"]).rpartition(".")[2] for module in modules} - _PLAIN_MODULES
            if odd:
                msg = f"embedder {self._installed.name} needs a module {', '.join(sorted(odd))}, which is not supported"
                raise ModelError(msg)
            tokenizer = load_tokenizer(self._installed)
            model = load_weights(self._installed, "AutoModel")
            pooling = read_json(folder / "1_Pooling" / "config.json") or {"pooling_mode_mean_tokens": True}
            first = _pools_first(pooling, self._installed.name)
            return _Loaded(tokenizer, model, _window(self._installed, tokenizer, model), first)

    def _embed(self, loaded: _Loaded, texts: Sequence[str]) -> Vectors:
        import torch

        distinct = list(dict.fromkeys(texts))
        rows = np.zeros((len(distinct), loaded.model.config.hidden_size), dtype=np.float32)
        if not distinct:
            return rows
        encoded = loaded.tokenizer(distinct, truncation=True, max_length=loaded.window)["input_ids"]
        with torch.inference_mode():
            for batch in _batches(encoded):
                rows[batch] = _forward(loaded, torch.tensor([encoded[index] for index in batch])).numpy()
        place = {text: index for index, text in enumerate(distinct)}
        return rows[[place[text] for text in texts]]


def _forward(loaded: _Loaded, tokens: torch.Tensor) -> torch.Tensor:
    import torch

    states = loaded.model(input_ids=tokens, attention_mask=torch.ones_like(tokens)).last_hidden_state.float()
    pooled = states[:, 0] if loaded.first else states.mean(1)
    return torch.nn.functional.normalize(pooled, dim=-1)


def _batches(encoded: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Indexes of texts of equal length, at most `_BATCH_TOKENS` tokens together."""
    order = sorted(range(len(encoded)), key=lambda index: len(encoded[index]))
    for length, group in groupby(order, key=lambda index: len(encoded[index])):
        alike = list(group)
        size = max(1, _BATCH_TOKENS // max(1, length))
        for start in range(0, len(alike), size):
            yield alike[start : start + size]


def _pools_first(pooling: dict[str, Any], name: str) -> bool:
    chosen = {key for key, value in pooling.items() if key.startswith("pooling_mode_") and value is True}
    if chosen == {"pooling_mode_mean_tokens"}:
        return False
    if chosen == {"pooling_mode_cls_token"}:
        return True
    msg = f"embedder {name} pools by {', '.join(sorted(chosen)) or 'nothing'}; only mean and first token are supported"
    raise ModelError(msg)


def _window(installed: Installed, tokenizer: Any, model: Any) -> int:
    said = (read_json(installed.folder / "sentence_bert_config.json") or {}).get("max_seq_length")
    longest = getattr(model.config, "max_position_embeddings", 512)
    return int(min(said or longest, longest, tokenizer.model_max_length))
