"""A small edition to build tests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from briefing.model import Colophon, Edition


def edition(**changes: object) -> Edition:
    """An edition without stories, with some fields changed."""
    colophon = Colophon(
        feeds=("Wire",),
        failures=(),
        articles=0,
        outlets=0,
        models=(),
        prompts={"shorten": "0" * 64},
        themes_sha256="1" * 64,
        feeds_sha256="2" * 64,
        inputs_sha256="3" * 64,
        version="0",
        counts={"verbatim": 0},
        fallbacks={},
        seconds={"ingest": 0.5},
    )
    empty = Edition(
        id="daily-2026-03-10",
        name="daily",
        revision=1,
        date=date(2026, 3, 10),
        title="The Morning Brief",
        language="en",
        timezone="UTC",
        opens=datetime(2026, 3, 9, 6, tzinfo=UTC),
        closes=datetime(2026, 3, 10, 6, tzinfo=UTC),
        public_url="",
        mail_from="",
        list_id="",
        summary=(),
        sections=(),
        also=(),
        articles=(),
        colophon=colophon,
    )
    return replace(empty, **changes)  # type: ignore[arg-type]
