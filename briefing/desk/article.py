"""One article, however an editor names it: a file, an id, a URL, words of a title.

a file ─ text, or HTML in the child process ─┐
the newest edition's articles ─ id, URL, title ┴─> Article
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from briefing.app import existing_store, one_article
from briefing.desk.base import base_of
from briefing.errors import BriefingError
from briefing.ingest.assemble import make_article
from briefing.ingest.child import Child, ChildFailed
from briefing.model import Article
from briefing.settings import Settings
from briefing.store import is_there

__all__ = ["article_of", "newest_articles"]

UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
PAGES = (".html", ".htm", ".xhtml")


def article_of(settings: Settings, name: str) -> Article:
    """The article; `BriefingError` where there is none, or where words of a title fit several."""
    path = Path(name)
    if len(name) < 1000 and path.is_file():
        return _of_file(path)
    return _stored(settings, name)


def newest_articles(settings: Settings) -> tuple[Article, ...] | None:
    """The articles of the newest edition; None where there is none yet."""
    if not is_there(settings.database):
        return None
    store = existing_store(settings)
    try:
        return base_of(store).articles if store.editions(1) else None
    finally:
        store.close()


def _of_file(path: Path) -> Article:
    """A file of text is read like an article: a first line with a blank one behind it is its title."""
    try:
        content = path.read_bytes()
        text = _page(path, content) if path.suffix.lower() in PAGES else content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path}: cannot be read: give a file that this user may read, saved with the encoding UTF-8"
        raise BriefingError(msg) from error
    title, blank, body = text.strip().partition("\n\n")
    if not blank or "\n" in title or path.suffix.lower() in PAGES:
        title, body = "", text
    article = make_article(
        outlet=path.name,
        feed="",
        entry_id=path.name,
        url="",
        title=title,
        body=body,
        published=UNDATED,
        dated="fetched",
    )
    if not article.passages:
        msg = f"{path}: no text is found in it: give an article as plain text"
        raise BriefingError(msg)
    return article


def _page(path: Path, content: bytes) -> str:
    async def read() -> str:
        child = Child()
        try:
            return await child.page(content, "text/html", path.absolute().as_uri())
        finally:
            await child.close()

    try:
        return asyncio.run(read())
    except ChildFailed as error:
        msg = f"{path}: {error}: give the article as plain text"
        raise BriefingError(msg) from error


def _stored(settings: Settings, name: str) -> Article:
    store = existing_store(settings)
    try:
        base = base_of(store)
        known = store.articles_named([name])
    finally:
        store.close()
    pool = base.articles
    words = name.casefold()
    found = list(known.values()) or [a for a in pool if a.url == name]
    found = found or [a for a in pool if words in a.title.casefold()]
    mend = "give a file, an id, a URL or words of a title"
    return one_article(found, name, base.edition.id, mend=mend)
