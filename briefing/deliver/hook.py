"""A web hook: one POST of JSON to the address that the operator chose, through the guarded network.

    body, secret ─> signature = HMAC-SHA256(secret, time "." body) ─> POST ─ 2xx ─> done
The address may be of this machine or network, since the operator named it; where it redirects to is never followed.
"""

from __future__ import annotations

import asyncio
import hmac
from datetime import datetime
from urllib.parse import urlsplit

import httpcore2
import httpx2

from briefing import __version__
from briefing.errors import MailError
from briefing.ingest.guard import AddressRefused, GuardedBackend

__all__ = ["SIGNATURE", "TIME", "post"]

SECONDS = 20.0
SIGNATURE, TIME = "X-Briefing-Signature", "X-Briefing-Time"
_PORTS = {"http": 80, "https": 443}


def post(url: str, body: bytes, secret: str, at: datetime) -> None:
    """POST the body; `MailError` where it is not taken. Must not be called where an event loop runs.

    With a secret, `X-Briefing-Signature` is "sha256=" and the HMAC of `X-Briefing-Time` (Unix seconds), a dot and the body.
    """
    headers = {"Content-Type": "application/json", "User-Agent": f"briefing/{__version__}"}
    if secret:
        time = str(int(at.timestamp()))
        signature = hmac.new(secret.encode(), f"{time}.".encode() + body, "sha256").hexdigest()
        headers |= {TIME: time, SIGNATURE: f"sha256={signature}"}
    host = urlsplit(url).hostname or ""
    try:
        status = asyncio.run(_posted(url, body, headers))
    except TimeoutError as error:
        msg = f"the web hook at {host} did not answer within {SECONDS:g} seconds"
        raise MailError(msg) from error
    except (
        httpcore2.NetworkError,
        httpcore2.ProtocolError,
        httpcore2.TimeoutException,
        AddressRefused,
        OSError,
    ) as error:
        msg = f"the web hook at {host} cannot be reached ({type(error).__name__})"
        raise MailError(msg) from error
    if not 200 <= status < 300:
        msg = f"the web hook at {host} answered {status}"
        raise MailError(msg)


async def _posted(url: str, body: bytes, headers: dict[str, str]) -> int:
    target = httpx2.URL(url)
    port = target.port or _PORTS[target.scheme]
    raw = httpcore2.URL(
        scheme=target.raw_scheme, host=target.raw_host, port=target.port, target=target.raw_path
    )
    sent = {"Host": target.netloc.decode("ascii"), "Content-Length": str(len(body)), **headers}
    backend = GuardedBackend((f"{target.host}:{port}",))
    context = httpx2.create_ssl_context(trust_env=False)
    async with (
        asyncio.timeout(SECONDS),
        httpcore2.AsyncConnectionPool(ssl_context=context, network_backend=backend) as pool,
        pool.stream("POST", raw, headers=list(sent.items()), content=body) as answer,
    ):
        return int(answer.status)
