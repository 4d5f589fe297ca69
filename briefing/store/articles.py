"""Articles and their texts as rows, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, RowMapping, Select, select

from briefing.model import Article, Dated, FeedState, Passage, Validators
from briefing.store.schema import articles, feeds, listings, texts

__all__ = [
    "article_of",
    "article_query",
    "passages_of",
    "save_article",
    "save_state",
    "state_of",
    "version_of",
    "version_query",
]

SAME = (
    "id",
    "feed",
    "outlet",
    "url",
    "title",
    "text_sha256",
    "language",
    "weight",
    "full_text",
)  # as in `Article`


def article_query() -> Select[Any]:
    """Articles joined with the newest version of their text."""
    return select(articles, texts.c.text, texts.c.passages).join(
        texts, (texts.c.article == articles.c.id) & (texts.c.sha256 == articles.c.text_sha256)
    )


def article_of(row: RowMapping) -> Article:
    """The article of a row of `article_query`."""
    text = row["text"]
    same = {name: row[name] for name in SAME}
    return Article(
        **same,
        text=text,
        passages=passages_of(text, row["passages"]),
        published=row["published"],
        dated=cast(Dated, row["dated"]),
        revised=row["revised"],
    )


def version_query() -> Select[Any]:
    """Articles joined with each version of their text."""
    own = [column for column in articles.columns if column.name != "text_sha256"]
    version = texts.c.sha256.label("text_sha256")
    return select(*own, version, texts.c.text, texts.c.passages).join(texts, texts.c.article == articles.c.id)


def version_of(row: RowMapping) -> Article:
    """The article of a row of `version_query`: its title is that version's too."""
    article = article_of(row)
    titles = [passage.text for passage in article.passages[:1] if passage.kind == "title"]
    return replace(article, title=titles[0] if titles else "")


def passages_of(text: str, rows: Sequence[Any]) -> tuple[Passage, ...]:
    """The passages of a text, from rows of start, end, kind and paragraph."""
    return tuple(
        Passage(index=i, start=start, end=end, text=text[start:end], kind=kind, paragraph=paragraph)
        for i, (start, end, kind, paragraph) in enumerate(rows)
    )


def save_article(connection: Connection, article: Article, now: datetime) -> None:
    """Insert an article or take over its changes; an earlier version of the text stays for the editions that quote it."""
    listing = {"article": article.id, "feed": article.feed}
    if connection.execute(select(listings.c.feed).filter_by(**listing)).first() is None:
        connection.execute(listings.insert().values(**listing))
    stored = connection.execute(select(articles).where(articles.c.id == article.id)).mappings().first()
    values: dict[str, Any] = {name: getattr(article, name) for name in SAME}
    values |= {"published": article.published, "dated": article.dated}
    if stored is None:
        connection.execute(articles.insert().values(**values, first_seen=now, changed=now))
    else:
        if article.dated == "fetched":  # a date of ours, not the feed's: the first one stays
            values |= {"published": stored["published"], "dated": stored["dated"]}
        if stored["full_text"] and not article.full_text:
            return  # the page's full text is better than the feed's line, which is all that there is this time
        if any(stored[name] != value for name, value in values.items()):
            connection.execute(
                articles.update().where(articles.c.id == article.id).values(**values, changed=now)
            )
    _save_text(connection, article, now)


def _save_text(connection: Connection, article: Article, now: datetime) -> None:
    key = (texts.c.article == article.id) & (texts.c.sha256 == article.text_sha256)
    if connection.execute(select(texts.c.sha256).where(key)).first() is None:
        passages = [[p.start, p.end, p.kind, p.paragraph] for p in article.passages]
        connection.execute(
            texts.insert().values(
                article=article.id,
                sha256=article.text_sha256,
                text=article.text,
                passages=passages,
                seen=now,
            )
        )


def state_of(row: RowMapping) -> FeedState:
    """The feed state of a row of `feeds`."""
    values = dict(row)
    validators = Validators(etag=values.pop("etag"), last_modified=values.pop("last_modified"))
    return FeedState(validators=validators, **values)


def save_state(connection: Connection, state: FeedState, stored: Mapping[str, FeedState]) -> None:
    """Insert or update what is remembered of a feed."""
    columns: Sequence[str] = [c.name for c in feeds.columns if c.name not in ("etag", "last_modified")]
    values: dict[str, Any] = {name: getattr(state, name) for name in columns}
    values |= {"etag": state.validators.etag, "last_modified": state.validators.last_modified}
    if state.location in stored:
        connection.execute(feeds.update().where(feeds.c.location == state.location).values(**values))
    else:
        connection.execute(feeds.insert().values(**values))
