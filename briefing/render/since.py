"""What is different from the edition that readers had last, as the first thing that they are told.

Edition.updates ─ since ─> Since (whole, for the page) ─ brief ─> Since (a few lines, for the mail)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from briefing.model import Edition, Sentence, Update
from briefing.render.claims import Claims
from briefing.render.view import Altered, Known, Since, Source, Statement
from briefing.render.words import Words

UNCHANGED = 3  # stories that the mail's one line of those has room for
LINES = 8  # of the mail, a headline or a change each: the first screen of a phone has room for no more

_WEEK = timedelta(days=6)  # within it a weekday is clear
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:-r\d+)?$")

State = Callable[[Sentence, str], Statement]  # a sentence and its anchor -> as readers see it


def since(
    edition: Edition, places: Mapping[str, str], claims: Claims, state: State, words: Words
) -> Since | None:
    """What is new since the last edition; None where nothing is. `places`: story -> anchor of its place in this edition."""
    if not edition.updates:
        return None
    lines = [
        _known(update, f"since-{i}", places.get(update.story, ""), claims, state, words)
        for i, update in enumerate(edition.updates, 1)
    ]
    still = [update.status == "unchanged" for update in edition.updates]
    return Since(
        heading=_heading(edition, words),
        known=tuple(line for line, unchanged in zip(lines, still, strict=True) if not unchanged),
        unchanged=tuple(line for line, unchanged in zip(lines, still, strict=True) if unchanged),
    )


def brief(whole: Since, words: Words, lines: int = LINES) -> Since:
    """As much of it as the mail has room for; the unchanged ones take one line together."""
    left = lines - bool(whole.unchanged)
    known: list[Known] = []
    for line in whole.known:
        room = left - 1
        if room < min(len(line.changes), 1):
            break
        known.append(replace(line, changes=line.changes[:room]))
        left = room - len(known[-1].changes)
    dropped = _weight(whole.known) - _weight(known)
    return replace(
        whole,
        known=tuple(known),
        unchanged=whole.unchanged[:UNCHANGED],
        more=words.say("more_changes", dropped) if dropped else "",
    )


def _known(update: Update, anchor: str, place: str, claims: Claims, state: State, words: Words) -> Known:
    headline = state(update.headline, f"{anchor}-0")
    changes = (change for change in update.changes if change.old or change.new)
    altered = tuple(claims.altered(change, f"{anchor}-{i}") for i, change in enumerate(changes, 1))
    return Known(
        anchor=place,
        mark="" if update.changes and update.status == "updated" else _mark(update, words),
        headline=headline,
        changes=altered,
        source=None if place else _source(headline, altered),
    )


def _mark(update: Update, words: Words) -> str:
    """What a line says of itself where no change beneath it does."""
    return "" if update.status == "unchanged" else words.say(f"mark_{update.status}")


def _source(headline: Statement, changes: tuple[Altered, ...]) -> Source | None:
    """Where a headline is from, unless a change beneath it says so already."""
    cited = {cited.source.number for change in changes for cited in change.cited}
    return next((source for source in headline.sources[:1] if source.number not in cited), None)


def _weight(lines: tuple[Known, ...] | list[Known]) -> int:
    """How many changes these lines tell; a story that only went on is one."""
    return sum(max(len(line.changes), 1) for line in lines)


def _heading(edition: Edition, words: Words) -> str:
    """ "Since yesterday", or the day of the last edition by the end of its id."""
    found = _DAY.search(edition.since)
    try:
        day = date.fromisoformat(found[1]) if found else edition.date
    except ValueError:
        day = edition.date
    ago = edition.date - day
    if ago <= timedelta(0):
        return words.say("since_last")
    if ago == timedelta(days=1):
        return words.say("since_yesterday")
    if ago <= _WEEK:
        return words.say("since_weekday", day=words.weekday(day))
    return words.say("since_date", day=words.short_date(day))
