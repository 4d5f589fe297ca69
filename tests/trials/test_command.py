"""``briefing eval`` on labelled files with the bundled models, as an operator runs it."""

from __future__ import annotations

import shutil

import pytest

from briefing.model import ModelChoice
from briefing.models.catalogue import ROLES
from briefing.models.pull import pull
from briefing.settings import load_settings
from tests.conftest import ROOT, briefing
from tests.fakes import RecordingProgress
from tests.trials.build import write_lines
from tests.trials.test_stories import FERRY, MINE

STORIES = (
    {"id": "f1", "title": "Ferry aground off Tavik", "text": FERRY, "story": "ferry"},
    {
        "id": "f2",
        "title": "Ferry Morwenna aground in fog",
        "text": "The ferry Morwenna ran aground off Tavik in thick fog with 212 people on board.",
        "story": "ferry",
    },
    {"id": "m1", "title": "Miners trapped at Dorsk", "text": MINE, "story": "mine"},
    {
        "id": "m2",
        "title": "Seventeen trapped in Dorsk mine",
        "text": "An explosion in the Dorsk coal mine has trapped 17 miners 600 metres below ground, Belkom said.",
        "story": "mine",
    },
    {
        "id": "b1",
        "title": "Bank of Ruvenia raises rates",
        "text": "The Bank of Ruvenia raised its key rate by half a point to 6.5 per cent to fight inflation.",
        "story": "bank",
    },
)
TEXTS = (
    ("Striker Ilka Maron scored twice as Tavik United won the cup final.", "sport"),
    ("The marathon was won in two hours and five minutes.", "sport"),
    ("The central bank raised its key interest rate by half a point.", "money"),
    ("Shares in the car maker fell nine per cent after weak sales.", "money"),
)
THEMES = """
[[theme]]
name = "sport"
means = "matches, races, championships and records of athletes and teams"
[[theme]]
name = "money"
means = "companies, markets, banks, prices, interest rates and trade"
"""

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """A cache with the bundled models and nothing else in it."""
    models = load_settings(None).cache
    pull(dict.fromkeys(ROLES, ModelChoice(name="bundled")), models, RecordingProgress())
    folder = tmp_path_factory.mktemp("cache")
    for each in models.iterdir():
        if each.is_dir() and each.name != "evaluation":
            (folder / each.name).symlink_to(each)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with labelled files, and themes for one of them."""
    folder = tmp_path_factory.mktemp("labelled")
    write_lines(folder / "pool.jsonl", STORIES)
    write_lines(
        folder / "desk_2026.jsonl",
        [{"id": str(i), "text": text, "themes": [theme]} for i, (text, theme) in enumerate(TEXTS)],
    )
    (folder / "desk.toml").write_text(THEMES, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def evaluated(cache, folder):
    def run(*arguments):
        return briefing("eval", *arguments, cwd=folder, BRIEFING_CACHE=str(cache), OMP_NUM_THREADS="1")

    return run


@pytest.fixture(scope="module")
def stories(evaluated):
    ran = evaluated("stories", "pool.jsonl", "--json")
    assert ran.code == 0, ran.err
    return ran


def by_name(systems):
    return {system["name"]: system["metrics"] for system in systems}


def test_stories_told_apart_score_one_with_every_figure(stories):
    (found,) = stories.json
    assert (found["items"], found["units"], found["rows"], found["of"]) == (5, 3, 5, 5)
    ours = by_name(found["systems"])["briefing"]
    assert {figure["value"] for figure in ours.values()} == {1.0}


def test_floors_stand_beside_ours_with_a_paired_difference(stories):
    systems = by_name(stories.json[0]["systems"])
    assert list(systems)[1:] == ["TF-IDF, cut 0.15", "TF-IDF, cut 0.20", "embedding, cut 0.55"]
    assert all(
        set(figure) == {"value", "low", "high", "ours_less_it"}
        for name, metrics in systems.items()
        for figure in metrics.values()
        if name != "briefing"
    )


def test_the_second_time_nothing_is_measured(stories, evaluated):
    again = evaluated("stories", "pool.jsonl", "--json")
    assert (stories.json[0]["kept"], again.json[0]["kept"]) == (False, True)
    assert again.json[0]["systems"] == stories.json[0]["systems"]
    assert "embed" not in again.err
    assert evaluated("stories", "pool.jsonl", "--json", "--fresh").json[0]["kept"] is False


def test_a_limit_is_said(evaluated):
    ran = evaluated("stories", "pool.jsonl", "--limit", 2)
    assert ran.out.startswith("stories: pool.jsonl: 4 articles of 2 stories (the first 4 of 5 rows)\n")


def test_without_a_terminal_a_line_is_a_figure(evaluated):
    lines = evaluated("stories", "pool.jsonl").out.splitlines()
    assert "briefing             B-cubed F1         1.000 [1.000 to 1.000]" in lines
    assert "\x1b" not in "".join(lines)


def test_an_equal_configuration_is_told_as_such(evaluated, folder):
    other = folder / "other"
    other.mkdir()
    shutil.copytree(ROOT / "prompts", other / "prompts")
    ran = evaluated("stories", "pool.jsonl", "--against", "other")
    assert ran.code == 0, ran.err
    assert "ours against other: the same on every item" in ran.out


def test_worse_themes_are_told_in_words(evaluated, folder):
    """The meanings swapped: every text is given the other theme."""
    texts = [
        {"id": f"{i}-{copy}", "text": f"{text} Item {copy}.", "themes": [theme]}
        for i, (text, theme) in enumerate(TEXTS)
        for copy in range(8)
    ]
    write_lines(folder / "desk_many.jsonl", texts)
    swapped = THEMES.replace("sport", "x").replace("money", "sport").replace('"x"', '"money"')
    (folder / "swapped.toml").write_text(swapped, encoding="utf-8")
    ran = evaluated("themes", "desk_many.jsonl", "--against", "swapped.toml")
    assert ran.code == 0, ran.err
    assert "themes: desk.toml" in ran.out
    assert "ours against swapped.toml:\n  accuracy: better (+" in ran.out


def test_a_label_without_a_theme_is_told_with_its_line(evaluated, folder):
    write_lines(folder / "desk_bad.jsonl", [{"id": "1", "text": "t", "themes": ["sprot"]}])
    ran = evaluated("themes", "desk_bad.jsonl")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == 'briefing: desk_bad.jsonl:1: no theme "sprot" in desk.toml: did you mean "sport"?\n'


def test_every_bad_line_is_told(evaluated, folder):
    (folder / "bad.jsonl").write_text('{"id": 1}\nnonsense\n', encoding="utf-8")
    ran = evaluated("stories", "bad.jsonl")
    assert ran.code == 1
    assert [line.removeprefix("briefing: ").split(":")[1] for line in ran.err.splitlines()] == [
        "1",
        "1",
        "1",
        "2",
    ]


def test_words_and_sentences_exclude_each_other(evaluated):
    ran = evaluated("summaries", "pool.jsonl", "--words", 50, "--sentences", 3)
    assert (ran.code, "give --words or --sentences, not both" in ran.err) == (2, True)
