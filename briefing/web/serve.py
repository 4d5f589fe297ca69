"""Runs the site until it is told to stop: open requests are answered first."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Iterator
from typing import Any

import uvicorn
from fastapi import FastAPI

from briefing.errors import BriefingError

__all__ = ["answer", "listen", "serve"]

GRACE_SECONDS = 10  # that open requests have when it stops
MOST_CONNECTIONS = 500
BACKLOG = 512


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; an error that says what is in the way."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        msg = f"{host}: {error.strerror}: give an address of this machine with --host"
        raise BriefingError(msg) from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        msg = f"{host}, port {port}: {error.strerror}: choose another with --host and --port"
        raise BriefingError(msg) from error
    return listening


def serve(app: FastAPI, listening: socket.socket) -> None:
    """Answer requests until SIGTERM or SIGINT; then end as is expected, not by the signal."""

    async def until_told() -> None:
        ended = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
        await answer(app, listening, ended)

    asyncio.run(until_told())


async def answer(app: Callable[..., Any], listening: socket.socket, ended: asyncio.Event) -> None:
    """Answer requests until the event; signals are the caller's business."""
    config = uvicorn.Config(
        app,
        access_log=False,  # the guard writes it, without tokens
        log_config=None,
        lifespan="on",
        server_header=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=GRACE_SECONDS,
        h11_max_incomplete_event_size=16_384,
    )
    server = _Server(config)
    serving = asyncio.ensure_future(server.serve(sockets=[listening]))
    told = asyncio.ensure_future(ended.wait())
    await asyncio.wait((serving, told), return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    server.should_exit = True
    await serving


class _Server(uvicorn.Server):
    """Leaves signals alone; uvicorn's own would raise them again."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing is heard."""
        yield
