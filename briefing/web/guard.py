"""What stands before every page: it bounds, refuses, answers faults, and logs without tokens and addresses.

request ─ too often? 429 ─ from another site? 403 ─ too large? 413 ─ page ─ headers ─ log
                                                                 └─ fault ─> 500 without details
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Iterable
from urllib.parse import urlsplit

from fastapi import Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from briefing.ports import Clock
from briefing.web.rates import Rate, client_key

__all__ = ["Guard"]

LARGEST = 32_000  # bytes of one body
BODY_SECONDS = 10.0  # within which it must be there
READING = ("GET",)  # HEAD is answered as GET
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # with "no-referrer" a browser says "Origin: null" of our own forms; this one keeps links with tokens from others too
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "interest-cohort=(), geolocation=(), camera=(), microphone=()",
}
PROBES = ("/healthz", "/readyz")  # whoever watches over us is never too many
BY_MACHINES = (*PROBES, "/metrics")  # every few seconds: no line of the log
log = logging.getLogger("briefing.web")

Count = Callable[[str, str, int, float], None]  # method, route, status, seconds
Answer = Callable[[int], Response]  # a page for a status


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        answer: Answer,
        base: str,
        public_url: str,
        clock: Clock,
        rate: Rate,
        count: Count,
    ) -> None:
        self._app = app
        self._answer = answer
        self._base = base  # path under which the site lies, whether or not the server in front passes it on
        self._origin = _origin(public_url)
        self._clock = clock
        self._rate = rate
        self._count = count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = self._clock.monotonic()
        asked, scope = scope["method"], dict(scope, root_path=self._base)
        if asked == "HEAD":
            scope["method"] = "GET"  # the same answer without its body, whatever the page
        sending = _Sending(send, with_body=asked != "HEAD")
        try:
            await self._admit(scope, receive, sending)
        except Exception as error:  # noqa: BLE001  # the last line of defence: the reader gets a page, we get a line
            log.error("fault in %s %s: %s", asked, _page(scope), _where(error))
            if not sending.status:
                await self._answer(500)(scope, receive, sending)
        seconds, route = self._clock.monotonic() - started, _page(scope)
        self._count(asked, route, sending.status, seconds)
        told = {"method": asked, "route": route, "status": sending.status, "ms": round(seconds * 1000)}
        log.log(logging.DEBUG if route in BY_MACHINES else logging.INFO, "request", extra=told)

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused, late = self._refuse(scope)
        if refused:
            response = self._answer(refused)
            if late:
                response.headers["Retry-After"] = str(int(late) + 1)
            await response(scope, receive, send)
            return
        if scope["method"] in READING:
            await self._app(scope, receive, send)
            return
        body = await _body(scope, receive)
        if body is None:
            await self._answer(413)(scope, receive, send)
            return
        await self._app(scope, _replayed(body, receive), send)

    def _refuse(self, scope: Scope) -> tuple[int, float]:
        """The status with which a request is refused before it is read, and for how long; (0, 0) of others."""
        client = client_key(scope["client"][0] if scope.get("client") else "")
        leaving = scope["method"] == "POST" and "/unsubscribe/" in scope["path"]
        asked = scope["path"].removeprefix(self._base)
        late = 0.0 if asked in PROBES else self._rate.wait(client, self._clock.monotonic())
        if late and not leaving:  # a mail provider sends the wishes of many from one address
            return 429, late
        if scope["method"] not in READING and not self._own(Headers(scope=scope)):
            return 403, 0
        return 0, 0

    def _own(self, headers: Headers) -> bool:
        """Whether a request that acts comes from a page of ours, or from no browser's page (RFC 8058 §3.2: mail providers).

        Browsers say where a form was: `Sec-Fetch-Site`, older ones `Origin`. Neither can be set by a page.
        """
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None and site not in ("same-origin", "none"):
            return False
        if origin is None or (origin == "null" and site is not None):
            return True
        return origin.lower() in (self._origin, f"http://{_host(headers)}", f"https://{_host(headers)}")


class _Sending:
    """Sends an answer on, with the headers that every one has."""

    def __init__(self, send: Send, *, with_body: bool) -> None:
        self._send = send
        self._with_body = with_body
        self.status = 0  # until the answer begins

    async def __call__(self, message: Message) -> None:
        """One part of the answer."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        elif message["type"] == "http.response.body" and not self._with_body:
            message = {**message, "body": b""}
        await self._send(message)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.netloc else ""


def _host(headers: Headers) -> str:
    return headers.get("host", "").lower()


async def _body(scope: Scope, receive: Receive) -> bytes | None:
    """The whole body; None where it is too large, or not there in time."""
    length = Headers(scope=scope).get("content-length", "0")
    if not length.isascii() or not length.isdigit() or int(length[:12]) > LARGEST:
        return None
    held = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            more = True
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return None
                held += message.get("body", b"")
                if len(held) > LARGEST:
                    return None
                more = message.get("more_body", False)
    except TimeoutError:
        return None
    return bytes(held)


def _replayed(body: bytes, receive: Receive) -> Callable[[], Awaitable[Message]]:
    messages: Iterable[Message] = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def again() -> Message:
        return next(iter(messages), None) or await receive()

    return again


def _page(scope: Scope) -> str:
    """The page without what names anybody: its route, never the path that was asked for."""
    route = scope.get("route")
    return str(getattr(route, "path", "")) or "(no page)"


def _where(error: Exception) -> str:
    """What went wrong and where; not the message, which may hold an address."""
    frames = traceback.extract_tb(error.__traceback__)
    last = next((f for f in reversed(frames) if "/briefing/" in f.filename), frames[-1] if frames else None)
    return f"{type(error).__name__} at {last.filename}:{last.lineno}" if last else type(error).__name__
