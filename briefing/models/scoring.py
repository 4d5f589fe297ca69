"""Log-probabilities of token sequences under a causal transformer, by tree or one by one.

Sequence (prompt, candidate) ─ trie ─ backbone with tree mask ─ head at the parents ─> mean log-probability per token
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from briefing.models.trie import Trie, plant

if TYPE_CHECKING:
    import torch

__all__ = ["agrees", "by_tree", "one_by_one"]

_HEAD_ROWS = 256  # rows of logits held at once: 256 x 49,152 x 4 bytes = 50 MB


def by_tree(model: Any, prompt: Sequence[int], candidates: Sequence[Sequence[int]]) -> list[float]:
    """Mean log-probability per token of each candidate behind the prompt; one forward pass for all of them."""
    import torch

    trie = plant([*prompt, *candidate] for candidate in candidates)
    with torch.inference_mode():
        values = _node_scores(model, trie, first=len(prompt)).tolist()
    return [
        sum(values[node] for node in path[len(prompt) :]) / (len(path) - len(prompt)) for path in trie.paths
    ]


def _node_scores(model: Any, trie: Trie, *, first: int) -> torch.Tensor:
    """[nodes]: log-probability of each node's token behind its ancestors; 0 where the depth is below `first`."""
    import torch

    hidden = model.base_model(
        input_ids=torch.from_numpy(trie.tokens)[None],
        position_ids=torch.from_numpy(trie.depths)[None],
        attention_mask=torch.from_numpy(trie.ancestors())[None, None],
        use_cache=False,
    ).last_hidden_state[0]
    head = model.get_output_embeddings()
    nodes = np.flatnonzero(trie.depths >= first)
    parents, place = np.unique(trie.parents[nodes], return_inverse=True)
    rows = hidden[torch.from_numpy(parents)]
    # The normaliser is a sum over the vocabulary in which the rounding of bfloat16 evens out; the token's own logit is
    # one number, whose rounding (1/16 at usual sizes) would not: it is computed in float32.
    norms = torch.cat([head(part).float().logsumexp(-1) for part in rows.split(_HEAD_ROWS)])
    weights = head.weight[torch.from_numpy(trie.tokens[nodes])].float()
    scores = torch.zeros(len(trie.tokens))
    scores[nodes] = (rows[place].float() * weights).sum(-1) - norms[place]
    return scores


def one_by_one(model: Any, prompt: Sequence[int], candidates: Sequence[Sequence[int]]) -> list[float]:
    """The same by its definition: a whole forward pass for each candidate. Slow; for models whose attention is not a plain one."""
    import torch

    means = []
    for candidate in candidates:
        with torch.inference_mode():
            logits = model(
                input_ids=torch.tensor([[*prompt, *candidate]]),
                logits_to_keep=len(candidate) + 1,
                use_cache=False,
            ).logits[0, :-1]
            picked = logits.float().log_softmax(-1).gather(-1, torch.tensor(candidate)[:, None])
        means.append(float(picked.mean()))
    return means


def agrees(model: Any) -> bool:
    """Whether this model can be scored by tree: it gives what it gives one by one, within the rounding of its precision.

    A model with another kind of attention, or a head that does more than multiply, would give wrong values unnoticed.
    """
    import torch

    start = min(1000, model.config.get_text_config().vocab_size // 2)
    prompt, candidates = (
        [start, start + 7, start + 3],
        [[start + 1, start + 2], [start + 1, start + 5, start + 9]],
    )
    try:
        tree = torch.tensor(by_tree(model, prompt, candidates))
    except (AttributeError, TypeError, ValueError, RuntimeError):
        return False
    plain = torch.tensor(one_by_one(model, prompt, candidates))
    return bool(((tree - plain).abs() < 0.02 * plain.abs() + 0.05).all())
