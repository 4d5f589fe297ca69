"""Articles and their texts as rows, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import RowMapping, Select, func, select, tuple_

from briefing.model import Article, Dated, FeedState, Passage, Validators
from briefing.store.schema import articles, feeds, listings, texts

__all__ = [
    "DECIDED",
    "article_of",
    "article_query",
    "article_row",
    "passages_of",
    "state_of",
    "state_row",
    "text_row",
    "version_of",
    "version_query",
    "window_query",
]

SAME = ("id", "feed", "outlet", "url", "title", "text_sha256", "language", "weight", "full_text", "revised")
_FIRST = datetime(1, 1, 1, tzinfo=UTC)
DECIDED = (*SAME, "published", "dated")  # what an article says of a row of `articles`


def article_query() -> Select[Any]:
    """Articles joined with the newest version of their text."""
    return select(articles, texts.c.text, texts.c.passages).join(
        texts, (texts.c.article == articles.c.id) & (texts.c.sha256 == articles.c.text_sha256)
    )


def window_query(opens: datetime, closes: datetime, locations: Sequence[str]) -> Select[Any]:
    """Those articles of some feeds that an edition of (opens, closes] is made from."""
    column, length = articles.c, min(closes - opens, opens - _FIRST)
    is_new = (column.published > opens) & (column.published <= closes)
    if opens.year > 1:  # else documents are told whole, whenever they were read first
        is_new &= (column.dated != "fetched") | tuple_(column.feed, column.first_seen).not_in(
            _first_readings(locations)
        )
    is_revised = (column.published <= opens) & (column.revised > opens) & (column.revised <= closes)
    half = (
        closes - (closes - opens) / 2
    )  # earlier than that, the edition before may have told it: runs are not punctual
    known = (
        select(listings.c.feed)
        .join(articles, articles.c.id == listings.c.article)
        .where(listings.c.feed.in_(locations), articles.c.first_seen <= half)
    )
    is_late = (
        (column.published <= opens)
        & (column.published > opens - length)
        & (column.first_seen > half)
        & (column.first_seen <= closes)
        & column.feed.in_(known)
    )
    listed = select(listings.c.article).where(listings.c.feed.in_(locations))
    return article_query().where(is_new | is_revised | is_late, column.id.in_(listed))


def _first_readings(locations: Sequence[str]) -> Select[Any]:
    """When each feed was read first: what it had then without a date is its back catalogue, and no news."""
    column = articles.c
    return (
        select(column.feed, func.min(column.first_seen))
        .where(column.feed.in_(locations))
        .group_by(column.feed)
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


def article_row(article: Article) -> dict[str, Any]:
    """The columns of `articles` that an article decides."""
    return {name: getattr(article, name) for name in DECIDED}


def text_row(article: Article, now: datetime) -> dict[str, Any]:
    """The row of `texts` for an article's text."""
    return {
        "article": article.id,
        "sha256": article.text_sha256,
        "text": article.text,
        "passages": [[p.start, p.end, p.kind, p.paragraph] for p in article.passages],
        "seen": now,
    }


def state_of(row: RowMapping) -> FeedState:
    """The feed state of a row of `feeds`."""
    values = dict(row)
    validators = Validators(etag=values.pop("etag"), last_modified=values.pop("last_modified"))
    return FeedState(validators=validators, **values)


def state_row(state: FeedState) -> dict[str, Any]:
    """The row of `feeds` for a feed state."""
    own = [column.name for column in feeds.columns if column.name not in ("etag", "last_modified")]
    values = {name: getattr(state, name) for name in own}
    return values | {"etag": state.validators.etag, "last_modified": state.validators.last_modified}
