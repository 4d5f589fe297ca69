"""Serves digests to the browsers of this machine: one that is stored, or one that is being edited.

files ─ of_files ─┐
Screen ─ of_screen ┴─> Answers ─ server ─> GET, HEAD; /events ─ "shown" when there is another view
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import urlsplit

from briefing.desk.looks import TABS, script, shell, style
from briefing.desk.view import Screen
from briefing.errors import BriefingError

__all__ = ["Answer", "address", "of_files", "of_screen", "server"]

# path -> (file, media type); the message is shown as it leaves, not downloaded
_FILES = {
    "/index.html": ("index.html", "text/html"),
    "/digest.html": ("digest.html", "text/html"),
    "/digest.txt": ("digest.txt", "text/plain"),
    "/digest.eml": ("digest.eml", "text/plain"),
}
_ALONE = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors {}"
)
_FRAME = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
BEAT = 5.0  # seconds between two signs of life: a browser that has gone is noticed by them


class Answer(NamedTuple):
    """What is under a path."""

    content: bytes
    media: str
    policy: str  # what the browser may do with it


Answers = Callable[[str], Answer | None]  # path -> what is there, if anything


def of_files(files: Mapping[str, bytes]) -> Answers:
    """An edition's files, its page at the root."""

    def answer(path: str) -> Answer | None:
        return _file(files, "/index.html" if path == "/" else path, "'none'")

    return answer


def of_screen(screen: Screen) -> Answers:
    """The frame around the digest that the screen shows, and its files."""

    def answer(path: str) -> Answer | None:
        view, _ = screen.now()
        if path in dict(TABS):
            return Answer(shell(view, path), "text/html", _FRAME)
        if path == "/desk.css":
            return Answer(style(), "text/css", _FRAME)
        if path == "/desk.js":
            return Answer(script(), "text/javascript", _FRAME)
        return _file(view.files, path, "'self'")

    return answer


def _file(files: Mapping[str, bytes], path: str, ancestors: str) -> Answer | None:
    name, media = _FILES.get(path, ("", ""))
    return Answer(files[name], media, _ALONE.format(ancestors)) if name in files else None


def server(answers: Answers, host: str, port: int, screen: Screen | None = None) -> ThreadingHTTPServer:
    """A server that listens but does not answer yet, with /events of a screen; `BriefingError` where it cannot listen."""

    class Handler(_Handler):
        found = staticmethod(answers)
        events = screen

    class Server(ThreadingHTTPServer):
        address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        daemon_threads = True

    try:
        return Server((host, port), Handler)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        msg = f"cannot listen on {host}:{port}: {reason}: choose another with --port or --host"
        raise BriefingError(msg) from error


def address(listening: ThreadingHTTPServer) -> str:
    """The server's root as a URL without the last slash."""
    host, port = listening.server_address[:2]
    name = host.decode() if isinstance(host, bytes | bytearray) else str(host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD for what there is and nothing else."""

    found: Answers
    events: Screen | None = None
    server_version = "briefing"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal shows addresses only."""

    def _answer(self, *, body: bool) -> None:
        path = urlsplit(self.path).path
        if not self._is_meant():
            self._send(HTTPStatus.MISDIRECTED_REQUEST, _NOT_HERE, body=body)
        elif body and self.events is not None and path == "/events":
            self._tell(self.events)
        elif (found := self.found(path)) is not None:
            self._send(HTTPStatus.OK, found, body=body)
        else:
            self._send(HTTPStatus.NOT_FOUND, _NOTHING, body=body)

    def _is_meant(self) -> bool:
        """Whether the request names this machine: else some site on the web may be behind it, under a name of its own."""
        listening, *_ = map(str, self.connection.getsockname())
        if not ipaddress.ip_address(listening.partition("%")[0]).is_loopback:
            return True
        named = urlsplit(f"//{self.headers.get('Host', '')}").hostname
        return named in {"localhost", "127.0.0.1", "::1", listening}

    def _send(self, status: HTTPStatus, answer: Answer, *, body: bool) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{answer.media}; charset=utf-8")
        self.send_header("Content-Length", str(len(answer.content)))
        self._send_policy(answer.policy)
        if body:
            self.wfile.write(answer.content)

    def _send_policy(self, policy: str) -> None:
        self.send_header("Content-Security-Policy", policy)
        for header, value in _HEADERS.items():
            self.send_header(header, value)
        self.end_headers()

    def _tell(self, screen: Screen) -> None:
        """Say what is shown and what is being done, each time that it changes, until the browser goes."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self._send_policy(_FRAME)
        known = ("", "")
        try:
            while True:
                told = screen.wait(known, BEAT)
                lines = ": still here\n\n" if told == known else ""
                if told[0] != known[0]:
                    lines += f"event: shown\ndata: {told[0]}\n\n"
                if told[1] != known[1]:
                    lines += f"event: working\ndata: {told[1]}\n\n"
                self.wfile.write(lines.encode())
                known = told
        except OSError:
            self.close_connection = True


# what was asked for is not repeated, so it needs no escaping
_NOTHING = Answer(b"There is nothing here. The digest is at /\n", "text/plain", _ALONE.format("'none'"))
_NOT_HERE = Answer(b"This server answers for this machine only.\n", "text/plain", _ALONE.format("'none'"))
