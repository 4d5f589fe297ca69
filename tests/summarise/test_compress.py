from __future__ import annotations

import pytest

from briefing.language.datelines import dateline
from briefing.summarise.compress import Candidate, Price, candidates, ranked
from briefing.summarise.cutting import cuts_only
from briefing.summarise.verify import verify
from tests.fakes import FlatParser
from tests.summarise.recorded import Example, RecordedParser, examples

EXAMPLES = examples()
PARSER = RecordedParser()


def options(example: Example) -> list[Candidate]:
    return candidates(PARSER.parse([example.text])[0], example.text)


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.goes], ids=lambda e: e.kind)
def test_a_removable_kind_is_left_out_by_a_candidate(example: Example) -> None:
    for phrase in example.goes:
        assert any(phrase not in option.text for option in options(example)), phrase


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.kind)
def test_what_must_stay_is_in_every_candidate(example: Example) -> None:
    for option in options(example):
        for phrase in example.stays:
            assert phrase.lower() in option.text.lower(), option.text


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.kind)
def test_the_first_candidate_is_the_whole_sentence(example: Example) -> None:
    assert (options(example)[0].text, options(example)[0].cuts) == (example.text, ())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.kind)
def test_every_candidate_is_the_sentence_less_its_cuts_and_passes_every_check(example: Example) -> None:
    for option in options(example):
        assert cuts_only(option.text, example.text, option.cuts)
        assert [c for c in verify(option.text, [example.text]) if not c.passed] == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.kind)
def test_every_candidate_is_a_clean_sentence(example: Example) -> None:
    for option in options(example):
        assert option.text[0].isupper() or option.text[0] in '"“'
        assert option.text.rstrip('"”').endswith(".")
        assert not any(fault in option.text for fault in ("  ", " ,", ",,", "..", ",.", "( "))


def test_a_sentence_without_grammar_has_one_candidate() -> None:
    text = "The fire, which broke out on Monday, destroyed four trains."
    assert [c.text for c in candidates(FlatParser().parse([text])[0], text)] == [text]


def test_an_empty_text_has_one_candidate() -> None:
    assert len(candidates(FlatParser().parse([""])[0], "")) == 1


@pytest.mark.parametrize(
    ("text", "behind"),
    [
        ("KYIV, Ukraine (AP) — Two drones fell.", "Two drones fell."),
        ("GENEVA (Reuters) - Talks began.", "Talks began."),
        ("NEW YORK — Shares rose.", "Shares rose."),
        ("Oslo (AFP) - The king spoke.", "The king spoke."),
        ("(CNN)Two drones fell.", "Two drones fell."),
        ("BELGAR - The capital of Ruvenia was hit.", "The capital of Ruvenia was hit."),
    ],
)
def test_a_dateline_is_found(text: str, behind: str) -> None:
    cut = dateline(text)
    assert cut is not None
    assert text[cut[1] :] == behind


@pytest.mark.parametrize(
    "text",
    [
        "NATO ministers met on Monday.",
        "A-level results rose.",
        "US-based runners won both races.",
        "The U.S. Army — it said — left.",
        "Kyiv — the capital — was hit.",
        "NORDAIR - the island's only airline - lost money.",
        "OPEC – the cartel of the producers – met.",
        "BELGAR, Ruvenia — The election that is being held here on Tuesday is in doubt.",
        "BELGAR, March 11 (Meridian) - Explosions shook the capital on Monday.",
    ],
)
def test_a_sentence_without_dateline_keeps_its_first_words(text: str) -> None:
    assert dateline(text) is None


def candidate(text: str, loss: float = 0.0) -> Candidate:
    return Candidate(text=text, cuts=() if text == WHOLE else ((0, 1),), words=len(text.split()), loss=loss)


WHOLE = " ".join(["word"] * 30)
SHORT = " ".join(["word"] * 20)


def test_a_shorter_candidate_of_equal_likelihood_wins() -> None:
    assert ranked([candidate(WHOLE), candidate(SHORT)], [-0.2, -0.2], limit=40)[0].text == SHORT


def test_a_candidate_that_reads_much_worse_is_left_out() -> None:
    assert [o.text for o in ranked([candidate(WHOLE), candidate(SHORT)], [-0.2, -0.9], limit=40)] == [WHOLE]


def test_of_equal_values_the_longer_wins() -> None:
    free = Price(word=0, long=0, loss=0, excess=0)
    assert ranked([candidate(SHORT), candidate(WHOLE)], [-0.2, -0.2], limit=40, price=free)[0].text == WHOLE


def test_numbers_lost_weigh_against_a_cut() -> None:
    order = ranked([candidate(WHOLE), candidate(SHORT, loss=9.0)], [-0.2, -0.2], limit=40)
    assert order[0].text == WHOLE


def test_beyond_the_limit_words_cost_more() -> None:
    scores = [-0.2, -0.49]
    assert ranked([candidate(WHOLE), candidate(SHORT)], scores, limit=40)[0].text == WHOLE
    assert ranked([candidate(WHOLE), candidate(SHORT)], scores, limit=20)[0].text == SHORT


def test_a_text_that_breaks_off_stays_as_it_is() -> None:
    text = "A rival, once a teacher, was held back in a campaign that"
    assert [c.text for c in candidates(FlatParser().parse([text])[0], text)] == [text]
