"""The verifier: a cross-encoder trained on entailment or fact checking, which reads evidence and claim together.

    (evidence, claim) ─ tokens of both (the evidence cut at the window) ─ batches of like length ─ softmax ─> P(supported)

Which of the model's labels means "supported" is read from its configuration; a model that does not say is refused.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from briefing.errors import ModelError
from briefing.models.edge import translated
from briefing.models.transformer import Installed, announce, load_tokenizer, load_weights

if TYPE_CHECKING:
    from briefing.model import ModelUsed

__all__ = ["TransformersVerifier", "supporting_label"]

_SUPPORTS = re.compile(r"(?:entail|support|consisten|factual|faithful)", re.IGNORECASE)
_DENIES = re.compile(r"(?:^|[\W_])(?:not|no|non)(?:[\W_]|$)|^(?:un|in|non)", re.IGNORECASE)
_BATCH_TOKENS = 4096  # in one forward pass, padding included
_PADDED_POSITIONS = frozenset(
    {"roberta", "xlm-roberta", "camembert", "mpnet", "longformer"}
)  # begin behind the pad's id


class _Loaded(NamedTuple):
    tokenizer: Any
    model: Any
    window: int  # tokens
    label: int


class TransformersVerifier:
    """`ports.Verifier` by a sequence classifier in transformers' format. It loads at the first call; calls take turns."""

    def __init__(self, installed: Installed) -> None:
        self._installed = installed
        self._loaded: _Loaded | None = None
        self._lock = threading.Lock()

    def describe(self) -> ModelUsed:
        """The model behind it, without loading it."""
        return self._installed.describe()

    def support(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """See `ports.Verifier.support`. Evidence beyond the model's window is not read."""
        with self._lock, translated(f"verifier {self._installed.name}"):
            if self._loaded is None:
                self._loaded = self._load()
            return _support(self._loaded, pairs)

    def _load(self) -> _Loaded:
        with announce(self._installed):
            tokenizer = load_tokenizer(self._installed)
            model = load_weights(self._installed, "AutoModelForSequenceClassification")
            label = supporting_label(self._installed.name, model.config.id2label)
            return _Loaded(tokenizer, model, _window(tokenizer, model.config), label)


def supporting_label(name: str, labels: Mapping[Any, str] | None) -> int:
    """The index of the label that means "supported", from a configuration's ``id2label``; without one a `ModelError`."""
    found = [
        int(index)
        for index, label in (labels or {}).items()
        if _SUPPORTS.search(label) and not _DENIES.search(label)
    ]
    if len(found) == 1 and len(labels or {}) > 1:
        return found[0]
    told = ", ".join(map(str, (labels or {}).values())) or "none"
    msg = f'verifier {name} is refused: its labels ({told}) do not say which one of several means "entailment" or "supported"'
    raise ModelError(msg)


def _window(tokenizer: Any, config: Any) -> int:
    longest = int(getattr(config, "max_position_embeddings", 512))
    if config.model_type in _PADDED_POSITIONS:
        longest -= int(config.pad_token_id or 0) + 1
    return int(min(longest, tokenizer.model_max_length))


def _support(loaded: _Loaded, pairs: Sequence[tuple[str, str]]) -> list[float]:
    import torch

    values = [0.0] * len(pairs)
    if not pairs:
        return values
    evidence, claims = [e for e, _ in pairs], [c for _, c in pairs]
    encoded = loaded.tokenizer(evidence, claims, truncation="longest_first", max_length=loaded.window)
    lengths = [len(tokens) for tokens in encoded["input_ids"]]
    with torch.inference_mode():
        for batch in _batches(lengths):
            rows = {name: [encoded[name][i] for i in batch] for name in encoded}
            padded = loaded.tokenizer.pad(rows, return_tensors="pt")
            chances = loaded.model(**padded).logits.float().softmax(-1)[:, loaded.label]
            for i, chance in zip(batch, chances.tolist(), strict=True):
                values[i] = float(chance)
    return values


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indexes in order of length, as many together as fit into a pass."""
    batch: list[int] = []
    for i in sorted(range(len(lengths)), key=lambda i: lengths[i]):
        if batch and (len(batch) + 1) * lengths[i] > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(i)
    yield batch
