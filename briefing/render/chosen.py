"""Leaves of an edition what one reader wants: whole themes, in the numbers, anchors and colours of the web page.

View of the whole edition, Choice ─ parts, also, since ─> View of the rest ─ teasers, counts, subject ─> View, or None
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from briefing.model import Edition, Section
from briefing.render.colophon import making
from briefing.render.compose_view import minutes, preheader
from briefing.render.plain import plain
from briefing.render.view import LEAD, Known, Part, Since, Teaser, Told, View
from briefing.render.words import Words

__all__ = ["Choice", "chosen"]

_TEASERS = 3  # "the day in three lines"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which themes a reader wants, by name."""

    themes: tuple[str, ...] = ()  # () = all
    muted: tuple[str, ...] = ()

    def takes(self, theme: str) -> bool:
        """Whether stories of a theme are wanted; what is muted is not, even if it is wanted too."""
        name = theme.casefold()
        wanted = not self.themes or name in {each.casefold() for each in self.themes}
        return wanted and name not in {each.casefold() for each in self.muted}

    @property
    def all(self) -> bool:
        """Whether everything is wanted."""
        return not (self.themes or self.muted)


def chosen(view: View, edition: Edition, choice: Choice, words: Words) -> View | None:
    """The view with the chosen themes only; None where nothing is left that this reader asked for.

    A story without a theme here, of "since yesterday", stays only where it corrects what was told: that is owed to everybody.
    """
    if choice.all:
        return view
    sections = [section for section in edition.sections if section.stories]
    pairs = [(s, part) for s, part in zip(sections, view.parts, strict=True) if choice.takes(s.theme)]
    parts = _led(tuple(part for _, part in pairs))
    also = tuple(line for item, line in zip(edition.also, view.also, strict=True) if choice.takes(item.theme))
    since = _since(view.since, parts)
    if not (parts or also or since):
        return None
    teasers = _teasers(parts, since)
    lead = next((s.headline.text for part in parts for s in part.stories if s.size == LEAD), "")
    day = words.short_date(edition.date)
    return replace(
        view,
        parts=parts,
        also=also,
        since=since,
        teasers=teasers,
        teaser_heading=words.say("new_today") if edition.updates else words.say("day_in_lines", len(teasers)),
        minutes=words.say("minutes", minutes(parts, also)),
        preheader=preheader(teasers[1:], parts, words),
        making=making(_counted(edition, [section for section, _ in pairs]), words),
        subject=words.say(
            "subject" if lead else "subject_quiet", title=plain(edition.title), date=day, headline=lead
        ),
    )


def _led(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts, their most important story as the lead where the edition's own lead is not among them."""
    stories = [story for part in parts for story in part.stories]
    if not stories or any(story.size == LEAD for story in stories):
        return parts
    lead = max(stories, key=lambda story: story.rank)

    def sized(story: Told) -> Told:
        return replace(story, size=LEAD) if story is lead else story

    return tuple(replace(part, stories=tuple(map(sized, part.stories))) for part in parts)


def _since(since: Since | None, parts: Sequence[Part]) -> Since | None:
    """What is new of the stories that are left, each leading to its place among them, and every correction."""
    if since is None:
        return None
    places = {
        _story(story.anchor): story.anchor for part in reversed(parts) for story in reversed(part.stories)
    }

    def here(lines: Sequence[Known]) -> tuple[Known, ...]:
        kept = (line for line in lines if (line.mark and not line.anchor) or _story(line.anchor) in places)
        return tuple(replace(line, anchor=places.get(_story(line.anchor), "")) for line in kept)

    alike = (replace(each, lines=here(each.lines)) for each in since.alike)
    left = replace(since, known=here(since.known), alike=tuple(each for each in alike if each.lines))
    return left if left.notices or left.known or left.alike else None


def _story(anchor: str) -> str:
    """A story's first anchor: where it is told again, a letter follows it."""
    return anchor.partition(".")[0]


def _teasers(parts: Sequence[Part], since: Since | None) -> tuple[Teaser, ...]:
    """The most important stories, but not those that "since yesterday" tells of."""
    lines = (*since.known, *(line for each in since.alike for line in each.lines)) if since else ()
    known = {_story(line.anchor) for line in lines}
    first: dict[str, tuple[Part, Told]] = {}
    for part in parts:
        for story in part.stories:
            if _story(story.anchor) not in known:
                first.setdefault(_story(story.anchor), (part, story))
    ranked = sorted(first.values(), key=lambda pair: -pair[1].rank)[:_TEASERS]
    return tuple(
        Teaser(
            theme=part.theme, tint=part.tint, light=part.light, anchor=story.anchor, headline=story.headline
        )
        for part, story in ranked
    )


def _counted(edition: Edition, sections: Sequence[Section]) -> Edition:
    """The edition with the counts of these sections: a copy must not tell of sentences that it does not have."""
    told = [story for section in sections for story in section.stories]
    sentences = [sentence for story in told for sentence in story.sentences]
    counts = Counter[str](sentence.how for sentence in sentences)
    fallbacks = Counter(each.fallback for each in (*sentences, *(s.headline for s in told)) if each.fallback)
    return replace(edition, colophon=replace(edition.colophon, counts=counts, fallbacks=fallbacks))
