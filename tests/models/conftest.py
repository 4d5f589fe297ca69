from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from briefing.model import ModelChoice
from briefing.models.catalogue import ROLES
from briefing.models.load import load_embedder, load_parser, load_writer
from briefing.models.pull import pull
from briefing.settings import load_settings

from ..fakes import RecordingProgress
from .hub_server import answer

BUNDLED = ModelChoice(name="bundled")


@pytest.fixture(scope="session")
def cache() -> Path:
    """The cache with the bundled models, which are fetched where they are not there yet."""
    folder = load_settings(None).cache
    pull(dict.fromkeys(ROLES, BUNDLED), folder, RecordingProgress())
    return folder


@pytest.fixture(scope="session")
def embedder(cache):
    return load_embedder(BUNDLED, cache, dtype="float32")


@pytest.fixture(scope="session")
def writer(cache):
    return load_writer(BUNDLED, cache, dtype="float32")


@pytest.fixture(scope="session")
def parser(cache):
    return load_parser(BUNDLED, cache)


@pytest.fixture
def serve():
    """Start a hub with one repository; gives its address and the paths that were asked for."""
    servers = []

    def start(files):
        asked = []

        class Hub(BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                answer(self, files, body=True)

            def do_HEAD(self):
                answer(self, files, body=False)

            def log_message(self, *_):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}", asked

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
