"""What an outlet altered or took back of what readers were told."""

import pytest

from briefing.model import Sentence, Support
from briefing.tracking.corrected import edits_of, is_retraction, retractions_of
from tests.analyse.write import article

BODY = (
    "A fire destroyed a warehouse in Brenn on Monday, killing four people, the mayor said.",
    "The building belonged to a furniture maker.",
    "Firemen from three towns fought the flames until dawn.",
    "The road along the river is closed until further notice.",
)


def written(*sentences, title="Fire in Brenn", outlet="Courier", hours_ago=10.0):
    return article(title, " ".join(sentences), outlet=outlet, key="fire", hours_ago=hours_ago)


def told(source, index):
    passage = source.passages[index]
    support = Support(article=source.id, start=passage.start, end=passage.end, quote=passage.text)
    return Sentence(text=passage.text, how="verbatim", support=(support,))


def edits(old, new, index=1):
    return edits_of(
        [told(old, index)],
        {(old.id, old.text_sha256): old},
        {old.id: old.text_sha256},
        {new.id: new},
    )


OLD = written(*BODY)


def test_a_quote_whose_name_was_altered_is_an_edit_with_both_wordings():
    new = written(BODY[0].replace("the mayor", "Governor Anna Reuss"), *BODY[1:])
    [change] = edits(OLD, new)
    assert change.kind == "edited"
    assert change.old.text == BODY[0]
    assert change.new.text == BODY[0].replace("the mayor", "Governor Anna Reuss")
    assert (change.old.version, change.new.version) == (OLD.text_sha256, new.text_sha256)
    assert new.text[change.new.support.start : change.new.support.end] == change.new.text


@pytest.mark.parametrize(
    "altered",
    [
        "A fire destroyed a warehouse in Brenn on Monday, killing six people, the mayor said.",
        "A fire destroyed a warehouse in Brenn on Monday, reportedly killing four people, the mayor said.",
        "A fire destroyed a warehouse in Brenn on Sunday, killing four people, the mayor said.",
        "A fire destroyed a warehouse in Lindmark on Monday, killing four people, the mayor said.",
    ],
)
def test_other_figures_reservations_dates_and_places_are_edits(altered):
    [change] = edits(OLD, written(altered, *BODY[1:]))
    assert change.new.text == altered


@pytest.mark.parametrize(
    "same",
    [
        BODY[0],
        BODY[0].replace(", killing", " — killing").replace(", the", " , the"),
        "A blaze destroyed a warehouse in Brenn on Monday, killing four people, the mayor said.",
    ],
)
def test_other_commas_and_synonyms_are_none(same):
    assert edits(OLD, written(same, *BODY[1:], "More soon.")) == []


def test_a_quote_taken_out_of_a_text_that_still_stands_is_gone():
    [change] = edits(OLD, written(*BODY[1:]))
    assert change.new is None


def test_a_quote_that_fell_to_a_rewritten_report_says_nothing():
    new = written(
        "The fire in Brenn is out.", "Insurers expect losses in the millions.", "Nobody was charged."
    )
    assert edits(OLD, new) == []


def test_an_article_that_did_not_change_or_is_unknown_says_nothing():
    assert edits(OLD, OLD) == []
    assert edits_of([told(OLD, 1)], {}, {OLD.id: OLD.text_sha256}, {OLD.id: OLD}) == []


REPORT = article(
    "General Orla killed by drone, source claims",
    "General Bertil Orla was killed by a drone near Zhel, a source told the Lantern on Tuesday.",
    outlet="Lantern",
    hours_ago=20,
)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (
            "Correction: General Orla",
            "General Bertil Orla is alive. Our report that a drone killed him near Zhel was wrong.",
        ),
        (
            "General Orla is alive",
            "We withdraw our report that General Bertil Orla was killed by a drone near Zhel.",
        ),
        (
            "Clarification",
            "The Lantern retracts what a source told it of General Bertil Orla, killed by a drone.",
        ),
    ],
)
def test_an_outlet_that_takes_back_its_report_is_heard(title, body):
    retraction = article(title, body, outlet="Lantern", hours_ago=2)
    [change] = retractions_of([retraction], [told(REPORT, 1)], [REPORT])
    assert change.kind == "withdrawn"
    assert change.old.text == REPORT.passages[1].text
    assert change.new.support.article == retraction.id


def test_where_nothing_was_told_of_the_outlet_its_title_is_what_was_withdrawn():
    retraction = article(
        "Correction: General Orla",
        "General Bertil Orla, said to be killed by a drone, is alive.",
        outlet="Lantern",
    )
    [change] = retractions_of([retraction], [], [REPORT])
    assert change.old.text == REPORT.title


@pytest.mark.parametrize(
    ("title", "body", "outlet"),
    [
        ("Market correction hits Brenn", "Shares fell by a tenth on Monday.", "Lantern"),
        ("Army withdraws from Zhel", "The army withdraws its tanks from Zhel.", "Lantern"),
        (
            "Correction: General Orla",
            "General Bertil Orla, said to be killed by a drone, is alive.",
            "Courier",
        ),
        ("Correction: bus times", "Bus 14 leaves at ten past, not at ten to.", "Lantern"),
    ],
)
def test_other_corrections_and_other_outlets_take_nothing_back(title, body, outlet):
    other = article(title, body, outlet=outlet, hours_ago=2)
    assert retractions_of([other], [told(REPORT, 1)], [REPORT]) == []


def test_the_words_of_a_retraction_are_found():
    text = "An earlier version of this article gave the wrong year."
    assert is_retraction(article("Dam opened", f"The dam is open. {text}")) == text
    assert is_retraction(article("Dam opened", "The dam is open.")) == ""
