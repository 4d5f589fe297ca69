"""Who may see what only operators may: whoever knows BRIEFING_OPERATOR_TOKEN. Without one those pages do not exist.

    browser: /operator/login ─ token ─> cookie, signed, 12 hours ─┐
    program: Authorization: Bearer TOKEN ─────────────────────────┴─> `Operator.needed`, else the log-in
A cookie says nothing but when it was given, and is void when the token changes. It is not sent with forms of other sites
(SameSite), which `guard` refuses too. Pages here are in English, as the command line is.
"""

from __future__ import annotations

import hmac
import logging
import re
from hashlib import sha256
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, HTTPException, Request, Response
from itsdangerous import BadSignature, TimestampSigner

from briefing.ports import Clock
from briefing.web.looks import Looks
from briefing.web.rates import Rate, client_key
from briefing.web.speech import Speech

__all__ = ["OPERATOR_KEY", "LogInFirst", "Operator"]

OPERATOR_KEY = "operator"  # the name of the store's secret that signs cookies
COOKIE = "briefing_operator"
SECONDS = 12 * 3600  # that a log-in holds
TRIES, TRY_SECONDS = 10, 900.0  # of one client
ALL_TRIES = 100  # of all clients together, in the same time
_LOCAL = re.compile(r"/(?:[A-Za-z0-9_-]+/?)*")  # where a log-in may lead
log = logging.getLogger("briefing.web")


class LogInFirst(Exception):  # it leads to the log-in, and is no error
    """A browser asks for an operator's page without a log-in; `next` is the page's path under the site's."""

    def __init__(self, next_: str) -> None:
        self.next = next_
        super().__init__(next_)


class Operator:
    """The log-in of one site."""

    def __init__(self, *, token: str, secret: bytes, clock: Clock, base: str) -> None:
        """`token` as the operator chose it, "" = nobody may log in; `secret` of the store; `base` is the site's path."""
        self._token = sha256(token.encode()).digest() if token else b""
        self._signer = _Dated(hmac.digest(secret, self._token, "sha256"), clock)
        self._clock = clock
        self._base = base
        self._rate = Rate(TRIES, TRY_SECONDS)
        self._all = Rate(ALL_TRIES, TRY_SECONDS)

    @property
    def exists(self) -> bool:
        """Whether there is a token, and so anything to log in to."""
        return bool(self._token)

    def needed(self, request: Request) -> None:
        """A dependency of every operator's page: passes, or leads a browser to the log-in; 404 where there is no token."""
        if not self.exists:
            raise HTTPException(404)
        if not self.is_in(request):
            path = request.url.path.removeprefix(self._base)
            raise LogInFirst(path if request.method == "GET" else "/status")

    def is_in(self, request: Request) -> bool:
        """Whether the request comes from an operator, by its cookie or its bearer token."""
        if not self.exists:
            return False
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return self._is_token(given.strip())
        return self._is_cookie(request.cookies.get(COOKIE, ""))

    def ask(self, error: LogInFirst) -> Response:
        """Where somebody is sent who has to log in first."""
        query = urlencode({"next": _local(error.next)})
        return Response(status_code=303, headers={"Location": f"{self._base}/operator/login?{query}"})

    def routes(self, looks: Looks, speech: Speech) -> APIRouter:
        """The log-in and the log-out; `speech` in English."""
        router = APIRouter(prefix="/operator")

        def form(next_: str, *, status: int = 200, fault: str = "", late: float = 0) -> Response:
            headers = {"Retry-After": str(int(late) + 1)} if late else {}
            values = {"next": _local(next_), "fault": fault}
            return looks.page("operator.html", speech, status=status, private=True, headers=headers, **values)

        @router.get("/login")
        def show(next: str = "/status") -> Response:  # the form's field
            self._existing()
            return form(next)

        @router.post("/login")
        def log_in(
            request: Request,
            token: Annotated[str, Form(max_length=1000)] = "",
            next: Annotated[str, Form(max_length=1000)] = "/status",
        ) -> Response:
            self._existing()
            if late := self._late(request):
                return form(next, status=429, fault="Too many tries. Wait some minutes.", late=late)
            if not self._is_token(token.strip()):
                log.warning("an operator's log-in was refused")
                return form(next, status=403, fault="This is not the operator’s token.")
            log.info("an operator has logged in")
            response = _to(f"{self._base}{_local(next)}")
            self._give(response, request, self._signer.sign(OPERATOR_KEY).decode("ascii"), SECONDS)
            return response

        @router.post("/logout")
        def log_out(request: Request) -> Response:
            self._existing()
            response = _to(f"{self._base}/operator/login")
            self._give(response, request, "", 0)
            return response

        return router

    def _existing(self) -> None:
        if not self.exists:
            raise HTTPException(404)

    def _late(self, request: Request) -> float:
        now = self._clock.monotonic()
        client = client_key(request.client.host if request.client else "")
        return self._rate.wait(client, now) or self._all.wait("", now)

    def _give(self, response: Response, request: Request, value: str, seconds: int) -> None:
        response.set_cookie(
            COOKIE,
            value,
            max_age=seconds,
            path=f"{self._base}/",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",  # a link in an alert's mail opens the page; forms of other sites come without it
        )

    def _is_token(self, given: str) -> bool:
        return self.exists and hmac.compare_digest(sha256(given.encode()).digest(), self._token)

    def _is_cookie(self, value: str) -> bool:
        try:
            return self._signer.unsign(value, max_age=SECONDS) == OPERATOR_KEY.encode()
        except BadSignature:
            return False


class _Dated(TimestampSigner):
    """Takes the time from our clock."""

    def __init__(self, key: bytes, clock: Clock) -> None:
        super().__init__(key, salt="briefing operator", key_derivation="hmac", digest_method=sha256)
        self._now = clock.now

    def get_timestamp(self) -> int:
        return int(self._now().timestamp())


def _local(path: str) -> str:
    """A page of this site, whatever was asked for."""
    return path if _LOCAL.fullmatch(path) and not path.startswith("/operator/log") else "/status"


def _to(address: str) -> Response:
    return Response(status_code=303, headers={"Location": address, "Cache-Control": "no-store"})
