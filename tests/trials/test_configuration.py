"""Which settings and which themes a labelled file is measured with."""

from __future__ import annotations

import pytest

from briefing.errors import ConfigError
from briefing.measure import configuration, themes_of

THEME = '[[theme]]\nname = "{}"\nmeans = "ships and ports"\n'


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A current folder with themes of its own, and another one beside it."""
    for name in ("desk", "other"):
        (tmp_path / name / "prompts").mkdir(parents=True)
        (tmp_path / name / "prompts" / "themes.toml").write_text(THEME.format(name), encoding="utf-8")
    (tmp_path / "other" / "briefing.toml").write_text('language = "de"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path / "desk")
    return tmp_path / "desk"


def names(found):
    return [theme.name for theme in found[0]], found[1]


def test_without_a_path_it_is_the_current_folders(here):
    chosen = configuration(None)
    assert (chosen.settings.root, [t.name for t in chosen.desk.themes]) == (here, ["desk"])


def test_a_folder_brings_its_settings_and_prompts(here):
    chosen = configuration(here.parent / "other")
    assert (chosen.settings.language, [t.name for t in chosen.desk.themes]) == ("de", ["other"])


def test_a_settings_file_brings_the_prompts_beside_it(here):
    chosen = configuration(here.parent / "other" / "briefing.toml")
    assert (chosen.settings.language, [t.name for t in chosen.desk.themes]) == ("de", ["other"])


def test_a_file_of_themes_is_the_current_configuration_with_those_themes(here):
    chosen = configuration(here.parent / "other" / "prompts" / "themes.toml")
    assert (chosen.settings.root, chosen.settings.language) == (here, "en")
    assert names(themes_of(here / "rows.jsonl", None, chosen))[0] == ["other"]


def test_a_path_that_is_not_there_is_told(here):
    with pytest.raises(ConfigError, match=r"none\.toml:0: no such file"):
        configuration(here / "none.toml")


def test_the_editors_own_themes_are_tried_where_no_others_are_named(here):
    assert names(themes_of(here / "rows.jsonl", None, configuration(None))) == (
        ["desk"],
        "prompts/themes.toml",
    )


def test_themes_beside_the_labelled_file_come_before_the_editors(here):
    (here / "rows.toml").write_text(THEME.format("beside"), encoding="utf-8")
    found = themes_of(here / "rows_2026.jsonl", None, configuration(None))
    assert names(found) == (["beside"], "rows.toml")


def test_named_themes_come_before_those_beside_the_file(here):
    (here / "rows.toml").write_text(THEME.format("beside"), encoding="utf-8")
    (here / "mine.toml").write_text(THEME.format("mine"), encoding="utf-8")
    found = themes_of(here / "rows.jsonl", here / "mine.toml", configuration(None))
    assert names(found) == (["mine"], "mine.toml")


def test_faults_in_a_file_of_themes_are_told_with_their_lines(here):
    (here / "mine.toml").write_text('[[theme]]\nname = "mine"\nmeens = "x"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"mine\.toml:3: "):
        themes_of(here / "rows.jsonl", here / "mine.toml", configuration(None))
