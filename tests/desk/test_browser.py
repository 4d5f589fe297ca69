"""The editor's loop in a real browser, with the real models, on the sample."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from tests.conftest import ROOT, briefing
from tests.render.conftest import browser  # noqa: F401  # a fixture

pytestmark = [pytest.mark.browser, pytest.mark.models]

DAY = "2026-03-12"
THEME = """
[[theme]]
name = "harbours"
means = "dockers walk out, ports closed, ships wait in the harbour"
"""
SOON = 30.0  # seconds, for a machine that does other work too; on an idle one it is below two
SLOWEST = 60_000  # ms after which a change is given up


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A working copy with the sample's last edition."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("feeds", "prompts"):
        subprocess.run(["cp", "-r", ROOT / name, folder / name], check=True)
    (folder / "briefing.toml").write_text("")
    ran = briefing("run", "--feeds", "feeds/sample.toml", "--date", DAY, cwd=folder, OMP_NUM_THREADS="1")
    assert ran.code == 0, ran.err
    return folder


@contextmanager
def watched(folder):
    """`briefing preview --watch` as an editor starts it; its address."""
    command = [sys.executable, "-u", "-m", "briefing", "preview", "--watch", "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder, text=True
    ) as run:
        try:
            yield run.stdout.readline().split()[1]
        finally:
            run.send_signal(signal.SIGINT)
            _, complaints = run.communicate(timeout=60)
    assert (run.returncode, "Traceback" in complaints) == (0, False), complaints


class Editor:
    """Who edits the themes and looks at the page."""

    def __init__(self, page, folder):
        self.page, self.folder = page, folder
        self.themes = folder / "prompts" / "themes.toml"
        self.was = self.themes.read_text("utf-8")

    @property
    def number(self):
        return self.page.locator("html").get_attribute("data-number")

    def save(self, text):
        """Write the themes and wait until the browser shows another view; the seconds that it took."""
        number, start = self.number, time.monotonic()
        self.themes.write_text(text, "utf-8")
        self.page.locator(f"html:not([data-number='{number}'])").wait_for(timeout=SLOWEST)
        self.page.locator("#state").wait_for()
        return time.monotonic() - start

    def sections(self):
        frame = self.page.frame_locator("iframe.page")
        return [text.strip() for text in frame.locator("section h2").all_text_contents()]


@pytest.fixture(scope="module")
def editor(copy, browser):  # noqa: F811
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    with watched(copy) as url:
        page = context.new_page()
        page.goto(url)
        page.locator("#state", has_text="made in").wait_for(timeout=5 * SLOWEST)
        yield Editor(page, copy)
        context.close()


def changed(editor):
    return " ".join(editor.page.locator(".last").inner_text().split())


def test_unchanged_files_make_the_digest_that_is_stored(editor):
    assert "Last change: no difference" in changed(editor)


def test_each_edit_of_a_theme_shows_the_changed_digest(editor):
    """A new theme, its meaning, an example and what it is not: each is there soon, and only what changed is marked."""
    one = editor.was + THEME
    steps = {
        "theme added": one,
        "meaning changed": one.replace("dockers walk out, ", "timetables of buses and trains, "),
        "example added": one + 'examples = ["The dockers walked out at noon."]\n',
        "cut added": one + 'not = ["river ferries and their pilots"]\n',
        "theme removed": editor.was,
    }
    seconds, shown = {}, {}
    for step, text in steps.items():
        seconds[step] = editor.save(text)
        shown[step] = changed(editor)
    assert {step: took for step, took in seconds.items() if took > SOON} == {}
    assert "harbours" in shown["theme added"]
    assert re.search(r"stor(y|ies) (in|out|moved|told otherwise)", shown["theme added"])
    assert "harbours" in shown["theme removed"]
    assert "harbours" not in " ".join(editor.sections()).lower()


def test_a_broken_file_is_told_with_file_line_and_mend_over_the_last_good_digest(editor):
    before = editor.sections()
    line = editor.was[: editor.was.index("\nmeans =")].count("\n") + 2
    editor.save(editor.was.replace("\nmeans =", "\nmeens =", 1))
    faults = editor.page.locator(".faults").inner_text()
    assert f"prompts/themes.toml:{line} unknown key" in faults
    assert 'did you mean "means"?' in faults
    assert editor.page.title().startswith("2 to mend: ")
    assert editor.sections() == before
    editor.save(editor.was)
    assert editor.page.locator(".faults").count() == 0


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("path", ["", "mail", "text", "changes"])
def test_the_frame_fits_and_axe_finds_nothing(editor, path, width):
    from axe_playwright_python.sync_playwright import Axe

    page = editor.page.context.new_page()
    page.set_viewport_size({"width": width, "height": 780})
    page.goto(editor.page.url + path)
    page.frame_locator("iframe").first.locator("body").wait_for() if path in ("", "mail") else None
    wide = page.locator("html").evaluate("e => e.scrollWidth")
    found = Axe().run(page).response["violations"]
    page.close()
    assert wide <= width
    assert [each["id"] for each in found] == []
