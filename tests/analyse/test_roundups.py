import numpy as np

from briefing.analyse.group import Group
from briefing.analyse.likeness import opening
from briefing.analyse.roundups import roundups
from briefing.model import PassageRef
from tests.analyse.write import article

MISSILES = "Missiles struck the market of Kelmen"
TALKS = "Envoys met for talks in Asterby"
PRISONERS = "Eighty prisoners crossed the Brenn bridge"
PADDING = ("Frost comes on Friday.", "Wheat costs more.")


def found(words, reports, groups):
    openings = words.embed([opening(report) for report in reports])
    vectors = {
        PassageRef(article=report.id, passage=passage.index): row
        for report in reports
        for passage, row in zip(report.passages, words.embed([p.text for p in report.passages]), strict=True)
    }
    return roundups(groups, reports, np.asarray(openings), vectors)


def others():
    return [
        article("", text + ".", outlet=f"Outlet {i}") for i, text in enumerate((MISSILES, TALKS, PRISONERS))
    ]


def report(*paragraphs):
    return article("", "\n\n".join(text.rstrip(".") + "." for text in paragraphs), outlet="Courier")


KELMEN_WITH_FOURTH = [Group(lead=0, members=(3,)), Group(lead=1, members=()), Group(lead=2, members=())]


def test_an_article_that_tells_two_other_stories_is_a_roundup(words):
    reports = [*others(), report(MISSILES, TALKS, PRISONERS, *PADDING)]
    assert found(words, reports, KELMEN_WITH_FOURTH) == {3}


def test_background_about_one_other_story_makes_no_roundup(words):
    reports = [*others(), report(MISSILES, TALKS, TALKS, *PADDING)]
    assert found(words, reports, KELMEN_WITH_FOURTH) == frozenset()


def test_a_report_mostly_of_its_own_story_is_no_roundup(words):
    reports = [*others(), report(MISSILES, MISSILES, MISSILES, TALKS, PRISONERS)]
    assert found(words, reports, KELMEN_WITH_FOURTH) == frozenset()


def test_an_article_of_few_paragraphs_is_no_roundup(words):
    reports = [*others(), report(MISSILES, TALKS, PRISONERS)]
    assert found(words, reports, KELMEN_WITH_FOURTH) == frozenset()


def test_a_roundup_that_stands_alone_is_found_too_so_that_no_later_story_continues_it(words):
    reports = [*others(), report(MISSILES, TALKS, PRISONERS, *PADDING)]
    assert found(words, reports, [Group(lead=i, members=()) for i in range(4)]) == frozenset({3})
