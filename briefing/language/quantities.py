"""Numbers and dates in running text, with what they count.

"nearly 1.2 thousand drones"  ─> Quantity(value=1200, unit="", bound="~", counted=("drone",))
"3 March", "March 3rd", "2026-03-03" ─> "march 3"
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from briefing.language.lexicon import word_list, word_set

__all__ = ["Quantity", "dates", "quantities", "stem"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number as a reader understands it."""

    value: Decimal  # scale folded in: 1.2 million = 1200000; of "dozens" the word's own value
    unit: str  # "%", "$", "km" ...; "s" of a vague plural ("dozens"); "th" of an ordinal; "/" of a fraction; "" = a plain count
    bound: str  # ">" more than, at least; "<" up to, fewer than; "~" about, nearly; "–" one end of a range; "" exact
    counted: tuple[str, ...]  # stems of the words behind it, up to the next punctuation or preposition

    def same(self, other: Quantity) -> bool:
        """Whether this says what the other says: value, unit, bound, and the first word counted is among the other's."""
        if (self.value, self.unit, self.bound) != (other.value, other.unit, other.bound):
            return False
        return self.counted[:1] == other.counted[:1] or bool(set(self.counted[:1]) & set(other.counted))


_ONES = word_list(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = dict(
    zip(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
        range(20, 100, 10),
        strict=True,
    )
)
_SMALL = {word: n for n, word in enumerate(_ONES)} | _TENS
_SCALES = {
    "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "trillion": 10**12,
    "dozen": 12, "score": 20, "k": 1_000, "m": 1_000_000, "mn": 1_000_000, "bn": 1_000_000_000, "b": 1_000_000_000,
    "tn": 10**12,
}  # fmt: skip
_ORDINALS = word_list(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
)
_UNITS = {
    "%": "%", "percent": "%", "per cent": "%", "pct": "%", "percentage": "%p",
    "dollar": "$", "$": "$", "us$": "$", "usd": "$", "euro": "€", "€": "€", "eur": "€", "pound": "£", "£": "£",
    "hryvnia": "₴", "₴": "₴", "ruble": "₽", "rouble": "₽", "₽": "₽", "yen": "¥", "¥": "¥", "yuan": "yuan",
    "km": "km", "kilometre": "km", "kilometer": "km", "mile": "mile", "metre": "m", "meter": "m", "kg": "kg",
    "tonne": "t", "ton": "ton", "degree": "°", "°": "°", "am": "am", "pm": "pm",
}  # fmt: skip
_BOUNDS = sorted(
    (
        (sign, phrase)
        for sign, phrases in {
            ">": "more than|at least|over|no fewer than|no less than|not less than|not fewer than|upwards of|as few as|above|"
            "exceeding|a minimum of",
            "<": "up to|fewer than|less than|at most|under|no more than|not more than|below|as many as|as much as|a maximum of",
            "~": "about|around|nearly|almost|some|roughly|approximately|close to|an estimated|estimated",
        }.items()
        for phrase in phrases.split("|")
    ),
    key=lambda pair: -len(pair[1]),
)  # "no more than" before "more than"
_VAGUE = {
    "dozens": 12,
    "scores": 20,
    "hundreds": 100,
    "thousands": 1_000,
    "millions": 1_000_000,
    "billions": 10**9,
}
_FRACTIONS = {
    "half": Decimal("0.5"), "third": Decimal("0.33"), "thirds": Decimal("0.33"), "quarter": Decimal("0.25"),
    "quarters": Decimal("0.25"), "fifths": Decimal("0.2"), "tenths": Decimal("0.1"), "fifth": Decimal("0.2"),
    "tenth": Decimal("0.1"),
}  # fmt: skip
_OWNERS = word_set("the his her its their this that our whose")
_GLUED = re.compile(r"(?<=\d)(?=(?:k|m|mn|bn|b|tn|km|kg|pc)\b)")  # "€1.5m", "60m doses"
_HALF_OF_DAY = re.compile(r"(?<=\d)\s?([ap])\.?m\b\.?", re.IGNORECASE)
_STOP = word_set(
    "and or but to in on at from by for with as than that which who while after before when since until "
    "into during under over between among through against because if is are was were be been has have "
    "had will would said according"
)
_SKIP = word_set("of the a an other more another new")
_TOKEN = re.compile(
    r"(?P<currency>(?:US|C|A)?[$€£¥₴₽])|(?P<number>\d{1,3}(?:[,\u00a0\u202f\u2009 ]\d{3})+(?:\.\d+)?(?!\d)|\d+(?:[.]\d+)?)"
    r"(?P<ordinal>st|nd|rd|th)?\b|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)?)|(?P<sign>%|°)|(?P<point>[^\s\w])"
)
_MONTHS = word_list("january february march april may june july august september october november december")
_DAYS = word_list("monday tuesday wednesday thursday friday saturday sunday")
_MONTH = r"(Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)|Apr(?:il|\.)|May|Jun(?:e|\.)|Jul(?:y|\.)|Aug(?:ust|\.)|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
_DATED = re.compile(
    rf"\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}\b|\b{_MONTH} (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!,\d|\.\d)"
    rf"|\b(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})\b|\b{_MONTH}(?=\W|$)|\b(?P<year>(?:19|20)\d\d)\b(?![,.]\d|[-%])"
    r"|\b(?P<day>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b|\b(?P<rel>yesterday|today|tonight|tomorrow)\b"
)


def stem(word: str) -> str:
    """A word without the ending of its plural or possessive, in lower case."""
    word = re.sub(r"['’]s?$", "", word.lower())
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return (
        word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word
    )


def dates(text: str) -> set[str]:
    """Dates as the text gives them: "march 3", "2026", "monday", "today"."""
    found = set()
    for match in _DATED.finditer(text):
        groups = match.groupdict()
        month = next(
            (
                m
                for m in match.groups()
                if m
                and m[:3].lower() in {n[:3] for n in _MONTHS}
                and m[0].isupper()
                and m not in {groups["day"]}
            ),
            "",
        )
        found.add(_date(groups, month))
    return found - {""}


def _date(groups: dict[str, str | None], month: str) -> str:
    if iso := groups["iso"]:
        _, m, d = iso.split("-")
        return f"{_MONTHS[int(m) - 1]} {int(d)}" if 1 <= int(m) <= 12 else iso
    if groups["year"]:
        return str(groups["year"])
    if day := groups["day"]:
        return day.lower() + "day"
    if groups["rel"]:
        return str(groups["rel"])
    name = next((n for n in _MONTHS if n.startswith(month[:3].lower())), "") if month else ""
    number = groups["d1"] or groups["d2"]
    return f"{name} {int(number)}" if number else name


def quantities(text: str) -> list[Quantity]:
    """The numbers of a text in order, years and dates left out."""
    return list(_quantities(text))


@lru_cache(maxsize=4096)  # every check of a sentence asks the same of its passages
def _quantities(text: str) -> tuple[Quantity, ...]:
    plain = _DATED.sub(lambda m: " · " if any(c.isdigit() for c in m.group()) else m.group(), text)
    plain = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", plain)
    plain = _GLUED.sub(" ", _HALF_OF_DAY.sub(r" \1m", plain))
    tokens = [(m.lastgroup if m.lastgroup != "ordinal" else "number", m) for m in _TOKEN.finditer(plain)]
    matches = [m for _, m in tokens]
    found: list[Quantity] = []
    i, ends = 0, -1  # `ends`: the token behind the last number
    while i < len(matches):
        quantity, used = _read(plain, matches, i)
        if quantity is not None:
            if found and (_ranges(matches, ends, i) or _between(matches, ends, i)):
                found[-1:] = _range(found[-1], quantity)
            else:
                found.append(quantity)
            ends = i + used
        i += max(1, used)
    return tuple(found)


def _ranges(tokens: list[re.Match[str]], ends: int, i: int) -> bool:
    """Whether "to" or a dash alone stands between two numbers."""
    return ends == i - 1 and tokens[ends].group().lower() in {"to", "-", "–"}


def _between(tokens: list[re.Match[str]], ends: int, i: int) -> bool:
    """Whether "between" stands before the last number and "and" alone between it and this one."""
    if ends != i - 1 or tokens[ends].group().lower() != "and":
        return False
    before = [t.group().lower() for t in tokens[max(0, ends - 5) : ends]]
    return "between" in before


def _range(low: Quantity, high: Quantity) -> list[Quantity]:
    """ "10 to 15 drones": neither 10 drones nor 15, and both count drones."""
    unit = low.unit or high.unit
    return [
        replace(low, bound="–", counted=low.counted or high.counted, unit=unit),
        replace(high, bound="–", unit=high.unit or unit),
    ]


def _word(tokens: list[re.Match[str]], i: int) -> str:
    return tokens[i].group().lower() if 0 <= i < len(tokens) else ""


def _read(text: str, tokens: list[re.Match[str]], i: int) -> tuple[Quantity | None, int]:
    value, used, ordinal = _value(tokens, i)
    if ordinal and _word(tokens, i) in _FRACTIONS and _word(tokens, i + 1) == "of":
        value = None  # "a third of the wells"
    if value is None:
        word = _word(tokens, i)
        if word in _VAGUE:
            return _quantity(text, tokens, i, 1, Decimal(_VAGUE[word]), "s"), 1
        if word in _FRACTIONS:
            return _quantity(text, tokens, i, 1, _FRACTIONS[word], "/"), 1
        return None, 1
    return _quantity(text, tokens, i, used, value, "th" if ordinal else ""), used


def _value(tokens: list[re.Match[str]], i: int) -> tuple[Decimal | None, int, bool]:
    """The number that begins at a token: its value, how many tokens it takes, whether it is an ordinal."""
    number = tokens[i].group("number")
    if number:
        value = Decimal(re.sub(r"[,\s]", "", number))
        scale = _SCALES.get(_word(tokens, i + 1), 0)
        ordinal = bool(tokens[i].group("ordinal"))
        return (value * scale, 2, ordinal) if scale else (value, 1, ordinal)
    return _spelled(tokens, i)


def _spelled(tokens: list[re.Match[str]], i: int) -> tuple[Decimal | None, int, bool]:
    word = _word(tokens, i)
    if word in _ORDINALS and (word != "second" or _is_ordinal(tokens, i)):
        return Decimal(_ORDINALS.index(word) + 1), 1, True
    article = word in {"a", "an"} and _word(tokens, i + 1) in {
        "dozen",
        "hundred",
        "thousand",
        "million",
        "billion",
        "score",
    }
    if word not in _SMALL and not article and word != "dozen":
        return None, 0, False
    total, part, at = 0, 1 if article else 0, i + 1 if article else i
    while at < len(tokens):
        word = _word(tokens, at)
        if word in _SMALL:
            part += _SMALL[word]
        elif word in _SCALES and len(word) > 2:
            scale = _SCALES[word]
            part = max(part, 1) * scale
            if scale >= 1000:
                total, part = total + part, 0
        elif not (word == "and" and _word(tokens, at - 1) in _SCALES and _word(tokens, at + 1) in _SMALL):
            break
        at += 1
    return Decimal(total + part), at - i, False


def _is_ordinal(tokens: list[re.Match[str]], i: int) -> bool:
    """ "the second raid", not "a second later"."""
    after = _word(tokens, i + 1)
    return _word(tokens, i - 1) in _OWNERS and after.isalpha() and after not in _STOP


def _quantity(
    text: str, tokens: list[re.Match[str]], i: int, used: int, value: Decimal, unit: str
) -> Quantity:
    before, at = i, i + used
    if i and tokens[i - 1].group("currency"):
        unit, before = tokens[i - 1].group().lstrip("USCA"), i - 1
    hard = _UNITS.get(stem(_word(tokens, at)), "") or (
        "%" if (_word(tokens, at), _word(tokens, at + 1)) == ("per", "cent") else ""
    )
    if hard and not unit:
        unit, at = hard, at + (2 if _word(tokens, at) == "per" else 1)
    lead = text[max(0, tokens[before].start() - 24) : tokens[before].start()].lower().rstrip()
    bound = next((sign for sign, phrase in _BOUNDS if re.search(rf"\b{phrase}$", lead)), "")
    return Quantity(
        value=value,
        unit=unit,
        bound=bound,
        counted=_counted(tokens, at) if not unit or unit in {"s", "th", "/"} else (),
    )


def _counted(tokens: list[re.Match[str]], at: int) -> tuple[str, ...]:
    words: list[str] = []
    if _word(tokens, at) == "(":  # "half (54%) of the wells"
        at = next((i + 1 for i in range(at, min(at + 12, len(tokens))) if _word(tokens, i) == ")"), at)
    for match in tokens[at : at + 6]:
        word = match.group().lower()
        if word in _SKIP or word in {"-", "–"}:
            continue
        if not match.group("word") or word in _STOP:
            break
        words.append(stem(word))
    return tuple(words)
