"""What the real embedder makes of texts written for this purpose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefing.analyse import analyse
from briefing.analyse.embed import CachingEmbedder
from briefing.model import PassageRef, Theme
from briefing.models.load import load_embedder
from briefing.models.pull import pull
from briefing.settings import load_settings
from tests.analyse.conftest import BUNDLED
from tests.analyse.test_group import OSTSTADT, WESTHAFEN
from tests.analyse.write import AS_OF, article
from tests.fakes import MemoryStore, RecordingProgress

pytestmark = pytest.mark.models

STRIKES = Theme(
    name="strikes",
    means="missile strikes, drone attacks, air strikes and bombing raids, artillery shelling and rocket fire",
    excludes=("labour disputes, walkouts and work stoppages by workers and trade unions",),
)
DIPLOMACY = Theme(
    name="diplomacy",
    means="talks between governments, peace negotiations and mediation, summits and visits of foreign ministers,"
    " treaties and ceasefire agreements",
)
RELEASES = Theme(
    name="prisoner releases",
    means="prisoners exchanged or freed, hostages released, detainees set free, captured soldiers returned home",
)
REST = Theme(name="other news", means="everything else", catch_all=True)
THEMES = (STRIKES, DIPLOMACY, RELEASES, REST)


@pytest.fixture(scope="module")
def embedder():
    cache = load_settings(None).cache
    pull({"embedder": BUNDLED}, cache, RecordingProgress())
    return CachingEmbedder(load_embedder(BUNDLED, cache, dtype="float32", threads=1), MemoryStore())


def analysed(articles, embedder, themes=THEMES):
    return analyse(articles, themes, embedder, as_of=AS_OF, hours=24, progress=RecordingProgress())


def paragraphs(found, item, theme):
    """Paragraphs that hold a passage of the theme."""
    return {
        passage.paragraph
        for passage in item.passages
        for score in found.tags[PassageRef(article=item.id, passage=passage.index)]
        if score.theme == theme and score.verdict == "yes"
    }


@pytest.fixture(scope="module")
def war_report(report):
    title, _, body = report.partition("\n\n")
    return article(title, body.strip())


def test_a_report_of_nine_paragraphs_has_each_theme_in_its_own_paragraphs(war_report, embedder):
    found = analysed([war_report], embedder)
    placed = {t.name: paragraphs(found, war_report, t.name) - {0} for t in (STRIKES, DIPLOMACY, RELEASES)}
    assert placed == {"strikes": {1, 2}, "diplomacy": {4, 5}, "prisoner releases": {7, 8}}


def test_a_report_of_nine_paragraphs_is_one_story_under_three_themes(war_report, embedder):
    [story] = analysed([war_report], embedder).stories
    assert {t.theme for t in story.themes if t.verdict == "yes"} == {
        "strikes",
        "diplomacy",
        "prisoner releases",
    }


def test_a_theme_added_by_its_meaning_finds_its_paragraphs(war_report, embedder):
    energy = Theme(name="lights", means="power cuts, damage to the electricity grid, heating and fuel supply")
    found = analysed([war_report], embedder, (*THEMES, energy))
    assert 3 in paragraphs(found, war_report, "lights")
    assert not paragraphs(found, war_report, "lights") & {5, 7, 8}


@pytest.mark.parametrize(
    "sentence",
    [
        "Dockers at the port walked out at midnight after talks over shifts failed.",
        "The union of train drivers called a strike for Friday, and half of the trains will not run.",
        "Lightning struck a barn near Lindmark and twelve cows died.",
        "The striker struck twice in the last ten minutes and the Rovers won.",
        "An earthquake struck the coast before dawn and was felt in three provinces.",
    ],
)
def test_other_senses_of_the_word_strike_are_not_strikes(sentence, embedder):
    item = article("", sentence)
    assert paragraphs(analysed([item], embedder), item, "strikes") == set()


@pytest.mark.parametrize(
    "sentence",
    [
        "Missiles struck a market in Kelmen at noon and six people died.",
        "Overnight the air force bombed positions of the rebels outside the town.",
        "Artillery shells fell on the village for the fourth day, and two houses burned.",
        "A drone hit the bus station, wounding nine.",
    ],
)
def test_military_strikes_are(sentence, embedder):
    item = article("", sentence)
    assert paragraphs(analysed([item], embedder), item, "strikes") == {1}


def test_a_passing_word_of_talks_does_not_make_a_strike_story_diplomacy(embedder):
    item = article(
        "Drones hit Kelmen",
        "Drones hit Kelmen on Monday night and six people died. Two schools burned. Rescuers looked for survivors in the"
        " rubble. The army said that it had shot down nine drones. The city has been shelled since May, while talks"
        " continue.",
    )
    [story] = analysed([item], embedder).stories
    assert [t.theme for t in story.themes if t.verdict == "yes"] == ["strikes"]


def test_an_editors_line_changes_the_next_runs_verdict(embedder):
    item = article("", "The pilots of the flying club dropped flour bags on a target in the meadow.")
    wrong = item.passages[0].text
    given = {
        belongs: paragraphs(
            analysed([item], embedder, (replace(STRIKES, labelled=((wrong, belongs),)), REST)),
            item,
            "strikes",
        )
        for belongs in (True, False)
    }
    assert given == {True: {1}, False: set()}


def test_one_attack_told_twice_is_a_story_and_the_attack_on_another_town_is_not_in_it(embedder):
    found = analysed([*OSTSTADT, WESTHAFEN], embedder)
    assert sorted(len(story.articles) for story in found.stories) == [1, 2]
