"""The passages of an article as they are read for facts: datelines left off, headlines in sentence case.

Article ─ title and opening passages, none refused ─> Reading(text, offset in the article)
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from briefing.model import Article, Passage

__all__ = ["MOST_PASSAGES", "Reading", "readings_of"]

MOST_PASSAGES = 40  # of one article: title and opening; the rest is background
LONGEST = 1_000  # characters; a longer passage is no sentence
TITLE_CASE = 0.6  # of a title's longer words with capitals, from which on they say nothing

_DATELINE = re.compile(r"^(?:[A-Z][A-Z .'’-]+(?:,[^—–-]{0,40})?|[A-Z][\w .,]{2,40}\([A-Z][\w ]+\)) ?[-–—] ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One passage as it is parsed: a dateline is left off, a title has the capitals that the body gives its words."""

    article: Article
    passage: Passage
    text: str
    offset: int  # of `text` in the article's text


def readings_of(article: Article) -> list[Reading]:
    """An article's first `MOST_PASSAGES` passages, without those that readers refused."""
    body = article.text
    return [
        _reading(article, passage, body)
        for passage in article.passages[:MOST_PASSAGES]
        if passage.kind != "refused" and len(passage.text) < LONGEST
    ]


def _reading(article: Article, passage: Passage, body: str) -> Reading:
    text, offset = passage.text, passage.start
    if passage.kind == "title" and article.language == "en":
        text = _with_capitals_of(body[passage.end :], text)
    elif dateline := _DATELINE.match(text):
        text, offset = text[dateline.end() :], offset + dateline.end()
    return Reading(article=article, passage=passage, text=text, offset=offset)


def _with_capitals_of(body: str, title: str) -> str:
    """A Title Like This in sentence case; the same length.

    A word keeps its capital that the body, too, writes with one inside a sentence, or that follows "in" or "near" and that
    the body does not write small.
    """
    longer = [w for w in re.findall(r"[^\W\d_]+", title) if len(w) > 3]
    if not body.strip() or sum(w[0].isupper() for w in longer) < TITLE_CASE * len(longer):
        return title
    capitals = set(re.findall(r"(?<![.!?:”\"] )(?<!^)\b[A-Z][\w’']*", body))
    small = set(re.findall(r"\b[a-z]\w*", body))

    def cased(match: re.Match[str]) -> str:
        word, before = match[0], title[: match.start()].rstrip().rpartition(" ")[2].lower()
        placed = before in {"in", "near", "at"} and word.lower() not in small
        kept = placed or word in capitals or word.isupper() or len(word.lower()) != len(word)
        return word if kept else word.lower()

    return re.sub(r"(?<!^)\b[A-Z][^\W\d_]*", cased, title)
