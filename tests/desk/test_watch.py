"""The loop without a browser: files change, the screen follows; what is broken is told and the last good digest stays."""

import http.client
import threading
from contextlib import contextmanager

import pytest

from briefing.desk.serve import of_screen, server
from briefing.desk.view import Screen, View
from briefing.desk.watch import Watcher, first_view
from briefing.errors import BriefingError
from tests.fakes import RecordingProgress
from tests.render import editions

PATIENCE = 60  # seconds that a change may take on a busy machine


@pytest.fixture
def screen(folder, bench):
    """A screen that is kept as the files are; made once already."""
    screen = Screen(first_view(bench))
    first = screen.now()[0].number
    with Watcher(bench, screen, folder.path / "briefing.toml", RecordingProgress()):
        after(screen, first)
        yield screen


def after(screen, number):
    """The view that follows on one."""
    for _ in range(PATIENCE):
        shown = screen.now()[0]
        if shown.number != number:
            return shown
        screen.wait(screen_state(screen), 1.0)
    pytest.fail("nothing changed")


def screen_state(screen):
    view, working = screen.now()
    return view.number, working


def edit(screen, change):
    number = screen.now()[0].number
    change()
    return after(screen, number)


def test_the_first_digest_is_the_one_that_is_stored(folder, bench):
    view = first_view(bench)
    assert view.files["edition.json"].decode() == bench.base.content
    assert (view.last, view.whole, view.problems) == (None, None, ())


def test_unchanged_files_change_nothing(screen):
    view, _ = screen.now()
    assert (view.problems, view.last.same, view.whole.same) == ((), True, True)


def test_a_changed_file_makes_another_digest_and_says_what_changed(screen, folder):
    view = edit(screen, lambda: folder.edit("briefing.toml", "The Morning Brief", "The Evening Brief"))
    assert view.edition.title == "The Evening Brief"
    assert b"The Evening Brief" in view.files["digest.html"]
    assert view.last.notes == ("title: “The Morning Brief” is now “The Evening Brief”",)


def test_a_file_that_comes_by_renaming_another_is_seen(screen, folder):
    new = folder.path / "prompts" / ".themes.toml.swp"
    new.write_text(folder.themes.read_text().replace('"other"', '"the rest"'))
    view = edit(screen, lambda: new.rename(folder.themes))
    assert "the rest" in [section.theme for section in view.edition.sections]


def test_a_fault_is_told_with_its_place_and_the_last_good_digest_stays(screen, folder):
    good = screen.now()[0]
    view = edit(screen, lambda: folder.edit("prompts/themes.toml", "means = ", "meens = "))
    assert {(p.place.rpartition("/")[2], p.what) for p in view.problems} >= {
        ("themes.toml:3", 'unknown key "meens"')
    }
    assert all(problem.mend for problem in view.problems)
    assert view.files == good.files
    mended = edit(screen, lambda: folder.edit("prompts/themes.toml", "meens = ", "means = "))
    assert mended.problems == ()


@pytest.mark.parametrize(
    ("name", "old", "new", "place", "what"),
    [
        ("prompts/shorten.toml", "{{ sentence }}", "{{ sentense }}", "shorten.toml:", "sentense"),
        ("prompts/themes.toml", 'means = "missiles', 'moans = "missiles', "themes.toml:1", '"means" is missing'),
        ("feeds/world.toml", '"sample/courier.xml"', '"sample/lantern.xml"', "world.toml:", "listed already"),
        ("prompts/themes.toml", 'name = "talks"', 'name = "tal', "themes.toml:6", ""),
        ("briefing.toml", "title", "titel", "briefing.toml:1", 'unknown key "titel"'),
    ],
)  # fmt: skip
def test_each_kind_of_fault_names_its_file_and_line(screen, folder, name, old, new, place, what):
    view = edit(screen, lambda: folder.edit(name, old, new))
    assert any(place in p.place and what in p.what for p in view.problems), view.problems


def test_a_file_that_is_saved_in_two_steps_is_no_fault(bench, folder):
    """The second step falls into the moment that a fault is given, whenever that begins."""
    whole = folder.themes.read_text()
    screen = SteppedScreen(first_view(bench), lambda: folder.themes.write_text(whole))
    folder.themes.write_text(whole[:40])
    Watcher(bench, screen, folder.path / "briefing.toml", RecordingProgress()).look()
    assert screen.shown[0].whole is not None
    assert [view.problems for view in screen.shown] == [()]


class SteppedScreen(Screen):
    """Does something as soon as the files are being read the first time, and remembers what was shown."""

    def __init__(self, view, then):
        self.shown = []
        super().__init__(view)
        self.shown.clear()
        self._then = [then]

    def show(self, view):
        super().show(view)
        self.shown.append(view)

    def working(self, stage):
        super().working(stage)
        if stage == "a fault: is the file saved?":
            self._then.pop()()


def test_what_a_newer_change_supersedes_is_not_made_to_its_end(bench, folder):
    class Changed(Screen):
        """The editor saves again while the first stage runs."""

        def working(self, stage):
            super().working(stage)
            if stage == "embed":
                (folder.path / "briefing.toml").write_text('title = "Newer"\n')

    screen = Changed(first_view(bench))
    watcher = Watcher(bench, screen, folder.path / "briefing.toml", RecordingProgress())
    watcher.look()
    assert screen.now()[0].whole is None
    watcher.look()
    assert screen.now()[0].edition.title == "Newer"


def test_an_error_that_is_no_fault_of_a_file_is_told_in_one_line(bench, folder):
    class Broken:
        base = bench.base

        def make(self, *_):
            msg = "the writer is gone; run `briefing models pull`"
            raise BriefingError(msg)

    screen = Screen(first_view(bench))
    Watcher(Broken(), screen, folder.path / "briefing.toml", RecordingProgress()).look()
    assert [p.what for p in screen.now()[0].problems] == ["the writer is gone; run `briefing models pull`"]


def test_a_fault_of_the_program_does_not_end_the_session(bench, folder):
    class Broken:
        base = bench.base

        def make(self, *_):
            raise ZeroDivisionError

    screen = Screen(first_view(bench))
    Watcher(Broken(), screen, folder.path / "briefing.toml", RecordingProgress()).look()
    [problem] = screen.now()[0].problems
    assert problem.what.startswith("a fault of this program (ZeroDivisionError")


@contextmanager
def serving(screen):
    with server(of_screen(screen), "127.0.0.1", 0, screen) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield listening
        listening.shutdown()
        thread.join()


@pytest.fixture
def shown():
    edition = editions.morning()
    from briefing.render import render

    return Screen(View(number="", stored=edition.id, edition=edition, files=render(edition).files))


def ask(listening, path, **headers):
    connection = http.client.HTTPConnection(*listening.server_address[:2], timeout=10)
    connection.request("GET", path, headers=headers)
    return connection, connection.getresponse()


@pytest.mark.parametrize(
    ("path", "media"),
    [
        ("/", "text/html"),
        ("/mail", "text/html"),
        ("/text", "text/html"),
        ("/changes", "text/html"),
        ("/index.html", "text/html"),
        ("/digest.eml", "text/plain"),
        ("/desk.css", "text/css"),
        ("/desk.js", "text/javascript"),
    ],
)
def test_the_desk_has_its_pages_and_the_digests_files(shown, path, media):
    with serving(shown) as listening:
        connection, answer = ask(listening, path)
        assert (answer.status, answer.headers["Content-Type"]) == (200, f"{media}; charset=utf-8")
        assert "script-src 'unsafe" not in answer.headers["Content-Security-Policy"]
        connection.close()


def test_a_request_under_a_name_of_the_web_is_refused(shown):
    with serving(shown) as listening:
        connection, answer = ask(listening, "/index.html", Host="attacker.example")
        assert (answer.status, answer.read()) == (421, b"This server answers for this machine only.\n")
        connection.close()


def test_browsers_are_told_of_each_view_and_of_what_is_being_done(shown):
    with serving(shown) as listening:
        connection, answer = ask(listening, "/events")
        first = [answer.readline().decode() for _ in range(3)]
        assert first == ["event: shown\n", f"data: {shown.now()[0].number}\n", "\n"]
        shown.working("themes")
        assert [answer.readline() for _ in range(3)] == [b"event: working\n", b"data: themes\n", b"\n"]
        shown.show(shown.now()[0])
        assert answer.readline() == b"event: shown\n"
        connection.close()


def test_a_headline_with_markup_is_text_in_the_frame(shown):
    from dataclasses import replace

    from briefing.edition.difference import difference

    before = editions.morning()
    after = replace(before, title="<script>alert(1)</script>")
    found = difference(before, after)
    shown.show(replace(shown.now()[0], edition=after, last=found, whole=found))
    with serving(shown) as listening:
        connection, answer = ask(listening, "/changes")
        page = answer.read().decode()
        connection.close()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
