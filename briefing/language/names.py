"""Names in running text, under one spelling each."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

from briefing.language.lexicon import word_set

__all__ = ["canonical", "name_runs", "word_gaps", "words"]

_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
_LINKS = word_set("of the de la del al el bin ibn von van der den di da du")
_COMMON = word_set(
    "the a an this that these those he she it they we you i his her its their our my in on at by for "
    "from with to of as and or but if when while after before since until during under over between "
    "among about against amid despite there here what who which where why how no not all some many most "
    "more few several one two three four five six seven eight nine ten hundreds thousands dozens at "
    "least new mr mrs ms dr is are was were has have had will would can could may might should it's "
    "he's she's they're yes so yet also both each every any other another then now"
)
_COMPASS = word_set("north south east west northern southern eastern western central upper lower greater")


@cache
def _variants() -> tuple[re.Pattern[str], dict[str, str]]:
    table = tomllib.loads(files("briefing.language").joinpath("variants.toml").read_text("utf-8"))
    first = {spelling: group[0] for group in table["names"] for spelling in group}
    longest = sorted(first, key=len, reverse=True)
    pattern = "|".join(re.escape(s) for s in longest)
    return re.compile(rf"(?<![\w-])(?:{pattern})(?![\w])"), first


def canonical(text: str) -> str:
    """The text with each known name in its first spelling."""
    pattern, first = _variants()
    return pattern.sub(lambda m: first[m.group()], unicodedata.normalize("NFC", text))


def words(text: str) -> list[str]:
    """The words of a text in lower case, without accents and possessive endings, names in their first spelling."""
    return list(_words(text))


@lru_cache(maxsize=4096)  # every check of a sentence asks the same of its passages
def _words(text: str) -> tuple[str, ...]:
    return tuple(_fold(w) for w in _WORD.findall(canonical(text)))


def word_gaps(text: str) -> list[str]:
    """For each of the text's `words` what stands between it and the word before."""
    plain, gaps, end = canonical(text), [], 0
    for match in _WORD.finditer(plain):
        gaps.append(plain[end : match.start()])
        end = match.end()
    return gaps


@lru_cache(maxsize=65_536)
def _fold(word: str) -> str:
    bare = re.sub(r"[’']s$", "", word).replace("’", "'")
    return "".join(c for c in unicodedata.normalize("NFKD", bare.casefold()) if not unicodedata.combining(c))


def name_runs(text: str, known_lower: frozenset[str] = frozenset()) -> list[tuple[str, ...]]:
    """Runs of capitalised words, folded; a sentence's first word counts unless it is common or among `known_lower`."""
    plain = canonical(text)
    runs: list[tuple[str, ...]] = []
    run: list[str] = []
    end = 0
    for match in _WORD.finditer(plain):
        word, gap = match.group(), plain[end : match.start()]
        starts = not end or bool(
            re.search(r"[.!?:“\"‘]\s*[“\"‘(]?$", gap)
            and not re.search(r"\b[A-Z]\.\s*$", plain[: match.start()])
        )
        named = (
            word[0].isupper()
            and not (starts and _opens(word, known_lower, plain[match.end() :]))
            and word != "I"
        )
        joined = not gap.strip(" .’'-–") and not starts
        if run and not joined:
            runs, run = _close(runs, run), []
        if named or (run and word in _LINKS):
            run.append(_fold(word))
        elif run:
            runs, run = _close(runs, run), []
        end = match.end()
    return _close(runs, run)


def _opens(word: str, known_lower: frozenset[str], rest: str) -> bool:
    """Whether a sentence's first word is capitalised for that alone: "West" before a name is part of it."""
    if _fold(word) in _COMPASS and re.match(r" [^\W\d_a-z]", rest):
        return False
    return _fold(word) in _COMMON or _fold(word) in known_lower


def _close(runs: list[tuple[str, ...]], run: list[str]) -> list[tuple[str, ...]]:
    while run and run[-1] in _LINKS:
        run = run[:-1]
    return [*runs, tuple(run)] if run else runs
