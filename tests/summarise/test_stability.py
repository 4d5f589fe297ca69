from __future__ import annotations

from dataclasses import replace

import pytest

from briefing.model import Parse
from briefing.summarise.compress import Candidate, candidates
from briefing.summarise.stability import reported, stability_fault, wavering_fault
from tests.fakes import FlatParser
from tests.summarise.recorded import Example, RecordedParser, examples

PARSER = RecordedParser()
SENTENCE = "The fire, which broke out in a warehouse near the port on Monday, destroyed four freight trains."


def parse(text: str) -> Parse:
    return PARSER.parse([text])[0]


def shorter(text: str) -> Candidate:
    return candidates(parse(text), text)[1]


def hung(given: Parse, word: str, *, head: str = "", dep: str = "") -> Parse:
    """The same parse with one word hung on another, or by another relation."""
    token = next(t for t in given.tokens if t.text == word)
    place = next((t.i for t in given.tokens if t.text == head), token.head)
    changed = replace(token, head=place, dep=dep or token.dep)
    return replace(given, tokens=tuple(changed if t.i == token.i else t for t in given.tokens))


def test_a_rest_that_is_read_as_before_is_stable() -> None:
    option = shorter(SENTENCE)
    assert option.text == "The fire destroyed four freight trains."
    assert stability_fault(parse(option.text), parse(SENTENCE), option.cuts) == ""


def test_a_kept_word_that_hangs_elsewhere_is_a_fault() -> None:
    option = shorter(SENTENCE)
    astray = hung(parse(option.text), "trains", head="fire")
    assert stability_fault(astray, parse(SENTENCE), option.cuts) == "trains hangs on fire, not on destroyed"


def test_a_kept_word_in_another_relation_is_a_fault() -> None:
    option = shorter(SENTENCE)
    astray = hung(parse(option.text), "trains", dep="nsubj")
    assert stability_fault(astray, parse(SENTENCE), option.cuts) == "trains is nsubj, not dobj"


def test_a_kept_word_that_hangs_on_punctuation_is_a_fault() -> None:
    option = shorter(SENTENCE)
    astray = hung(parse(option.text), "trains", head=".")
    assert stability_fault(astray, parse(SENTENCE), option.cuts) == "trains hangs on ., not on destroyed"


def test_a_phrase_of_time_may_move_along_its_branch() -> None:
    text = (
        "Rescuers reached the last two miners on Sunday evening, ending a search that had lasted nine days."
    )
    option = shorter(text)
    assert option.text == "Rescuers reached the last two miners on Sunday evening."
    before = parse(text)
    for head in ("miners", "reached"):
        assert stability_fault(hung(parse(option.text), "on", head=head), before, option.cuts) == ""


def test_words_told_apart_otherwise_are_a_fault() -> None:
    option = shorter(SENTENCE)
    other = FlatParser().parse(["The fire destroyed four freight train s."])[0]
    assert stability_fault(other, parse(SENTENCE), option.cuts) != ""


def test_a_cut_that_a_report_hangs_elsewhere_is_a_fault() -> None:
    option = shorter(SENTENCE)
    report = parse(reported(parse(SENTENCE)))
    assert wavering_fault(report, parse(SENTENCE), option.cuts) == ""
    astray = hung(report, "broke", head="destroyed")
    assert wavering_fault(astray, parse(SENTENCE), option.cuts) != ""


@pytest.mark.parametrize(
    ("text", "report"),
    [
        ("The fire broke out.", "The paper said that the fire broke out."),
        ("NATO agreed.", "The paper said that NATO agreed."),
        ("", "The paper said that "),
    ],
)
def test_a_report_keeps_the_words(text: str, report: str) -> None:
    assert reported(FlatParser().parse([text])[0]) == report


@pytest.mark.parametrize("example", [e for e in examples() if e.goes], ids=lambda e: e.kind)
def test_what_may_go_goes_from_a_parse_that_holds(example: Example) -> None:
    before = parse(example.text)
    option = next(c for c in candidates(before, example.text) if any(g not in c.text for g in example.goes))
    assert stability_fault(parse(option.text), before, option.cuts) == ""
