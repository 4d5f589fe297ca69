"""What each of today's stories is to somebody who read the editions before: new, updated, unchanged or corrected.

story ─ its threads ─ none that readers saw? ────────────────────────────────────> new
                    ├ quotes altered, reports taken back ────────────────────────> corrected
                    ├ figures and statuses that differ, denials, sentences unseen ─> updated
                    └ nothing of all that ───────────────────────────────────────> unchanged
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from briefing.model import Article, Change, Fact, News, Status, Story, Thread, Update
from briefing.ports import Parser, PassageVectors, VersionVectors
from briefing.tracking.changes import figure_changes, status_changes
from briefing.tracking.conflicts import conflicts_of
from briefing.tracking.corrected import edits_of, retractions_of
from briefing.tracking.denials import denials_of
from briefing.tracking.memory import Memory
from briefing.tracking.novelty import says_more

__all__ = ["amended", "follow"]


def follow(
    stories: Sequence[Story],
    articles: Mapping[str, Article],
    facts: Mapping[str, Sequence[Fact]],
    vectors: PassageVectors,
    remembered: VersionVectors,
    memory: Memory,
    parser: Parser | None = None,
) -> dict[str, News]:
    """The news of each story, by id; of two stories that continue one, the first has the changes of what both report.

    `articles` are today's by id, `facts` today's by story; `vectors` has the passages of today's articles, `remembered` those
    of the articles that `memory` holds of the stories that go on.
    """
    news: dict[str, News] = {}
    reported: set[tuple[str, str, str]] = set()
    for story in stories:
        own = [articles[key] for key in story.articles if key not in story.duplicates]
        found = _news(story, own, facts.get(story.id, ()), vectors, remembered, memory, parser)
        fresh = tuple(change for change in found.changes if _name(change) not in reported)
        reported |= {_name(change) for change in fresh}
        news[story.id] = replace(found, changes=fresh)
    return news


def amended(stories: Sequence[Story], memory: Memory) -> list[Update]:
    """Corrections of remembered stories that none of today's continues: their outlets changed what was quoted of them."""
    continued = {key for story in stories for key in (story.id, *story.continues)}
    updates = []
    for story in dict.fromkeys(thread.story for thread in memory.threads):
        threads = [t for t in memory.of([story]) if t.told]
        if story in continued or not threads:
            continue
        if changes := _once(_edits(threads, memory), threads):
            headline = threads[-1].told[0]
            updates.append(Update(story=story, status="corrected", headline=headline, changes=tuple(changes)))
    return updates


def _news(
    story: Story,
    today: Sequence[Article],
    facts: Sequence[Fact],
    vectors: PassageVectors,
    remembered: VersionVectors,
    memory: Memory,
    parser: Parser | None,
) -> News:
    threads = memory.of(story.continues)
    earlier = _as_seen(threads, memory)
    conflicts = conflicts_of(facts, story.duplicates)
    answers = denials_of(today, earlier, vectors, remembered, parser)
    seen = [thread for thread in threads if thread.told]
    if not seen:
        return News(status="new", changes=tuple(answers), conflicts=conflicts)
    told = [sentence for thread in seen for sentence in thread.told]
    corrections = _once([*_edits(seen, memory), *retractions_of(today, told, earlier)], threads)
    figures = figure_changes(facts, threads, story.duplicates)
    taken_back = {change.old.support.article for change in corrections if change.old}
    statuses = [
        change
        for change in status_changes(facts, threads, story.duplicates)
        if not (change.old and change.old.support.article in taken_back)
    ]
    changes = (*corrections, *figures, *answers, *statuses)
    return News(
        status=_status(corrections, changes, more=says_more(today, earlier, vectors, remembered)),
        since=seen[-1].edition,
        changes=changes,
        conflicts=conflicts,
    )


def _name(change: Change) -> tuple[str, str, str]:
    """What makes two changes one: the same old claim and kind, or of what is new the same claim."""
    old = change.old.key if change.old else ""
    return change.kind, change.what, old or (change.new.key if change.new else "")


def _status(corrections: Sequence[Change], changes: Sequence[Change], *, more: bool) -> Status:
    if corrections:
        return "corrected"
    return "updated" if changes or more else "unchanged"


def _as_seen(threads: Sequence[Thread], memory: Memory) -> list[Article]:
    """The remembered articles in the versions that editions saw."""
    refs = dict.fromkeys(ref for thread in threads for ref in thread.articles)
    return [memory.then[ref] for ref in refs if ref in memory.then]


def _edits(threads: Sequence[Thread], memory: Memory) -> list[Change]:
    return [
        change
        for thread in threads
        for change in edits_of(thread.told, memory.then, dict(thread.articles), memory.now)
    ]


def _once(changes: Sequence[Change], threads: Sequence[Thread]) -> list[Change]:
    """Those that no edition has reported, each once."""
    reported = {key for thread in threads for key in thread.amended}
    found: dict[str, Change] = {}
    for change in changes:
        if change.old and change.old.key not in reported:
            found.setdefault(change.old.key, change)
    return list(found.values())
