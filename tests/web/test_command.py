"""``briefing web`` as an operator runs it."""

import re
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from briefing.store import open_store
from tests.conftest import ROOT
from tests.conftest import briefing as run
from tests.fakes import FakeClock
from tests.web.sites import fill

PASSWORD = "canary-password-3f1b"
ADDRESS = "canary-address@example.org"


@pytest.fixture
def here(tmp_path):
    """A folder with two editions."""
    (tmp_path / "prompts").symlink_to(ROOT / "prompts")
    (tmp_path / "output").mkdir()
    text = '[output]\npublic_url = "http://127.0.0.1:1"\n[mail]\nfrom = "brief@brief.example"\n'
    (tmp_path / "briefing.toml").write_text(text)
    store = open_store(tmp_path / "output" / "briefing.sqlite", FakeClock())
    fill(store)
    store.close()
    return tmp_path


@contextmanager
def served(folder, *options):
    """The command on a free port, its address, and what it says."""
    words = [sys.executable, "-m", "briefing", *options, "web", "--port", "0"]
    process = subprocess.Popen(
        words,
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "BRIEFING_SMTP_PASSWORD": PASSWORD},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        said = ""
        while not (found := re.search(r"(http://127\.0\.0\.1:\d+)/archive/", said)):
            line = process.stderr.readline()
            assert line, said
            said += line
        yield process, found[1]
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def asked(url, fields=None):
    """The text of a page."""
    data = urlencode(fields).encode() if fields else None
    with urlopen(Request(url, data)) as answer:
        return answer.read().decode()


def test_it_ends_with_0_when_it_is_told_to_stop(here):
    for number in (signal.SIGTERM, signal.SIGINT):
        with served(here) as (process, url):
            assert asked(f"{url}/healthz") == "ok\n"
            process.send_signal(number)
            assert process.wait(timeout=30) == 0


def test_port_that_is_taken_is_an_error_that_says_so(here):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = run("web", "--port", port, cwd=here)
    assert ran.code == 1
    assert f"127.0.0.1, port {port}: Address already in use: choose another with --host and --port" in ran.err
    assert "Traceback" not in ran.err


def test_log_at_its_most_talkative_has_no_password_token_or_address(here):
    with served(here, "--debug") as (process, url):
        asked(f"{url}/", {"address": ADDRESS, "themes": "strikes"})
        process.send_signal(signal.SIGTERM)
        said = process.stderr.read()  # to its end: what was asked for is sent before
        assert process.wait(timeout=30) == 0
    [mail] = (here / "output" / "outbox").rglob("*.eml")
    body = re.sub(r"=\r?\n", "", mail.read_text())
    token = re.search(r"/confirm/(?:3D)?([\w.=-]{40,})", body)[1]
    assert ADDRESS in body
    with served(here, "--debug") as (process, url):
        assert ADDRESS in asked(f"{url}/confirm/{token}")
        asked(f"{url}/confirm/{token}", {"x": "y"})
        process.send_signal(signal.SIGTERM)
        said += process.stderr.read()
        assert process.wait(timeout=30) == 0
    assert re.search(r'"method": "POST", "route": "/confirm/{token}", "status": 200', said)
    for secret in (PASSWORD, ADDRESS, ADDRESS.partition("@")[0], token, token[-20:]):
        assert secret not in said
