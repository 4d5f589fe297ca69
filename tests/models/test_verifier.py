"""A cross-encoder of a hub, tiny and with random weights: pulled, loaded, asked."""

from __future__ import annotations

import json

import pytest

from briefing.errors import ModelError
from briefing.model import ModelChoice
from briefing.models import catalogue, hub, manifest
from briefing.models.load import load_verifier
from briefing.models.verifier import supporting_label
from tests.models.hub_server import COMMIT

CHOICE = ModelChoice(name="org/tiny", revision=COMMIT)
WORDS = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    *["nine", "men", "the", "raid", "killed", "died", ".", "four"],
]
LABELS = {0: "contradiction", 1: "entailment", 2: "neutral"}
PAIRS = [
    ("the raid killed nine men .", "nine men died ."),
    ("nine men died .", "four"),
    ("the raid", "the raid"),
]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """The files of a BERT of one layer that tells three labels apart, not well."""
    import torch
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(WORDS))
    config = BertConfig(
        vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=32, id2label=LABELS, label2id={v: k for k, v in LABELS.items()},
    )  # fmt: skip
    torch.manual_seed(0)
    BertForSequenceClassification(config).save_pretrained(folder)
    made = BertWordPieceTokenizer(str(vocabulary))
    BertTokenizerFast(tokenizer_object=made._tokenizer, model_max_length=32).save_pretrained(folder)
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    return {**files, "README.md": b"---\nlicense: mit\n---\n"}


def pulled(files, serve, cache):
    """The repository in the cache, as a pull leaves it."""
    endpoint, _ = serve(files)
    target = catalogue.folder(cache, "verifier", CHOICE)
    target.mkdir(parents=True)
    licence = hub.download("verifier", CHOICE, target, endpoint)
    stock = manifest.take_stock(target)
    record = manifest.Manifest(
        role="verifier", name=CHOICE.name, revision=COMMIT, source="hub org/tiny", source_sha256="", licence=licence,
        weights_sha256=manifest.weights_sha256(stock), files=stock,
    )  # fmt: skip
    manifest.write(target, record)
    return load_verifier(CHOICE, cache, dtype="float32", threads=1)


def test_each_pair_gets_the_probability_of_the_label_that_means_supported(tiny, serve, tmp_path):
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    verifier = pulled(tiny, serve, tmp_path)
    folder = catalogue.folder(tmp_path, "verifier", CHOICE)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForSequenceClassification.from_pretrained(folder)
    with torch.inference_mode():
        alone = [
            model(**tokenizer(*pair, return_tensors="pt")).logits.softmax(-1)[0, 1].item() for pair in PAIRS
        ]
    assert verifier.support(PAIRS) == pytest.approx(alone, abs=1e-5)
    assert verifier.support([]) == []
    assert (verifier.describe().role, verifier.describe().name) == ("verifier", "org/tiny")


def test_evidence_beyond_the_window_is_not_read(tiny, serve, tmp_path):
    verifier = pulled(tiny, serve, tmp_path)
    [value] = verifier.support([("nine men died . " * 50, "nine men died .")])
    assert 0 < value < 1


def test_a_model_whose_labels_say_nothing_is_refused_when_it_is_pulled(tiny, serve, tmp_path):
    config = json.loads(tiny["config.json"]) | {"id2label": {"0": "LABEL_0", "1": "LABEL_1"}}
    with pytest.raises(ModelError, match=r"org/tiny is refused: its labels \(LABEL_0, LABEL_1\)"):
        pulled({**tiny, "config.json": json.dumps(config).encode()}, serve, tmp_path)


@pytest.mark.parametrize(
    ("labels", "index"),
    [
        ({0: "entailment", 1: "neutral", 2: "contradiction"}, 0),
        ({"0": "CONTRADICTION", "1": "NEUTRAL", "2": "ENTAILMENT"}, 2),
        ({0: "not_entailment", 1: "entailment"}, 1),
        ({0: "unsupported", 1: "supported"}, 1),
        ({0: "SUPPORTS", 1: "REFUTES", 2: "NOT ENOUGH INFO"}, 0),
        ({0: "inconsistent", 1: "consistent"}, 1),
    ],
)
def test_the_order_of_labels_is_read_not_assumed(labels, index):
    assert supporting_label("x", labels) == index


@pytest.mark.parametrize(
    "labels", [None, {}, {0: "LABEL_0"}, {0: "entailment"}, {0: "negative", 1: "positive"}]
)
def test_labels_that_do_not_say_which_means_supported_are_refused(labels):
    with pytest.raises(ModelError, match="do not say which one"):
        supporting_label("x", labels)
