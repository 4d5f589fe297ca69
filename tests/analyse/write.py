"""Articles for these tests, written in one line each."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta

from briefing.model import Article, Passage

AS_OF = datetime(2026, 3, 10, 6, tzinfo=UTC)

_SENTENCE = re.compile(r"\S.*?[.!?](?=\s|$)|\S.+$")


def article(
    title: str,
    body: str = "",
    *,
    outlet: str = "Courier",
    key: str = "",
    hours_ago: float = 2.0,
    language: str = "en",
    weight: float = 1.0,
) -> Article:
    """An article; paragraphs of the body are set apart by blank lines."""
    text = f"{title}\n\n{body}" if title and body else title or body
    passages, cursor = [], 0
    if title:
        passages.append(Passage(index=0, start=0, end=len(title), text=title, kind="title"))
        cursor = len(title)
    for number, paragraph in enumerate((p for p in body.split("\n\n") if p.strip()), start=1):
        for sentence in _SENTENCE.findall(paragraph):
            start = text.index(sentence, cursor)
            cursor = start + len(sentence)
            passages.append(
                Passage(index=len(passages), start=start, end=cursor, text=sentence, paragraph=number)
            )
    return Article(
        id=hashlib.sha256(f"{outlet} {key or title or body}".encode()).hexdigest()[:16],
        url="",
        title=title,
        text=text,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        outlet=outlet,
        feed=f"https://{outlet.lower()}.example/feed",
        published=AS_OF - timedelta(hours=hours_ago),
        dated="published",
        language=language,
        passages=tuple(passages),
        weight=weight,
    )
