"""Parts of a trial that need no models, and labelled files of a few lines."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from briefing.ingest.assemble import make_article
from briefing.model import Article, Limits, Theme
from briefing.ports import Embedder, Parser, Writer
from briefing.summarise import Summariser
from briefing.trials import TrialParts
from tests.fakes import PlainPrompter, RecordingProgress, WordEmbedder


def article(
    *,
    id: str,
    title: str,
    text: str,
    outlet: str = "",
    published: datetime | None = None,
    language: str = "",
) -> Article:
    """As `briefing.measure` makes them."""
    return make_article(
        outlet=outlet or id,
        feed="",
        entry_id=id,
        url="",
        title=title,
        body=text,
        published=published or datetime(2000, 1, 1, tzinfo=UTC),
        dated="published",
        language=language or "en",
    )


def trial_parts(
    *,
    embedder: Embedder | None = None,
    writer: Writer | None = None,
    parser: Parser | None = None,
    themes: Sequence[Theme] = (),
    prompts: Mapping[str, str] | None = None,
    decides: str = "",
) -> TrialParts:
    """Parts of fakes; without writer and parser every sentence is verbatim."""

    def make_summariser(limits: Limits) -> Summariser:
        return Summariser(
            writer=writer,
            parser=parser,
            prompter=PlainPrompter(),
            limits=limits,
            mode="compress",
            language="en",
        )

    return TrialParts(
        embedder=embedder or WordEmbedder(),
        writer=writer,
        parser=parser,
        verifier=None,
        prompter=PlainPrompter(),
        themes=tuple(themes) or (Theme(name="sea", means="ships and ports"),),
        limits=Limits(),
        mode="compress",
        language="en",
        make_article=article,
        make_summariser=make_summariser,
        progress=RecordingProgress(),
        prompts=prompts or {},
        decides=decides,
    )


def write_lines(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """A labelled file."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path
