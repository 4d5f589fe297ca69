"""[serve] in briefing.toml."""

import pytest

from briefing.settings import SETTINGS_COPY, inspect, load_settings
from briefing.settings.serve import ServePolicy


def settings(folder, text):
    (folder / "briefing.toml").write_text(text)
    return inspect(folder / "briefing.toml", {}, cwd=folder)


def test_without_it_the_defaults_hold(tmp_path):
    found, _ = settings(tmp_path, "")
    assert found.serve == ServePolicy(poll_minutes=30, catch_up_days=7, send=True, bounce_minutes=15)


def test_what_the_operator_chose_holds(tmp_path):
    text = "[serve]\npoll_minutes = 0\ncatch_up_days = 2\nsend = false\nbounce_minutes = 60\n"
    found, _ = settings(tmp_path, text)
    assert found.serve == ServePolicy(poll_minutes=0, catch_up_days=2, send=False, bounce_minutes=60)


@pytest.mark.parametrize("line", ["poll_minutes = -1", "catch_up_days = 31", 'send = "yes"', "often = 1"])
def test_fault_is_told_with_its_line(tmp_path, line):
    found, [fault] = settings(tmp_path, f"[serve]\n{line}\n")
    assert (found, fault.file, fault.line) == (None, "briefing.toml", 2)


def test_copy_is_read_in_the_place_of_the_file_and_named_like_it(tmp_path):
    (tmp_path / "briefing.toml").write_text("broken")
    (tmp_path / "private").mkdir()
    copy = tmp_path / "private" / "copy.toml"
    copy.write_text('title = "As it was"\n')
    found = load_settings(tmp_path / "briefing.toml", {SETTINGS_COPY: str(copy)}, cwd=tmp_path)
    assert (found.title, found.root) == ("As it was", tmp_path)
    copy.write_text("title = 1\n")
    _, [fault] = inspect(tmp_path / "briefing.toml", {SETTINGS_COPY: str(copy)}, cwd=tmp_path)
    assert fault.file == "briefing.toml"
