"""Makes an Article of an outlet's title and body: cleaned, dated, tagged with its language, split into passages.

title, body ─ clean ─ text = title + blank line + body ─ language ─ passages ─> Article
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from briefing.ingest.clean import clean_line, clean_text, encodable
from briefing.ingest.languages import UNKNOWN, detect
from briefing.ingest.passages import split
from briefing.model import Article, Dated, Passage

__all__ = ["article_id", "make_article"]

_BETWEEN = "\n\n"


def make_article(
    *,
    outlet: str,
    feed: str,
    entry_id: str,
    url: str,
    title: str,
    body: str,
    published: datetime,
    dated: Dated,
    language: str = "",
    weight: float = 1.0,
    full_text: bool = False,
    usual_language: str = UNKNOWN,
) -> Article:
    """An Article from plain text: `body` has its paragraphs separated by blank lines, `published` is aware.

    An empty `language` is detected; where the text is too short to tell, it is `usual_language`. Title or body may be empty: there is then no title
    passage, or nothing but it. ``text[p.start:p.end] == p.text`` holds for every passage.
    """
    outlet, feed, entry_id, url = map(encodable, (outlet, feed, entry_id, url))
    title = clean_line(title)
    body = _without_title(clean_text(body), title)
    text = _BETWEEN.join(filter(None, (title, body)))
    language = language or detect(text, usual_language)
    return Article(
        id=article_id(outlet, entry_id or url or title or body),
        url=url,
        title=title,
        text=text,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        outlet=outlet,
        feed=feed,
        published=published.astimezone(UTC),
        dated=dated,
        language=language,
        passages=_passages(title, body, text, language),
        weight=weight,
        full_text=full_text,
    )


def article_id(outlet: str, entry: str) -> str:
    """16 hex digits that stay the same while the outlet edits the article; `entry` is what names it there."""
    return hashlib.sha256(f"{outlet}\n{entry}".encode(errors="replace")).hexdigest()[:16]


def _without_title(body: str, title: str) -> str:
    """`body` without a first paragraph that says the title again."""
    first, _, rest = body.partition(_BETWEEN)
    return rest if title and first.strip(" .").casefold() == title.strip(" .").casefold() else body


def _passages(title: str, body: str, text: str, language: str) -> tuple[Passage, ...]:
    passages = []
    if title:
        passages.append(Passage(index=0, start=0, end=len(title), text=title, kind="title", paragraph=0))
    offset = len(text) - len(body)
    for span in split(body, language):
        start, end = offset + span.start, offset + span.end
        passages.append(
            Passage(index=len(passages), start=start, end=end, text=text[start:end], paragraph=span.paragraph)
        )
    return tuple(passages)
