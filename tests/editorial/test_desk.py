import pytest

from briefing import editorial
from briefing.errors import ConfigError
from briefing.model import EditionPlan


def test_faults_of_all_files_are_told_together_in_order(desk):
    desk.write("feeds/war.toml", '[[feed]]\nname = "A"\n')
    desk.write("prompts/themes.toml", '[[theme]]\nname = "A"\n')
    desk.write("prompts/shorten.toml", 'for = "x"\n')
    with pytest.raises(ConfigError) as raised:
        desk.load()
    assert [(fault.file, fault.line) for fault in raised.value.faults] == [
        ("feeds/war.toml", 1),
        ("prompts/shorten.toml", 1),
        ("prompts/shorten.toml", 1),
        ("prompts/themes.toml", 1),
    ]


def test_an_empty_feeds_folder_is_a_fault(desk):
    (desk.root / "feeds/war.toml").unlink()
    [fault] = desk.faults()
    assert (fault.file, fault.line, fault.what) == ("feeds", 0, "no feed list in it")


def test_an_empty_folder_has_the_shipped_files(tmp_path):
    found = editorial.load(tmp_path)
    assert {"sample", "world"} <= found.feed_lists.keys()
    assert [theme.name for theme in found.themes] == [
        "strikes",
        "diplomacy",
        "prisoner releases",
        "other news",
    ]
    assert found.prompts.keys() == {"shorten", "rewrite"}


def test_a_folder_of_feeds_replaces_the_shipped_lists_and_a_prompt_only_itself(desk):
    found = desk.load()
    assert found.feed_lists.keys() == {"war"}
    assert found.prompts["shorten"].listed_at == "prompts/shorten.toml:3"
    assert not found.prompts["rewrite"].listed_at.startswith("prompts/")


def test_names_in_an_edition_that_do_not_exist_are_faults_at_their_line(desk):
    plan = EditionPlan(feeds=("war", "wra"), themes=("Rest", "strikes", "Sport"))
    lines = {("editions", 0, "feeds", 1): 5, ("editions", 0, "themes", 1): 6, ("editions", 0, "themes", 2): 7}
    faults = desk.faults(plan, place=lambda key: ("briefing.toml", lines[key]))
    assert [str(fault) for fault in faults] == [
        'briefing.toml:5: the edition "daily" names an unknown feed list "wra": did you mean "war"?',
        'briefing.toml:6: the edition "daily" names an unknown theme "strikes": did you mean "Strikes"?',
        'briefing.toml:7: the edition "daily" names an unknown theme "Sport": there are Strikes, Rest',
    ]


def test_the_hashes_change_with_the_files_and_only_with_them(desk):
    first, again = desk.load(), desk.load()
    assert (first.feeds_sha256, first.themes_sha256) == (again.feeds_sha256, again.themes_sha256)
    desk.write("feeds/war.toml", '[[feed]]\nname = "A"\nurl = "https://a.example/"\n')
    changed = desk.load()
    assert changed.feeds_sha256 != first.feeds_sha256
    assert changed.themes_sha256 == first.themes_sha256
