"""One GET over the guarded network: redirects followed one by one, one deadline for all of it, a cap on the body.

    url ─ request ─ 3xx? check scheme, next hop (at most 5) ─ body through BoundedDecoder ─> Response

Every request of `briefing` passes here: feeds, robots.txt and article pages. httpcore2 is used without the client above it,
because that one resolves, follows and decodes on its own.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from typing import Protocol

import httpcore2
import httpx2

from briefing.ingest.decode import ACCEPTED, BadEncoding, BoundedDecoder
from briefing.ingest.guard import AddressRefused, GuardedBackend, Resolver, resolve
from briefing.model import FetchPolicy

__all__ = ["Client", "FetchFault", "Response", "Turns"]

_MOST_HOPS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer: the last hop's status and headers (names in lower case), the decoded body."""

    url: str  # of the last hop
    status: int
    headers: Mapping[str, str]
    body: bytes
    capped: bool  # the body was longer than allowed and is cut
    delimited: bool  # the server said where the body ends, so it is known to be whole
    moved_to: str  # where permanent redirects from the first URL lead; "" where there are none


class FetchFault(Exception):
    """No answer: the message is one line that says why; `passing` faults are worth another try."""

    def __init__(self, reason: str, *, passing: bool = False, mend: str = "") -> None:
        super().__init__(reason)
        self.passing = passing
        self.mend = mend


class Turns(Protocol):
    """Gives each request its turn at a host."""

    def at(self, host: str) -> AbstractAsyncContextManager[None]:
        """Hold the host while the block runs."""
        ...


class Client:
    """GETs within one event loop; `close` it there."""

    def __init__(
        self, policy: FetchPolicy, user_agent: str, turns: Turns, resolver: Resolver = resolve
    ) -> None:
        self._policy = policy
        self._user_agent = user_agent
        self._turns = turns
        self._resolver = resolver
        self._connections: httpcore2.AsyncConnectionPool | None = None

    async def get(self, url: str, headers: Mapping[str, str], *, max_bytes: int = 0) -> Response:
        """GET `url`, at most `total_seconds` on the network in all; `FetchFault` when there is no answer."""
        left = self._policy.total_seconds
        moved_to, permanent = "", True
        loop = asyncio.get_running_loop()
        for _ in range(_MOST_HOPS + 1):
            target = _checked_url(url)
            async with self._turns.at(target.host):
                began = loop.time()
                answer = await self._within(left, target, headers, max_bytes or self._policy.max_bytes)
                left -= loop.time() - began
            permanent = permanent and answer.status in _PERMANENT
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                return replace(answer, moved_to=moved_to)
            url = _joined(target, answer.headers["location"])
            moved_to = url if permanent else moved_to
        msg = f"more than {_MOST_HOPS} redirects"
        raise FetchFault(msg, mend="give the address that the feed ends up at")

    async def close(self) -> None:
        """Close the connections."""
        if self._connections is not None:
            await self._connections.aclose()

    async def _within(
        self, seconds: float, url: httpx2.URL, headers: Mapping[str, str], max_bytes: int
    ) -> Response:
        try:
            async with asyncio.timeout(max(seconds, 0.001)):
                return await self._request(url, headers, max_bytes)
        except TimeoutError as error:
            msg = f"no complete answer within {self._policy.total_seconds:g} seconds"
            raise FetchFault(msg, passing=True) from error
        except AddressRefused as error:
            mend = 'if it is yours, name it in [fetch] allow_hosts as "host:port"'
            raise FetchFault(str(error), mend=mend) from error
        except BadEncoding as error:
            raise FetchFault(str(error)) from error
        except (httpcore2.UnsupportedProtocol, httpcore2.LocalProtocolError) as error:
            msg = f"the request cannot be made ({_first_line(error)})"
            raise FetchFault(msg) from error
        except (
            httpcore2.NetworkError,
            httpcore2.ProtocolError,
            httpcore2.TimeoutException,
            OSError,
        ) as error:
            msg = f"the connection failed ({_first_line(error)})"
            raise FetchFault(msg, passing=True) from error

    async def _request(self, url: httpx2.URL, headers: Mapping[str, str], max_bytes: int) -> Response:
        sent = {
            "Host": url.netloc.decode("ascii"),
            "User-Agent": self._user_agent,
            "Accept-Encoding": ACCEPTED,
            **headers,
        }
        raw_url = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        pool = self._pool()
        async with pool.stream("GET", raw_url, headers=list(sent.items())) as answer:
            got = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
            body = BoundedDecoder(got.get("content-encoding", ""), max_bytes)
            if answer.status == 200:
                async for raw in answer.aiter_stream():
                    if not body.feed(raw):
                        break
            return Response(
                url=str(url),
                status=answer.status,
                headers=got,
                body=body.body(),
                capped=body.capped,
                delimited="content-length" in got or "chunked" in got.get("transfer-encoding", "").lower(),
                moved_to="",
            )

    def _pool(self) -> httpcore2.AsyncConnectionPool:
        if self._connections is None:
            self._connections = httpcore2.AsyncConnectionPool(
                ssl_context=httpx2.create_ssl_context(trust_env=False),
                max_connections=self._policy.concurrency,
                keepalive_expiry=5.0,
                network_backend=GuardedBackend(self._policy.allow_hosts, self._resolver),
            )
        return self._connections


def _checked_url(url: str) -> httpx2.URL:
    try:
        parsed = httpx2.URL(url)
    except (httpx2.InvalidURL, ValueError) as error:
        msg = "the address is not a URL"
        raise FetchFault(msg) from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        msg = f"an address that begins with {parsed.scheme or 'nothing'}: is not fetched"
        raise FetchFault(msg, mend="give an http or https address")
    return parsed.copy_with(fragment=None, username=None, password=None) if parsed.userinfo else parsed


def _joined(base: httpx2.URL, location: str) -> str:
    try:
        return str(base.join(location.strip()))
    except (httpx2.InvalidURL, ValueError) as error:
        msg = "the server redirects to something that is not a URL"
        raise FetchFault(msg) from error


def _first_line(error: BaseException) -> str:
    text = re.sub(r"[^ -~]+", " ", str(error)).strip()
    return (text or type(error).__name__)[:120]
