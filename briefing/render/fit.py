"""Keeps a mail under the size at which large providers clip it: whole stories leave, never half of one.

The least important stories go first. With a web page they are counted and linked under their theme; without one they
stay as one-liners. Should even these be too many, the last ones are counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from briefing.render.view import LEAD, Known, Line, Part, Told, View
from briefing.render.words import Words

MAIL_BYTES = 97_000  # of HTML; rule 8 says 100,000, and a subscriber's copy adds its own footer


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """How to make a mail smaller and how large it would be."""

    measure: Callable[[View], int]  # bytes of a view's HTML
    words: Words
    web: bool  # whether there is a web page that has everything


def fit(view: View, fitting: Fitting, limit: int = MAIL_BYTES) -> View:
    """The view, or the largest part of it whose HTML is within the limit."""
    if fitting.measure(view) <= limit:
        return view
    ranked = sorted(_stories(view), key=lambda story: (story.size != LEAD, -story.rank))
    keep = _largest(len(ranked) - 1, lambda n: _fits(_told(view, ranked[:n], fitting), fitting, limit))
    smaller = _told(view, ranked[: max(keep, 1)], fitting)
    if fitting.measure(smaller) <= limit:
        return smaller
    lines = len(view.also) + sum(len(part.lines) for part in smaller.parts)
    kept = _largest(lines, lambda n: _fits(_listed(smaller, n, fitting), fitting, limit))
    return _listed(smaller, kept, fitting)


def line_of(story: Told) -> Line:
    """A told story in one line."""
    source = story.headline.sources[0] if story.headline.sources else story.sources[0]
    return Line(
        story=story.story,
        headline=replace(story.headline, anchor=story.anchor),
        source=source,
        more=story.more,
        mark=story.mark,
    )


def _largest(most: int, fits: Callable[[int], bool]) -> int:
    """The largest n in 0..most that fits, 0 where none does; what fits, fits for every smaller n."""
    low, high = 0, max(most, 0)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def _fits(view: View, fitting: Fitting, limit: int) -> bool:
    return fitting.measure(view) <= limit


def _told(view: View, kept: list[Told], fitting: Fitting) -> View:
    """The view with only these stories told whole."""
    anchors = {story.anchor for story in kept}
    parts = tuple(_part(part, anchors, fitting) for part in view.parts)
    return _with_parts(view, parts)


def _part(part: Part, anchors: set[str], fitting: Fitting) -> Part:
    told = tuple(story for story in part.stories if story.anchor in anchors)
    left = tuple(story for story in part.stories if story.anchor not in anchors)
    if fitting.web:
        return replace(part, stories=told, moved=fitting.words.say("more_on_web", len(left)) if left else "")
    return replace(part, stories=told, lines=tuple(line_of(story) for story in left))


def _listed(view: View, lines: int, fitting: Fitting) -> View:
    """The view with this many one-liners: those of the themes first, then what else was reported."""
    left = lines
    parts = []
    for part in view.parts:
        parts.append(replace(part, lines=part.lines[:left]))
        left -= min(left, len(part.lines))
    dropped = sum(len(part.lines) for part in view.parts) + len(view.also) - lines
    smaller = _with_parts(view, tuple(parts))
    more = fitting.words.say("more_lines", dropped) if dropped else ""
    return _linked(replace(smaller, also=view.also[:left], also_more=more))


def _with_parts(view: View, parts: tuple[Part, ...]) -> View:
    """The view with these parts, without empty ones."""
    kept = tuple(part for part in parts if part.stories or part.lines or part.moved)
    return _linked(replace(view, parts=kept))


def _linked(view: View) -> View:
    """The view with no line above the sections that leads nowhere."""
    there = {s.anchor for part in view.parts for s in part.stories}
    there |= {line.headline.anchor for part in view.parts for line in part.lines}
    there |= {line.headline.anchor for line in view.also}

    def here(lines: tuple[Known, ...]) -> tuple[Known, ...]:
        return tuple(line if line.anchor in there else replace(line, anchor="") for line in lines)

    since = view.since and replace(
        view.since,
        known=here(view.since.known),
        alike=tuple(replace(alike, lines=here(alike.lines)) for alike in view.since.alike),
    )
    teasers = tuple(t if t.anchor in there else replace(t, anchor="") for t in view.teasers)
    return replace(view, since=since, teasers=teasers)


def _stories(view: View) -> list[Told]:
    return [story for part in view.parts for story in part.stories]
