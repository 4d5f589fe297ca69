"""Which sentences lean on the one before them."""

import pytest

from briefing.summarise.standalone import cased, leaning, unusable


@pytest.mark.parametrize(
    "text",
    [
        "With her, the number of people killed when two missiles hit the market of Harn rose to 21.",
        "He said that talks in Merin would resume on Friday.",
        "They left Harn before dawn.",
        "One of them had been held for nineteen months.",
    ],
)
def test_sentence_about_somebody_unnamed_cannot_stand_alone(text):
    assert leaning(text) == 1.0


@pytest.mark.parametrize(
    "text",
    [
        "Two missiles hit the market of Harn on Monday, killing 21 people, the mayor said.",
        "After the attack on Harn, the envoys left Merin.",
        "With talks in Merin at an end, Velgrad called up reservists.",
        "Meanwhile in Merin, envoys of both governments met for a second day.",
        "But Velgrad rejected the plan, its foreign ministry said.",
        "The Karsovian move to close the harbour of Belgar deepens the dispute.",
    ],
)
def test_sentence_that_names_what_it_is_about_stands_alone(text):
    assert leaning(text) < 0.4


@pytest.mark.parametrize(
    "text",
    [
        "But the deal collapsed.",
        "Meanwhile, the talks went on.",
        "However, he left Merin.",
        "The Karsovian move late on Friday deepens the dispute.",
    ],
)
def test_link_before_something_unnamed_still_leans(text):
    assert leaning(text) >= 0.4


def test_only_english_is_judged():
    assert leaning("Er sagte, die Gespräche gingen weiter.", "de") == 0.0


def test_a_text_without_capitals_inside_writes_names_in_small_letters() -> None:
    assert cased("Missiles hit the port of Belgar on Monday.")
    assert not cased(
        "Missiles hit the port of belgar on monday. The harbour of belgar " + "burned all day " * 40
    )


def test_where_names_are_small_the_country_is_no_first_person() -> None:
    text = "The secretary of state left for the us on Friday, and the talks will go on without him."
    assert unusable(text) == "first person"
    assert unusable(text, capitals=False) == ""
    assert unusable("When they left, i was still in the harbour of belgar.", capitals=False) == "first person"


def test_where_names_are_small_a_pronoun_leans_still() -> None:
    assert leaning("He said that the talks in belgar would go on.", capitals=False) == 1.0
    assert leaning("The billionaire made the comments in belgar.", capitals=False) < 0.4


def test_whose_comments_came_after_what_is_told_before() -> None:
    text = "Odo Brask's comments came after missiles struck the port of Belgar for four days."
    assert leaning(text) >= 0.4


def test_what_a_page_says_of_its_links_is_no_report() -> None:
    text = "The harbour ministry Opens a New Window. wants to name Mira Dahl head of the port."
    assert unusable(text) == "boilerplate"
    assert unusable(text.replace(" Opens a New Window.", "")) == ""
    assert unusable("The library opened a new window on the harbour on Monday, the mayor said.") == ""
