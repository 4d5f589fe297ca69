"""Builds the view of an edition: what every output shows, decided once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from briefing.model import (
    AlsoReported,
    Correction,
    Edition,
    EditionStory,
    Place,
    Section,
    Sentence,
    Status,
)
from briefing.render.anchors import Anchors
from briefing.render.claims import Claims
from briefing.render.colophon import making
from briefing.render.colour import tint
from briefing.render.notices import anchors, notices
from briefing.render.plain import direction, language_tag, plain
from briefing.render.proof import made, pieces
from briefing.render.since import since
from briefing.render.sources import Sources, named, number_sources, of_story
from briefing.render.view import (
    FIRST,
    LEAD,
    OTHER,
    Line,
    Part,
    Quoted,
    Since,
    Statement,
    Teaser,
    Told,
    View,
)
from briefing.render.words import Words

WORDS_PER_MINUTE = (
    220  # silent reading of non-fiction in English: about 238 (Brysbaert 2019), headlines slower
)

_NOT_IN_ANCHOR = re.compile(r"[^A-Za-z0-9_-]+")
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")  # a CJK character counts as a word


def view_of(edition: Edition, corrections: Sequence[Correction] = ()) -> View:
    """The whole edition as its readers see it, with the notices of what was corrected in it."""
    words = Words(edition.language, edition.timezone)
    built = _Builder(edition, words, anchors(corrections))
    parts, also, news = built.parts(), built.also(), built.since()
    known = {update.story for update in edition.updates}
    leading = tuple(_teasers(edition, parts))
    teasers = tuple(_teasers(edition, parts, known))
    title, day = plain(edition.title), edition.date
    lead = next((s.headline.text for p in parts for s in p.stories if s.size == LEAD), "")
    return View(
        id=edition.id,
        title=title,
        lang=language_tag(edition.language) or "en",
        dir=words.direction,
        date=words.long_date(day),
        iso_date=day.isoformat(),
        minutes=words.say("minutes", minutes(parts, also)),
        scope=_scope(edition, words),
        preheader=preheader([t for t in leading[1:] if t in teasers] or leading[1:], parts, words),
        since=news,
        notices=notices(corrections, edition, built.anchors.place, words),
        teaser_heading=words.say("new_today") if edition.updates else words.say("day_in_lines", len(teasers)),
        teasers=teasers,
        parts=parts,
        also=also,
        also_more="",
        making=making(edition, words),
        subject=words.say(
            "subject" if lead else "subject_quiet", title=title, date=words.short_date(day), headline=lead
        ),
    )


def page_anchors(edition: Edition) -> Mapping[str, tuple[str, ...]]:
    """The places of the edition's page: anchor -> keys of the sentences, headlines and claims that stand there."""
    built = _Builder(edition, Words(edition.language, edition.timezone), {})
    built.parts(), built.also(), built.since()
    return built.anchors.keys()


class _Builder:
    """Holds what the parts of one view share: sources, the anchors in use, which story leads."""

    def __init__(self, edition: Edition, words: Words, corrected: Mapping[str, str]) -> None:
        self._edition = edition
        self._words = words
        self._sources: Sources = number_sources(edition, words)
        self._outlets = {article.id: article.outlet for article in edition.articles}
        self._corrected = corrected
        self._taken: dict[str, int] = {}
        self.anchors = Anchors()
        self._claims = Claims(edition, words, self._sources, self.anchors, corrected)
        self._places: dict[str, str] = {}  # story -> anchor of its first place
        stories = [story for section in edition.sections for story in section.stories]
        self._lead = max(stories, key=lambda story: story.rank.value, default=None)

    def parts(self) -> tuple[Part, ...]:
        sections = enumerate(self._edition.sections)
        return tuple(self._part(i, section) for i, section in sections if section.stories)

    def also(self) -> tuple[Line, ...]:
        return tuple(self._line(item) for item in self._edition.also)

    def since(self) -> Since | None:
        """What is new; after the parts, to whose stories its lines lead."""
        return since(self._edition, self._places, self._claims, self._state, self._words)

    def _part(self, position: int, section: Section) -> Part:
        colours = tint(section.colour, position)
        return Part(
            anchor=f"theme-{position + 1}",
            theme=_heading(section.theme),
            tint=f"t{position + 1}",
            light=colours.light,
            dark=colours.dark,
            stories=tuple(self._told(story, first=i == 0) for i, story in enumerate(section.stories)),
        )

    def _line(self, item: AlsoReported) -> Line:
        return Line(
            story=item.story,
            headline=self._state(item.headline, self._anchor(item.story)),
            source=self._sources[item.article],
            more=self._more(len(set(item.outlets) - {self._outlets[item.article]})),
            mark=self._mark(item.status),
        )

    def _told(self, story: EditionStory, *, first: bool) -> Told:
        anchor = self._anchor(story.id)
        all_sources = of_story(story, self._sources)
        shown_ids = named(story, self._outlets)
        shown = tuple(source for source in all_sources if source.article in shown_ids)
        return Told(
            story=story.id,
            anchor=anchor,
            size=LEAD if story is self._lead else FIRST if first else OTHER,
            rank=story.rank.value,
            headline=self._state(story.headline, f"{anchor}-0"),
            sentences=tuple(self._state(s, f"{anchor}-{i}") for i, s in enumerate(story.sentences, 1)),
            sources=all_sources,
            shown=shown,
            more=self._more(len({plain(o) for o in story.outlets} - {source.outlet for source in shown})),
            single=len(story.outlets) == 1,
            mark=self._mark(story.status),
            changes=tuple(
                self._claims.altered(change, f"{anchor}-c{i}")
                for i, change in enumerate((c for c in story.changes if c.old or c.new), 1)
            ),
            conflicts=tuple(
                self._claims.differing(conflict, story, f"{anchor}-d{i}")
                for i, conflict in enumerate((c for c in story.conflicts if c.claims), 1)
            ),
        )

    def _state(self, sentence: Sentence, anchor: str) -> Statement:
        """A sentence or headline with its proof, which stands at this anchor."""
        text = plain(sentence.text)
        tag = language_tag(sentence.language)
        own = direction(text) == self._words.direction
        self.anchors.put(anchor, sentence.key)
        return Statement(
            text=text,
            lang="" if tag == self._edition.language else tag,
            dir="" if own else direction(text),
            anchor=anchor,
            quoted=tuple(
                Quoted(
                    source=self._sources[support.article],
                    pieces=pieces(support, sentence.cuts if i == 0 else ()),
                    place=self._place(support.paragraph),
                )
                for i, support in enumerate(sentence.support)
            ),
            made=made(sentence, self._words),
            corrected=self._corrected.get(sentence.key, ""),
            titled=self._titled(sentence),
        )

    def _titled(self, sentence: Sentence) -> str:
        """Whose title a headline is: a title may say more than its report, and its reader should know who says it."""
        support = sentence.support[0]
        source = self._sources[support.article]
        own = support.start == 0 and plain(support.quote) == source.title
        return self._words.say("headline_by", outlet=source.outlet) if own else ""

    def _mark(self, status: Status) -> str:
        """Whether a story is new; nothing is marked where there is nothing that it could be new against."""
        marked = self._edition.since and status != "unchanged"
        return self._words.say(f"mark_{status}") if marked else ""

    def _place(self, paragraph: int) -> str:
        return self._words.say("paragraph", paragraph) if paragraph else ""

    def _anchor(self, story: str) -> str:
        """The story's anchor; where a story is told under several themes, the later ones are lettered."""
        base = "s" + (_NOT_IN_ANCHOR.sub("-", story) or "x")
        times = self._taken[base] = self._taken.get(base, 0) + 1
        anchor = base if times == 1 else f"{base}.{times}"
        self._places.setdefault(story, anchor)
        return anchor

    def _more(self, outlets: int) -> str:
        return self._words.say("more_outlets", outlets) if outlets > 0 else ""


def _teasers(edition: Edition, parts: tuple[Part, ...], known: Collection[str] = ()) -> Iterator[Teaser]:
    """The lines of the day; a story that the readers know is told of above them, and not twice."""
    told = {
        Place(story=story.id, theme=section.theme): (part, shown)
        for section, part in zip((s for s in edition.sections if s.stories), parts, strict=True)
        for story, shown in zip(section.stories, part.stories, strict=True)
    }
    for place in edition.summary:
        if place in told and place.story not in known:
            part, story = told[place]
            yield Teaser(
                theme=part.theme,
                tint=part.tint,
                light=part.light,
                anchor=story.anchor,
                headline=story.headline,
            )


def preheader(teasers: Sequence[Teaser], parts: tuple[Part, ...], words: Words) -> str:
    """What a mailbox shows beside the subject. The subject has the lead, so this is the next thing that happened."""
    if teasers:
        return words.say("also_today", headline=teasers[0].headline.text)
    return words.both(tuple(part.theme for part in parts)) if parts else words.say("quiet_day")


def minutes(parts: tuple[Part, ...], also: tuple[Line, ...]) -> int:
    """How long reading these takes, at least one."""
    told = [s.text for p in parts for story in p.stories for s in (story.headline, *story.sentences)]
    count = sum(len(_WORD.findall(text)) for text in (*told, *(line.headline.text for line in also)))
    return max(1, round(count / WORDS_PER_MINUTE))


def _scope(edition: Edition, words: Words) -> str:
    articles = words.say("articles", edition.colophon.articles)
    return words.say("from_outlets", edition.colophon.outlets, articles=articles)


def _heading(name: str) -> str:
    """A theme's name as a heading: "strikes" in the editor's file is "Strikes" above its stories."""
    shown = plain(name)
    return shown[:1].upper() + shown[1:]
