"""Gets one feed's bytes: conditional, with retries, and with what the answer means for the feed's next run.

Feed, FeedState ─ allowed now? ─ GET (If-None-Match, If-Modified-Since) ─ retry what may pass ─> Fetched
                                                                └ Retry-After, 410, 304, moves ─> FeedState
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from briefing.ingest.clean import safe_line
from briefing.ingest.client import Client, FetchFault, Response
from briefing.model import FeedState, FetchPolicy, Validators

__all__ = ["Fetched", "fetch", "patient_get", "retry_after"]

_log = logging.getLogger(__name__)

_ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_LONGEST_RETRY_AFTER = timedelta(days=1)
_LONGEST_WAIT = 8.0  # seconds between two tries of one run; a server that wants more is left for the next run
_HEADER_LIMIT = 500  # characters of an ETag that are kept; longer ones are a mistake
_MENDS = {
    401: "the feed wants a password; give a public address",
    403: "the server refuses us; ask the outlet, or pause the feed",
    404: "look for the feed's new address on the outlet's site",
    451: "the outlet may not serve this here; pause the feed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came of asking for a feed: bytes, or `unchanged`, or a `fault` with its mend; and the state to keep."""

    state: FeedState
    body: bytes = b""
    content_type: str = ""
    url: str = ""
    capped: bool = False
    delimited: bool = True
    unchanged: bool = False
    fault: str = ""
    mend: str = ""


async def fetch(
    client: Client, state: FeedState, policy: FetchPolicy, now: Callable[[], datetime]
) -> Fetched:
    """Ask for the feed that `state` is of; never raises what a server can cause."""
    refusal = _not_now(state, now())
    if refusal is not None:
        return refusal
    state = replace(state, last_attempt=now())
    try:
        answer = await patient_get(client, state.location, _conditions(state.validators), policy, now)
    except FetchFault as fault:
        return _failed(state, safe_line(str(fault)), fault.mend)
    return _meaning(answer, _moved(state, answer.moved_to), now())


async def patient_get(
    client: Client, url: str, headers: dict[str, str], policy: FetchPolicy, now: Callable[[], datetime]
) -> Response:
    """GET with `policy.retries` more tries for what may pass: connection faults, 429 and 5xx.

    The waits double from `delay_seconds` on, with jitter so that many readers do not come back at once; a Retry-After
    counts instead where it is short, and ends the tries where it is long.
    """
    for attempt in range(policy.retries + 1):
        wait = min(_LONGEST_WAIT, policy.delay_seconds * 2**attempt * random.uniform(0.5, 1.5))
        last = attempt == policy.retries
        try:
            answer = await client.get(url, headers)
        except FetchFault as fault:
            if last or not fault.passing:
                raise
            _log.debug("%s: %s; trying again", url, fault)
        else:
            asked = retry_after(answer.headers.get("retry-after", ""), now())
            wait = wait if asked is None else asked.total_seconds()
            if last or not _passes(answer.status) or wait > _LONGEST_WAIT:
                return answer
        await asyncio.sleep(wait)
    raise AssertionError  # the last try returned or raised


def retry_after(value: str, now: datetime) -> timedelta | None:
    """How long a Retry-After header asks to wait, at most a day; None where it is missing, past or nonsense."""
    value = value.strip()
    try:
        if value.isascii() and value.isdigit():
            wait = timedelta(seconds=min(int(value[:12]), 10**9))
        else:
            date = parsedate_to_datetime(value)
            wait = (date if date.tzinfo else date.replace(tzinfo=UTC)) - now
    except (ValueError, TypeError, OverflowError):
        return None
    return min(wait, _LONGEST_RETRY_AFTER) if wait > timedelta(0) else None


def _passes(status: int) -> bool:
    return status in (408, 425, 429) or status >= 500


def _not_now(state: FeedState, now: datetime) -> Fetched | None:
    if state.gone:
        return Fetched(
            state=state,
            fault="the server said 410 Gone: it is no longer asked",
            mend="remove the feed, or change its address",
        )
    if state.not_before is not None and state.not_before > now:
        until = state.not_before.strftime("%Y-%m-%d %H:%M UTC")
        return Fetched(
            state=state,
            fault=f"the server asked not to be read before {until}",
            mend="nothing: it is read again then",
        )
    return None


def _conditions(validators: Validators) -> dict[str, str]:
    headers = {"Accept": _ACCEPT}
    if validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators.last_modified:
        headers["If-Modified-Since"] = validators.last_modified
    return headers


def _moved(state: FeedState, target: str) -> FeedState:
    """A permanent move is counted, not followed for good: a captive portal must not take a feed over for ever."""
    runs = state.moved_runs + 1 if target and target == state.moved_to else int(bool(target))
    return replace(state, moved_to=target, moved_runs=runs)


def _meaning(answer: Response, state: FeedState, now: datetime) -> Fetched:
    if answer.status == 304 and state.validators != Validators():
        return Fetched(state=_succeeded(state, state.validators, now), unchanged=True, url=answer.url)
    if answer.status == 410:
        return _failed(
            replace(state, gone=True),
            "the server said 410 Gone: the feed has ended",
            "remove the feed, or change its address",
        )
    if answer.status != 200:
        wait = retry_after(answer.headers.get("retry-after", ""), now) if _passes(answer.status) else None
        state = replace(state, not_before=now + wait if wait else None)
        mend = _MENDS.get(answer.status, "nothing if it passes; else look at the address in a browser")
        return _failed(state, f"the server answered {answer.status}", mend)
    return Fetched(
        state=_succeeded(state, _validators(answer), now),
        body=answer.body,
        content_type=answer.headers.get("content-type", ""),
        url=answer.url,
        capped=answer.capped,
        delimited=answer.delimited,
    )


def _validators(answer: Response) -> Validators:
    """What the server gave to ask again with; only what may stand in a header."""
    etag, modified = (_header(answer.headers.get(name, "")) for name in ("etag", "last-modified"))
    return Validators(etag=etag, last_modified=modified)


def _header(value: str) -> str:
    return value if value.isascii() and value.isprintable() and len(value) <= _HEADER_LIMIT else ""


def _succeeded(state: FeedState, validators: Validators, now: datetime) -> FeedState:
    return replace(state, validators=validators, last_success=now, failures=0, last_error="", not_before=None)


def _failed(state: FeedState, reason: str, mend: str) -> Fetched:
    state = replace(state, failures=state.failures + 1, last_error=reason)
    return Fetched(
        state=state, fault=reason, mend=mend or "nothing if it passes; else look at the address in a browser"
    )
