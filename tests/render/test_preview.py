"""The preview serves one edition's files on the loopback and nothing else."""

import http.client
import threading

import pytest

from briefing.cli.preview import address, server
from briefing.errors import BriefingError
from briefing.render import render
from tests.render import editions


@pytest.fixture(scope="module")
def files():
    return render(editions.morning()).files


@pytest.fixture(scope="module")
def running(files):
    with server(files, "127.0.0.1", 0) as listening:
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
        server(files, "127.0.0.1", port)


def test_address_is_what_a_browser_takes(running):
    assert address(running) == f"http://127.0.0.1:{running.server_address[1]}"
