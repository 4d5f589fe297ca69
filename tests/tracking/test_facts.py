"""What numbers and statuses a story's articles tell, and what they do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefing.model import Article, Fact
from briefing.tracking.facts import MOST_PARSED, facts_of
from briefing.tracking.readings import MOST_PASSAGES
from tests.summarise.articles import article
from tests.tracking.recorded import Example, RecordedParser, examples

STRUCK = "Two missiles struck the market of Kelm on Monday, killing six people and wounding 31, the emergency service said."
MISSING = "Nine people are still missing in Kelm."


def told(fact: Fact) -> str:
    number = f" {fact.bound}{fact.value} {fact.counted}" if fact.value else ""
    return f"{fact.kind}{number} @{','.join(fact.about)} «{fact.text}»"


def carrying(example: Example) -> Article:
    return article(example.text) if example.title else article("", example.text)


def of(*sentences: str) -> list[str]:
    return [told(f) for f in facts_of([_bare(article("", *sentences))], RecordedParser())]


@pytest.mark.parametrize("example", examples(), ids=lambda e: e.shows)
def test_facts_of_a_sentence_are_known(example: Example) -> None:
    found = facts_of([_bare(carrying(example))], RecordedParser())
    assert [told(f) for f in found] == list(example.facts)


def _bare(given: Article) -> Article:
    """Without the empty title that a body alone would have."""
    return replace(given, passages=tuple(p for p in given.passages if p.text))


def test_every_fact_quotes_its_source_to_the_letter() -> None:
    given = [_bare(carrying(example)) for example in examples()]
    for fact, text in [(f, a.text) for a in given for f in facts_of([a], RecordedParser())]:
        assert text[fact.support.start : fact.support.end] == fact.support.quote
        assert fact.text in fact.support.quote


def test_a_fact_carries_outlet_time_and_version_of_its_article() -> None:
    given = _bare(article("", STRUCK, outlet="Gazette"))
    fact = facts_of([given], RecordedParser())[0]
    assert (fact.outlet, fact.published, fact.version) == ("Gazette", given.published, given.text_sha256)


def test_a_sentence_without_a_place_is_about_the_place_of_the_one_before() -> None:
    found = of(MISSING, "Thirty-four people were hurt.")
    assert found[-1] == "wounded 34 people @kelm «Thirty-four people were hurt»"


def test_what_a_reader_refused_gives_no_facts() -> None:
    given = article("", MISSING)
    refused = replace(given, passages=tuple(replace(p, kind="refused") for p in given.passages))
    assert facts_of([refused], RecordedParser()) == []


def test_an_article_tells_of_each_subject_what_it_says_first() -> None:
    found = of(STRUCK, "Thirty-four people were hurt.", MISSING)
    assert [f.split(" @")[0] for f in found] == ["killed 6 people", "wounded 31 people", "missing 9 people"]


def test_equal_sentences_of_many_articles_are_parsed_once() -> None:
    parser = RecordedParser()
    facts_of([_bare(article("", STRUCK, outlet=f"Outlet {n}")) for n in range(400)], parser)
    assert parser.asked == [STRUCK]


def test_a_long_article_is_read_at_its_beginning_only() -> None:
    parser = RecordedParser()
    others = [f"Filler number {n} says nothing." for n in range(MOST_PASSAGES)]
    found = facts_of([article("Kelm", *others, MISSING)], _Patient(parser))
    assert found == []


class _Patient:
    """Parses what is on record, and of any other text nothing."""

    def __init__(self, parser: RecordedParser) -> None:
        self.parser = parser
        self.describe = parser.describe
        self.languages = parser.languages
        self.asked = 0

    def parse(self, texts):
        self.asked += len(texts)
        blank = self.parser.parse([MISSING])[0]
        return [replace(blank, text=text, tokens=(), sentences=()) for text in texts]


def test_a_story_of_many_articles_is_parsed_within_bounds() -> None:
    parser = _Patient(RecordedParser())
    many = [article(f"Title {n}", *(f"In {n} and {m} people died." for m in range(20))) for n in range(400)]
    facts_of(many, parser)
    assert parser.asked == MOST_PARSED


def test_without_a_parser_the_plainest_casualties_are_known() -> None:
    found = facts_of([article("Six people were killed in Kelm")], None)
    assert [told(f) for f in found] == ["killed 6 people @kelm «Six people were killed»"]


@pytest.mark.parametrize(
    ("language", "title", "fact"),
    [
        ("de", "Zahl der Toten in Kelm steigt auf 13", "killed 13 people @kelm «Zahl der Toten in Kelm steigt auf 13»"),
        ("de", "Mindestens zwölf Tote in Kelm", "killed >12 people @kelm «Mindestens zwölf Tote»"),
        ("de", "1.200 Verletzte in Kelm", "wounded 1200 people @kelm «1.200 Verletzte»"),
        ("fr", "Kelm : 14 morts dans une frappe", "killed 14 people @kelm «14 morts»"),
        ("fr", "Six personnes ont été tuées à Kelm", "killed 6 people @kelm «Six personnes ont été tuées»"),
    ],
)  # fmt: skip
def test_plain_casualties_are_known_in_german_and_french(language: str, title: str, fact: str) -> None:
    found = facts_of([article(title, language=language)], RecordedParser())
    assert [told(f) for f in found] == [fact]


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("de", "Seit Kriegsbeginn 1.200 Tote in Kelm"),
        ("de", "Offenbar 14 Tote in Kelm"),
        ("de", "Keine 14 Tote in Kelm"),
        ("fr", "14 morts à Kelm depuis janvier"),
        ("fr", "Il pourrait y avoir 14 morts à Kelm"),
        ("es", "14 muertos en Kelm"),
    ],
)
def test_plain_wording_of_other_times_and_guesses_is_no_fact(language: str, title: str) -> None:
    assert facts_of([article(title, language=language)], RecordedParser()) == []
