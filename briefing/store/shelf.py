"""What is stored that some items may be, fetched in few statements.

items ─ by their ids ─┬ the same text ─> rows of `articles`, without texts
                      └ other, or unknown: by page, text and title too ─> rows, texts and versions
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from briefing.model import Article
from briefing.store.articles import DECIDED, article_of, article_query
from briefing.store.database import chunks
from briefing.store.identity import Known, Register, id_name
from briefing.store.schema import aliases, articles, texts

__all__ = ["Shelf"]

_REMEMBERED = timedelta(days=30)  # so long after a feed dropped it an article is recognised by its words
_SPARE = 10  # articles under one name, besides one for each item

_Named = dict[tuple[str, str], set[str]]  # outlet and name -> ids of articles


class Shelf:
    """Stored articles that items may be, by name in `register`."""

    def __init__(self, connection: Connection, items: Sequence[Article], now: datetime) -> None:
        self.register = Register()
        self.rows: dict[str, Mapping[str, Any]] = {}
        self.versions: dict[str, set[str]] = defaultdict(set)
        self._connection = connection
        self._full: dict[str, Article] = {}
        named = self._named_by_id(items)
        changed = [item for item in items if not self._is_unchanged(item, named)]
        others = self._named_by_content(changed, now)
        asked = {key for item in changed for key in named.get((item.outlet, id_name(item.id)), ())}
        self._load_texts(asked.union(*others.values()))
        self._enter(named, others)

    def stored(self, article_id: str, item: Article) -> Article | None:
        """What is stored of the article that `item` was found to be; None of a new one."""
        row = self.rows.get(article_id)
        if row is None or article_id in self._full:
            return self._full.get(article_id)
        if row["text_sha256"] == item.text_sha256:
            return replace(item, **{name: row[name] for name in DECIDED})
        self._load_texts({article_id})
        return self._full[article_id]

    def _named_by_id(self, items: Sequence[Article]) -> _Named:
        self._load_rows({item.id for item in items})
        named = self._aliases((item.outlet, id_name(item.id)) for item in items)
        for item in items:
            if item.id in self.rows:
                named[item.outlet, id_name(item.id)].add(item.id)
        self._load_rows(set().union(*named.values()))
        return named

    def _is_unchanged(self, item: Article, named: _Named) -> bool:
        keys = named.get((item.outlet, id_name(item.id)), ())
        return any(self.rows[key]["text_sha256"] == item.text_sha256 for key in keys)

    def _named_by_content(self, items: Sequence[Article], now: datetime) -> _Named:
        names = [(item.outlet, kind, n) for item in items for kind, n in self.register.names(item).items()]
        pages = self._aliases((outlet, name) for outlet, kind, name in names if kind == "link")
        words = self._aliases((outlet, name) for outlet, kind, name in names if kind in ("text", "title"))
        self._load_rows(set().union(*pages.values(), *words.values()))
        lately = {key for key, row in self.rows.items() if now - row["listed"] <= _REMEMBERED}
        most = len(items) + _SPARE
        found = pages | {name: keys & lately for name, keys in words.items()}
        return {name: set(sorted(keys, key=self._age, reverse=True)[:most]) for name, keys in found.items()}

    def _age(self, article_id: str) -> tuple[datetime, datetime, str]:
        row = self.rows[article_id]
        return row["listed"], row["published"], article_id

    def _aliases(self, names: Iterable[tuple[str, str]]) -> _Named:
        outlets: dict[str, list[str]] = defaultdict(list)
        for outlet, name in names:
            outlets[outlet].append(name)
        found: _Named = defaultdict(set)
        for outlet, asked in outlets.items():
            for some in chunks(asked):
                query = select(aliases.c.key, aliases.c.article).where(
                    aliases.c.outlet == outlet, aliases.c.key.in_(some)
                )
                for key, article in self._connection.execute(query):
                    found[outlet, key].add(article)
        return found

    def _load_rows(self, ids: set[str]) -> None:
        for some in chunks(sorted(ids - self.rows.keys())):
            rows = self._connection.execute(select(articles).where(articles.c.id.in_(some))).mappings()
            self.rows |= {row["id"]: row for row in rows}

    def _load_texts(self, ids: set[str]) -> None:
        for some in chunks(sorted(ids)):
            rows = self._connection.execute(article_query().where(articles.c.id.in_(some))).mappings()
            self._full |= {row["id"]: article_of(row) for row in rows}
            versions = select(texts.c.article, texts.c.sha256).where(texts.c.article.in_(some))
            for article, sha256 in self._connection.execute(versions):
                self.versions[article].add(sha256)

    def _enter(self, *parts: _Named) -> None:
        """Register all, first those that were listed last."""
        for part in parts:
            for (outlet, name), ids in part.items():
                for key in sorted(ids & self.rows.keys(), key=self._age, reverse=True):
                    self.register.add(outlet, [name], self._known(self.rows[key]))

    def _known(self, row: Mapping[str, Any]) -> Known:
        full = self._full.get(row["id"])
        return Known(
            id=row["id"],
            text_sha256=row["text_sha256"],
            text=full.text if full else "",
            published=row["published"],
            dated=row["dated"],
        )
