"""How long a text is, in words, also where a script writes them without spaces."""

from __future__ import annotations

import re

__all__ = ["word_count"]

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_CHARACTERS = 1.7  # of a word in Chinese or Japanese news, on average


def word_count(text: str) -> int:
    """Words between spaces, and for every 1.7 characters of a script without spaces one more."""
    unspaced = len(_UNSPACED.findall(text))
    if not unspaced:
        return len(text.split())
    spaced = [word for word in _UNSPACED.sub(" ", text).split() if any(map(str.isalnum, word))]
    return len(spaced) + round(unspaced / _CHARACTERS)
