"""The commands ``check`` and ``feeds``, run as a user runs them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import briefing
from briefing.model import Feed, FeedReading, FeedState
from briefing.store import open_store
from tests.ingest.server import ScriptedServer, answer

from ..fakes import FakeClock

REPOSITORY = Path(briefing.__file__).parent.parent


@pytest.fixture
def briefing_in(desk):
    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "briefing", *arguments],
            cwd=desk.root,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},  # noqa: TID251 -- the child's own environment
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_check_counts_what_is_well(briefing_in):
    done = briefing_in("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "All is well: 1 feed, 1 list, 2 themes, 2 prompts, 1 edition.\n"


def test_check_tells_the_faults_of_settings_and_editorial_files_together(desk, briefing_in):
    desk.write("briefing.toml", "[[editions]]\nhours = 0\n")
    desk.write("feeds/war.toml", '[[feed]]\nname = "A"\n')
    done = briefing_in("check")
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "briefing.toml:2: editions.hours is 0: a whole number from 1 to 8784",
        'feeds/war.toml:1: "A" has no url: add url = "https://…", or path = "file.xml"',
    ]


def test_check_names_unknown_lists_and_themes_at_the_edition(desk, briefing_in):
    desk.write("briefing.toml", '[[editions]]\nfeeds = ["wra"]\nthemes = [\n  "Rest",\n  "strikes",\n]\n')
    assert briefing_in("check").stdout.splitlines() == [
        'briefing.toml:2: the edition "daily" names an unknown feed list "wra": did you mean "war"?',
        'briefing.toml:5: the edition "daily" names an unknown theme "strikes": did you mean "Strikes"?',
    ]


def test_check_looks_beside_the_settings_that_it_is_given(desk, briefing_in):
    desk.write("other/briefing.toml", "")
    desk.write("other/feeds/a.toml", "")
    done = briefing_in("check", "--config", "other/briefing.toml")
    assert done.stdout.splitlines() == [
        "other/feeds/a.toml:0: no feeds in it: add a [[feed]] with name and url, or delete the file"
    ]


def test_add_writes_the_list_and_refuses_the_second_time(desk, briefing_in):
    added = briefing_in(
        *("feeds", "add", "https://b.example/x", "--as-is"),
        *("--list", "war", "--name", "B", "--language", "en-GB"),
    )
    assert (added.returncode, added.stdout) == (0, "feeds/war.toml: added B (https://b.example/x)\n")
    again = briefing_in("feeds", "add", "http://b.example/x/", "--list", "other", "--as-is")
    assert again.returncode == 1
    assert 'feeds/war.toml:5: http://b.example/x/ is listed already, as "B"' in again.stderr
    assert [feed.name for feed in desk.load().feed_lists["war"]] == ["Herald", "B"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("ftp://b.example/",),
        ("https://b.example/", "--list", "../x"),
        ("https://b.example/", "--weight", "0"),
        ("https://b.example/", "--language", "ua"),
    ],
)
def test_add_refuses_what_would_be_a_fault(desk, briefing_in, arguments):
    done = briefing_in("feeds", "add", *arguments)
    assert done.returncode == 2
    assert desk.load().feed_lists.keys() == {"war"}


def test_list_is_plain_lines_or_json_where_there_is_no_terminal(briefing_in):
    assert (
        briefing_in("feeds", "list").stdout == "war\tHerald\tdetected\t1\t\thttps://herald.example/feed.xml\n"
    )
    [row] = json.loads(briefing_in("feeds", "list", "--json").stdout)
    assert (row["name"], row["listed_at"], row["paused"]) == ("Herald", "feeds/war.toml:1", False)


def test_an_export_imports_elsewhere_as_the_same_feeds(desk, briefing_in):
    desk.write("feeds/own.xml", "<rss/>")
    desk.write("feeds/local.toml", '[[feed]]\nname = "Own"\npath = "own.xml"\n')
    exported = briefing_in("feeds", "export", "all.opml")
    assert (exported.returncode, exported.stdout) == (0, "all.opml\n")
    assert exported.stderr == "left out: 1 that are local files, such as Own\n"
    (desk.root / "feeds/war.toml").unlink()
    imported = briefing_in("feeds", "import", "all.opml")
    assert (imported.returncode, imported.stdout) == (0, "feeds/all.toml: added 1 feed\n")
    [feed] = desk.load().feed_lists["all"]
    assert (feed.name, feed.location) == ("Herald", "https://herald.example/feed.xml")


def test_an_import_names_what_it_skips(desk, briefing_in):
    outlines = (
        '<outline text="H" xmlUrl="https://herald.example/feed.xml"/>\n<outline text="Bad" xmlUrl="feed:x"/>\n'
        '<outline text="New" xmlUrl="https://new.example/"/>'
    )
    desk.write("a.opml", f"<opml><body>\n{outlines}\n</body></opml>")
    done = briefing_in("feeds", "import", "a.opml", "--list", "war")
    assert done.stdout == "feeds/war.toml: added 1 feed\n"
    assert done.stderr.splitlines() == [
        "a.opml:2: skipped H ('https://herald.example/feed.xml'): listed already at feeds/war.toml:1",
        "a.opml:3: skipped Bad ('feed:x'): no web address",
    ]


def test_health_says_what_has_not_been_read(briefing_in):
    [row] = json.loads(briefing_in("feeds", "health", "--json").stdout)
    assert (row["name"], row["state"], row["last_success"]) == ("Herald", "not read yet", None)


def test_health_tells_of_the_output_folder_that_a_run_was_given(desk, briefing_in):
    place = str(desk.root / "feed.xml")
    desk.write("feeds/war.toml", '[[feed]]\nname = "Herald"\npath = "../feed.xml"\n')
    desk.write("feed.xml", "<html></html>")
    store = open_store(desk.root / "elsewhere" / "briefing.sqlite", FakeClock())
    state = FeedState(
        location=place, failures=2, last_error="this is a web page", last_attempt=FakeClock().now()
    )
    store.save_readings([FeedReading(feed=Feed(name="Herald", location=place), state=state)])
    store.close()
    [row] = json.loads(briefing_in("feeds", "health", "--json", "--output", "elsewhere").stdout)
    assert (row["state"], row["failures"], row["last_error"]) == ("failing", 2, "this is a web page")


def test_a_fault_in_a_list_ends_every_command_with_its_line(desk, briefing_in):
    desk.write("feeds/war.toml", "[[feed]")
    done = briefing_in("feeds", "list")
    assert done.returncode == 1
    assert "feeds/war.toml:1: not valid TOML" in done.stderr


# ── Finding, pausing, removing ───────────────────────────────────────────────────────────────────────────────────────

RSS = b'<rss version="2.0"><channel><title>%s</title><item><title>A</title></item></channel></rss>'


@pytest.fixture
def site(desk):
    """A site that names two feeds, and may be read."""
    with ScriptedServer() as server:
        links = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{n}.xml">' for n in "ab")
        server.on("/", answer(body=f"<html><head>{links}</head></html>".encode(), content_type="text/html"))
        server.on("/a.xml", answer(body=RSS % b"Harbour"))
        server.on("/b.xml", answer(body=RSS % b"Hill"))
        desk.write(
            "briefing.toml", f'[fetch]\nallow_hosts = ["{server.host}"]\ndelay_seconds = 0.0\nretries = 0\n'
        )
        yield server


def test_add_lists_the_feeds_of_a_site_and_asks_for_one(desk, site, briefing_in):
    done = briefing_in("feeds", "add", site.url("/"))
    assert done.returncode == 1
    assert f"1. Harbour: {site.url('/a.xml')} (1 item)" in done.stderr
    assert "2 feeds: give --pick N" in done.stderr
    assert desk.load().feed_lists.keys() == {"war"}


def test_add_takes_the_one_that_is_picked_with_its_own_name(desk, site, briefing_in):
    done = briefing_in("feeds", "add", site.url("/"), "--pick", "2", "--list", "war")
    assert done.stdout == f"feeds/war.toml: added Hill ({site.url('/b.xml')})\n"
    assert briefing_in("feeds", "add", site.url("/"), "--yes", "--list", "war").returncode == 0
    assert [feed.name for feed in desk.load().feed_lists["war"]] == ["Herald", "Hill", "Harbour"]
    assert briefing_in("feeds", "add", site.url("/"), "--pick", "3").returncode == 2


def test_add_says_where_there_is_no_feed_and_how_to_add_it_all_the_same(desk, site, briefing_in):
    done = briefing_in("feeds", "add", site.url("/none"))
    told = done.stderr.splitlines()[-1]
    assert done.returncode == 1
    assert told.startswith(f"briefing: {site.url('/none')}: the server answered 404: ")
    assert told.endswith("or add the address as it is with --as-is")


def test_a_feed_is_paused_resumed_and_removed(desk, site, briefing_in):
    briefing_in("feeds", "add", site.url("/a.xml"), "--list", "war")
    before = (desk.root / "feeds/war.toml").read_text()
    paused = briefing_in("feeds", "pause", "herald", "--until", "2999-01-01")
    assert paused.stdout == "feeds/war.toml:1: paused Herald until 2999-01-01\n"
    assert "\tpaused until 2999-01-01\t" in briefing_in("feeds", "list").stdout
    [row] = [
        row for row in json.loads(briefing_in("feeds", "health", "--json").stdout) if row["name"] == "Herald"
    ]
    assert (row["state"], row["paused_until"]) == ("paused", "2999-01-01")
    assert briefing_in("feeds", "resume", "Herald").returncode == 0
    assert (desk.root / "feeds/war.toml").read_text() == before
    assert briefing_in("feeds", "remove", "Harbour").returncode == 0
    assert [feed.name for feed in desk.load().feed_lists["war"]] == ["Herald"]
    assert "no feed 'Harbour'" in briefing_in("feeds", "pause", "Harbour").stderr
