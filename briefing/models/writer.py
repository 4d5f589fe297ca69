"""The generative transformer: scores given texts, and writes where it is asked to.

(prompt, candidates) ─ chat template ─ tokens ─ portions ─ scoring ─> means
prompt ─ chat template ─ generate ─> answers
"""

from __future__ import annotations

import logging
import threading
import time
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from briefing.errors import ModelError
from briefing.models import scoring
from briefing.models.edge import translated
from briefing.models.transformer import Installed, announce, load_tokenizer, load_weights
from briefing.models.trie import portions

if TYPE_CHECKING:
    from briefing.model import ModelUsed

__all__ = ["TransformersWriter"]

_log = logging.getLogger(__name__)
_PASS_TOKENS = 512  # in one forward pass: the fastest of 256 to 2048, and little memory
_TOKENS_PER_WORD = 2  # of English news prose, generously


class _Loaded(NamedTuple):
    tokenizer: Any
    model: Any
    window: int  # tokens
    end: int  # the token that ends a turn
    tree: bool  # whether candidates can be scored in one pass


class TransformersWriter:
    """`ports.Writer` by a causal language model in transformers' format. It loads at the first call; calls take turns."""

    def __init__(self, installed: Installed) -> None:
        self._installed = installed
        self._loaded: _Loaded | None = None
        self._lock = threading.Lock()

    def describe(self) -> ModelUsed:
        """The model behind it, without loading it."""
        return self._installed.describe()

    def score(self, tasks: Sequence[tuple[str, Sequence[str]]]) -> list[list[float]]:
        """See `ports.Writer.score`. A task's values depend on that task alone, not on those beside it."""
        with self._lock, translated(f"writer {self._installed.name}"):
            return [self._score(self._get(), prompt, candidates) for prompt, candidates in tasks]

    def write(self, prompt: str, *, count: int, max_words: int, seconds: float | None = None) -> list[str]:
        """See `ports.Rewriter.write`. The first answer is the likeliest one, the others are sampled with a seed from the prompt."""
        with self._lock, translated(f"writer {self._installed.name}"):
            return self._write(self._get(), prompt, count, max_words, seconds)

    def _get(self) -> _Loaded:
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded

    def _load(self) -> _Loaded:
        with announce(self._installed):
            tokenizer = load_tokenizer(self._installed)
            if not tokenizer.chat_template:
                msg = f"writer {self._installed.name} has no chat template; choose an instruct model"
                raise ModelError(msg)
            model = load_weights(self._installed, "AutoModelForCausalLM")
            window = int(getattr(model.config.get_text_config(), "max_position_embeddings", 2048))
            tree = scoring.agrees(model)
        if not tree:
            _log.warning(
                "%s cannot score candidates together: each takes a pass of its own", self._installed.name
            )
        return _Loaded(tokenizer, model, window, _end_of_turn(tokenizer), tree)

    def _score(self, loaded: _Loaded, prompt: str, candidates: Sequence[str]) -> list[float]:
        if not candidates:
            return []
        tails = [
            [*tail[: loaded.window // 2], loaded.end] for tail in _tokens_of(loaded.tokenizer, candidates)
        ]
        head = self._head(loaded, prompt, room=max(map(len, tails)))
        if not loaded.tree:
            return scoring.one_by_one(loaded.model, head, tails)
        limit = max(_PASS_TOKENS, 2 * len(head))  # a long prompt is shared by several candidates all the same
        return [
            value
            for portion in portions(tails, shared=len(head), limit=limit)
            for value in scoring.by_tree(loaded.model, head, [tails[index] for index in portion])
        ]

    def _write(
        self, loaded: _Loaded, prompt: str, count: int, max_words: int, seconds: float | None
    ) -> list[str]:
        import torch

        length = min(max_words * _TOKENS_PER_WORD, loaded.window // 2)
        head = torch.tensor([self._head(loaded, prompt, room=length)])
        settings = {
            "attention_mask": torch.ones_like(head),
            "max_new_tokens": length,
            "eos_token_id": loaded.end,
            "pad_token_id": loaded.end,
            "max_time": seconds,  # None: as long as it takes
        }
        ends = None if seconds is None else time.monotonic() + seconds
        with torch.inference_mode(), torch.random.fork_rng(devices=[]):
            torch.manual_seed(zlib.crc32(prompt.encode()))
            rows = [*loaded.model.generate(head, do_sample=False, **settings)]
            left = None if ends is None else ends - time.monotonic()
            if count > 1 and (left is None or left > 0):
                settings["max_time"] = left
                sampling = {"do_sample": True, "temperature": 0.7, "top_p": 0.9, "top_k": 50}
                rows += [*loaded.model.generate(head, num_return_sequences=count - 1, **sampling, **settings)]
        answers = [row[head.shape[1] :].tolist() for row in rows[:count]]
        return [loaded.tokenizer.decode(answer, skip_special_tokens=True).strip() for answer in answers]

    def _head(self, loaded: _Loaded, prompt: str, *, room: int) -> list[int]:
        """The tokens before the answer: the template's, with the prompt as the user's turn; cut at its start if it is too long."""
        safe = _without_marks(loaded.tokenizer, prompt)
        tokens: list[int] = loaded.tokenizer.apply_chat_template(
            [{"role": "user", "content": safe}], add_generation_prompt=True, return_dict=False
        )
        space = max(1, loaded.window - room)
        if len(tokens) > space:
            _log.warning("a prompt of %d tokens is cut to its last %d to fit the model", len(tokens), space)
        return tokens[-space:]


def _tokens_of(tokenizer: Any, texts: Sequence[str]) -> list[list[int]]:
    clean = [_without_marks(tokenizer, text) for text in texts]
    encoded: list[list[int]] = tokenizer(clean, add_special_tokens=False)["input_ids"]
    return encoded


def _without_marks(tokenizer: Any, text: str) -> str:
    """The text without the marks that structure a conversation: an article that holds one must not open a turn of its own."""
    marks = {token.content for token in tokenizer.added_tokens_decoder.values() if token.special}
    while found := [mark for mark in marks if mark in text]:
        for mark in found:
            text = text.replace(mark, " ")
    return text


def _end_of_turn(tokenizer: Any) -> int:
    """The token that the template puts behind an answer; the tokenizer's end of text where it puts none."""
    turns = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]
    open_turn = tokenizer.apply_chat_template(turns[:1], add_generation_prompt=True, return_dict=False)
    closed = tokenizer.apply_chat_template(turns, return_dict=False)
    special = set(tokenizer.all_special_ids)
    behind = [token for token in closed[len(open_turn) :] if token in special]
    return int(behind[0] if behind else tokenizer.eos_token_id)
