"""What becomes of a stored article when its outlet's feeds give it again.

item ─ the first date stays ─ the fuller text stays ─ were the outlet's own words changed? ─ yes ─> revised
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from briefing.model import Article, Passage
from briefing.store.wording import words_of

__all__ = ["fullest", "merged"]

_SLACK = timedelta(hours=1)  # clocks of outlets run ahead


def fullest(items: Sequence[Article]) -> Article:
    """Of what several feeds of one outlet gave of one article, that with most text, under the earliest date of a feed."""
    best = max(items, key=lambda item: (item.full_text, len(item.text)))
    dates = [(item.published, item.dated) for item in items if item.dated != "fetched"]
    published, dated = min(dates, default=(best.published, best.dated))
    return replace(best, published=published, dated=dated)


def merged(
    item: Article, stored: Article, versions: Collection[str], now: datetime, seen: datetime
) -> Article:
    """The article to store: `item`, as feeds gave it `now`, over what is `stored`.

    `versions` are the hashes of all texts that it ever had: one that comes back, because two feeds of an outlet take
    turns or a server is behind, is no revision. A revision counts as first `seen` then.
    """
    item = _dated(replace(item, id=stored.id, revised=stored.revised), stored, now)
    if stored.full_text and not item.full_text:
        item = _retitled(item, stored)
    if item.text_sha256 in versions or not _is_rewritten(item, stored):
        return item
    return replace(item, revised=seen)


def _dated(item: Article, stored: Article, now: datetime) -> Article:
    """`item` under the first sane date: feeds that rewrite their dates would bring old articles into every edition."""
    published, dated = stored.published, stored.dated
    if (dated == "fetched" or published > now + _SLACK) and item.published < published:
        published, dated = item.published, item.dated
    return replace(item, published=published, dated=dated)


def _retitled(item: Article, stored: Article) -> Article:
    """`item` with the page's full text that is stored, for the feed's few lines are all that there is this time."""
    item = replace(item, full_text=True, language=stored.language)
    title = stored.passages[0] if stored.passages else None
    if item.title == stored.title or not item.title or title is None or title.kind != "title":
        text = stored.text
        return replace(
            item,
            title=stored.title,
            text=text,
            text_sha256=stored.text_sha256,
            passages=stored.passages,
        )
    text = item.title + stored.text[title.end :]
    moved = len(item.title) - title.end
    first = Passage(index=0, start=0, end=len(item.title), text=item.title, kind="title")
    rest = (replace(p, start=p.start + moved, end=p.end + moved) for p in stored.passages[1:])
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return replace(item, text=text, text_sha256=sha256, passages=(first, *rest))


def _is_rewritten(item: Article, stored: Article) -> bool:
    """Whether the outlet changed what it says: not where another of its feeds, or the page, gives more of it."""
    if item.feed != stored.feed:
        return False
    if item.full_text != stored.full_text:
        return words_of(item.title) != words_of(stored.title)
    return words_of(item.text) != words_of(stored.text)
