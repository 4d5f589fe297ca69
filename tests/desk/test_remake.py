"""An edition made again: the same articles, the files of now, nothing asked twice, nothing kept."""

import json
import shutil
from contextlib import closing
from datetime import date

import pytest
from sqlalchemy import create_engine, text

from briefing.app import open_store
from briefing.errors import BriefingError, ConfigError
from tests.desk.conftest import DAY, prepared
from tests.fakes import RecordingProgress

NEW_THEME = '\n[[theme]]\nname = "harbour"\nmeans = "dockers port ships harbour quay"\n'


def made(bench, folder):
    return bench.make(folder.settings, folder.desk(), RecordingProgress()).outcome


def told(content):
    """An edition's JSON without the time that it took."""
    edition = json.loads(content)
    edition["colophon"]["seconds"] = {}
    return edition


def rows(folder):
    """How many rows each table has."""
    engine = create_engine(f"sqlite:///{folder.settings.database}")
    with engine.connect() as connection:
        names = (
            connection.execute(text("select name from sqlite_master where type = 'table'")).scalars().all()
        )
        counted = {n: connection.execute(text(f"select count(*) from {n}")).scalar_one() for n in names}
    engine.dispose()
    return counted


def test_unchanged_files_give_the_same_edition_but_for_the_seconds(folder, bench):
    assert told(made(bench, folder).content) == told(bench.base.content)
    assert bench.base.edition.id == f"daily-{DAY}"


def test_an_edition_of_several_stories_under_themes_is_what_is_compared(bench):
    assert sum(len(section.stories) for section in bench.base.edition.sections) > 5


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("prompts/themes.toml", "means = \"missiles", "means = \"shells missiles"),
        ("prompts/themes.toml", "catch_all = true\n", "catch_all = true\n" + NEW_THEME),
        ("prompts/shorten.toml", "Shorten the", "Make shorter the"),
        ("briefing.toml", "\n", "\n[limits]\nstories_per_theme = 2\nheadline_words = 9\n"),
        ("briefing.toml", "\n", '\n[summary]\nmode = "verbatim"\n'),
    ],
)  # fmt: skip
def test_changed_files_give_what_a_run_makes_of_them(folder, bench, tmp_path, name, old, new):
    made(bench, folder)
    folder.edit(name, old, new)
    again = told(made(bench, folder).content)
    database = shutil.copy(folder.settings.database, tmp_path / "other.sqlite")
    run = told(folder.run(database=database).content)
    assert again != told(bench.base.content)
    assert (run.pop("id"), run.pop("revision")) == (f"daily-{DAY}-r2", 2)
    assert run == {key: value for key, value in again.items() if key not in ("id", "revision")}


def test_after_a_theme_is_edited_its_new_words_alone_are_embedded(folder, bench):
    made(bench, folder)
    folder.models.embedder.embedded.clear()
    folder.edit("prompts/themes.toml", 'means = "missiles drones', 'means = "shells, missiles drones')
    made(bench, folder)
    embedded = folder.models.embedder.embedded
    assert embedded
    assert [text for text in embedded if "shells" not in text] == []


def test_what_was_parsed_and_scored_before_is_not_asked_again(folder, bench):
    made(bench, folder)
    folder.models.parser.parsed.clear()
    folder.models.writer.prompts.clear()
    made(bench, folder)
    assert (folder.models.parser.parsed, folder.models.writer.prompts) == ([], [])


def test_vectors_that_the_store_has_are_not_made_again(folder, bench):
    folder.models.embedder.embedded.clear()
    made(bench, folder)
    assert folder.models.embedder.embedded == []


def test_nothing_is_written_to_the_store(folder, bench):
    before = rows(folder)
    folder.themes.write_text(folder.themes.read_text() + NEW_THEME)
    made(bench, folder)
    bench.warm()
    assert rows(folder) == before


def test_an_article_that_its_outlet_has_changed_since_is_taken_as_it_was(tmp_path):
    folder = prepared(tmp_path)
    folder.run()
    feed = tmp_path / "feeds" / "sample" / "meridian.xml"
    feed.write_text(
        feed.read_text("utf-8").replace("</description>", " One more line.</description>"), "utf-8"
    )
    folder.clock.move(hours=1)
    folder.run(date(2026, 3, 12))
    with folder.bench(f"daily-{DAY}") as bench:
        assert [a for a in bench.base.articles if "One more line." in a.text] == []
        assert told(made(bench, folder).content)["sections"] == told(bench.base.content)["sections"]


def test_the_articles_of_a_feed_that_is_paused_are_gone(folder, bench):
    folder.edit("feeds/world.toml", 'name = "Daily Lantern"\n', 'name = "Daily Lantern"\npaused = true\n')
    edition = made(bench, folder).edition
    assert "Daily Lantern" in {a.outlet for a in bench.base.articles}
    assert "Daily Lantern" not in {a.outlet for a in edition.articles}
    assert "Daily Lantern" not in edition.colophon.feeds


def test_a_renamed_feed_goes_by_its_new_name(folder, bench):
    folder.edit("feeds/world.toml", "Meridian News Agency", "Meridian")
    outlets = {a.outlet for a in made(bench, folder).edition.articles}
    assert "Meridian" in outlets
    assert "Meridian News Agency" not in outlets


def test_a_new_feed_is_read_once_and_its_items_of_the_time_are_in(folder, bench):
    text = (folder.path / "feeds" / "sample" / "lantern.xml").read_text("utf-8")
    (folder.path / "feeds" / "extra.xml").write_text(text.replace("lantern", "extra"), "utf-8")
    with (folder.path / "feeds" / "world.toml").open("a") as list_:
        list_.write('\n[[feed]]\nname = "Extra"\npath = "extra.xml"\nfull_text = "never"\n')
    found = bench.make(folder.settings, folder.desk(), RecordingProgress())
    assert "Extra" in found.outcome.edition.colophon.feeds
    assert found.outcome.articles > len(bench.base.articles)
    assert [note.partition(":")[0] for note in found.notes] == ["Extra"]
    (folder.path / "feeds" / "extra.xml").write_text("", "utf-8")
    assert made(bench, folder).articles == found.outcome.articles


def test_an_edition_of_named_lists_keeps_to_them(tmp_path):
    folder = prepared(tmp_path)
    (tmp_path / "feeds" / "world.toml").rename(tmp_path / "feeds" / "sample.toml")
    (tmp_path / "feeds" / "world.toml").write_text('[[feed]]\nname = "A"\nurl = "https://a.example/feed"\n')
    (tmp_path / "briefing.toml").write_text('[[editions]]\nname = "daily"\nfeeds = ["sample"]\n')
    folder.run()
    (tmp_path / "briefing.toml").write_text("")
    with folder.bench() as bench:
        assert told(made(bench, folder).content)["sections"] == told(bench.base.content)["sections"]


def test_a_missing_edition_is_an_error_that_names_the_newest(folder):
    with pytest.raises(
        BriefingError, match=r"no edition 'daily-1999-01-01': the newest are daily-2026-03-11, "
    ):
        folder.bench("daily-1999-01-01")


def test_an_edition_that_the_settings_no_longer_have_is_a_fault_with_its_file(folder, bench):
    (folder.path / "briefing.toml").write_text('[[editions]]\nname = "war"\n')
    with pytest.raises(ConfigError, match=r"briefing\.toml:0: no edition named 'daily': known are war"):
        made(bench, folder)


def test_the_database_is_given_back(folder):
    with folder.bench():
        pass
    with closing(open_store(folder.settings, folder.clock)) as store:
        assert store.editions(1) == [f"daily-{DAY}"]
