"""The grammar on record is the bundled parser's, and the bundled writer chooses well."""

from __future__ import annotations

import pytest

from briefing.model import Limits, ModelChoice
from briefing.models.load import load_parser, load_writer
from briefing.models.pull import pull
from briefing.settings import load_settings
from briefing.summarise import Summariser
from tests.fakes import PlainPrompter, RecordingProgress
from tests.summarise.articles import article, task
from tests.summarise.record import texts
from tests.summarise.recorded import RecordedParser
from tests.summarise.test_hostile import BROKEN, COMMAND, LINK

pytestmark = pytest.mark.models
BUNDLED = ModelChoice(name="bundled")


class Prompts(PlainPrompter):
    def render(self, name: str, **variables: str) -> str:
        return "Shorten the news sentence. Keep who did what, and the numbers.\n\n" + variables["sentence"]


@pytest.fixture(scope="module")
def cache():
    folder = load_settings(None).cache
    pull({"parser": BUNDLED, "writer": BUNDLED}, folder, RecordingProgress())
    return folder


@pytest.fixture(scope="module")
def parser(cache):
    return load_parser(BUNDLED, cache)


def test_the_grammar_on_record_is_the_parsers(parser) -> None:
    given = sorted(set(texts(parser)))
    assert parser.parse(given) == RecordedParser().parse(given)


def test_the_writer_leaves_out_what_is_beside_the_point(parser, cache) -> None:
    sentence = (
        "A federal court in Ostmark on Friday ordered the government to restore the programme for young refugees, "
        "handing a defeat to the interior minister and casting doubt on several other decrees of the last year."
    )
    summariser = Summariser(
        writer=load_writer(BUNDLED, cache, dtype="float32", threads=1),
        parser=parser,
        prompter=Prompts(),
        limits=Limits(),
        mode="compress",
        language="en",
    )
    found = summariser.summarise(
        [task(article("Court restores programme", sentence))], {}, {}, RecordingProgress()
    )
    assert found[0].sentences[0].text == (
        "A federal court in Ostmark on Friday ordered the government to restore the programme for young refugees."
    )


def test_broken_and_hostile_articles_are_told_in_their_own_words(parser, cache) -> None:
    bodies = [*BROKEN.values(), ("Fire in Belgar", COMMAND), ("Fire in Belgar", LINK)]
    given = [
        article(title, *([body] if body else []), outlet=f"Outlet {i}")
        for i, (title, body) in enumerate(bodies)
    ]
    summariser = Summariser(
        writer=load_writer(BUNDLED, cache, dtype="float32", threads=1),
        parser=parser,
        prompter=Prompts(),
        limits=Limits(),
        mode="compress",
        language="en",
    )
    found = summariser.summarise([task(a) for a in given], {}, {}, RecordingProgress())
    for one, summary in zip(given, found, strict=True):
        for said in (summary.headline, *summary.sentences):
            quote = said.support[0]
            assert one.text[quote.start : quote.end] == quote.quote
            assert set(said.text.rstrip(".").split()) <= set(quote.quote.rstrip(".").split())
            assert "gnore" not in said.text
            assert "evil" not in said.text
