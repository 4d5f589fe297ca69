"""Labelled files: JSON lines, plain or gzipped, one row a line; what they hold becomes rows of one of four kinds.

bytes ─ gunzip ─ lines ─ JSON ─ shape ─> rows, sha256 of the bytes
                   └─ every fault of every line, with the line and what would be right
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

__all__ = ["SourceText", "StoryRow", "SummaryRow", "SupportRow", "ThemeRow"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeRow:
    """A text and the themes that a reader gave it; none is an answer too."""

    id: str
    title: str = ""
    text: str
    themes: tuple[str, ...]
    lang: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRow:
    """An article and the story that it tells."""

    id: str
    title: str = ""
    text: str
    outlet: str = ""
    published: datetime | None = None
    lang: str = ""
    story: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceText:
    """One of the articles that a reference summary was written from."""

    title: str = ""
    text: str
    outlet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryRow:
    """Articles on one story, and what an editor wrote of them."""

    id: str
    articles: tuple[SourceText, ...]  # at least one; title and text may be empty
    reference: str
    headline: str | None = None
    lang: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportRow:
    """A claim about an article, and whether the article supports it."""

    id: str
    article: str
    claim: str
    supported: bool
    note: str = ""
    lang: str = ""
    line: int = field(default=0, compare=False)
