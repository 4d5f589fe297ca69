"""Which stored article an item is: a feed may call it by another name over night, and the article is the same.

item ─ its id ─┬ known ─ another text, of a later day? ─ no ─> that article
               │                                 └ yes ┐
               └ unknown ──────────────────────────────┴ link ─ text ─ title ─> an article that the outlet listed lately,
                                                                                or else a new one

Two items of one document are two articles, unless they have the same id: who lists them side by side means two. Whatever
has one title every day ("News in brief", "Live updates") stays apart by its text, its date and its link.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from briefing.links import page_of
from briefing.model import Article
from briefing.store.wording import is_another, is_nearly, words_of

__all__ = ["Known", "Register", "content_names", "id_name", "names_of", "resolve"]

_DAY = timedelta(hours=20)  # columns come back after 24; live pages are rewritten for 19.4
_LONG = 50  # words: a text so long is not a formula that comes back every week
_TRIED = 10  # articles that an item is compared with under one name


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is stored of an article, as far as it takes to tell it from others."""

    id: str
    text_sha256: str
    text: str
    published: datetime
    dated: str


class Register:
    """The articles that outlets' feeds list or listed lately, by what names them."""

    def __init__(self) -> None:
        self._named: dict[tuple[str, str], list[Known]] = defaultdict(list)
        self._ids: set[str] = set()
        self._names: dict[tuple[str, str, str], Mapping[str, str]] = {}

    def names(self, item: Article) -> Mapping[str, str]:
        """`names_of` an item, made once."""
        key = (item.id, item.url, item.text_sha256)
        if key not in self._names:
            self._names[key] = names_of(item)
        return self._names[key]

    def add(self, outlet: str, names: Iterable[str], known: Known) -> None:
        """Enter an article; of several under one name, those that were entered first are tried first."""
        self._ids.add(known.id)
        for name in names:
            self._named[outlet, name].append(known)

    def named(self, outlet: str, name: str) -> Sequence[Known]:
        """The articles that an outlet has under this name."""
        return self._named.get((outlet, name), ())

    def __contains__(self, article_id: str) -> bool:
        return article_id in self._ids


def id_name(article_id: str) -> str:
    """The name of an item by its id."""
    return f"id:{article_id}"


def names_of(article: Article) -> dict[str, str]:
    """What names an item within its outlet, by kind: its id, page, words and title, as far as it has them."""
    return {"id": id_name(article.id)} | content_names(article.url, article.title, article.text)


def content_names(url: str, title: str, text: str) -> dict[str, str]:
    """The names that do not come from the feed's id, by kind."""
    page, words, heading = page_of(url), " ".join(words_of(text)), " ".join(words_of(title))
    named = {"link": page, "text": words, "title": heading}
    return {kind: _digest(kind, what) for kind, what in named.items() if what}


def _digest(kind: str, what: str) -> str:
    return f"{kind}:{hashlib.sha256(what.encode(errors='replace')).hexdigest()[:32]}"


def resolve(items: Sequence[Article], register: Register) -> list[str]:
    """The id of the article that each item of one document is, in order; a new article has an id that is not registered."""
    document = _Document(register)
    order = sorted(range(len(items)), key=lambda i: items[i].id not in register)
    for i in order:
        document.take(items[i], _by_id)
    for item in items:
        document.take(item, _by_content)
    return [document.found.get(item.id) or _new_id(item, register) for item in items]


class _Document:
    """Who of a document's items was found, and who may not be found again."""

    def __init__(self, register: Register) -> None:
        self.found: dict[str, str] = {}
        self._register = register
        self._taken: set[str] = set()
        self._passed: dict[tuple[str, str], int] = {}

    def names(self, item: Article) -> Mapping[str, str]:
        """What names an item."""
        return self._register.names(item)

    def take(self, item: Article, look: Callable[[Article, _Document], Known | None]) -> None:
        """Look for an item that was not found yet."""
        if item.id in self.found:
            return
        known = look(item, self)
        if known:
            self.found[item.id] = known.id
            self._taken.add(known.id)

    def free(self, outlet: str, name: str) -> list[Known]:
        """The articles under a name that no item was found to be, as many as are tried."""
        listed = self._register.named(outlet, name)
        start = self._passed.get((outlet, name), 0)
        while start < len(listed) and listed[start].id in self._taken:
            start += 1
        self._passed[outlet, name] = start  # so that thousands under one name are not passed over for each
        return [known for known in listed[start : start + _TRIED] if known.id not in self._taken]

    def is_shared(self, outlet: str, name: str) -> bool:
        """Whether several articles have this name: the page of a live blog, or of a section, names none of them."""
        return len(self._register.named(outlet, name)) > 1


def _by_id(item: Article, document: _Document) -> Known | None:
    """The article of this id; None where the id was given to another article since."""
    listed = document.free(item.outlet, id_name(item.id))
    same = [known for known in listed if known.text_sha256 == item.text_sha256]
    alike = same or [known for known in listed if not is_another(item.text, known.text)]
    if alike or not listed:
        return alike[0] if alike else None
    is_later = item.dated == "published" and item.published - listed[0].published >= _DAY
    return None if is_later else listed[0]


def _by_content(item: Article, document: _Document) -> Known | None:
    """The article of this link, text or title, where they and the dates leave little doubt."""
    names = document.names(item)
    for kind, fits in _FITS.items():
        listed = document.free(item.outlet, names[kind]) if kind in names else []
        same = [known for known in listed if known.text_sha256 == item.text_sha256 and fits(item, known)]
        fitting = same or [known for known in listed if fits(item, known)]
        if kind == "link" and listed and not same and document.is_shared(item.outlet, names[kind]):
            fitting = [known for known in fitting if is_nearly(item.text, known.text)]
        if fitting:
            return fitting[0]
    return None


def _is_same_page(item: Article, known: Known) -> bool:
    return known.text_sha256 == item.text_sha256 or not is_another(item.text, known.text)


def _is_same_text(item: Article, known: Known) -> bool:
    if item.text == item.title:
        return _is_same_moment(item, known)
    return _is_close(item, known) or len(words_of(item.text)) >= _LONG


def _is_same_title(item: Article, known: Known) -> bool:
    if item.text == item.title:
        return _is_same_moment(item, known)
    return _is_same_moment(item, known) or (_is_close(item, known) and is_nearly(item.text, known.text))


_FITS: Mapping[str, Callable[[Article, Known], bool]] = {
    "link": _is_same_page,
    "text": _is_same_text,
    "title": _is_same_title,
}


def _is_close(item: Article, known: Known) -> bool:
    """Whether the dates that the feed gave, if it did, are less than a day apart."""
    return "fetched" in (item.dated, known.dated) or abs(item.published - known.published) < _DAY


def _is_same_moment(item: Article, known: Known) -> bool:
    """Whether the feed gave both the same time of a day: midnight is no time, but a date alone."""
    told = "fetched" not in (item.dated, known.dated)
    return told and item.published == known.published and item.published.time() != datetime.min.time()


def _new_id(item: Article, register: Register) -> str:
    """The item's own id, or one from its date too where the own one is another article's."""
    if item.id not in register:
        return item.id
    return hashlib.sha256(f"{item.id}\n{item.published.isoformat()}".encode()).hexdigest()[:16]
