"""A GGUF file that the tests write becomes a model that transformers reads."""

from __future__ import annotations

import json

import numpy as np
import pytest

from briefing.errors import ModelError
from briefing.models.gguf_file import convert

HEADS, KV_HEADS, SIZE = 4, 2, 32
TOKENS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "a", "b", "ab", "Ġ", "1", "2"]


def write_gguf(path, *, architecture="llama", extra=()):
    from gguf import GGUFWriter

    writer = GGUFWriter(path, architecture)
    writer.add_block_count(1)
    writer.add_context_length(64)
    writer.add_embedding_length(SIZE)
    writer.add_feed_forward_length(64)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_rope_dimension_count(SIZE // HEADS)
    writer.add_rope_freq_base(10_000.0)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(TOKENS)
    writer.add_token_types([3, 3, 3, 1, 1, 1, 1, 1, 1])
    writer.add_token_merges(["a b"])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_pad_token_id(2)
    writer.add_chat_template("{{ messages[0]['content'] }}")
    kv = SIZE * KV_HEADS // HEADS
    shapes = {
        "token_embd": (len(TOKENS), SIZE),
        "output_norm": (SIZE,),
        "blk.0.attn_norm": (SIZE,),
        "blk.0.ffn_norm": (SIZE,),
        "blk.0.attn_q": (SIZE, SIZE),
        "blk.0.attn_k": (kv, SIZE),
        "blk.0.attn_v": (kv, SIZE),
        "blk.0.attn_output": (SIZE, SIZE),
        "blk.0.ffn_gate": (64, SIZE),
        "blk.0.ffn_up": (64, SIZE),
        "blk.0.ffn_down": (SIZE, 64),
    }
    for name in (*shapes, *extra):
        shape = shapes.get(name, (SIZE,))
        values = np.arange(np.prod(shape), dtype=np.float32).reshape(shape) % 251
        writer.add_tensor(f"{name}.weight", values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


@pytest.fixture
def converted(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    convert(write_gguf(tmp_path / "tiny.gguf"), out)
    return out


def test_the_rows_of_queries_and_keys_are_put_back_in_the_order_of_halves(converted):
    from safetensors.torch import load_file

    first = load_file(converted / "model.safetensors")["model.layers.0.self_attn.q_proj.weight"][:8, 0]
    pairs = np.arange(8) * SIZE % 251
    assert first.float().tolist() == [*pairs[0::2], *pairs[1::2]]


def test_other_tensors_keep_their_order(converted):
    from safetensors.torch import load_file

    first = load_file(converted / "model.safetensors")["model.layers.0.self_attn.v_proj.weight"][:8, 0]
    assert first.float().tolist() == (np.arange(8) * SIZE % 251).tolist()


def test_transformers_finds_every_tensor_it_needs_and_no_other(converted):
    import torch
    from transformers import AutoModelForCausalLM

    model, report = AutoModelForCausalLM.from_pretrained(
        converted, dtype=torch.float32, output_loading_info=True
    )
    assert (list(report["missing_keys"]), list(report["unexpected_keys"])) == ([], [])
    assert model.config.num_key_value_heads == KV_HEADS
    assert model.config.rope_parameters["rope_theta"] == 10_000.0


def test_the_tokenizer_merges_words_and_splits_numbers_into_digits(converted):
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(converted)
    assert tokenizer.tokenize("ab 12<|im_end|>") == ["ab", "Ġ", "1", "2", "<|im_end|>"]
    assert tokenizer.eos_token == "<|im_end|>"
    assert tokenizer.chat_template == "{{ messages[0]['content'] }}"


def test_a_model_without_a_head_of_its_own_uses_its_embeddings(converted):
    assert json.loads((converted / "config.json").read_text())["tie_word_embeddings"] is True


def test_another_architecture_is_refused(tmp_path):
    with pytest.raises(ModelError, match="only Llama models"):
        convert(write_gguf(tmp_path / "x.gguf", architecture="falcon"), tmp_path)


def test_a_tensor_that_has_no_place_is_refused(tmp_path):
    with pytest.raises(ModelError, match=r"blk\.0\.attn_gate\.weight has no place"):
        convert(write_gguf(tmp_path / "x.gguf", extra=("blk.0.attn_gate",)), tmp_path)


@pytest.mark.parametrize("content", [b"", b"GGUF", b"not a model at all, but long enough to look at"])
def test_a_file_that_is_no_gguf_is_refused(tmp_path, content):
    (tmp_path / "x.gguf").write_bytes(content)
    with pytest.raises(ModelError, match=r"x\.gguf is not a GGUF file"):
        convert(tmp_path / "x.gguf", tmp_path)
