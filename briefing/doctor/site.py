"""The public address: does it answer, is it this site, how long is its certificate good for.

public_url ─ GET robots.txt ─ does it name our sitemap? ─> this site or another
           ─ TLS ─ certificate ─> days left
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from briefing import __version__
from briefing.doctor.finding import Finding, fail, ok
from briefing.doctor.mail import certificate
from briefing.ingest.client import Client, FetchFault
from briefing.ingest.turns import HostTurns
from briefing.model import FetchPolicy

__all__ = ["site"]

SECONDS = 15.0
_NAME = "public address"


async def site(
    url: str, policy: FetchPolicy, now: datetime, trust: ssl.SSLContext | None = None
) -> list[Finding]:
    """What readers meet at `url`; `trust` says which certificates are believed, None = the system's."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    findings: list[Finding] = []
    if parts.scheme == "https":
        findings = await _secured(parts.hostname or "", port, now, trust)
        if findings[0].state == "fail":
            return findings
    policy = replace(policy, allow_hosts=(f"{host}:{port}",), total_seconds=SECONDS)
    client = Client(policy, policy.user_agent or f"briefing/{__version__}", HostTurns(1, 0))
    try:
        answer = await client.get(f"{url}/robots.txt", {}, max_bytes=100_000)
    except FetchFault as fault:
        mend = "start `briefing serve` or `briefing web`, and see that the server in front of it passes requests on"
        return [*findings, fail(_NAME, f"{url}: {fault}", mend)]
    finally:
        await client.close()
    return [*findings, _recognised(url, answer.status, answer.body)]


def _recognised(url: str, status: int, body: bytes) -> Finding:
    if status != 200:
        mend = "start `briefing serve` or `briefing web`; see what the server in front of it passes on"
        return fail(_NAME, f"{url}/robots.txt: the server answered {status}", mend)
    if f"Sitemap: {url}/sitemap.xml" not in body.decode("utf-8", "replace").splitlines():
        mend = "write the address that readers use as [output] public_url, and restart the site"
        return fail(_NAME, f"{url} answers, but it is not this site", mend)
    return ok(_NAME, f"{url} answers, and it is this site")


async def _secured(host: str, port: int, now: datetime, trust: ssl.SSLContext | None) -> list[Finding]:
    """The certificate, or why there is no connection."""
    mend = "see that the server in front has a certificate for this name, and that it is renewed"
    try:
        async with asyncio.timeout(SECONDS):
            shown = await _certificate_of(host, port, trust or ssl.create_default_context())
    except ssl.SSLCertVerificationError as error:
        return [fail(_NAME, f"https://{host}: the certificate is refused: {error.verify_message}", mend)]
    except ssl.SSLError as error:
        return [fail(_NAME, f"https://{host}: no TLS: {error.reason}", mend)]
    except TimeoutError:
        return [
            fail(_NAME, f"https://{host}: no answer", "see that the server in front runs, and the firewall")
        ]
    except OSError as error:
        what = f"https://{host}: {error.strerror or error}"
        return [fail(_NAME, what, "see that the name leads to the server in front, and that it runs")]
    return list(certificate(f"{_NAME}: certificate", shown, now))


async def _certificate_of(host: str, port: int, trust: ssl.SSLContext) -> Mapping[str, Any]:
    _, writer = await asyncio.open_connection(host, port, ssl=trust)
    shown: Mapping[str, Any] = writer.get_extra_info("peercert") or {}
    writer.transport.abort()
    return shown
