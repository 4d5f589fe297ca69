"""What the rules see of a claim: its words' roots, and what it leaves out of its passage."""

from __future__ import annotations

import pytest

from briefing.language.quantities import quantities
from briefing.summarise.checks.claim import Claim, align, root
from briefing.summarise.checks.scope import governed, marker, reach


def left_out(text: str, quote: str) -> list[str] | None:
    known = quote.split()
    gaps = align(text.split(), known)
    return None if gaps is None else [" ".join(known[a:b]) for a, b in gaps]


def test_a_passage_s_own_words_have_no_gaps() -> None:
    assert left_out("nine men died", "nine men died") == []


def test_gaps_are_as_few_as_can_be() -> None:
    assert left_out("the men died", "the army said the men had died") == ["the army said", "had"]
    assert left_out("he hit the school", "he hit the port and the school") == ["the port and"]


def test_words_in_another_order_are_no_part() -> None:
    assert left_out("men killed shells", "shells killed men") is None
    assert left_out("nine men died", "nine died") is None


def test_small_words_may_come_in() -> None:
    assert left_out("and nine men died", "nine men died") == []


@pytest.mark.parametrize(
    "forms",
    [
        "attack attacks attacked attacking",
        "seize seizes seized seizing",
        "agree agrees agreed agreeing",
        "rise rose risen rises rising",
        "kill kills killed killing",
        "deny denies denied denying",
        "stop stops stopped stopping",
        "price prices",
        "ally allies allied",
    ],
)
def test_inflections_have_one_root(forms: str) -> None:
    assert len({root(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(("one", "other"), [("fall", "fail"), ("rise", "raise"), ("wound", "win")])
def test_other_words_have_another(one: str, other: str) -> None:
    assert root(one) != root(other)


def test_a_negation_reaches_the_next_words_up_to_but() -> None:
    mark = marker({"not": "no", "failed to": "no"})
    assert reach(["shells", "hit", "not", "the", "port", "but", "the", "school"], mark) == (
        {"port"}, {"shel", "hit", "school"},
    )  # fmt: skip
    assert reach(["they", "failed", "to", "cross"], mark)[0] == {"cross"}


def test_a_word_is_governed_by_the_cue_before_it() -> None:
    mark = marker({"may": "possible", "most": "most"})
    found = governed(["most", "of", "the", "men", "may", "quickly", "leave"], mark)
    assert found == {"men": {"most"}, "leav": {"possible"}}


def test_the_month_is_no_possibility() -> None:
    claim = Claim.of("It fell in May.", ["It may fall in May."])
    assert claim.said.cues[-1] != "may"
    assert claim.evidence[0].cues[1] == "may"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no fewer than 14 men", [">14 man"]),
        ("no more than 14 men", ["<14 man"]),
        ("as many as 14 men", ["<14 man"]),
        ("between 20 and 30 shells", ["–20 shell", "–30 shell"]),
        ("20 to 30 shells", ["–20 shell", "–30 shell"]),
        ("20 tanks and 30 shells", ["20 tank", "30 shell"]),
        ("at 6 p.m. on the ridge", ["6pm"]),
        ("more than half (54%) of those asked", [">0.5/ those", "54%"]),
    ],
)
def test_numbers_are_read_with_bounds_ranges_and_what_they_count(text: str, told: list[str]) -> None:
    found = [
        f"{q.bound}{q.value.normalize():f}{q.unit} {' '.join(q.counted[:1])}".strip()
        for q in quantities(text)
    ]
    assert [f.replace("men", "man") for f in found] == told
