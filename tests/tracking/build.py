"""Facts, threads and memories for these tests."""

from __future__ import annotations

from datetime import date

from briefing.model import Article, Fact, Sentence, Support, Thread
from briefing.tracking.memory import Memory

DAY = date(2026, 3, 9)


def quoted(article: Article, index: int = 0) -> Support:
    """A passage of an article, as support."""
    p = article.passages[index]
    return Support(article=article.id, start=p.start, end=p.end, quote=p.text, paragraph=p.paragraph)


def fact(article: Article, kind: str, value: str = "", *, index: int = 0, about: str = "kelmen") -> Fact:
    """A fact of a passage; the passage is its text."""
    return Fact(
        kind=kind,
        counted="people" if value else "",
        value=value,
        about=(about,),
        text=article.passages[index].text,
        support=quoted(article, index),
        version=article.text_sha256,
        outlet=article.outlet,
        published=article.published,
    )


def sentence(article: Article, index: int = 0) -> Sentence:
    """A passage as it was told."""
    return Sentence(text=article.passages[index].text, how="verbatim", support=(quoted(article, index),))


def thread(story: str, *articles: Article, day: date = DAY, facts=(), told=(), amended=()) -> Thread:
    """What the edition of a day left of a story."""
    return Thread(
        story=story,
        edition=f"daily-{day}",
        date=day,
        headline=articles[0].title,
        articles=tuple((a.id, a.text_sha256) for a in articles),
        facts=tuple(facts),
        told=tuple(told),
        amended=tuple(amended),
    )


def memory(threads, then=(), now=()) -> Memory:
    """A memory of these threads; `then` are the versions that were seen, `now` those that are newer."""
    return Memory(
        threads=tuple(threads),
        since=threads[-1].edition if threads else "",
        then={(a.id, a.text_sha256): a for a in then},
        now={a.id: a for a in (*then, *now)},
    )
