"""What many labelled lines teach: words tell apart what is near as a vector."""

import numpy as np

from briefing.analyse.labelled import Lines
from briefing.analyse.themes import ThemeMatcher
from briefing.analyse.wording import Wording
from briefing.model import Theme

PLACES = ["Belgar", "Orlec", "Kelm", "Tarvik", "Nawasi", "Velun", "Sahrat", "Ellery", "Carrow", "Lemno"]
PEOPLE = ["miner", "nurse", "pilot", "singer"]
FREED = tuple((f"The {who} of {place} is freed from prison", True) for place in PLACES for who in PEOPLE)
CALLS = tuple(
    (f"A call to free the {who} of {place} from prison", False) for place in PLACES for who in PEOPLE
)
RELEASES = Theme(name="releases", means="prisoners freed from prison", labelled=FREED + CALLS)
CALL, RELEASE = (
    "A call to free the tailor of Dar Elim from prison",
    "The tailor of Dar Elim is freed from prison",
)


def odds(words, theme, texts, alike=None):
    vectors = words.embed(texts)
    return ThemeMatcher([theme, Theme(name="rest", means="else", catch_all=True)], words).odds(
        vectors, alike, texts
    )[:, 0]


def test_the_wording_of_many_lines_tells_a_release_from_a_call_for_one(words):
    call, release = odds(words, RELEASES, [CALL, RELEASE])
    assert call < 0 < release


def test_few_lines_teach_no_wording(words):
    few = Theme(name="releases", means="prisoners freed", labelled=FREED[:14] + CALLS)
    assert Wording.of([few], Lines.embedded([few], words)) is None
    assert Wording.of([RELEASES], Lines.embedded([RELEASES], words)) is not None


def test_a_theme_without_lines_is_left_as_it_is_beside_one_with_many(words):
    other = Theme(name="weather", means="rain and snow")
    wording = Wording.of([RELEASES, other], Lines.embedded([RELEASES, other], words))
    before = np.array([[0.5, 0.25]], dtype=np.float32)
    after = wording.revise(before, words.embed([CALL]), [CALL])
    assert after[0, 1] == 0.25
    assert after[0, 0] < 0.5


def test_more_lines_weigh_more_but_never_all(words):
    half = Theme(name="releases", means="prisoners freed", labelled=FREED[:20] + CALLS[:20])
    [few], [many] = (
        Wording.of([half], Lines.embedded([half], words)).weights,
        Wording.of([RELEASES], Lines.embedded([RELEASES], words)).weights,
    )
    assert 0 < few < many < 1


def test_inside_an_article_the_wording_speaks_for_a_theme_and_not_against_one(words):
    theme = Theme(name="releases", means="a call to free prisoners from prison", labelled=FREED + CALLS)
    texts = ["The choir sang", "Rain fell", CALL, RELEASE]
    apart = np.zeros((4, 4), dtype=np.float32)
    within, alone = odds(words, theme, texts, apart), odds(words, theme, texts)
    unsaid = ThemeMatcher([theme], words).odds(words.embed(texts), apart)[:, 0]
    assert alone[2] < within[2] == unsaid[2]
    assert within[3] == alone[3]


def test_an_articles_title_is_judged_by_its_wording_as_a_line_is(words):
    theme = Theme(name="releases", means="a call to free prisoners from prison", labelled=FREED + CALLS)
    apart = np.zeros((2, 2), dtype=np.float32)
    assert odds(words, theme, [CALL, CALL], apart)[0] == odds(words, theme, [CALL, CALL])[0]


def test_nothing_to_judge_is_judged_in_no_time(words):
    wording = Wording.of([RELEASES], Lines.embedded([RELEASES], words))
    none = np.zeros((0, 1), dtype=np.float32)
    assert wording.revise(none, words.embed(["-"])[:0], []).shape == (0, 1)
