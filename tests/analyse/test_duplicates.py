from briefing.analyse.duplicates import near_copies
from tests.analyse.write import article

WIRE = (
    "Missiles struck the port of Varnholm before dawn on Thursday, killing four people and setting two grain stores on "
    "fire, the regional governor said. Windows were blown out as far as the cathedral square, and trams did not run."
)
OTHER = (
    "Four people died when the harbour of Varnholm came under attack early on Thursday; the governor spoke of rockets and of "
    "two burning silos. Panes broke even at the cathedral, a long way off, while the trams stood still."
)


def pairs(*articles):
    return {(c.copy, c.original) for c in near_copies(articles)}


def test_a_reprint_with_another_title_and_a_small_edit_is_a_copy_of_the_earlier_one():
    first = article("Missiles hit port", WIRE, outlet="Agency", hours_ago=5)
    later = article("Four die in Varnholm", WIRE.replace("Thursday", "Thursday morning"), outlet="Courier")
    assert pairs(later, first) == {(later.id, first.id)}


def test_a_brief_cut_from_a_long_report_is_a_copy():
    long = article("Missiles hit port", WIRE + " " + OTHER, outlet="Agency", hours_ago=5)
    brief = article("In brief", WIRE, outlet="Courier")
    assert pairs(long, brief) == {(brief.id, long.id)}


def test_the_same_event_in_other_words_is_not_a_copy():
    assert pairs(article("Missiles hit port", WIRE), article("Port burns", OTHER, outlet="Lantern")) == set()


def test_two_empty_or_very_short_texts_are_not_copies():
    assert pairs(article("Live"), article("Live", outlet="Lantern"), article("", outlet="Radio")) == set()


def test_copies_of_copies_point_at_the_original():
    first = article("A", WIRE, outlet="Agency", hours_ago=9)
    second = article("B", WIRE, outlet="Courier", hours_ago=6)
    third = article("C", WIRE, outlet="Lantern", hours_ago=3)
    assert pairs(third, second, first) == {(second.id, first.id), (third.id, first.id)}


def test_a_phrase_that_an_outlet_puts_under_everything_makes_no_copies():
    phrase = " Read more of this and of everything else in the evening edition of our paper for only two crowns a week."
    many = [
        article(f"Item {n}", f"Short {n} note {n * 7} here {n * 13} now.{phrase}", key=str(n))
        for n in range(60)
    ]
    assert near_copies(many) == []


def test_the_share_says_how_much_of_the_shorter_text_is_repeated():
    first = article("A title", WIRE, outlet="Agency", hours_ago=9)
    [copy] = near_copies([article("A title", WIRE, outlet="Courier"), first])
    assert copy.shared == 1.0


def test_thousands_of_copies_of_one_item_are_copies_of_the_first():
    many = [
        article("Missiles hit port", WIRE, outlet=f"Outlet {n}", hours_ago=9 - n / 1000) for n in range(3000)
    ]
    found = near_copies(many)
    assert {copy.original for copy in found} == {many[0].id}
    assert len(found) == 2999


def test_an_exact_copy_of_a_reprint_points_at_the_report_that_both_repeat():
    edited = WIRE.replace("Thursday", "Thursday morning")
    report = article("Missiles hit port", WIRE, outlet="Agency", hours_ago=9)
    reprint = article("Four die", edited, outlet="Observer", hours_ago=5)
    copied = article("Four die", edited, outlet="Radio", hours_ago=3)
    assert pairs(copied, reprint, report) == {(reprint.id, report.id), (copied.id, report.id)}
