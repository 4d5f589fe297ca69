"""Models from a hub: what is taken, what is refused; the hub is a server on loopback."""

from __future__ import annotations

import pytest

from briefing.errors import ModelError
from briefing.model import ModelChoice
from briefing.models import hub
from briefing.models.hub import choose_files
from tests.models.hub_server import COMMIT

CHOICE = ModelChoice(name="org/tiny", revision=COMMIT)
CARD = b"---\nlanguage: en\nlicense: apache-2.0\n---\n# Tiny\nlicense: other\n"
FILES = {
    "config.json": b'{"model_type": "llama"}',
    "model.safetensors": b"weights",
    "pytorch_model.bin": b"pickle",
    "modeling_tiny.py": b"1/0",
    "onnx/model.safetensors": b"other",
    "tokenizer.json": b"{}",
    "README.md": CARD,
}


def test_weights_configuration_and_tokenizer_are_fetched_at_the_commit_and_nothing_else(serve, tmp_path):
    endpoint, asked = serve(FILES)
    licence = hub.download("writer", CHOICE, tmp_path, endpoint)
    taken = {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()}
    wanted = ("config.json", "model.safetensors", "tokenizer.json", "README.md")
    assert taken == {name: FILES[name] for name in wanted}
    assert licence == "apache-2.0"
    assert not [path for path in asked if ".bin" in path or ".py" in path or "onnx" in path]


def test_a_model_whose_type_needs_code_of_its_own_is_refused(serve, tmp_path):
    config = b'{"model_type": "exotic", "auto_map": {"AutoModel": "modeling_tiny.Tiny"}}'
    endpoint, _ = serve({**FILES, "config.json": config})
    with pytest.raises(ModelError, match=r"'exotic' is unknown .* brings code of its own, which is not run"):
        hub.download("writer", CHOICE, tmp_path, endpoint)


def test_an_unknown_repository_is_told_in_one_line(serve, tmp_path):
    endpoint, _ = serve(FILES)
    with pytest.raises(ModelError, match="check the name and the revision") as caught:
        hub.download("writer", ModelChoice(name="org/nothing", revision=COMMIT), tmp_path, endpoint)
    assert "\n" not in str(caught.value)


def test_a_hub_that_cannot_be_reached_is_told_with_the_mend(serve, tmp_path):
    with pytest.raises(ModelError, match=r"cannot fetch writer model org/tiny: .*HF_ENDPOINT"):
        hub.download("writer", CHOICE, tmp_path, "http://127.0.0.1:9")


def test_a_repository_with_pickled_weights_only_is_refused_before_anything_is_fetched(serve, tmp_path):
    files = {name: data for name, data in FILES.items() if not name.endswith(".safetensors")}
    endpoint, asked = serve(files)
    with pytest.raises(
        ModelError,
        match=r"^writer model org/tiny is refused: it has only pytorch_model\.bin, which can run code",
    ):
        hub.download("writer", CHOICE, tmp_path, endpoint)
    assert not [path for path in asked if "/resolve/" in path]


def test_a_repository_without_weights_is_refused():
    with pytest.raises(ModelError, match="it has no weights"):
        choose_files("embedder", "org/tiny", ["config.json", "README.md", "onnx/model.safetensors"])


def test_a_spacy_pipeline_is_taken_whole_without_its_code_and_packages():
    listing = [
        "config.cfg",
        "meta.json",
        "tokenizer",
        "ner/model",
        "ner/cfg",
        "parser/moves",
        "vocab/strings.json",
        "attribute_ruler/patterns",
        "lemmatizer/lookups/lookups.bin",
        "en_x-py3-none-any.whl",
        "code.py",
        "README.md",
    ]
    assert set(listing) - set(choose_files("parser", "org/x", listing)) == {
        "en_x-py3-none-any.whl",
        "code.py",
    }


def test_a_parser_that_is_no_spacy_pipeline_is_refused():
    with pytest.raises(ModelError, match="is not a spaCy pipeline"):
        choose_files("parser", "org/x", ["config.json", "model.safetensors"])


@pytest.mark.parametrize(
    ("card", "licence"),
    [
        (CARD, "apache-2.0"),
        (b"---\nlicense: 'mit'\n---\n", "mit"),
        (b"---\nlanguage: en\n---\nlicense: mit\n", "unknown"),
        (b"# no front matter", "unknown"),
        (None, "unknown"),
    ],
)
def test_the_licence_is_what_the_card_states_in_its_head(tmp_path, card, licence):
    if card is not None:
        (tmp_path / "README.md").write_bytes(card)
    assert hub.licence(tmp_path) == licence
