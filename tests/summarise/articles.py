"""Articles and tasks for the tests of this room."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from briefing.model import Article, Passage, PassageRef, Story, StoryTheme, ThemeScore
from briefing.summarise import SummaryTask

START = datetime(2026, 3, 10, 6, tzinfo=UTC)


def article(
    title: str,
    *sentences: str,
    outlet: str = "Courier",
    hours: float = 0,
    language: str = "en",
) -> Article:
    """An article whose body is one paragraph of these sentences."""
    text = title + "\n\n" + " ".join(sentences)
    passages = [Passage(index=0, start=0, end=len(title), text=title, kind="title")]
    at = len(title) + 2
    for sentence in sentences:
        end = at + len(sentence)
        passages.append(Passage(index=len(passages), start=at, end=end, text=sentence, paragraph=1))
        at = end + 1
    key = hashlib.sha256(f"{outlet} {title}".encode()).hexdigest()
    return Article(
        id=key[:16],
        url="",
        title=title,
        text=text,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        outlet=outlet,
        feed="feed.xml",
        published=START + timedelta(hours=hours),
        dated="published",
        language=language,
        passages=tuple(passages),
    )


def task(
    *articles: Article, theme: str = "Other", themes: Sequence[str] = (), passages: Sequence[PassageRef] = ()
) -> SummaryTask:
    story = Story(
        id=f"story of {articles[0].id}",
        lead=articles[0].id,
        articles=tuple(a.id for a in articles),
        themes=tuple(StoryTheme(theme=t, score=0.9, verdict="yes", passages=()) for t in themes),
    )
    return SummaryTask(story=story, theme=theme, articles=articles, passages=tuple(passages))


def ref(of: Article, index: int) -> PassageRef:
    return PassageRef(article=of.id, passage=index)


def tag(theme: str, score: float = 0.9) -> ThemeScore:
    return ThemeScore(theme=theme, score=score, verdict="yes" if score >= 0.5 else "no")
