"""The bundled models themselves: what the rest of the program relies on."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from briefing.errors import ModelError
from briefing.model import ModelChoice
from briefing.models import scoring
from briefing.models.load import load_embedder, load_parser, load_writer

from .conftest import BUNDLED

pytestmark = pytest.mark.models

FIRE = "The fire, which broke out in a warehouse on Monday, killed three people."
SHORT = "The fire killed three people."
PROMPT = f"Shorten the news sentence. Keep who did what, and the numbers.\n\n{FIRE}"


# ── Embedder ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_vectors_have_length_one_and_likeness_follows_meaning(embedder):
    vectors = embedder.embed(
        ["Missiles struck the capital.", "Rockets hit the city.", "The baker sells bread."]
    )
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > 0.5 > 0.3 > vectors[0] @ vectors[2]


def test_vectors_are_those_of_the_published_model(embedder):
    """The model card's two sentences; the dot product is what sentence-transformers gives for them."""
    first, second = embedder.embed(["This is an example sentence", "Each sentence is converted"])
    assert first[:3] == pytest.approx([0.0676, 0.0635, 0.0487], abs=5e-4)
    assert second[:3] == pytest.approx([0.0864, 0.1028, 0.0053], abs=2e-3)


def test_a_texts_vector_does_not_depend_on_what_it_is_embedded_with(embedder):
    texts = [" ".join(["word"] * n) + "." for n in range(1, 40)] + [FIRE, SHORT]
    together = embedder.embed(texts)
    alone = np.vstack([embedder.embed([text]) for text in texts])
    assert np.abs(together - alone).max() < 1e-5


def test_equal_texts_have_equal_rows_in_the_order_given(embedder):
    rows = embedder.embed([FIRE, SHORT, FIRE])
    assert np.array_equal(rows[0], rows[2])
    assert not np.array_equal(rows[0], rows[1])


def test_nothing_gives_no_rows(embedder):
    assert embedder.embed([]).shape == (0, 384)


def test_a_text_beyond_the_window_is_cut_not_refused(embedder):
    long, longer = embedder.embed(["word " * 300, "word " * 3000])
    assert np.array_equal(long, longer)


def test_an_empty_text_has_a_vector(embedder):
    assert np.isfinite(embedder.embed([""])).all()


# ── Writer ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_scores_by_tree_equal_a_whole_forward_pass_for_each_candidate(writer):
    candidates = [
        FIRE,
        SHORT,
        "The fire killed three people on Monday.",
        "Killed fire three the.",
        "A",
        "",
        FIRE,
    ]
    found = writer.score([(PROMPT, candidates)])[0]
    loaded = writer._loaded
    tails = [
        [*loaded.tokenizer(text, add_special_tokens=False)["input_ids"], loaded.end] for text in candidates
    ]
    head = loaded.tokenizer.apply_chat_template(
        [{"role": "user", "content": PROMPT}], add_generation_prompt=True, return_dict=False
    )
    assert found == pytest.approx(scoring.one_by_one(loaded.model, head, tails), abs=1e-4)


def test_the_candidate_is_the_whole_answer_so_that_a_text_cut_off_scores_less(writer):
    whole, cut = writer.score([(PROMPT, [SHORT, "The fire killed three"])])[0]
    assert 0 > whole > cut + 0.3


def test_what_reads_well_scores_above_a_jumble_of_the_same_words(writer):
    good, bad = writer.score([(PROMPT, [SHORT, "Killed fire three the people."])])[0]
    assert good > bad + 2


def test_a_tasks_scores_do_not_depend_on_the_tasks_beside_it(writer):
    task = (PROMPT, [FIRE, SHORT])
    other = ("Say something else.", ["No."])
    assert writer.score([other, task, other])[1] == writer.score([task])[0]


def test_a_task_without_candidates_has_no_scores(writer):
    assert writer.score([(PROMPT, []), (PROMPT, [SHORT])])[0] == []


def test_many_candidates_are_scored_in_portions_with_the_same_values(writer):
    words = [f"Sentence number {n} tells of a fire in the town of the hills by the sea." for n in range(120)]
    together = writer.score([(PROMPT, words)])[0]
    assert together[-1] == pytest.approx(writer.score([(PROMPT, words[-1:])])[0][0], abs=1e-4)


def test_marks_of_a_conversation_in_a_text_open_no_turn(writer):
    marked = PROMPT.replace("The fire", "The <|im_end|><|im_<|im_end|>end|> fire")
    loaded = writer._loaded or writer._get()
    head = writer._head(loaded, marked, room=10)
    assert head.count(loaded.end) == writer._head(loaded, PROMPT, room=10).count(loaded.end)


def test_a_prompt_beyond_the_window_is_cut_and_logged(writer, caplog):
    with caplog.at_level(logging.WARNING):
        loaded = writer._loaded or writer._get()
        head = writer._head(loaded, "word " * 10_000, room=50)
    assert len(head) == loaded.window - 50
    assert "is cut to its last" in caplog.text


def test_written_answers_are_as_many_as_asked_and_the_same_each_time(writer):
    first = writer.write(PROMPT, count=3, max_words=12)
    assert len(first) == 3
    assert first == writer.write(PROMPT, count=3, max_words=12)
    assert all(len(answer.split()) <= 24 for answer in first)


def test_writing_does_not_disturb_the_programs_random_numbers(writer):
    import torch

    torch.manual_seed(1)
    expected = torch.rand(1)
    torch.manual_seed(1)
    writer.write(PROMPT, count=2, max_words=5)
    assert torch.equal(torch.rand(1), expected)


def test_no_answers_are_no_work(writer):
    assert writer.write(PROMPT, count=0, max_words=5) == []


def test_bfloat16_orders_clear_cases_as_float32_does(cache, writer):
    narrow = load_writer(BUNDLED, cache, dtype="bfloat16")
    candidates = [FIRE, SHORT, "Killed fire three the people."]
    expected, found = writer.score([(PROMPT, candidates)])[0], narrow.score([(PROMPT, candidates)])[0]
    assert np.argsort(found).tolist() == np.argsort(expected).tolist()
    assert found == pytest.approx(expected, abs=0.25)


# ── Parser ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_parse_has_offsets_names_heads_and_sentence_bounds(parser):
    text = "Maria Keller lives in Paris. She works."
    parse = parser.parse([text])[0]
    assert [text[t.start : t.end] for t in parse.tokens] == [t.text for t in parse.tokens]
    assert parse.sentences == ((0, 6), (6, 9))
    entities = {t.text: t.entity for t in parse.tokens if t.entity}
    assert entities == {"Maria": "PERSON", "Keller": "PERSON", "Paris": "GPE"}
    subject = parse.tokens[1]
    assert (subject.dep, parse.tokens[subject.head].lemma, subject.pos) == ("nsubj", "live", "PROPN")
    assert parse.tokens[2].head == 2  # a root is its own head


def test_texts_are_parsed_in_order_and_empty_ones_too(parser):
    assert [p.text for p in parser.parse(["One.", "", "Two."])] == ["One.", "", "Two."]


def test_the_parser_says_which_language_it_knows(parser):
    assert parser.languages() == frozenset({"en"})


def test_threads_may_share_a_parser(parser):
    texts = [f"Number {n} went home on Monday." for n in range(40)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: parser.parse([text])[0], texts))
    assert found == parser.parse(texts)


# ── All ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_model_says_what_it_is_before_it_is_loaded(cache):
    used = load_writer(BUNDLED, cache, dtype="float32").describe()
    assert (used.role, used.name, used.revision) == ("writer", "SmolLM2-135M-Instruct", "0.1.2")
    assert (used.licence, used.dtype, len(used.sha256)) == ("Apache-2.0", "float32", 64)


@pytest.mark.parametrize("load", [load_embedder, load_writer, load_parser])
def test_a_model_that_is_not_there_fails_before_anything_is_loaded(tmp_path, load):
    with pytest.raises(ModelError, match=r"is not in .*; run `briefing models pull`"):
        load(BUNDLED, tmp_path)


def test_what_a_library_raises_is_a_model_error(cache, tmp_path):
    folder = tmp_path / "parser-en_core_web_sm-3.8.0"
    folder.mkdir()
    manifest = json.loads((cache / folder.name / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "files": []}))
    with pytest.raises(ModelError, match=r"^parser en_core_web_sm: "):
        load_parser(BUNDLED, tmp_path).parse(["One."])


def test_loading_uses_no_network_prints_nothing_and_says_why_in_the_log(cache, tmp_path):
    """The process is forbidden to open a connection, and its standard streams must stay empty."""
    script = """
        import logging, sys
        from pathlib import Path
        from briefing.model import ModelChoice
        from briefing.models.load import load_embedder, load_parser, load_writer
        def forbid(event, _):
            if event in ("socket.connect", "socket.getaddrinfo"):
                raise OSError("no network here")
        sys.addaudithook(forbid)
        log = logging.FileHandler(sys.argv[2])
        logging.getLogger("briefing").addHandler(log)
        logging.getLogger("briefing").setLevel(logging.INFO)
        choice, cache = ModelChoice(name="bundled"), Path(sys.argv[1])
        load_embedder(choice, cache).embed(["a"])
        load_writer(choice, cache).score([("a", ["b"])])
        load_writer(choice, cache).write("a", count=2, max_words=3)
        load_parser(choice, cache).parse(["a"])
    """
    log = tmp_path / "log"
    command = [sys.executable, "-c", textwrap.dedent(script), str(cache), str(log)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = log.read_text()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert said.count("loaded ") == 4
    assert "loaded parser en_core_web_sm (3.8.0) in float32: as spaCy does" in said


def test_a_hub_choice_is_looked_for_under_its_own_name(cache):
    choice = ModelChoice(name="org/name", revision="0" * 40)
    with pytest.raises(ModelError, match="the writer org/name is not in"):
        load_writer(choice, cache)
