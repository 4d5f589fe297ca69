"""The next edition tells what an earlier one said wrongly: once, first, and without what is for the record only."""

from dataclasses import replace

import pytest

from briefing.errors import NothingToReport
from briefing.model import Correction
from briefing.render import render
from tests.render import reading
from tests.test_pipeline import ATTACK, EVER, FOURTEEN, NOW, Run, article, days_later, told_stories


def correction(edition="daily-2026-03-10", **changes):
    whole = Correction(
        id="c1",
        edition=edition,
        story="s1",
        sentence="0" * 16,
        said="Six people were killed, the mayor said.",
        right="Five people were killed.",
        source_url="https://wire.example/1",
        source_outlet="Wire",
        source_quote="Five people were killed, the mayor said.",
        at=NOW,
        editor="R. Editor",
        note="a reader wrote",
    )
    return replace(whole, **changes)


@pytest.fixture
def first():
    """A day whose edition was wrong."""
    made = Run(ATTACK)
    made()
    made.store.add_correction(correction())
    return made


def test_next_edition_tells_it_without_what_is_for_the_record(first):
    outcome = days_later(1, FOURTEEN, store=first.store)()
    assert outcome.edition.corrections == (correction(editor="", note=""),)
    assert "R. Editor" not in outcome.content
    page = reading.tree(render(outcome.edition).files["index.html"])
    assert page.get_element_by_id("since").text == "Since yesterday"
    assert page.get_element_by_id("since-correction-1") is not None


def test_the_one_after_that_does_not_tell_it_again(first):
    days_later(1, FOURTEEN, store=first.store)()
    later = article(3, "The talks in Marren were called off. Both sides blamed each other.", hours_ago=-44)
    assert days_later(2, later, store=first.store)().edition.corrections == ()


def test_edition_of_the_day_that_was_corrected_since_is_made_again_with_it():
    first = Run(ATTACK)
    first()
    second = days_later(1, FOURTEEN, store=first.store)
    assert second().edition.corrections == ()
    first.store.add_correction(correction())
    again = second()
    assert (again.made, again.edition.id) == (True, "daily-2026-03-11-r2")
    assert [each.id for each in again.edition.corrections] == ["c1"]
    assert not second().made


def test_the_corrected_edition_itself_is_not_made_again(first):
    assert not first().made


def test_day_without_news_has_an_edition_for_a_correction(first):
    edition = days_later(3, store=first.store)().edition
    assert told_stories(edition) == {}
    assert [each.id for each in edition.corrections] == ["c1"]


def test_after_a_week_it_is_not_told_any_more(first):
    with pytest.raises(NothingToReport):
        days_later(8, store=first.store)()


def test_documents_told_whole_tell_no_corrections(first):
    whole = days_later(1, ATTACK, store=first.store)
    whole.request = replace(whole.request, opens=EVER)
    assert whole().edition.corrections == ()
