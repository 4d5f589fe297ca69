from dataclasses import replace

import numpy as np
import pytest

from briefing.analyse.themes import ThemeMatcher, verdict
from briefing.model import Theme

STRIKES = Theme(name="strikes", means="missile strikes, drone attacks, artillery shelling")
REST = Theme(name="other", means="everything else", catch_all=True)


def scores(words, texts, *themes):
    return ThemeMatcher(themes, words).score(words.embed(texts))


def test_a_passage_in_the_words_of_the_meaning_has_the_theme_more_than_another(words):
    found = scores(words, ["This news is about drone attacks and missile strikes", "The choir sang"], STRIKES)
    assert 0.99 < found[0, 0] > found[1, 0]


def test_the_name_of_a_theme_is_never_matched(words):
    texts = ["Strikes, strikes and strikes", "The choir sang"]
    renamed = replace(STRIKES, name="choir")
    assert np.array_equal(scores(words, texts, STRIKES), scores(words, texts, renamed))


def test_a_passage_nearer_to_what_is_excluded_loses_the_theme(words):
    text = "drone attacks by wasps on drone bees"
    wasps = replace(STRIKES, excludes=(text,))
    [[without]], [[excluded]] = scores(words, [text], STRIKES), scores(words, [text], wasps)
    assert without > excluded < 0.5


def test_an_example_raises_what_is_like_it_and_a_counterexample_lowers_it(words):
    text = "The harbour burned after the salvo"
    [[plain]] = scores(words, [text], STRIKES)
    [[raised]] = scores(words, [text], replace(STRIKES, examples=(text,)))
    [[lowered]] = scores(
        words, [text], replace(STRIKES, examples=(text,), counterexamples=(text, text + " tonight"))
    )
    assert plain < raised > lowered


def test_a_catch_all_has_what_the_others_leave(words):
    found = scores(words, ["drone attacks and missile strikes", "The choir sang"], STRIKES, REST)
    assert np.allclose(found[:, 1], 1 - found[:, 0])


def test_scores_do_not_depend_on_what_else_the_day_holds(words):
    texts = ["drone attacks and missile strikes", "The choir sang", "artillery shelling in the night"]
    together = scores(words, texts, STRIKES)
    alone = np.concatenate([scores(words, [text], STRIKES) for text in texts])
    assert np.allclose(together, alone, atol=1e-6)


def test_a_clear_passage_speaks_for_those_like_it_in_its_article_but_not_against_what_is_excluded(words):
    vectors = words.embed(
        ["drone attacks and missile strikes", "The harbour burned until noon", "The choir sang"]
    )
    alike = np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1]], dtype=np.float32)
    matcher = ThemeMatcher([STRIKES], words)
    alone, supported = matcher.score(vectors), matcher.score(vectors, alike)
    assert supported[1, 0] > alone[1, 0]
    assert supported[2, 0] == pytest.approx(alone[2, 0], abs=1e-6)
    excluding = ThemeMatcher([replace(STRIKES, excludes=("The harbour burned until noon",))], words)
    assert excluding.score(vectors, alike)[1, 0] < 0.5


def test_a_clear_passage_brings_back_what_resembles_a_counterexample_but_not_what_is_excluded(words):
    texts = ["drone attacks and missile strikes", "Nine people were killed"]
    alike = np.ones((2, 2), dtype=np.float32)

    def second(theme, supported):
        return ThemeMatcher([theme], words).odds(words.embed(texts), alike if supported else None)[1, 0]

    resembling = replace(STRIKES, counterexamples=("Gunmen killed nine people",))
    assert second(resembling, True) > second(resembling, False) + 1
    excluding = replace(STRIKES, excludes=("Nine people were killed",))
    assert second(excluding, True) <= second(excluding, False) + 1e-6


def test_tags_hold_one_score_a_theme_in_order(words):
    [tags] = ThemeMatcher([REST, STRIKES], words).tag(words.embed(["The choir sang"]))
    assert [tag.theme for tag in tags] == ["other", "strikes"]


def test_no_themes_give_empty_tags(words):
    assert ThemeMatcher([], words).tag(words.embed(["The choir sang"])) == [()]


@pytest.mark.parametrize(
    ("score", "expected"),
    [(0.0, "no"), (0.39, "no"), (0.4, "undecided"), (0.59, "undecided"), (0.6, "yes"), (1.0, "yes")],
)
def test_the_band_about_the_cut_is_undecided(score, expected):
    assert verdict(score) == expected


def test_a_labelled_line_changes_the_verdict_of_what_resembles_it(words):
    text = "Glide bombs fell on the market"
    [[before]] = scores(words, [text], STRIKES)
    [[belongs]] = scores(words, [text], replace(STRIKES, labelled=((text, True),)))
    [[not_so]] = scores(words, [text], replace(STRIKES, labelled=((text, False),)))
    assert not_so < 0.4 < 0.6 <= belongs
    assert not_so < before < belongs


def test_a_labelled_line_overrules_what_is_excluded(words):
    text = "Wasps and drones attack the hive"
    excluding = replace(STRIKES, excludes=(text,))
    assert scores(words, [text], excluding)[0, 0] < 0.5
    assert (
        scores(words, [text], replace(excluding, labelled=((text, True),)))[0, 0]
        > scores(words, [text], excluding)[0, 0]
    )


def test_a_matcher_attuned_to_nothing_scores_as_before(words):
    vectors = words.embed(["drone attacks and missile strikes", "The choir sang"])
    matcher = ThemeMatcher([STRIKES, REST], words)
    assert np.array_equal(matcher.attuned(vectors[:0]).score(vectors), matcher.score(vectors))


def test_attuning_leaves_the_matcher_as_it_was(words):
    day = words.embed(
        [f"missile strikes and drone attacks on town {n}" for n in range(20)] + ["The choir sang"] * 20
    )
    matcher = ThemeMatcher([STRIKES, REST], words)
    before = matcher.score(day)
    matcher.attuned(day)
    assert np.array_equal(matcher.score(day), before)
