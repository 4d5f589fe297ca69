"""An article's page to its text: what is hidden goes first, then trafilatura finds the article. Runs in the child process.

bytes ─ decode ─ parse ─ prune hidden elements ─ trafilatura (precision before recall) ─ clean ─> text
"""

from __future__ import annotations

import re

import trafilatura

from briefing.ingest.charsets import decode
from briefing.ingest.clean import clean_body
from briefing.ingest.markup import parse_page, prune_hidden

__all__ = ["extract_page"]

_ITEM_MARK = re.compile(r"^- ")


def extract_page(body: bytes, content_type: str, url: str) -> str:
    """The article's paragraphs, separated by blank lines; "" where none is found."""
    tree = parse_page(decode(body, content_type))
    if tree is None:
        return ""
    prune_hidden(tree)
    text = trafilatura.extract(
        tree,
        url=url,
        favor_precision=True,
        include_comments=False,
        include_tables=False,
        include_images=False,
        include_links=False,
        include_formatting=False,
        deduplicate=False,  # its memory would outlive the page
        with_metadata=False,
    )
    return clean_body(_paragraphs(text or ""))


def _paragraphs(text: str) -> str:
    """trafilatura puts each paragraph and each list item on a line of its own."""
    lines = [line.strip() for line in text.split("\n")]
    parts = []
    for line in filter(None, lines):
        parts.append("\n" if _ITEM_MARK.match(line) else "\n\n")
        parts.append(_ITEM_MARK.sub("", line))
    return "".join(parts).strip()
