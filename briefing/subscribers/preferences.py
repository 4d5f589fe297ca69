"""What a subscriber may choose, checked against what there is to choose from.

Preferences, Offer ─ checked ─> Preferences with names as the offer spells them, and every Refused
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from zoneinfo import available_timezones

from briefing.model import Subscriber

__all__ = ["Offer", "Preferences", "Refused", "checked", "of", "with_preferences"]

_HOUR = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What somebody wants, how and when; the fields of `model.Subscriber` that are theirs to choose."""

    language: str = ""  # "" = the edition's
    editions: tuple[str, ...] = ()  # () = the first one
    themes: tuple[str, ...] = ()  # () = all
    muted: tuple[str, ...] = ()
    hour: str = ""  # "07:30"; "" = as soon as the edition is made
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What there is: the names of briefing.toml's editions, the first one first, and of prompts/themes.toml's themes."""

    editions: tuple[str, ...]
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """One choice that is not possible."""

    key: str  # the field of `Preferences`
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.what}: {self.mend}"


def checked(wanted: Preferences, offer: Offer) -> tuple[Preferences, tuple[Refused, ...]]:
    """The preferences with names as the offer spells them, each once; and all that is refused, which they leave out.

    Who names no edition gets the first one, by name: what is added to the offer later is mailed to nobody unasked.
    """
    refused: list[Refused] = []
    editions = _named(wanted.editions, offer.editions, "editions", refused)
    themes = _named(wanted.themes, offer.themes, "themes", refused)
    muted = _named(wanted.muted, offer.themes, "muted", refused)
    if both := [name for name in themes if name in muted]:
        refused.append(
            Refused(key="muted", what=f'"{both[0]}" is both wanted and muted', mend="choose one of the two")
        )
    elif offer.themes and not set(themes or offer.themes) - set(muted):
        refused.append(Refused(key="muted", what="all themes are muted", mend="leave one, or unsubscribe"))
    made = Preferences(
        language=_language(wanted.language, refused),
        editions=editions or offer.editions[:1],
        themes=themes,
        muted=muted,
        hour=_hour(wanted.hour, refused),
        timezone=_zone(wanted.timezone, refused),
    )
    return made, tuple(refused)


def of(subscriber: Subscriber) -> Preferences:
    """What somebody has chosen."""
    return Preferences(
        language=subscriber.language,
        editions=subscriber.editions,
        themes=subscriber.themes,
        muted=subscriber.muted,
        hour=subscriber.hour,
        timezone=subscriber.timezone,
    )


def with_preferences(subscriber: Subscriber, chosen: Preferences) -> Subscriber:
    """Somebody with other, `checked` preferences."""
    return replace(
        subscriber,
        language=chosen.language,
        editions=chosen.editions,
        themes=chosen.themes,
        muted=chosen.muted,
        hour=chosen.hour,
        timezone=chosen.timezone,
    )


def _named(wanted: Sequence[str], known: Sequence[str], key: str, refused: list[Refused]) -> tuple[str, ...]:
    kind = "edition" if key == "editions" else "theme"
    spelt = {_same(name): name for name in known}
    found: list[str] = []
    for name in wanted:
        if name and _same(name) in spelt:
            found.append(spelt[_same(name)])
        elif name:
            refused.append(Refused(key=key, what=f"no {kind} {_shown(name)}", mend=_nearest(name, known)))
    return tuple(dict.fromkeys(found))


def _language(tag: str, refused: list[Refused]) -> str:
    if not tag or _LANGUAGE.fullmatch(tag):
        return tag
    mend = 'two or three small letters such as "en"'
    refused.append(Refused(key="language", what=f"no language tag {_shown(tag)}", mend=mend))
    return ""


def _hour(text: str, refused: list[Refused]) -> str:
    found = _HOUR.fullmatch(text)
    if found:
        return f"{int(found[1]):02}:{found[2]}"
    if text:
        refused.append(
            Refused(key="hour", what=f"no time of day {_shown(text)}", mend="write 00:00 to 23:59")
        )
    return ""


def _zone(name: str, refused: list[Refused]) -> str:
    if not name or name in _zones():
        return name or "UTC"
    city = [zone for zone in sorted(_zones()) if zone.rpartition("/")[2].casefold() == name.casefold()]
    mend = _nearest(name, city or sorted(_zones()), 'a zone of the IANA list such as "Europe/Kyiv"')
    refused.append(Refused(key="timezone", what=f"no time zone {_shown(name)}", mend=mend))
    return "UTC"


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _nearest(name: str, known: Sequence[str], otherwise: str = "") -> str:
    close = known if len(known) == 1 else difflib.get_close_matches(name[:100], known, n=1)
    return f'did you mean "{close[0]}"?' if close else otherwise or f"there are {', '.join(known) or 'none'}"


def _same(name: str) -> str:
    return " ".join(name.split()).casefold()


def _shown(text: str) -> str:
    """What was typed, for a message: printable, and not endless."""
    short = text if len(text) <= 60 else f"{text[:59]}…"
    return '"' + "".join(char if char.isprintable() else "�" for char in short) + '"'
