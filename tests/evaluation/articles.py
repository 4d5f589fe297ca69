"""Articles to judge, from plain sentences."""

from __future__ import annotations

from datetime import UTC, datetime

from briefing.model import Article, Passage


def article(article_id: str, title: str, *sentences: str, outlet: str = "Wire", url: str = "") -> Article:
    """An article whose passages are its title and the given sentences, one paragraph each."""
    passages = [Passage(index=0, start=0, end=len(title), text=title, kind="title")]
    text = title
    for index, sentence in enumerate(sentences, start=1):
        start = len(text) + 2
        text += "\n\n" + sentence
        passages.append(Passage(index=index, start=start, end=len(text), text=sentence, paragraph=index))
    return Article(
        id=article_id,
        url=url,
        title=title,
        text=text,
        text_sha256="",
        outlet=outlet,
        feed="/wire.xml",
        published=datetime(2026, 3, 10, tzinfo=UTC),
        dated="published",
        language="en",
        passages=tuple(passages),
    )
