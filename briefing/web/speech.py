"""The site's own words in one language: words/<language>.toml, dates and numbers as the digest has them.

A language without a catalogue is spoken to in English.
"""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from briefing.render.words import Words

__all__ = ["LANGUAGES", "Speech", "speech"]

LANGUAGES = {"en": "English", "de": "Deutsch", "fr": "Français"}  # those that there are catalogues of


class Speech:
    """Speaks one language; times in one zone."""

    def __init__(self, language: str, timezone: str) -> None:
        self.language = language if language in LANGUAGES else "en"
        self._words = Words(self.language, timezone)
        self._entries = _catalogue(self.language)

    def say(self, key: str, n: int | None = None, **values: object) -> str:
        """The words under a key; `n` chooses the form and is there as {n}."""
        entry = self._entries[key]
        if n is None:
            return str(entry).format(**values)
        form = "one" if n == 1 or (n == 0 and self.language == "fr") else "other"
        return str(entry[form]).format(n=self._words.number(n), **values)

    def long_date(self, day: date) -> str:
        """Weekday, day, month and year."""
        return self._words.long_date(day)

    def moment(self, when: datetime) -> str:
        """Date and time of day in the zone."""
        return self._words.full_moment(when)


@cache
def speech(language: str, timezone: str = "UTC") -> Speech:
    """The words of a language, read once."""
    return Speech(language, timezone)


def iso(when: datetime) -> str:
    """A moment as feeds and `datetime` attributes have it (RFC 3339), in UTC and whole seconds."""
    return when.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


@cache
def _catalogue(language: str) -> dict[str, Any]:
    return tomllib.loads(files("briefing.web").joinpath("words", f"{language}.toml").read_text("utf-8"))
