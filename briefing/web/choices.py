"""The form of what somebody wants: on the sign-up page and on the page of preferences.

typed ─ filled ─> Preferences ─ checked against the offer ─> Preferences, or faults by field
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

from fastapi import Form

from briefing.subscribers.preferences import Offer, Preferences, checked
from briefing.web.speech import LANGUAGES

__all__ = ["Choices", "Filled", "hours", "read", "shown", "zones"]

MOST = 200  # values of one field


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What stands in the form's fields."""

    address: str = ""
    editions: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    hour: str = ""
    timezone: str = "UTC"
    language: str = ""
    faults: Mapping[str, str] = field(
        default_factory=dict
    )  # field -> key of the words that say what is wrong


class Choices:
    """The fields of the form as they are sent; every one may be missing, none may be long."""

    def __init__(
        self,
        editions: Annotated[list[str] | None, Form(max_length=MOST)] = None,
        themes: Annotated[list[str] | None, Form(max_length=MOST)] = None,
        hour: Annotated[str, Form(max_length=10)] = "",
        timezone: Annotated[str, Form(max_length=100)] = "",
        language: Annotated[str, Form(max_length=10)] = "",
    ) -> None:
        self.editions = tuple(editions or ())
        self.themes = tuple(themes or ())
        self.hour = hour.strip()
        self.timezone = timezone.strip()
        self.language = language.strip()


def read(sent: Choices, offer: Offer, address: str = "") -> tuple[Preferences, Filled]:
    """What was chosen, and the form as it was filled in with what is wrong in it.

    Where there is one edition only, the form does not ask for it.
    """
    several = len(offer.editions) > 1
    wanted = Preferences(
        language=sent.language,
        editions=sent.editions if several else (),
        themes=sent.themes,
        hour=sent.hour,
        timezone=sent.timezone,
    )
    chosen, refused = checked(wanted, offer)
    faults = {each.key: f"fault_{_NAMES.get(each.key, each.key)}" for each in refused}
    if several and not sent.editions:
        faults["editions"] = "fault_editions"
    if sent.language not in ("", *LANGUAGES):
        faults["language"] = "fault_language"
    filled = Filled(
        address=address,
        editions=frozenset(sent.editions),
        themes=frozenset(sent.themes),
        hour=sent.hour,
        timezone=sent.timezone,
        language=sent.language,
        faults=faults,
    )
    return chosen, filled


_NAMES = {"timezone": "zone", "muted": "themes"}


def shown(chosen: Preferences, address: str) -> Filled:
    """The form as somebody's preferences fill it in: of muted themes the others are ticked, which says the same."""
    return Filled(
        address=address,
        editions=frozenset(chosen.editions),
        themes=frozenset(chosen.themes),
        hour=chosen.hour,
        timezone=chosen.timezone,
        language=chosen.language,
    )


def hours(chosen: str) -> Sequence[str]:
    """The times of day to choose from: every half hour, and the one that is chosen."""
    half = {f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30)}
    return sorted(half | ({chosen} if chosen else set()))


@cache
def zones() -> Sequence[str]:
    """The time zones that are proposed: those of places, and UTC."""
    left_out = ("Etc/", "SystemV/", "US/", "posix", "right", "Brazil/", "Canada/", "Chile/", "Mexico/")
    return sorted(z for z in available_timezones() if ("/" in z or z == "UTC") and not z.startswith(left_out))
