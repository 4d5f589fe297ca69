"""How alike two versions of a text are, whatever their language.

Words are compared without letter case, typographic variants and plain punctuation. In scripts without spaces a word is a
pair of characters. Quotation marks and question marks count: they change who says a thing, or whether it is so.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

__all__ = ["is_another", "is_nearly", "words_of"]

_NEARLY = 0.9  # of the words of the longer text
_ANOTHER = 0.2  # of the distinct long words of the shorter one
_ENOUGH = 4  # so many long words tell what a text is about
_LONG = 4
_KEPT = (
    256  # texts whose words are not looked up again: an item is compared with several, and they with the next
)
_JOINED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"  # no spaces between words
_APOSTROPHE = re.compile(r"(?<=\w)['‘’ʼ`´](?=\w)")
_DIGIT = re.compile(r"\d")
_QUOTE = re.compile(r"['‘’‚‛“”„‟«»‹›`´]+")
_TOKEN = re.compile(
    rf"(?<!\S)[-−–](?=\d)|[{_JOINED}]+|(?:(?![{_JOINED}])\w)+|[^\w\s.,:;!…()\[\]{{}}\-–—−*#|/\\]"
)


def words_of(text: str) -> list[str]:
    """What is said, in order: folded words, signs that carry meaning, and quotation marks of one form."""
    text = _APOSTROPHE.sub("", unicodedata.normalize("NFKC", text).casefold())
    found: list[str] = []
    for token in _TOKEN.findall(_QUOTE.sub('"', text)):
        if len(token) > 2 and token[0] >= "\u0e00" and re.match(f"[{_JOINED}]", token):
            found += (token[i : i + 2] for i in range(len(token) - 1))
        else:
            found.append(token)
    return found


def is_nearly(one: str, other: str) -> bool:
    """Whether two texts differ in a few words at most, and in no number."""
    (first, numbers), (second, others) = _counted(one), _counted(other)
    longest = max(first.total(), second.total())
    return numbers == others and (first & second).total() >= _NEARLY * longest


def is_another(one: str, other: str) -> bool:
    """Whether two texts have so little in common that they tell of different things; False where one is too short to tell."""
    first, second = _long(one), _long(other)
    shortest = min(len(first), len(second))
    return shortest >= _ENOUGH and len(first & second) < _ANOTHER * shortest


@lru_cache(_KEPT)
def _counted(text: str) -> tuple[Counter[str], dict[str, int]]:
    """Its words, and those with a digit."""
    words = Counter(words_of(text))
    return words, {word: count for word, count in words.items() if _DIGIT.search(word)}


@lru_cache(_KEPT)
def _long(text: str) -> set[str]:
    """Distinct words that say something: long ones, numbers, and pairs of characters of scripts without spaces."""
    return {word for word in words_of(text) if len(word) >= _LONG or word.isdigit() or word[0] >= "\u0e00"}
