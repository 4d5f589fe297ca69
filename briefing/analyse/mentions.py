"""Who, where and how many: the names, places and numbers of each article, found without a parser.

    Article ─ words with their capitals ─┐
    the day's articles ─ lexicon ────────┴─> Mentions

A word is a name where the day's articles write it with a capital inside sentences; so a headline In Title Case or a word
that opens a sentence adds none. A place is what the day's articles put behind "in", "near" or "at". Languages that capitalise
every noun (German) yield nouns too: there, places are those that articles in other languages know. Scripts without capitals yield numbers only.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from briefing.model import Article, Passage

__all__ = ["Mentions", "fold", "mentions_of", "stem"]

OPENING_SENTENCES = 2  # the title and these tell what the article is about; the rest is background
NAME_SHARE = 0.7  # of a word's uses inside sentences that must be capitalised
NOUN_CAPITAL_LANGUAGES = frozenset({"de", "lb"})
FEWEST_PLACED, PLACED_SHARE = (
    2,
    0.25,
)  # articles that put a name behind a preposition of place, for it to be one
STEM_LETTERS = 6
TITLE_CASE_SHARE = 0.6  # of a title's longer words with capitals: above it capitals say nothing

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*(?:['’\-][^\W_]+)*")
_SPELLINGS = str.maketrans({"w": "v", "k": "c", "y": "i", "j": "i"})  # the same sound in several languages
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")

# Prepositions behind which a name is a place, by language.
_PLACE_PREPOSITIONS: Mapping[str, frozenset[str]] = {
    "en": frozenset({"in", "near", "at", "outside", "around", "across", "off"}),
    "fr": frozenset({"à", "au", "en", "dans", "près", "vers"}),
    "es": frozenset({"en", "cerca"}),
    "it": frozenset({"a", "in", "presso"}),
    "pt": frozenset({"em", "no", "na"}),
    "nl": frozenset({"in", "bij", "nabij"}),
}

_PLACE_PHRASES = frozenset(
    (kind, of)
    for kinds, of in (
        ("town city village port capital province region district suburb county island", "of"),
        ("ville port région province île village", "de"),
        ("ciudad puerto provincia región isla pueblo", "de"),
    )
    for kind in kinds.split()
)

_CALENDAR = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonntag",
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "i",
        "mr",
        "mrs",
        "ms",
        "dr",
        "gmt",
        "utc",
        "am",
        "pm",
    ]
)

_ENGLISH = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty"""
_GERMAN = """null - zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn
    siebzehn achtzehn neunzehn zwanzig"""
_FRENCH = """zéro - deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept
    dix-huit dix-neuf vingt"""

# So that "fourteen" equals "14"; German and French "one" is also the article.
_NUMERALS: Mapping[str, str] = {
    word: str(value)
    for words in (_ENGLISH, _GERMAN, _FRENCH)
    for value, word in enumerate(words.split())
    if word != "-"
}


Run = tuple[tuple[str, ...], tuple[str, ...]]  # up to two common words before, and the folded words of a name


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentions:
    """The names and numbers of one article, folded (no case, no accents, no possessive)."""

    names: frozenset[str]  # anywhere in the text
    key_names: frozenset[str]  # in the title or the first sentences
    stems: frozenset[str]  # of `key_names`, as other languages may write them: "karsov"
    places: frozenset[
        str
    ]  # those of `key_names` that stand behind a preposition of place, here or elsewhere that day
    people: frozenset[str]  # last words of names of several words in `key_names`, places apart
    titled: bool  # whether the title itself names anybody or anything
    numbers: frozenset[str]  # in the title or the first sentences: "21", "4.5"
    written: Mapping[str, str]  # key names and numbers as the article writes them, in its order


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """A word without case, accents and possessive, so that "Škoda’s" equals "skoda"."""
    plain = unicodedata.normalize("NFKD", word.replace("’", "'").casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).removesuffix("'s").rstrip("'")


def stem(name: str) -> str:
    """The start of a folded name, so that Karsovia, Karsowien and Karsovie are equal."""
    return name.translate(_SPELLINGS)[:STEM_LETTERS]


def mentions_of(articles: Sequence[Article]) -> list[Mentions]:
    """The mentions of each article, in order; names and places are learnt from all of them together."""
    lexicon = _lexicon(articles)
    runs = [[run for passage in _opening(article) for run in _runs(passage, lexicon)] for article in articles]
    gazetteer = _gazetteer(articles, runs)
    known = frozenset(stem(name) for name in lexicon if len(name) >= STEM_LETTERS)
    return [_mentions(a, own, lexicon, known, gazetteer) for a, own in zip(articles, runs, strict=True)]


def _opening(article: Article) -> list[Passage]:
    body = [p for p in article.passages if p.kind == "sentence"]
    return [*(p for p in article.passages if p.kind == "title"), *body[:OPENING_SENTENCES]]


def _gazetteer(articles: Sequence[Article], runs: Sequence[Sequence[Run]]) -> Counter[str]:
    """Names that are places, with the number of articles that use them so: a demonym ("in Karsovian camps") is seldom one."""
    placed: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for article, own in zip(articles, runs, strict=True):
        named.update({word for _, run in own for word in run})
        placed.update(_placed(article, own))
    return Counter({word: count for word, count in placed.items() if count >= PLACED_SHARE * named[word]})


def _placed(article: Article, runs: Sequence[Run]) -> set[str]:
    """Names that this article puts behind a preposition of place, or behind "town of"."""
    if article.language in NOUN_CAPITAL_LANGUAGES:
        return set()
    before = _PLACE_PREPOSITIONS.get(article.language, frozenset({"in"}))
    return {
        word
        for previous, run in runs
        if previous and (previous[-1] in before or previous in _PLACE_PHRASES)
        for word in run
    }


def _lexicon(articles: Sequence[Article]) -> frozenset[str]:
    """Folded words that the day's articles write with a capital inside sentences."""
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for article in articles:
        for passage in article.passages:
            if passage.kind == "title" and _is_title_case(passage.text):
                continue
            for position, word in enumerate(_words(passage.text)):
                if word[0].isupper() and position:
                    capital[fold(word)] += 1
                elif word[0].islower():
                    small[fold(word)] += 1
    return frozenset(
        word
        for word, count in capital.items()
        if count >= NAME_SHARE * (count + small[word]) and word not in _CALENDAR
    )


def _words(text: str) -> Iterator[str]:
    return (match.group() for match in _WORD.finditer(text))


def _is_title_case(title: str) -> bool:
    words = [word for word in _words(title) if len(word) > 3 and word[0].isalpha()]
    return len(words) >= 3 and sum(word[0].isupper() for word in words) > TITLE_CASE_SHARE * len(words)


def _mentions(
    article: Article,
    runs: Sequence[Run],
    lexicon: frozenset[str],
    known_stems: frozenset[str],
    gazetteer: Mapping[str, int],
) -> Mentions:
    opening = _opening(article)
    key_names = frozenset(word for _, run in runs for word in run)
    placed = _placed(article, runs)
    places = frozenset(
        name
        for name in key_names
        if name in gazetteer and (gazetteer[name] >= FEWEST_PLACED or name in placed)
    )
    people = frozenset(run[-1] for _, run in runs if len(run) > 1)
    told_apart = article.language not in NOUN_CAPITAL_LANGUAGES
    everywhere = (fold(w) for p in article.passages for w in _words(p.text) if w[0].isupper())
    return Mentions(
        names=key_names | lexicon.intersection(everywhere),
        key_names=key_names,
        stems=_stems(opening, key_names, known_stems),
        places=places,
        people=people - places if told_apart else frozenset(),
        titled=any(run for p in opening if p.kind == "title" for run in _runs(p, lexicon)),
        numbers=frozenset(number for passage in opening for _, number in _numbers(passage.text)),
        written=_as_written(opening, key_names),
    )


def _stems(opening: Sequence[Passage], key_names: frozenset[str], known: frozenset[str]) -> frozenset[str]:
    """Stems of the names, and of words that other languages do not capitalise ("ruvenische", "karsoviens")."""
    words = {stem(fold(word)) for passage in opening for word in _words(passage.text)}
    return frozenset(map(stem, key_names)) | (words & known)


def _as_written(opening: Sequence[Passage], names: frozenset[str]) -> dict[str, str]:
    written: dict[str, str] = {}
    for passage in opening:
        for word in _words(passage.text):
            if word[0].isupper() and fold(word) in names:
                written.setdefault(fold(word), word)
        for word, number in _numbers(passage.text):
            written.setdefault(number, word)
    return written


def _runs(passage: Passage, lexicon: frozenset[str]) -> Iterator[Run]:
    """Names of one or more words side by side, each with the common words before it."""
    before, run = list[str](), list[str]()
    for match in _WORD.finditer(passage.text):
        word = match.group()
        folded = fold(word)
        adjoins = passage.text[: match.start()].endswith((" ", "-")) if run else True
        if word[0].isupper() and folded in lexicon and adjoins:
            run.append(folded)
            continue
        if run:
            yield tuple(before), tuple(run)
            before, run = [], []
        before = [*before[-1:], word.casefold()]
    if run:
        yield tuple(before), tuple(run)


def _numbers(text: str) -> Iterator[tuple[str, str]]:
    """Each number as written and as a plain figure."""
    for word in _words(text):
        numeral = _NUMERALS.get(word.casefold())
        if numeral is not None:
            yield word, numeral
        elif _NUMBER.fullmatch(word):
            yield word, _plain(word)


def _plain(number: str) -> str:
    """ "3,000" and "3.000" as "3000"; "4.5" and "4,5" as "4.5"."""
    whole = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", number)
    return whole.replace(",", ".")
