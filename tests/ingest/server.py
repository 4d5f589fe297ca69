"""A real HTTP server on loopback that answers as a test scripts it, broken answers included."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

Handler = Callable[[socket.socket], None]
Answer = bytes | Handler


@dataclass
class Request:
    path: str
    headers: dict[str, str]


@dataclass
class ScriptedServer:
    """Answers each path with its script: the answers in turn, the last one for ever; 404 elsewhere."""

    scripts: dict[str, list[Answer]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    busiest: int = 0  # connections at once

    def __enter__(self) -> ScriptedServer:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self.stopping = threading.Event()
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._acceptor.join(5)
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def on(self, path: str, *answers: Answer) -> str:
        """Script a path; returns its URL."""
        self.scripts[path] = list(answers)
        return self.url(path)

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]

    def _accept(self) -> None:
        while not self.stopping.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.add(connection)
            self.busiest = max(self.busiest, len(self._open))
        try:
            with connection, suppress(OSError):
                request = _read_request(connection)
                if request is None:
                    return
                with self._lock:
                    self.requests.append(request)
                    script = self.scripts.get(request.path, [answer(404)])
                    chosen = script.pop(0) if len(script) > 1 else script[0]
                if isinstance(chosen, bytes):
                    connection.sendall(chosen[:-1])
                    with self._lock:  # who has the last byte may ask again at once
                        self._open.discard(connection)
                    connection.sendall(chosen[-1:])
                else:
                    chosen(connection)
        finally:
            with self._lock:
                self._open.discard(connection)


def _read_request(connection: socket.socket) -> Request | None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return None
        data += piece
    first, *lines = data.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    raw = {line.split(": ", 1)[0].lower(): line.split(": ", 1)[1] for line in lines}
    return Request(
        path=first.split(" ")[1], headers={name: raw.get(name, value) for name, value in headers.items()}
    )


def answer(
    status: int = 200,
    body: bytes = b"",
    content_type: str = "application/rss+xml; charset=utf-8",
    headers: Mapping[str, str] | None = None,
    *,
    length: int | None = -1,
) -> bytes:
    """A whole HTTP answer; `length` None leaves Content-Length out, another number lies about it."""
    lines = {"Content-Type": content_type, "Connection": "close", **(headers or {})}
    if length is not None:
        lines["Content-Length"] = str(len(body) if length == -1 else length)
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} Scripted\r\n{head}\r\n".encode() + body


def redirect(to: str, status: int = 302) -> bytes:
    return answer(status, headers={"Location": to})


def item(title: str = "Depot hit", **elements: str) -> str:
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in {"title": title, **elements}.items())
    return f"<item>{inner}</item>"


def rss(*items: str, head: str = "") -> bytes:
    """An RSS 2.0 document in UTF-8."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{head}<rss version="2.0"><channel><title>Feed</title>'
        f"{''.join(items)}</channel></rss>"
    ).encode()
