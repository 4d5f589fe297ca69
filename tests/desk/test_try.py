"""One article and one of the editor's files: what the models make of the two."""

import subprocess

import pytest

from briefing.desk.article import article_of
from briefing.desk.trying import rewritings, shortenings
from briefing.desk.version import other_version
from briefing.errors import BriefingError
from briefing.ingest.assemble import make_article
from briefing.model import Limits, Parse, Prompt, Token
from briefing.parts import Models
from tests.conftest import ROOT, briefing
from tests.desk.test_diff import git
from tests.fakes import FakeClock, FlatParser, LengthWriter, RecordingProgress, WordEmbedder

ARTICLE = "Dockers walk out\n\nThe dockers walked out at noon. The ships wait in the roads.\n"
PAGE = "<html><body><article><p>The dockers walked out at noon, and the ships wait in the roads until Monday.</p></article></body></html>"
PROMPTS = {
    name: Prompt(name=name, purpose="-", template="Shorten: {{ x }}".replace("x", variable), variables=(variable,))
    for name, variable in (("shorten", "sentence"), ("rewrite", "evidence"))
}  # fmt: skip


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE)
    return path


def test_a_file_of_text_is_an_article_with_its_title(folder, text):
    article = article_of(folder.settings, str(text))
    assert (article.title, [p.kind for p in article.passages]) == (
        "Dockers walk out",
        ["title", "sentence", "sentence"],
    )


def test_a_page_is_read_for_its_article(folder, tmp_path):
    path = tmp_path / "article.html"
    path.write_text(PAGE)
    assert article_of(folder.settings, str(path)).text.startswith("The dockers walked out at noon")


def test_a_stored_article_goes_by_its_id_its_url_and_words_of_its_title(folder):
    with folder.bench() as bench:
        wanted = next(a for a in bench.base.articles if "dockers" in a.title.lower())
    found = [article_of(folder.settings, name) for name in (wanted.id, wanted.url, wanted.title.upper())]
    assert {article.id for article in found} == {wanted.id}


def test_what_fits_several_articles_or_none_is_an_error_that_helps(folder):
    with pytest.raises(BriefingError, match=r"^'e' fits \d+ articles of daily-2026-03-11: [0-9a-f]{16} "):
        article_of(folder.settings, "e")
    with pytest.raises(BriefingError, match="give a file, an id, a URL or words of a title"):
        article_of(folder.settings, "xyzzy")


@pytest.mark.parametrize(
    ("name", "content"), [("a.txt", b"\xff\xfe\x00bad"), ("a.txt", b"  "), ("a.html", b"")]
)
def test_a_file_that_is_no_article_is_an_error_in_one_line(folder, tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BriefingError, match=rf"{name}: [^\n]*: give [^\n]*$"):
        article_of(folder.settings, str(path))


def made_article():
    return make_article(
        outlet="Wire",
        feed="",
        entry_id="1",
        url="",
        title="",
        body="DOVER — The dockers, who had waited for weeks, walked out at noon. The ships wait.",
        published=FakeClock().now(),
        dated="published",
        language="en",
    )


class ClauseParser(FlatParser):
    """Knows one sentence: a subject, its relative clause between commas, a verb."""

    WORDS = (
        ("The", "DET", "DT", "det", 1), ("dockers", "NOUN", "NNS", "nsubj", 9), (",", "PUNCT", ",", "punct", 1),
        ("who", "PRON", "WP", "nsubj", 5), ("had", "AUX", "VBD", "aux", 5), ("waited", "VERB", "VBN", "relcl", 1),
        ("for", "ADP", "IN", "prep", 5), ("weeks", "NOUN", "NNS", "pobj", 6), (",", "PUNCT", ",", "punct", 1),
        ("walked", "VERB", "VBD", "ROOT", 9), ("out", "ADP", "RP", "prt", 9), ("at", "ADP", "IN", "prep", 9),
        ("noon", "NOUN", "NN", "pobj", 11), (".", "PUNCT", ".", "punct", 9),
    )  # fmt: skip

    def _parse(self, text):
        if "who had waited" not in text:
            return super()._parse(text)
        tokens, at = [], 0
        for i, (word, pos, tag, dep, head) in enumerate(self.WORDS):
            start = text.index(word, at)
            at = start + len(word)
            tokens.append(
                Token(i=i, start=start, end=at, text=word, lemma=word.lower(), pos=pos, tag=tag, dep=dep, head=head, entity="")
            )  # fmt: skip
        return Parse(text=text, tokens=tuple(tokens), sentences=((0, len(tokens)),))


def test_each_sentence_has_its_candidates_with_scores_and_what_is_told():
    models = Models(embedder=WordEmbedder(), writer=LengthWriter(), parser=ClauseParser())
    first, second = shortenings(made_article(), PROMPTS, models, Limits())
    assert first.source.endswith("walked out at noon.")
    assert [(c.text, c.chosen, c.refused.partition(":")[0]) for c in first.candidates] == [
        ("The dockers, who had waited for weeks, walked out at noon.", True, ""),
        ("The dockers walked out at noon.", False, "roles"),
    ]
    assert [round(c.score, 2) for c in first.candidates] == [-0.11, -0.06]
    assert (second.candidates, second.told) == ((), second.source)


def test_without_a_writer_nothing_can_be_shortened_and_why_is_told():
    models = Models(embedder=WordEmbedder(), notes=("No writer model.",))
    with pytest.raises(BriefingError, match=r"nothing can be shortened: No writer model\."):
        shortenings(made_article(), PROMPTS, models, Limits())


def test_what_the_model_writes_is_shown_with_what_the_checks_let_pass(folder):
    writer = LengthWriter(["The dockers sank 40 ships."])
    models = Models(embedder=WordEmbedder(), writer=writer, parser=FlatParser())
    found = rewritings(made_article(), PROMPTS, models, folder.settings, folder.clock, RecordingProgress())
    assert set(found.answers) == {"The dockers sank 40 ships."}
    assert found.told == ()
    assert "rewriting: numbers" in found.why


def test_a_file_is_compared_with_the_committed_one_then_with_the_shipped_one(tmp_path):
    path = tmp_path / "shorten.toml"
    shipped = (ROOT / "prompts" / "shorten.toml").read_bytes()
    path.write_bytes(shipped)
    assert other_version(path) is None
    path.write_bytes(shipped.replace(b"Shorten", b"Cut"))
    assert other_version(path).name == "the shipped one"
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "shorten.toml")
    git(tmp_path, "commit", "--quiet", "--message", "cut")
    assert other_version(path).name == "the shipped one"
    path.write_bytes(shipped)
    committed = other_version(path)
    assert (committed.name, b"Cut the news" in committed.content) == ("the committed one", True)
    subprocess.run(["rm", "-rf", tmp_path / ".git"], check=True)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "prompts/shorten.toml:0: no such file: give prompts/shorten.toml"),
        (
            "{{ sentense }}",
            'prompts/shorten.toml:15: "sentense" is not in variables: did you mean "sentence"?',
        ),
    ],
)
def test_a_prompt_that_is_not_there_or_faulty_is_told_with_its_place(tmp_path, text, content, told):
    if content:
        (tmp_path / "prompts").mkdir()
        shipped = (ROOT / "prompts" / "shorten.toml").read_text()
        (tmp_path / "prompts" / "shorten.toml").write_text(shipped.replace("{{ sentence }}", content))
    ran = briefing("try", "prompts/shorten.toml", text, cwd=tmp_path)
    assert (ran.code, ran.out) == (1, "")
    assert told in ran.err


@pytest.mark.models
def test_a_changed_prompt_is_shown_beside_the_shipped_one(tmp_path, text):
    (tmp_path / "prompts").mkdir()
    shipped = (ROOT / "prompts" / "shorten.toml").read_text()
    (tmp_path / "prompts" / "shorten.toml").write_text(shipped.replace("Keep who did what", "Keep it"))
    text.write_text(
        "The general, who was born in Kelm, was arrested by the police on Monday, the ministry said on television. "
        "A search of his house, which lies near the river, brought nothing to light.\n"
    )
    ran = briefing("try", "prompts/shorten.toml", text, cwd=tmp_path, OMP_NUM_THREADS="1")
    assert ran.code == 0, ran.err
    assert "prompts/shorten.toml beside the shipped one" in ran.out
    assert "of 2 sentences" in ran.out


@pytest.mark.models
def test_a_draft_of_the_themes_is_tried_on_an_article(tmp_path, text):
    draft = tmp_path / "themes.toml"
    shipped = (ROOT / "prompts" / "themes.toml").read_text()
    draft.write_text(shipped + '\n[[theme]]\nname = "harbours"\nmeans = "dockers walk out, ships wait"\n')
    ran = briefing("try", draft, text, cwd=tmp_path, OMP_NUM_THREADS="1")
    assert ran.code == 0, ran.err
    assert ", which the other has not" in ran.out
    assert "The dockers walked out at noon." in ran.out
