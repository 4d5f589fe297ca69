"""The preview serves one edition's files on the loopback and nothing else."""

import http.client
import signal
import subprocess
import sys
import threading
from datetime import date

import pytest
from click.testing import CliRunner

from briefing.cli.preview import preview
from briefing.desk.serve import address, of_files, server
from briefing.edition.freeze import freeze
from briefing.errors import BriefingError
from briefing.render import render
from briefing.store import open_store
from tests.fakes import FakeClock
from tests.render import editions


@pytest.fixture(scope="module")
def files():
    return render(editions.morning()).files


@pytest.fixture(scope="module")
def running(files):
    with server(of_files(files), "127.0.0.1", 0) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield listening
        listening.shutdown()
        thread.join()


def ask(running, path, method="GET"):
    connection = http.client.HTTPConnection(*running.server_address[:2], timeout=10)
    connection.request(method, path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


@pytest.mark.parametrize(
    ("path", "name", "media"),
    [
        ("/", "index.html", "text/html"),
        ("/index.html?from=mail", "index.html", "text/html"),
        ("/digest.html", "digest.html", "text/html"),
        ("/digest.txt", "digest.txt", "text/plain"),
        ("/digest.eml", "digest.eml", "text/plain"),
    ],
)
def test_files_are_served_as_rendered(running, files, path, name, media):
    answer, body = ask(running, path)
    assert (answer.status, body) == (200, files[name])
    assert answer.headers["Content-Type"] == f"{media}; charset=utf-8"


@pytest.mark.parametrize(
    "path", ["/edition.json", "/../../etc/passwd", "//etc/passwd", "/<script>alert(1)</script>"]
)
def test_other_paths_are_not_found_and_not_repeated(running, path):
    answer, body = ask(running, path)
    assert answer.status == 404
    assert body == b"There is nothing here. The digest is at /\n"
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_answers_carry_security_headers(running):
    answer, _ = ask(running, "/")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_head_has_no_body(running, files):
    answer, body = ask(running, "/", "HEAD")
    assert (answer.status, body) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(files["index.html"]))


def test_other_methods_are_refused(running):
    assert ask(running, "/", "POST")[0].status == 501


def test_a_taken_port_is_a_clear_error(running, files):
    port = running.server_address[1]
    with pytest.raises(
        BriefingError, match=rf"^cannot listen on 127\.0\.0\.1:{port}: address already in use: choose"
    ):
        server(of_files(files), "127.0.0.1", port)


def test_address_is_what_a_browser_takes(running):
    assert address(running) == f"http://127.0.0.1:{running.server_address[1]}"


@pytest.fixture
def stored(tmp_path, monkeypatch):
    """A folder whose store holds two editions; the command runs in it."""
    monkeypatch.chdir(tmp_path)
    store = open_store(tmp_path / "output" / "briefing.sqlite", FakeClock())
    for day in (23, 24):
        edition = editions.replace(editions.morning(), id=f"daily-2026-11-{day}", date=date(2026, 11, day))
        store.add_edition(edition, freeze(edition), "{}")
    store.close()
    return tmp_path


def test_a_taken_port_ends_the_command_with_one_line(stored, running):
    port = str(running.server_address[1])
    result = CliRunner().invoke(preview, ["--port", port])
    assert isinstance(result.exception, BriefingError)
    assert str(result.exception).startswith(f"cannot listen on 127.0.0.1:{port}")


def test_an_unknown_edition_is_named_with_those_that_exist(stored):
    result = CliRunner().invoke(preview, ["daily-2020-01-01", "--port", "0"])
    assert isinstance(result.exception, BriefingError)
    assert "daily-2026-11-24, daily-2026-11-23" in str(result.exception)


def test_the_output_folder_may_be_another_one(stored):
    (stored / "output").rename(stored / "elsewhere")
    result = CliRunner().invoke(preview, ["daily-2020-01-01", "--output", "elsewhere"])
    assert "daily-2026-11-24, daily-2026-11-23" in str(result.exception)


def test_an_empty_store_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(preview, ["--port", "0"])
    assert isinstance(result.exception, BriefingError)
    assert "`briefing run` makes it" in str(result.exception)
    assert list(tmp_path.iterdir()) == []


def test_the_command_serves_the_newest_edition_until_it_is_interrupted(stored):
    command = [sys.executable, "-u", "-m", "briefing", "preview", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=stored) as process:
        name, _, url = process.stdout.readline().decode().strip().partition(" ")
        connection = http.client.HTTPConnection(
            "127.0.0.1", int(url.rstrip("/").rpartition(":")[2]), timeout=10
        )
        connection.request("GET", "/digest.txt")
        body = connection.getresponse().read().decode()
        connection.close()
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=10)
    assert (name, process.returncode) == ("page", 0)
    assert "edition daily-2026-11-24" in body
    assert b"Traceback" not in complaints
