"""Turns a GGUF file of the Llama family into transformers' own format, once, when a model is pulled.

    GGUF ─ read ─> metadata ─> config.json, tokenizer.json
                   tensors ─ de-quantise, undo the rotary permutation ─> model.safetensors (bfloat16)

transformers can read GGUF itself, but does so at every load (20 s for this model), cannot save what it read, and leaves out that
this tokenizer splits numbers into digits. bfloat16 halves the file; its rounding (1/512) is far below that of four bits.
Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md; the permutation is llama.cpp's `LlamaModel.permute`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray

__all__ = ["convert"]

_CONTROL = 3  # GGUF's token type of the marks that structure a conversation
_TOP = {"token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head"}
_IN_BLOCK = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}


def convert(source: Path, target: Path) -> None:
    """Write config.json, the tokenizer's files and model.safetensors for the GGUF file `source` into the folder `target`.

    A file that is not GGUF, or of another architecture or tokenizer, is a `ModelError`.
    """
    from gguf import GGUFReader

    try:
        reader = GGUFReader(source)
    except (OSError, ValueError, KeyError, IndexError) as error:
        msg = f"{source.name} is not a GGUF file that can be read: {error}"
        raise ModelError(msg) from error
    meta = {name: field.contents() for name, field in reader.fields.items()}
    kind = (meta.get("general.architecture"), meta.get("tokenizer.ggml.pre"))
    if kind != ("llama", "smollm"):
        msg = f"{source.name}: only Llama models with SmolLM's tokenizer are converted, not {kind[0]} with {kind[1]}"
        raise ModelError(msg)
    tensors = _tensors(reader, meta)
    _write_config(meta, target, tied="lm_head.weight" not in tensors)
    _write_tokenizer(meta, target)
    _write_weights(tensors, target)


def _write_weights(tensors: dict[str, torch.Tensor], target: Path) -> None:
    from safetensors.torch import save_file

    save_file(tensors, target / "model.safetensors", metadata={"format": "pt"})


def _tensors(reader: Any, meta: Mapping[str, Any]) -> dict[str, torch.Tensor]:
    import torch
    from gguf.quants import dequantize

    heads = {"attn_q": meta["llama.attention.head_count"], "attn_k": meta["llama.attention.head_count_kv"]}
    tensors = {}
    for tensor in reader.tensors:
        name, kind = _hugging_face_name(tensor.name)
        values = dequantize(tensor.data, tensor.tensor_type)
        if kind in heads:
            values = _interleave(values, heads[kind])
        tensors[name] = torch.from_numpy(values.copy()).to(torch.bfloat16).contiguous()
    return tensors


def _hugging_face_name(name: str) -> tuple[str, str]:
    stem, _, suffix = name.rpartition(".")
    if stem in _TOP:
        return f"{_TOP[stem]}.{suffix}", stem
    match stem.split("."):
        case ["blk", number, kind] if kind in _IN_BLOCK:
            return f"model.layers.{number}.{_IN_BLOCK[kind]}.{suffix}", kind
    msg = f"tensor {name} has no place in a Llama model"
    raise ModelError(msg)


def _interleave(weights: NDArray[np.float32], heads: int) -> NDArray[np.float32]:
    """llama.cpp rotates neighbouring pairs of dimensions, transformers the two halves: put the rows back in halves' order."""
    rows = weights.shape[0]
    pairs = weights.reshape(heads, rows // heads // 2, 2, *weights.shape[1:])
    return pairs.swapaxes(1, 2).reshape(weights.shape)


def _write_config(meta: Mapping[str, Any], target: Path, *, tied: bool) -> None:
    config = {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_act": "silu",
        "dtype": "bfloat16",
        "vocab_size": len(meta["tokenizer.ggml.tokens"]),
        "num_hidden_layers": meta["llama.block_count"],
        "max_position_embeddings": meta["llama.context_length"],
        "hidden_size": meta["llama.embedding_length"],
        "intermediate_size": meta["llama.feed_forward_length"],
        "num_attention_heads": meta["llama.attention.head_count"],
        "num_key_value_heads": meta["llama.attention.head_count_kv"],
        "head_dim": meta["llama.rope.dimension_count"],
        "rope_theta": meta["llama.rope.freq_base"],
        "rms_norm_eps": meta["llama.attention.layer_norm_rms_epsilon"],
        "tie_word_embeddings": tied,
        "bos_token_id": meta["tokenizer.ggml.bos_token_id"],
        "eos_token_id": meta["tokenizer.ggml.eos_token_id"],
        "pad_token_id": meta["tokenizer.ggml.padding_token_id"],
    }
    (target / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")


def _write_tokenizer(meta: Mapping[str, Any], target: Path) -> None:
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    tokens, types = meta["tokenizer.ggml.tokens"], meta["tokenizer.ggml.token_type"]
    vocabulary = {token: number for number, token in enumerate(tokens)}
    merges = [tuple(merge.split(" ", 1)) for merge in meta["tokenizer.ggml.merges"]]
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    control = [token for token, kind in zip(tokens, types, strict=True) if kind == _CONTROL]
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in control])
    tokenizer.save(str(target / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": meta["llama.context_length"],
        "bos_token": tokens[meta["tokenizer.ggml.bos_token_id"]],
        "eos_token": tokens[meta["tokenizer.ggml.eos_token_id"]],
        "unk_token": tokens[meta["tokenizer.ggml.unknown_token_id"]],
        "pad_token": tokens[meta["tokenizer.ggml.padding_token_id"]],
        "chat_template": meta["tokenizer.chat_template"],
        "clean_up_tokenization_spaces": False,
    }
    (target / "tokenizer_config.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
