"""The articles that an edition was made of, as they were then.

workings ─ ids ─┐
threads, citations ─ versions ─┴─ store ─> Base
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from briefing.edition.freeze import thaw
from briefing.errors import BriefingError
from briefing.model import Article, Edition

if TYPE_CHECKING:
    from briefing.store import SqlStore

__all__ = ["Base", "base_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A stored edition with all that it was made of."""

    edition: Edition
    content: str  # its canonical JSON
    articles: tuple[Article, ...]  # told or not, in the versions of then; oldest first, ties by id


def base_of(store: SqlStore, edition_id: str = "") -> Base:
    """The edition, or the newest one, with its articles; an error that names the newest ones where there is none."""
    newest = store.editions(5)
    chosen = edition_id or next(iter(newest), "")
    content, workings = store.edition(chosen), store.workings(chosen)
    if content is None or workings is None:
        known = ", ".join(newest) or "none yet: `briefing run` makes one"
        msg = f"no edition {chosen!r}: the newest are {known}" if newest else f"no edition: {known}"
        raise BriefingError(msg)
    edition = thaw(content)
    ids = sorted({key for story in json.loads(workings)["stories"] for key in story["articles"]})
    return Base(edition=edition, content=content, articles=_articles(store, edition, ids))


def _articles(store: SqlStore, edition: Edition, ids: list[str]) -> tuple[Article, ...]:
    """These articles, each in the version that the edition saw, as far as that is on record."""
    versions = {article.id: article.text_sha256 for article in edition.articles}
    for thread in store.threads(edition.name, edition.date, edition.date + timedelta(days=1)):
        if thread.edition == edition.id:
            versions.update(thread.articles)
    now = store.articles_named(ids)
    changed = [(k, versions[k]) for k, a in now.items() if versions.get(k, a.text_sha256) != a.text_sha256]
    then = {key: article for (key, _), article in store.article_versions(changed).items()}
    return tuple(sorted((now | then).values(), key=lambda a: (a.published, a.id)))
