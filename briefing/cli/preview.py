"""``briefing preview``: a stored edition in the browser, rendered anew, served from memory."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from briefing.cli.run import CONFIG, OUTPUT
from briefing.errors import BriefingError

if TYPE_CHECKING:
    from briefing.settings import Settings

# path -> (file, media type); the message is shown as it leaves, not downloaded
ROUTES = {
    "/": ("index.html", "text/html"),
    "/index.html": ("index.html", "text/html"),
    "/digest.html": ("digest.html", "text/html"),
    "/digest.txt": ("digest.txt", "text/plain"),
    "/digest.eml": ("digest.eml", "text/plain"),
}
SHOWN = {"page": "/", "mail": "/digest.html", "text": "/digest.txt", "message": "/digest.eml"}

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


@click.command()
@CONFIG
@OUTPUT
@click.argument("edition", default="")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="The port; 0 takes a free one.",
)
def preview(config: Path | None, output: Path | None, edition: str, host: str, port: int) -> None:
    """Look at a digest in the browser: page, mail, text and message.

    EDITION is an id such as daily-2026-03-12; without it, the newest. It is rendered from what is stored and served until
    Ctrl-C. Ends with 1 when there is no such edition or the port is taken.
    """
    from briefing.app import stored_files, with_output
    from briefing.settings import load_settings

    settings = with_output(load_settings(config), output)
    with server(stored_files(settings, edition or _newest(settings)), host, port) as listening:
        for name, path in SHOWN.items():
            click.echo(f"{name:<8} {address(listening)}{path}")
        click.echo("Ctrl-C ends it.", err=True)
        try:
            listening.serve_forever()
        except KeyboardInterrupt:
            click.echo("", err=True)


def server(files: Mapping[str, bytes], host: str, port: int) -> ThreadingHTTPServer:
    """A server of these files that listens but does not answer yet; `BriefingError` where it cannot listen."""

    class Handler(_Handler):
        served = files

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


def _newest(settings: Settings) -> str:
    from briefing.app import existing_store

    store = existing_store(settings)
    try:
        newest = store.editions(1)
    finally:
        store.close()
    if not newest:
        msg = f"no edition in {settings.database}: `briefing run` makes one"
        raise BriefingError(msg)
    return newest[0]


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD for the routes and nothing else."""

    served: Mapping[str, bytes] = {}
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
        name, media = ROUTES.get(urlsplit(self.path).path, ("", "text/plain"))
        status = HTTPStatus.OK if name in self.served else HTTPStatus.NOT_FOUND
        # what was asked for is not repeated, so it needs no escaping
        content = self.served.get(name, b"There is nothing here. The digest is at /\n")
        self.send_response(status)
        self.send_header("Content-Type", f"{media}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        for header, value in _HEADERS.items():
            self.send_header(header, value)
        self.end_headers()
        if body:
            self.wfile.write(content)
