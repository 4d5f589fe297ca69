"""Parts of a trial that need no models, and labelled files of a few lines."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from briefing.measure import article_maker
from briefing.model import Limits, Theme
from briefing.ports import Embedder, Parser, Writer
from briefing.summarise import Summariser
from briefing.trials import TrialParts
from tests.fakes import PlainPrompter, RecordingProgress, WordEmbedder

article = article_maker("en")


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
