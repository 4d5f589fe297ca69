"""The digest's own words in the reader's language: words/<language>.toml, dates and numbers by CLDR (babel).

A catalogue entry is a template, or a table of templates by plural category ("one", "other") or exact number ("0").
A language without a catalogue is spoken to in English, with its own dates.
"""

from __future__ import annotations

import tomllib
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.numbers import format_decimal

# A bare "en" means American dates to CLDR; day before month reads the same everywhere.
_REGION = {"en": "en_GB"}
_NEAR = timedelta(days=6)  # within it a weekday is clear


class Words:
    """Speaks one language."""

    def __init__(self, language: str, timezone: str) -> None:
        self.language = language
        self.zone = ZoneInfo(timezone)
        spoken = language.partition("-")[0].lower()
        self._locale = _locale(language)
        # Plurals, lists and names of languages stand in the digest's own words, so they go by the catalogue's language.
        self._spoken = self._locale if _read(spoken) else _locale("en")
        self._entries = _catalogue("en") | _catalogue(spoken)
        self._names = _table("names", "en") | _table("names", spoken)
        self._reasons = _table("reasons", "en") | _table("reasons", spoken)

    def say(self, key: str, n: int | None = None, **values: object) -> str:
        """The words under a key; `n` chooses the form and is there as {n}."""
        entry = self._entries[key]
        if n is None:
            return str(entry).format(**values)
        if isinstance(entry, dict):
            entry = entry.get(str(n)) or entry.get(self._spoken.plural_form(n)) or entry["other"]
        return str(entry).format(n=self.number(n), **values)

    def knows(self, term: str) -> bool:
        """Whether the catalogue has a name for a check or a model's role."""
        return term in self._names

    def name(self, term: str) -> str:
        """What a check or a model's role is called; itself where the catalogue does not know it."""
        return self._names.get(term) or term.replace("_", " ")

    def reason(self, term: str) -> str:
        """Why a sentence is not the one that was drafted; "" where the catalogue does not know the reason."""
        return self._reasons.get(term, "")

    def number(self, n: int) -> str:
        """A whole number with the language's grouping."""
        return str(format_decimal(n, locale=self._locale))

    def both(self, items: tuple[str, ...]) -> str:
        """The items as a list in a sentence."""
        return format_list(items, locale=self._spoken)

    def long_date(self, day: date) -> str:
        """Weekday, day, month and year."""
        return format_date(day, "full", locale=self._locale)

    def weekday(self, day: date) -> str:
        """The day's name, to stand within the digest's own words."""
        return format_date(day, "EEEE", locale=self._spoken)

    def short_date(self, day: date) -> str:
        """Day and abbreviated month."""
        return format_skeleton("MMMd", day, locale=self._locale)

    def moment(self, when: datetime, day: date) -> str:
        """The time of day in the edition's zone; with the weekday, or the date, where it is not the edition's day."""
        local = when.astimezone(self.zone)
        if local.date() == day:
            return format_time(local, "short", tzinfo=self.zone, locale=self._locale)
        skeleton = "EHm" if abs(day - local.date()) <= _NEAR else "yMMMd"
        return format_skeleton(skeleton, local, tzinfo=self.zone, locale=self._locale)

    def full_moment(self, when: datetime) -> str:
        """Date and time of day in the edition's zone."""
        local = when.astimezone(self.zone)
        return (
            f"{format_date(local.date(), 'long', locale=self._locale)}, "
            f"{format_time(local, 'short', tzinfo=self.zone, locale=self._locale)}"
        )

    def language_name(self, tag: str) -> str:
        """What the reader calls a language; the tag where it has no name."""
        try:
            name = Locale.parse(tag, sep="-").get_language_name(self._spoken)
        except (UnknownLocaleError, ValueError):
            name = None
        return name or tag

    @property
    def quotation_marks(self) -> tuple[str, str]:
        """What opens and what closes a quotation, with the language's own spaces."""
        opening, _, closing = self.say("quotation", text="\0").partition("\0")
        return opening, closing

    @property
    def direction(self) -> str:
        """ "ltr" or "rtl"."""
        return self._locale.text_direction


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(_REGION.get(language, language), sep="-" if "-" in language else "_")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def _catalogue(language: str) -> dict[str, Any]:
    return {key: value for key, value in _read(language).items() if key not in ("names", "reasons")}


def _table(name: str, language: str) -> dict[str, str]:
    return dict(_read(language).get(name, {}))


@cache
def _read(language: str) -> dict[str, Any]:
    if not language.isalpha():
        return {}
    path = files("briefing.render").joinpath("words", f"{language}.toml")
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
