from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from briefing.model import EvidencePassage, Limits, Parse, Sentence
from briefing.ports import Parser
from briefing.summarise.shorten import shorten
from tests.fakes import FlatParser, PlainPrompter
from tests.summarise.articles import article
from tests.summarise.recorded import RecordedParser
from tests.summarise.test_draft import SENTENCE, SHORT, Fond


def shortened(text: str, parser: Parser, language: str = "en") -> Sentence:
    source = article("Fire destroys four freight trains", text, language=language)
    given = EvidencePassage(article=source, passage=source.passages[1], score=1.0)
    found = shorten([given], writer=Fond(), parser=parser, prompter=PlainPrompter(), limits=Limits())
    return next(iter(found.values())).sentence()


class Astray(RecordedParser):
    """Hangs one word on the next in every text that opens with these words."""

    def __init__(self, opening: str, word: str) -> None:
        self.opening, self.word = opening, word

    def parse(self, texts: Sequence[str]) -> list[Parse]:
        return [self._astray(p) if p.text.startswith(self.opening) else p for p in super().parse(texts)]

    def _astray(self, parse: Parse) -> Parse:
        tokens = (replace(t, head=t.i + 1) if t.text == self.word else t for t in parse.tokens)
        return replace(parse, tokens=tuple(tokens))


class German(FlatParser):
    """Knows German, of which no rule does."""

    def languages(self) -> frozenset[str]:
        return frozenset({"de"})


def test_a_sentence_on_whose_grammar_all_parses_agree_is_shortened() -> None:
    assert shortened(SENTENCE, RecordedParser()).text == SHORT


def test_a_sentence_whose_rest_is_read_otherwise_stands_as_it_is() -> None:
    sentence = shortened(SENTENCE, Astray(SHORT, "four"))
    assert (sentence.text, sentence.fallback) == (SENTENCE, "compression: roles")


def test_a_sentence_that_is_read_otherwise_as_a_report_stands_as_it_is() -> None:
    sentence = shortened(SENTENCE, Astray("The paper said that", "broke"))
    assert (sentence.text, sentence.fallback) == (SENTENCE, "compression: roles")


def test_in_another_language_only_a_dateline_goes() -> None:
    text = "Berlin (dpa) - Das Feuer, das am Montag ausbrach, zerstörte vier Güterzüge."
    sentence = shortened(text, German(), language="de")
    assert sentence.text == "Das Feuer, das am Montag ausbrach, zerstörte vier Güterzüge."
    assert sentence.patterns == ("dateline",)


def test_in_a_language_that_is_not_parsed_even_a_dateline_stays() -> None:
    text = "Berlin (dpa) - Das Feuer zerstörte am Montag vier Güterzüge."
    assert shortened(text, RecordedParser(), language="de").text == text
