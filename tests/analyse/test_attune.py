"""What passages and labelled lines teach a theme, on vectors made by hand: two subjects and what tells them apart."""

import numpy as np
import pytest

from briefing.analyse.attune import learn, taught
from briefing.analyse.labelled import Labelled, Lines
from briefing.model import Theme

NOTHING = Labelled(vectors=np.zeros((0, 4), dtype=np.float32), belongs=np.zeros(0, dtype=bool))


def labelled_by(theme, words):
    return Labelled.of(theme, Lines.embedded([theme], words))


def news(own, other):
    """So many passages of a theme and of others: they differ in dimensions 0 and 1, those of the theme share 2 as well."""
    random = np.random.default_rng(7)
    rows = random.normal(0, 0.1, (own + other, 4))
    rows[:own, 0] += 1
    rows[:own, 2] += 1
    rows[own:, 1] += 1
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def odds(own, other, sure=2.0):
    return np.array([sure] * own + [-sure] * other, dtype=np.float32)[:, None]


def most(rows):
    return np.full((rows, 1), 14.0, dtype=np.float32)


def lessons(own=30, other=60, labelled=NOTHING):
    return learn(odds(own, other), most(own + other), news(own, other), [labelled], competing=False)


DOUBTFUL = np.array([[0, 0, 1, 0]], dtype=np.float32)  # only what the day's passages have in common


def test_sure_passages_teach_what_they_have_in_common():
    undecided = np.zeros((1, 1), dtype=np.float32)
    assert taught(lessons(), undecided, DOUBTFUL)[0, 0] > 0.3


def test_a_day_without_the_theme_teaches_nothing():
    assert lessons(own=0) == (None,)


def test_few_passages_teach_nothing():
    assert lessons(own=5) == (None,)


def test_the_more_passages_belong_the_more_a_lesson_weighs_but_never_all():
    [few], [many] = lessons(own=12), lessons(own=300)
    assert 0 < few.weight < many.weight < 0.5


def test_the_same_passages_teach_the_same():
    [first], [second] = lessons(), lessons()
    assert np.array_equal(first.direction.weights, second.direction.weights)


def test_labelled_lines_teach_without_a_day():
    rows = news(10, 10)
    lines = Labelled(vectors=rows, belongs=np.arange(20) < 10)
    [lesson] = learn(odds(0, 0), most(0), rows[:0], [lines], competing=False)
    assert lesson.direction.log_odds(rows[:1])[0] > 0 > lesson.direction.log_odds(rows[10:11])[0]


def test_lines_of_one_side_only_teach_no_direction():
    lines = Labelled(vectors=news(3, 0), belongs=np.ones(3, dtype=bool))
    assert learn(odds(0, 0), most(0), news(0, 0), [lines], competing=False) == (None,)


def test_what_is_excluded_does_not_teach():
    rows, told = news(30, 60), odds(30, 60)
    capped = most(90)
    capped[:30] = -1.0
    assert learn(told, capped, rows, [NOTHING], competing=False) == (None,)


def test_themes_that_leave_little_over_compete_for_passages_below_the_cut():
    rows = news(40, 40)
    told = np.array([[3.0, -3.0]] * 20 + [[-0.5, -3.0]] * 20 + [[-3.0, 3.0]] * 40, dtype=np.float32)
    competing = learn(told, np.full((80, 2), 14.0, dtype=np.float32), rows, [NOTHING] * 2, competing=True)
    assert taught(competing, told, rows)[30, 0] > 0


def test_without_lessons_the_odds_stay():
    told = odds(1, 1)
    assert np.array_equal(taught([None], told, news(1, 1)), told)


@pytest.fixture
def corrected(words):
    lines = (("The striker struck twice", False), ("Shells struck the village", True))
    return labelled_by(Theme(name="strikes", means="shelling", labelled=lines), words)


def test_what_repeats_a_labelled_line_goes_its_way(corrected, words):
    found = corrected.odds(words.embed(["The striker struck twice", "Shells struck the village"]))
    assert found[0] < -3 < 3 < found[1]


def test_what_resembles_no_labelled_line_is_left_alone(corrected, words):
    assert corrected.odds(words.embed(["Rain until noon"]))[0] == pytest.approx(0, abs=0.5)


def test_without_labelled_lines_nothing_is_added(words):
    none = labelled_by(Theme(name="strikes", means="shelling"), words)
    assert none.odds(words.embed(["Rain until noon"])).tolist() == [0.0]
