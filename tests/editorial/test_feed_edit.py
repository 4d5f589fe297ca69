"""Pausing, resuming and removing a feed: one entry changes, the rest of the file stays byte for byte."""

from datetime import date

import pytest

from briefing.editorial import feed_edit
from briefing.errors import BriefingError, ConfigError

LIST = """\
# War reporting

[[feed]]   # the first
name = "Herald"   # as readers see it
url = "https://herald.example/feed.xml"

# Slow, but good
[[feed]]
name = "Gazette"
url = "https://gazette.example/x"
weight = 1.5
# tail
"""


@pytest.fixture
def path(desk):
    return desk.write("feeds/war.toml", LIST)


@pytest.fixture
def at(desk):
    return lambda wanted: feed_edit.find(desk.root / "feeds", desk.root, wanted)


def test_pausing_adds_a_line_to_the_entry(path, at):
    feed_edit.pause(at("herald"))
    url = 'url = "https://herald.example/feed.xml"\n'
    assert path.read_text() == LIST.replace(url, f"{url}paused = true\n")
    assert at("Herald").feed.paused


def test_pausing_until_a_day_is_over_on_that_day(path, at):
    feed_edit.pause(at("https://GAZETTE.example/x/"), date(2026, 12, 1))
    assert path.read_text() == LIST.replace("weight = 1.5\n", "weight = 1.5\npaused_until = 2026-12-01\n")
    feed = at("Gazette").feed
    assert [feed.rests(date(2026, 11, 30)), feed.rests(date(2026, 12, 1))] == [True, False]


def test_pausing_again_changes_the_line(path, at):
    feed_edit.pause(at("Herald"), date(2026, 12, 1))
    feed_edit.pause(at("Herald"), date(2027, 1, 1))
    assert path.read_text().count("paused_until = 2027-01-01") == path.read_text().count("paused") == 1
    feed_edit.pause(at("Herald"))
    assert (path.read_text().count("paused"), at("Herald").feed.paused) == (1, True)


def test_what_was_resumed_is_as_it_was(path, at):
    feed_edit.pause(at("Gazette"))
    feed_edit.resume(at("Gazette"))
    assert path.read_text() == LIST
    feed_edit.resume(at("Gazette"))
    assert path.read_text() == LIST


def test_a_comment_beside_the_pause_stays(desk, at):
    path = desk.write("feeds/war.toml", LIST.replace("weight = 1.5\n", "paused = true  # they moved\n"))
    feed_edit.resume(at("Gazette"))
    assert path.read_text() == LIST.replace("weight = 1.5\n", "# they moved\n")


def test_removing_takes_the_entry_and_leaves_comments(path, at):
    feed_edit.remove(at("Herald"))
    assert path.read_text() == LIST.replace(LIST[LIST.index("[[feed]]") : LIST.index("# Slow")], "")
    assert at("Gazette").feed.weight == 1.5


def test_removing_the_last_entry_of_a_file_takes_it_whole(path, at):
    feed_edit.remove(at("Gazette"))
    assert path.read_text() == LIST[: LIST.index("[[feed]]\nname")] + "# tail\n"


def test_the_only_feed_of_a_list_is_not_removed(desk, at):
    path = desk.write("feeds/war.toml", LIST[: LIST.index("# Slow")])
    with pytest.raises(ConfigError, match="the last feed of its list: delete the file"):
        feed_edit.remove(at("Herald"))
    assert path.exists()


def test_windows_line_ends_and_a_byte_order_mark_stay(desk, at):
    path = desk.write("feeds/war.toml", b"\xef\xbb\xbf" + LIST.replace("\n", "\r\n").encode())
    feed_edit.pause(at("Gazette"))
    feed_edit.resume(at("Gazette"))
    assert path.read_bytes() == b"\xef\xbb\xbf" + LIST.replace("\n", "\r\n").encode()


def test_a_file_without_a_last_line_end_can_be_changed(desk, at):
    desk.write("feeds/war.toml", '[[feed]]\nname = "Herald"\nurl = "https://herald.example/feed.xml"')
    feed_edit.pause(at("Herald"))
    assert at("Herald").feed.paused


def test_entries_in_one_list_are_left_to_the_editor(desk, at):
    desk.write("feeds/war.toml", 'feed = [\n  {name = "A", url = "https://a.example/"},\n]\n')
    with pytest.raises(ConfigError, match=r"feeds/war.toml:2: .*change it by hand"):
        feed_edit.pause(at("A"))


def test_a_name_that_several_have_is_told_with_their_places(desk, at):
    desk.write("feeds/war.toml", LIST)
    desk.write("feeds/b.toml", '[[feed]]\nname = "herald"\nurl = "https://b.example/"\n')
    with pytest.raises(BriefingError, match=r"feeds/b.toml:1 .*feeds/war.toml:3"):
        at("Herald")


def test_a_feed_that_is_not_listed_is_told(path, at):
    with pytest.raises(BriefingError, match="no feed 'Nobody' in feeds"):
        at("Nobody")


def test_a_list_with_faults_is_not_changed(desk, at):
    desk.write("feeds/war.toml", LIST + "colour = 1\n")
    with pytest.raises(ConfigError, match="colour"):
        at("Herald")
