"""Connects to checked addresses only: the check and the connection use the same answer of the name server.

    host ─ resolve once ─ keep public addresses ─ connect to one of them ─> stream (TLS above it still names the host)

Checking a name before a request and letting the client resolve it again would leave a door open to name servers that
change their answer in between (DNS rebinding).
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import httpcore2

from briefing.ingest.addresses import is_public

__all__ = ["AddressRefused", "GuardedBackend", "Resolver", "resolve"]

Resolver = Callable[[str, int], Awaitable[list[str]]]

_CONNECT_SECONDS = 10.0


class AddressRefused(Exception):
    """A host has no address that may be reached; the message names the host and one address."""


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of `host`, by the system's resolver; `OSError` when it has none."""
    infos = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in infos))


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """A network backend for httpcore2 that reaches public addresses, and the `allow_hosts` ("host:port") whatever theirs."""

    def __init__(self, allow_hosts: Iterable[str] = (), resolver: Resolver = resolve) -> None:
        self._allowed = frozenset(host.lower() for host in allow_hosts)
        self._resolver = resolver
        self._network = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """A connection to the first checked address that answers."""
        addresses = await self._checked(host, port)
        for address in addresses[:-1]:
            try:
                return await self._network.connect_tcp(
                    address, port, _CONNECT_SECONDS, local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return await self._network.connect_tcp(
            addresses[-1], port, _CONNECT_SECONDS, local_address, socket_options
        )

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore2.AsyncNetworkStream:
        """Refused: no feed is behind a socket file."""
        raise AddressRefused(path)

    async def sleep(self, seconds: float) -> None:
        """Wait; httpcore2 asks for it between its own retries."""
        await asyncio.sleep(seconds)

    async def _checked(self, host: str, port: int) -> list[str]:
        try:
            addresses = await self._resolver(host, port)
        except (OSError, UnicodeError) as error:
            msg = f"the name {host} cannot be resolved"
            raise httpcore2.ConnectError(msg) from error
        name = f"[{host}]" if ":" in host else host
        if f"{name}:{port}".lower() in self._allowed:
            return addresses
        public = [address for address in addresses if is_public(address)]
        if not public:
            msg = f"{name}:{port} is a private address ({', '.join(addresses[:1]) or 'none'})"
            raise AddressRefused(msg)
        return public
