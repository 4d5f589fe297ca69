"""The safest figures that need no grammar: "14 dead", "14 Menschen getötet", "14 morts".

Where there is no parser, or none for the language. Only casualties that stand in words side by side, in titles and sentences
without a word that may put them into another time, a plan or a part of a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from briefing.language.names import words

__all__ = ["PlainFigure", "plain_figures", "plain_places", "readable"]

_ONES = {
    "en": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty",
    "de": "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig",
    "fr": "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf vingt",
}  # fmt: skip
_BOUNDS = {
    "en": {"at least": ">", "more than": ">", "over": ">", "up to": "<", "about": "~", "some": "~", "nearly": "~", "around": "~"},
    "de": {"mindestens": ">", "mehr als": ">", "über": ">", "bis zu": "<", "etwa": "~", "rund": "~", "fast": "~", "knapp": "~"},
    "fr": {"au moins": ">", "plus de": ">", "jusqu'à": "<", "environ": "~", "près de": "~", "quelque": "~"},
}  # fmt: skip
_PATTERNS = {
    "en": [
        ("killed", r"N (?:people (?:were |have been |are )?)?(?:killed|dead)\b(?! (?:body|bodies|sea))"),
        ("killed", r"(?:death )?toll (?:in \w+ )?(?:rises|rose|climbs|climbed|has risen|stands|now stands) (?:to|at) N"),
        ("wounded", r"N (?:people (?:were |have been |are )?)?(?:wounded|injured)\b"),
    ],
    "de": [
        ("killed", r"N (?:Tote\b|Todesopfer\b|Menschen (?:wurden |sind |seien )?getötet\b|Menschen (?:kamen )?ums Leben\b)"),
        ("killed", r"Zahl der (?:Toten|Todesopfer) (?:in \w+ )?(?:steigt|stieg) auf N"),
        ("wounded", r"N (?:Verletzte\b|Verwundete\b|Menschen (?:wurden )?verletzt\b)"),
    ],
    "fr": [
        ("killed", r"N (?:morts?\b|personnes (?:ont été )?tuées\b|tués\b)"),
        ("wounded", r"N (?:autres )?(?:blessés?\b|personnes (?:ont été )?blessées\b)"),
    ],
}  # fmt: skip
_OTHERWISE = {
    "en": r"\b(?:since|ago|last|year|years|month|months|week|weeks|including|among|of them|could|may|might|would|will|if|not|no|"
    r"reportedly|feared|another|more|former|previous|so far|every|each|\d{4})\b|\?",
    "de": r"\b(?:seit|vor|letzt\w*|vergangen\w*|Jahr\w*|Monat\w*|Woche\w*|darunter|davon|könnte\w*|würde\w*|soll|sollen|wenn|falls|"
    r"nicht|kein\w*|weitere\w*|bisher|insgesamt|offenbar|angeblich|mutmaßlich|\d{4})\b|\?",
    "fr": r"\b(?:depuis|dernier\w*|passé\w*|ans?|année\w*|mois|semaine\w*|dont|parmi|pourrai\w*|serai\w*|aurai\w*|si|ne|pas|aucun\w*|"
    r"plus de morts|selon des sources non|supplémentaires|jusqu'ici|\d{4})\b|\?",
}  # fmt: skip

_PLACE = re.compile(
    r"(?:\b(?:in|near|à|[Ss]tadt|[Hh]afenstadt|[Kk]leinstadt|Großstadt|(?:ville|marché|port|village|région|centre|gare|hôpital) (?:\w+ )?de|"
    r"(?:town|city|village|port) of)\s)([A-ZÀ-Ý][\w’'-]+(?: [A-ZÀ-Ý][\w’'-]+)*)"
)

_PREFIX = re.compile(r"^([A-ZÀ-Ý][\w’'-]+(?: [A-ZÀ-Ý][\w’'-]+)?) ?: ")  # "Kelm : ..." as headlines open


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainFigure:
    """A casualty figure by its words alone; offsets are characters of the text."""

    kind: str
    value: str
    bound: str
    start: int
    end: int


def readable(language: str) -> bool:
    """Whether there are patterns for a language."""
    return language in _PATTERNS


def plain_figures(text: str, language: str) -> Iterator[PlainFigure]:
    """The figures of a text; none where a word may put them into another time, a plan or a part."""
    bare = re.sub(r"(?:, )?\b(?:darunter|dont|including|among them|three of them)\b.*", "", text)
    if re.search(_OTHERWISE[language], bare, re.IGNORECASE):
        return
    for kind, pattern in _expressions(language):
        for match in pattern.finditer(bare):
            bound = _BOUNDS[language].get((match["bound"] or "").lower(), "")
            yield PlainFigure(
                kind=kind,
                value=_value(match["number"], language),
                bound=bound,
                start=match.start(),
                end=match.end(),
            )


def _expressions(language: str) -> list[tuple[str, re.Pattern[str]]]:
    words = "|".join(sorted(_ONES[language].split()[1:], key=len, reverse=True))
    bounds = "|".join(_BOUNDS[language])
    number = rf"(?:(?P<bound>{bounds}) )?(?<![\w.,])(?P<number>\d{{1,3}}(?:[.,]\d{{3}})*|{words})(?![\w.,]\d)"
    return [
        (kind, re.compile(pattern.replace("N ", number + " ").replace(" N", " " + number), re.IGNORECASE))
        for kind, pattern in _PATTERNS[language]
    ]


def _value(number: str, language: str) -> str:
    ones = _ONES[language].split()
    if number.lower() in ones:
        return str(ones.index(number.lower()) + 1)
    return re.sub(r"[.,]", "", number)


def plain_places(text: str) -> tuple[str, ...]:
    """The folded names that stand where places do: "in Kelm", "la ville de Kelm", "Kelm : ..."; sorted."""
    found = _PLACE.findall(text) or _PREFIX.findall(text)
    return tuple(sorted({" ".join(words(name)) for name in found}))
