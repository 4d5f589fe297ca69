from __future__ import annotations

import pytest

from briefing.summarise.cutting import apply
from briefing.summarise.grounding import bears, ground, recased
from briefing.summarise.headline_cuts import headline_candidates
from tests.summarise.headlines import Opening, Titled, openings, titled
from tests.summarise.recorded import RecordedParser


@pytest.mark.parametrize("given", titled(), ids=lambda t: t.title)
def test_a_title_has_the_faults_that_its_opening_gives_it(given: Titled) -> None:
    parser = RecordedParser()
    found = ground(
        given.said,
        given.opening,
        parse=parser.parse([given.said])[0],
        parses=parser.parse(given.opening),
    )
    assert {f.kind for f in found.faults} == given.faults
    assert found.missing == given.missing


@pytest.mark.parametrize("given", openings(), ids=lambda o: o.text)
def test_of_an_opening_only_what_happened_besides_is_left_out(given: Opening) -> None:
    found = headline_candidates(RecordedParser().parse([given.text])[0], given.text, None)
    texts = [apply(given.text, c.cuts) for c in found]
    assert texts[:1] == ([given.headline + "."] if given.headline else [])


@pytest.mark.parametrize(
    ("said", "told", "borne"),
    [
        ("quits", "resigned", True),
        ("resigns", "resignation", True),
        ("probe", "investigation", True),
        ("killed", "deaths", True),
        ("rises", "jumped", True),
        ("jumps", "rose", False),
        ("karsovian", "karsovia", False),
        ("attack", "defend", False),
        ("reporter", "report", False),
    ],
)
def test_a_word_is_borne_out_by_its_like_and_by_no_weaker_one(said: str, told: str, borne: bool) -> None:
    assert bears(said, told) is borne


def test_a_title_takes_the_body_s_spelling() -> None:
    body = "General Anton Vetrov signed the harbour law in Belgar. The law holds."
    assert recased("Vetrov Signs Harbour Law In Belgar", body) == "Vetrov signs harbour law in Belgar"


def test_a_title_that_says_more_than_its_report_is_the_riskier() -> None:
    opening = ["Missiles struck the port of Belgar on Monday and killed 12 people."]
    plain, more = (
        ground(t, opening) for t in ("Missiles strike the port of Belgar", "Cowardly missiles burn Belgar")
    )
    assert plain.risk == 0.0
    assert more.risk > 1.0
    assert more.note == "not in its report: cowardly, burn"


def test_without_a_body_nothing_is_borne_out() -> None:
    assert ground("Missiles strike Belgar", []).missing == ("missiles", "strike", "belgar")
