"""``briefing serve`` and ``briefing poll`` as an operator gives them."""

import json
import signal
import socket
import subprocess
import sys
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from briefing.clock import SystemClock
from tests.conftest import ROOT, briefing
from tests.schedule.desk import furnish


@pytest.fixture
def here(tmp_path):
    """An installation whose edition is far away: it is noon where it is made."""
    now = SystemClock().now()
    zone = f"Etc/GMT{now.hour - 12:+d}"
    yesterday = (now.astimezone(ZoneInfo(zone)) - timedelta(days=1)).replace(hour=0)
    return furnish(
        tmp_path, [yesterday], f'[[editions]]\nname = "daily"\nat = "23:59"\ntimezone = "{zone}"\n'
    )


def begun(folder, *options):
    """The service, once it says when the next edition is due."""
    process = subprocess.Popen(
        [sys.executable, "-m", "briefing", "serve", *options],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    said = ""
    while '"the next daily' not in said:
        line = process.stderr.readline()
        assert line, said
        said += line
    return process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_with_0_when_it_is_told_to_stop(here, number):
    with begun(here, "--no-web") as process:
        process.send_signal(number)
        said = process.stderr.read()
    assert process.returncode == 0, said
    assert "Traceback" not in said


def test_hangup_signal_makes_it_look_at_everything_now(here):
    with begun(here, "--no-web") as process:
        (here / "briefing.toml").write_text("title = 1\n")
        process.send_signal(signal.SIGHUP)
        line = process.stderr.readline()
        while "stay as they were" not in line:
            line = process.stderr.readline()
            assert line
        process.terminate()
    assert "briefing.toml:1: title" in json.loads(line)["event"]


def test_port_that_is_taken_is_an_error_that_says_so(here):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = briefing("serve", "--port", port, cwd=here)
    assert ran.code == 1
    assert f"127.0.0.1, port {port}: Address already in use: choose another with --host and --port" in ran.err
    assert "Traceback" not in ran.err


def test_wrong_zone_at_the_start_is_an_error_with_its_line(here):
    (here / "briefing.toml").write_text('[[editions]]\ntimezone = "Europe/Kyjiw"\n')
    ran = briefing("serve", cwd=here)
    assert ran.code == 1
    assert "briefing.toml:2:" in ran.err
    assert "Europe/Kyiv" in ran.err


def test_output_folder_that_cannot_be_written_is_an_error(here):
    (here / "output").write_text("no folder")
    ran = briefing("serve", "--no-web", cwd=here)
    assert ran.code == 5
    assert "give a folder that can be written" in ran.err


def test_poll_keeps_what_the_feeds_list_and_makes_nothing(here):
    ran = briefing("poll", "--json", cwd=here)
    assert ran.code == 0, ran.err
    assert ran.json == {"feeds": 1, "unchanged": 0, "items": 2, "failures": []}
    assert not (here / "output" / "archive").exists()


def test_poll_says_when_no_feed_could_be_read(here):
    (here / "feeds" / "wire.xml").write_text("no feed")
    ran = briefing("poll", cwd=here)
    assert ran.code == 3
    assert "none of 1 feeds could be read" in ran.err
    assert "not read: Wire" in ran.out
