"""Which kinds of transformer may be scored by tree; the models are tiny and random."""

from __future__ import annotations

import pytest

from briefing.models import scoring

SMALL = {
    "vocab_size": 64,
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
}


def random_model(kind, **settings):
    import torch
    import transformers

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(7)
        config = getattr(transformers, f"{kind}Config")(**settings)
        return transformers.AutoModelForCausalLM.from_config(config).eval()


def test_a_plain_transformer_is_scored_by_tree_with_the_values_of_whole_passes():
    model = random_model("Llama", **SMALL, num_key_value_heads=2)
    prompt, candidates = [1, 2, 3], [[4, 5, 6], [4, 5, 7, 8], [9], [4, 5, 6]]
    assert scoring.agrees(model)
    expected = scoring.one_by_one(model, prompt, candidates)
    assert scoring.by_tree(model, prompt, candidates) == pytest.approx(expected, abs=1e-5)


def test_a_head_that_does_more_than_multiply_is_found_out():
    model = random_model("Gemma2", **SMALL, num_key_value_heads=2, head_dim=8, final_logit_softcapping=0.5)
    model.get_output_embeddings().weight.data.mul_(20)
    assert not scoring.agrees(model)


def test_a_model_without_attention_is_found_out():
    model = random_model("Mamba", vocab_size=64, hidden_size=32, num_hidden_layers=2, state_size=4)
    assert not scoring.agrees(model)
