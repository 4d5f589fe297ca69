"""Feeds on disk: a path that the editor or the operator gave."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from briefing.ingest.fetch import Fetched
from briefing.model import Feed, FeedState, Validators

__all__ = ["is_local", "read_local"]


def is_local(location: str) -> bool:
    """Whether a feed's location is a path or a file: URL. Redirects never get here."""
    return not location.lower().startswith(("http://", "https://"))


def read_local(feed: Feed, state: FeedState, max_bytes: int, now: datetime) -> Fetched:
    """The bytes of a feed's file; unchanged where `state` has validators and they are those of these bytes."""
    path, state = _path(feed.location), replace(state, last_attempt=now)
    try:
        with path.open("rb") as file:
            body = file.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        reason = f"the file cannot be read ({getattr(error, 'strerror', None) or error})"
        mend = f"correct the path in {feed.listed_at}" if feed.listed_at else "correct the path"
        failed = replace(state, failures=state.failures + 1, last_error=reason)
        return Fetched(state=failed, fault=reason, mend=mend)
    etag = "sha256:" + hashlib.sha256(body).hexdigest()
    done = replace(
        state, validators=Validators(etag=etag), last_success=now, failures=0, last_error="", not_before=None
    )
    if etag == state.validators.etag:
        return Fetched(state=done, unchanged=True)
    return Fetched(state=done, body=body[:max_bytes], capped=len(body) > max_bytes)


def _path(location: str) -> Path:
    return Path(unquote(urlsplit(location).path)) if location.lower().startswith("file:") else Path(location)
