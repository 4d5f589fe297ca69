"""What is remembered of the stories of the last days, and what an edition leaves for the next.

Memory is what the earlier editions left: nothing is kept beside them, so that an edition made again finds the same memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from briefing.model import (
    Article,
    Change,
    Correction,
    Decisions,
    Edition,
    Fact,
    News,
    Sentence,
    Story,
    Thread,
)

__all__ = ["DAYS", "Memory", "decided", "left_by"]

DAYS = 7  # a story that nobody has reported on for so long is forgotten: what comes then is new


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """The stories of the last days, as editions left them and as their articles are now."""

    threads: tuple[Thread, ...] = ()  # oldest first
    since: str = ""  # the edition before; "" where there is none
    now: Mapping[str, Article] = field(default_factory=dict)  # the newest version of each remembered article
    then: Mapping[tuple[str, str], Article] = field(
        default_factory=dict
    )  # by (id, text_sha256): those quoted
    corrections: tuple[Correction, ...] = ()  # editors', of what was told: those that no edition has told yet
    _places: Mapping[str, list[int]] = field(init=False, repr=False, compare=False)  # in `threads`, by story

    def __post_init__(self) -> None:
        places: dict[str, list[int]] = {}
        for place, thread in enumerate(self.threads):
            places.setdefault(thread.story, []).append(place)
        object.__setattr__(self, "_places", places)  # stories are asked for one by one

    def of(self, stories: Sequence[str]) -> tuple[Thread, ...]:
        """The threads of these stories, oldest first."""
        places = sorted(place for story in set(stories) for place in self._places.get(story, ()))
        return tuple(self.threads[place] for place in places)

    def stories(self) -> dict[str, tuple[Article, ...]]:
        """The articles of each story, in the versions of now."""
        found: dict[str, dict[str, Article]] = {}
        for thread in self.threads:
            story = found.setdefault(thread.story, {})
            story.update({key: self.now[key] for key, _ in thread.articles if key in self.now})
        return {key: tuple(story.values()) for key, story in found.items()}


def decided(threads: Sequence[Thread], decisions: Decisions) -> list[Thread]:
    """The threads as editors decided: what they split has a thread of its own, what they merged goes by one id."""
    found: list[Thread] = []
    for thread in threads:
        parts = dict.fromkeys(decisions.part(key, thread.story) for key, _ in thread.articles)
        found += [_part(thread, part, decisions) for part in parts or {decisions.story(thread.story): None}]
    return found


def _part(thread: Thread, part: str, decisions: Decisions) -> Thread:
    """What a thread holds of one part of its story; a sentence goes with the article that it quotes first."""

    def is_in(article: str) -> bool:
        return decisions.part(article, thread.story) == part

    return replace(
        thread,
        story=part,
        articles=tuple(ref for ref in thread.articles if is_in(ref[0])),
        facts=tuple(fact for fact in thread.facts if is_in(fact.support.article)),
        told=tuple(s for s in thread.told if s.support and is_in(s.support[0].article)),
    )


def left_by(
    edition: Edition,
    stories: Sequence[Story],
    facts: Mapping[str, Sequence[Fact]],
    articles: Mapping[str, Article],
    news: Mapping[str, News],
    memory: Memory,
) -> list[Thread]:
    """What an edition leaves of all its stories, told or not, and of those of which it only reported a correction.

    Round-ups tell several stories and leave nothing. `facts` and `news` are by story.
    """
    told = _told(edition)
    threads = [
        Thread(
            story=story.id,
            edition=edition.id,
            date=edition.date,
            headline=articles[story.lead].title,
            articles=tuple((key, articles[key].text_sha256) for key in story.articles),
            facts=tuple(facts.get(story.id, ())),
            told=told.get(story.id, ()),
            parents=tuple(key for key in story.continues if key != story.id),
            amended=_keys(news[story.id].changes) if story.id in news else (),
        )
        for story in stories
        if not story.roundup
    ]
    return [*threads, *_of_corrections(edition, {t.story for t in threads}, memory)]


def _told(edition: Edition) -> dict[str, tuple[Sentence, ...]]:
    """What readers saw of each story: its headline and sentences, or the headline alone."""
    told: dict[str, list[Sentence]] = {}
    for section in edition.sections:
        for story in section.stories:
            told.setdefault(story.id, []).extend((story.headline, *story.sentences))
    listed = [(entry.story, entry.headline) for entry in edition.also]
    for story_id, headline in (*listed, *((update.story, update.headline) for update in edition.updates)):
        told.setdefault(story_id, []).append(headline)
    return {key: tuple({s.key: s for s in sentences}.values()) for key, sentences in told.items()}


def _of_corrections(edition: Edition, there: set[str], memory: Memory) -> list[Thread]:
    """A story without news of its own stays what it was, with one more correction."""
    return [
        replace(
            memory.of([update.story])[-1],
            edition=edition.id,
            date=edition.date,
            told=(update.headline,),
            amended=_keys(update.changes),
        )
        for update in edition.updates
        if update.story not in there and memory.of([update.story])
    ]


def _keys(changes: Sequence[Change]) -> tuple[str, ...]:
    return tuple(c.old.key for c in changes if c.old and c.kind in ("edited", "withdrawn"))
