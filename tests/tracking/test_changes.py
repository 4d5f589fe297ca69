"""Figures and statuses that are other than they were."""

from briefing.tracking.changes import figure_changes, status_changes
from tests.analyse.write import article
from tests.tracking.build import fact, thread

SIX = article("Six people killed in Kelmen", outlet="Agency", hours_ago=30)
TEN = article("Ten people killed in Kelmen", outlet="Agency", hours_ago=20)
FOURTEEN = article("Death toll in Kelmen rises to 14", outlet="Agency", hours_ago=5)
ALSO = article("14 people killed in Kelmen", outlet="Courier", hours_ago=4)
BEGINS = article("Dockers begin strike", outlet="Agency", hours_ago=30)
ENDS = article("Dockers end strike", outlet="Courier", hours_ago=3)
ENDS_TOO = article("Dockers end their strike", outlet="Radio", hours_ago=2)


def test_a_risen_toll_has_its_old_and_new_value_with_both_sources():
    before = thread("kelmen", SIX, facts=[fact(SIX, "killed", "6")])
    [change] = figure_changes([fact(FOURTEEN, "killed", "14"), fact(ALSO, "killed", "14")], [before])
    assert (change.kind, change.what) == ("figure", "killed")
    assert (change.old.text, change.old.support.article) == (SIX.title, SIX.id)
    assert (change.new.text, change.new.support.article) == (FOURTEEN.title, FOURTEEN.id)


def test_the_newest_thread_that_has_the_figure_gives_the_old_value():
    threads = [
        thread("kelmen", SIX, facts=[fact(SIX, "killed", "6")]),
        thread("kelmen", TEN, facts=[fact(TEN, "killed", "10")]),
        thread("kelmen", BEGINS),
    ]
    [change] = figure_changes([fact(FOURTEEN, "killed", "14")], threads)
    assert change.old.text == TEN.title


def test_the_same_value_again_is_no_change():
    before = thread("kelmen", FOURTEEN, facts=[fact(FOURTEEN, "killed", "14")])
    assert figure_changes([fact(ALSO, "killed", "14")], [before]) == []


def test_another_place_or_kind_is_no_old_value():
    before = thread(
        "kelmen", SIX, facts=[fact(SIX, "wounded", "6"), fact(SIX, "killed", "6", about="dunmar")]
    )
    assert figure_changes([fact(FOURTEEN, "killed", "14")], [before]) == []


def test_an_older_report_that_comes_late_changes_nothing():
    before = thread("kelmen", FOURTEEN, facts=[fact(FOURTEEN, "killed", "14")])
    late = article("Ten people killed in Kelmen", outlet="Lantern", hours_ago=12)
    assert figure_changes([fact(late, "killed", "10")], [before]) == []


def test_a_copy_s_figure_is_no_voice():
    before = thread("kelmen", SIX, facts=[fact(SIX, "killed", "6")])
    assert figure_changes([fact(FOURTEEN, "killed", "14")], [before], {FOURTEEN.id}) == []


def test_a_status_that_ends_another_names_what_it_ends():
    before = thread("strike", BEGINS, facts=[fact(BEGINS, "began", about="dockers")])
    [change] = status_changes([fact(ENDS, "ended", about="dockers")], [before])
    assert (change.kind, change.what) == ("status", "ended")
    assert (change.old.text, change.new.text) == (BEGINS.title, ENDS.title)


def test_a_new_status_needs_two_outlets():
    before = thread("strike", BEGINS)
    alone = [fact(ENDS, "agreed", about="dockers")]
    assert status_changes(alone, [before]) == []
    [change] = status_changes([*alone, fact(ENDS_TOO, "agreed", about="dockers")], [before])
    assert change.old is None
    assert change.new.outlet == "Courier"


def test_a_status_that_was_known_and_a_denial_are_none():
    before = thread("strike", BEGINS, facts=[fact(BEGINS, "agreed", about="dockers")])
    facts = [fact(a, kind, about="dockers") for a in (ENDS, ENDS_TOO) for kind in ("agreed", "denied")]
    assert status_changes(facts, [before]) == []
