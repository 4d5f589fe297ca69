"""What is different from the edition that readers had last, as the first thing that they are told.

Edition.corrections, updates ─ since ─> Since (whole, for the page) ─ brief ─> Since (a few lines, for the mail)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from briefing.model import Change, Edition, Sentence, Update
from briefing.render.claims import Claims
from briefing.render.notices import day_of, earlier
from briefing.render.view import Alike, Altered, Known, Since, Source, Statement
from briefing.render.words import Words

TOGETHER = 3  # stories that one line of the mail has room for
LINES = 8  # of the mail, a correction, a headline or a change each: the first screen of a phone has room for no more

_WEEK = timedelta(days=6)  # within it a weekday is clear

Numbered = tuple[int, Update]
State = Callable[[Sentence, str], Statement]  # a sentence and its anchor -> as readers see it


def since(
    edition: Edition, places: Mapping[str, str], claims: Claims, state: State, words: Words
) -> Since | None:
    """What is new since the last edition; None where nothing is. `places`: story -> anchor of its place in this edition."""
    if not (edition.updates or edition.corrections):
        return None
    told, bare, still = _sorted(edition.updates)
    made = _Lines(places, claims, state, words)
    alike = ((words.say("mark_updated"), bare), (words.say("unchanged_lead"), still))
    return Since(
        heading=_heading(edition, words),
        notices=earlier(edition, words),
        known=tuple(made.line(i, update) for i, update in told),
        alike=tuple(
            Alike(label=label, lines=tuple(made.line(i, update) for i, update in updates))
            for label, updates in alike
            if updates
        ),
    )


def brief(whole: Since, words: Words, lines: int = LINES) -> Since:
    """As much of it as the mail has room for; what is named together takes a line."""
    notices = whole.notices[:lines]
    left = lines - len(notices) - len(whole.alike)
    known: list[Known] = []
    for line in whole.known:
        room = left - 1
        if room < min(len(line.changes), 1):
            break
        known.append(replace(line, changes=line.changes[:room]))
        left = room - len(known[-1].changes)
    dropped = len(whole.notices) - len(notices) + _weight(whole.known) - _weight(known)
    return replace(
        whole,
        notices=notices,
        known=tuple(known),
        alike=tuple(replace(alike, lines=alike.lines[:TOGETHER]) for alike in whole.alike),
        more=words.say("more_changes", dropped) if dropped else "",
    )


def _sorted(updates: Sequence[Update]) -> tuple[list[Numbered], list[Numbered], list[Numbered]]:
    """Updates to be told, those that say no more than that there is more, and stories that still lead; with their numbers."""
    told, bare, still = [], [], []
    for i, update in enumerate(updates, 1):
        if update.status == "unchanged":
            still.append((i, update))
        elif update.status == "corrected" or _whole(update):
            told.append((i, update))
        else:
            bare.append((i, update))
    return told, bare, still


class _Lines:
    """Makes the lines of one edition."""

    def __init__(self, places: Mapping[str, str], claims: Claims, state: State, words: Words) -> None:
        self._places = places
        self._claims = claims
        self._state = state
        self._words = words

    def line(self, number: int, update: Update) -> Known:
        anchor, place = f"since-{number}", self._places.get(update.story, "")
        headline = self._state(update.headline, f"{anchor}-0")
        changes = tuple(
            self._claims.altered(change, f"{anchor}-{i}") for i, change in enumerate(_whole(update), 1)
        )
        return Known(
            anchor=place,
            mark=self._words.say("mark_corrected") if update.status == "corrected" else "",
            headline=headline,
            changes=changes,
            source=None if place else _source(headline, changes),
            story=update.story,
        )


def _whole(update: Update) -> list[Change]:
    """Its changes that have a side to show."""
    return [change for change in update.changes if change.old or change.new]


def _source(headline: Statement, changes: tuple[Altered, ...]) -> Source | None:
    """Where a headline is from, unless a change beneath it says so already."""
    cited = {cited.source.number for change in changes for cited in change.cited}
    return next((source for source in headline.sources[:1] if source.number not in cited), None)


def _weight(lines: tuple[Known, ...] | list[Known]) -> int:
    """How many changes these lines tell; a story that only went on is one."""
    return sum(max(len(line.changes), 1) for line in lines)


def _heading(edition: Edition, words: Words) -> str:
    """ "Since yesterday", or the day of the last edition by the end of its id."""
    day = day_of(edition.since) or edition.date
    ago = edition.date - day
    if ago <= timedelta(0):
        return words.say("since_last")
    if ago == timedelta(days=1):
        return words.say("since_yesterday")
    if ago <= _WEEK:
        return words.say("since_weekday", day=words.weekday(day))
    return words.say("since_date", day=words.short_date(day))
