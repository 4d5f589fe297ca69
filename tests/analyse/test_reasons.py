from dataclasses import replace

from briefing.analyse.reasons import Near
from briefing.analyse.themes import ThemeMatcher
from briefing.model import Theme

STRIKES = Theme(
    name="strikes",
    means="missile strikes, drone attacks",
    examples=("Shells fell on the village",),
)
REST = Theme(name="other", means="everything else", catch_all=True)


def reason(words, text, theme=STRIKES):
    [[found]] = ThemeMatcher([theme, REST], words).explain(words.embed([text]))
    return found


def test_the_nearest_of_all_that_was_written_is_named(words):
    near = reason(words, "Shells fell on the village").near
    assert near == Near(kind="example", text="Shells fell on the village", cosine=1.0)


def test_a_part_of_the_meaning_is_named_as_it_was_written(words):
    near = reason(words, "This news is about drone attacks").near
    assert (near.kind, near.text) == ("means", "drone attacks")


def test_what_holds_the_score_down_is_named(words):
    text = "a strike of train drivers over pay"
    against = reason(words, text, replace(STRIKES, excludes=("labour disputes", text))).against
    assert (against.kind, against.text) == ("not", text)


def test_the_nearest_counterexample_is_named(words):
    lines = ("The choir sang until noon", "Train drivers walked out over pay")
    against = reason(words, lines[1], replace(STRIKES, counterexamples=lines)).against
    assert (against.kind, against.text) == ("counterexample", lines[1])


def test_a_labelled_line_is_named_on_both_sides(words):
    lines = (("The depot burned all night", True), ("Lightning set a barn alight", False))
    corrected = replace(STRIKES, labelled=lines)
    assert reason(words, lines[0][0], corrected).near.kind == "label"
    assert reason(words, lines[1][0], corrected).against == Near(kind="label", text=lines[1][0], cosine=1.0)


def test_nothing_holds_down_what_is_not_excluded(words):
    assert reason(words, "This news is about drone attacks").against is None


def test_a_catch_all_has_no_reason(words):
    assert ThemeMatcher([REST], words).explain(words.embed(["The choir sang"])) == [()]
