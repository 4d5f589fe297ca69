from dataclasses import replace
from datetime import timedelta

import pytest

from briefing.analyse.rank import rank
from briefing.model import StoryTheme
from tests.analyse.write import AS_OF, article

STRIKES = StoryTheme(theme="strikes", score=0.9, verdict="yes", passages=())
REST = StoryTheme(theme="other", score=1.0, verdict="yes", passages=())
DOUBT = StoryTheme(theme="strikes", score=0.55, verdict="undecided", passages=())
REPORT = "word " * 30


def value(*articles, themes=()):
    return rank(articles, themes, frozenset({"other"}), as_of=AS_OF, hours=24)


def share(found, name):
    return dict(found.factors)[name]


def test_the_value_is_the_sum_of_its_factors():
    found = value(article("A", "Some words."), article("B", outlet="Lantern"), themes=[STRIKES])
    assert found.value == pytest.approx(sum(share for _, share in found.factors), abs=1e-9)


def test_more_outlets_weigh_more_but_two_articles_of_one_outlet_do_not():
    one, same, other = article("A"), article("B"), article("C", outlet="Lantern")
    assert (
        share(value(one, same), "outlets")
        == share(value(one), "outlets")
        < share(value(one, other), "outlets")
    )


def test_a_trusted_outlet_weighs_more():
    assert share(value(article("A", weight=2.0)), "outlets") > share(value(article("A")), "outlets")


def test_the_newest_article_gives_the_recency():
    old, new = article("A", REPORT, hours_ago=20), article("B", REPORT, hours_ago=2)
    assert share(value(old, new), "recency") == share(value(new), "recency") > share(value(old), "recency")


def test_news_older_than_the_window_has_no_recency_and_news_from_the_future_no_more_than_all():
    ages = [share(value(article("A", REPORT, hours_ago=h)), "recency") for h in (30, 0, -5)]
    assert ages == [0.0, 0.2, 0.2]


def test_only_a_theme_that_is_earned_and_not_the_catch_all_counts():
    shares = [share(value(article("A"), themes=[t]), "theme") for t in (STRIKES, REST, DOUBT)]
    assert shares == [0.18, 0.0, 0.0]


def test_longer_coverage_weighs_more():
    assert share(value(article("A", "word " * 300)), "coverage") > share(value(article("A")), "coverage")


def test_a_line_without_a_body_comes_after_a_report_however_old():
    line, report = article("Save now", hours_ago=0), article("A", "word " * 60, hours_ago=23)
    assert value(line).value < value(report).value


def test_lines_of_two_outlets_are_news():
    lines = [article("A", hours_ago=0), article("A", outlet="Lantern", hours_ago=0)]
    assert share(value(*lines), "recency") == 0.2


def test_an_item_without_a_date_counts_as_half_a_window_old():
    undated = replace(article("A", REPORT, hours_ago=0), dated="fetched")
    assert share(value(undated), "recency") == 0.1
    assert share(value(replace(undated, published=AS_OF - timedelta(hours=18))), "recency") == 0.05
