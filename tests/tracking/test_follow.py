"""What a story is to somebody who read the editions before."""

from dataclasses import replace
from datetime import date

import pytest

from briefing.model import PassageRef, Story
from briefing.tracking.follow import amended, follow
from briefing.tracking.memory import Memory
from tests.analyse.write import article
from tests.fakes import WordEmbedder
from tests.tracking.build import fact, memory, sentence, thread

SIX = article(
    "Six people killed in Kelmen",
    "Missiles hit a market in Kelmen on Monday and killed six people. Rescuers searched the rubble.",
    outlet="Agency",
    hours_ago=30,
)
FOURTEEN = article(
    "Death toll in Kelmen rises to 14",
    "Rescuers found eight more bodies in Kelmen, where missiles hit a market on Monday.",
    outlet="Courier",
    hours_ago=5,
)
AGAIN = article(
    "Six people killed in Kelmen",
    "Missiles hit a market in Kelmen on Monday and killed six people.",
    outlet="Radio",
    hours_ago=5,
)
RETRACTION = article(
    "Correction: Kelmen",
    "Our report that missiles hit a market in Kelmen and killed six people was wrong.",
    outlet="Agency",
    hours_ago=3,
)


def story(*articles, continues=("kelmen",)):
    ids = tuple(a.id for a in articles)
    return Story(id="kelmen", lead=ids[0], articles=ids, continues=continues)


def news(today, known, facts=(), continues=("kelmen",)):
    words = WordEmbedder()
    rows = {
        PassageRef(article=a.id, passage=p.index): words.embed([p.text])[0] for a in today for p in a.passages
    }
    versions = {key: words.embed([p.text for p in a.passages]) for key, a in known.then.items()}
    one = story(*today, continues=continues)
    return follow([one], {a.id: a for a in today}, {"kelmen": facts}, rows, versions, known)["kelmen"]


TOLD = thread("kelmen", SIX, facts=[fact(SIX, "killed", "6", index=1)], told=[sentence(SIX, 1)])


def test_a_story_that_continues_nothing_is_new():
    found = news([SIX], Memory(), continues=())
    assert (found.status, found.since, found.changes) == ("new", "", ())


def test_a_story_that_readers_never_saw_is_new_to_them():
    unseen = replace(TOLD, told=())
    assert news([FOURTEEN], memory([unseen], [SIX])).status == "new"


def test_a_changed_figure_makes_an_update_since_the_edition_that_told_the_story():
    found = news([FOURTEEN], memory([TOLD], [SIX]), [fact(FOURTEEN, "killed", "14")])
    assert (found.status, found.since) == ("updated", "daily-2026-03-09")
    assert [(c.what, c.old.text, c.new.text) for c in found.changes] == [
        ("killed", SIX.passages[1].text, FOURTEEN.title)
    ]


def test_new_sentences_alone_make_an_update_without_a_change():
    found = news([FOURTEEN], memory([TOLD], [SIX]))
    assert (found.status, found.changes) == ("updated", ())


def test_the_same_told_again_is_unchanged():
    found = news([AGAIN], memory([TOLD], [SIX]), [fact(AGAIN, "killed", "6")])
    assert (found.status, found.changes) == ("unchanged", ())


def test_a_report_that_its_outlet_takes_back_is_corrected_once():
    found = news([RETRACTION], memory([TOLD], [SIX]))
    assert found.status == "corrected"
    [change] = found.changes
    assert (change.kind, change.old.support.article) == ("withdrawn", SIX.id)
    reported = thread("kelmen", RETRACTION, day=date(2026, 3, 10), amended=[change.old.key], told=TOLD.told)
    later = news([RETRACTION], memory([TOLD, reported], [SIX, RETRACTION]))
    assert later.status == "unchanged"


EDITED = article(
    "Six people killed in Kelmen",
    SIX.text.partition("\n\n")[2].replace("six", "five"),
    outlet="Agency",
    hours_ago=30,
)


def test_a_quote_that_its_outlet_altered_is_corrected_in_a_story_that_goes_on():
    found = news([FOURTEEN], memory([TOLD], [SIX], [EDITED]))
    assert found.status == "corrected"
    assert "killed five people" in found.changes[0].new.text


def test_a_quote_that_was_altered_is_told_where_nobody_reports_on_the_story_any_more():
    [update] = amended([], memory([TOLD], [SIX], [EDITED]))
    assert (update.story, update.status, update.headline) == ("kelmen", "corrected", TOLD.told[0])
    reported = thread(
        "kelmen", SIX, day=date(2026, 3, 10), told=TOLD.told, amended=[update.changes[0].old.key]
    )
    assert amended([], memory([TOLD, reported], [SIX], [EDITED])) == []


def test_a_story_that_goes_on_has_its_corrections_there_and_not_twice():
    assert amended([story(FOURTEEN)], memory([TOLD], [SIX], [EDITED])) == []


def test_what_was_never_told_is_not_corrected():
    assert amended([], memory([replace(TOLD, told=())], [SIX], [EDITED])) == []


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_stories_that_split_from_one_the_first_has_the_change_and_the_other_not(order):
    other = article("14 killed in Kelmen", "The search in Kelmen is over.", outlet="Lantern", hours_ago=4)
    known = memory([TOLD], [SIX])
    one = Story(id="kelmen", lead=FOURTEEN.id, articles=(FOURTEEN.id,), continues=("kelmen",))
    two = Story(id="split", lead=other.id, articles=(other.id,), continues=("kelmen",))
    facts = {"kelmen": [fact(FOURTEEN, "killed", "14")], "split": [fact(other, "killed", "14")]}
    stories = [[one, two][i] for i in order]
    found = follow(stories, {a.id: a for a in (FOURTEEN, other)}, facts, {}, {}, known)
    first, second = (found[s.id] for s in stories)
    assert len(first.changes) == 1
    assert second.changes == ()
    assert second.status == "updated"
