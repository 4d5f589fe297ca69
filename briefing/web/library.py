"""What readers may read, as it is stored: editions with their corrections, stories over days.

store ─ thaw, once each: an edition never changes ─> Edition ─┬─ page
                                                              ├─ Opened: what the archive and the feeds list
corrections, read anew at every request ──────────────────────┘
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from briefing.edition.freeze import thaw
from briefing.model import Article, Correction, Edition, EditionStory, Thread
from briefing.store import SqlStore
from briefing.store.archive import Archive, Issue, Telling

__all__ = ["Library", "Opened", "slug"]

KEPT = 64  # editions that are kept as values
_ID = re.compile(r"[a-z0-9-]{1,100}")
_STORY = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NOT_IN_SLUG = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An edition with the corrections that were made of it, oldest first."""

    edition: Edition
    corrections: tuple[Correction, ...]

    @property
    def stories(self) -> set[str]:
        """The ids of all stories that it names."""
        told = {story.id for part in self.edition.sections for story in part.stories}
        return (
            told | {item.story for item in self.edition.also} | {each.story for each in self.edition.updates}
        )

    @property
    def leading(self) -> list[EditionStory]:
        """The stories of its summary, or the first of its sections."""
        by_place = {(s.id, part.theme): s for part in self.edition.sections for s in part.stories}
        named = [by_place[p.story, p.theme] for p in self.edition.summary if (p.story, p.theme) in by_place]
        return named or [part.stories[0] for part in self.edition.sections if part.stories][:3]

    def of_story(self, story: str) -> list[Correction]:
        """The corrections of what it said of one story."""
        return [each for each in self.corrections if each.story == story]


class Library:
    """Reads the store for the pages."""

    def __init__(self, store: SqlStore, archive: Archive) -> None:
        self._store = store
        self._archive = archive
        self._thawed = lru_cache(maxsize=KEPT)(self._thaw)

    def open(self, edition_id: str) -> Opened | None:
        """An edition by its id; None where there is none that everybody may read."""
        if not _ID.fullmatch(edition_id) or not self._archive.has(edition_id):
            return None
        return self._opened(edition_id)

    def _opened(self, edition_id: str) -> Opened | None:
        try:
            edition = self._thawed(edition_id)
        except KeyError:
            return None
        return Opened(edition=edition, corrections=tuple(self._store.corrections(edition_id)))

    def newest(self, limit: int, before: str = "") -> list[Opened]:
        """The newest editions, newest first; those after `before` in this order."""
        if before and not _ID.fullmatch(before):
            return []
        issues = self._archive.issues(before=before, limit=limit)
        return [opened for issue in issues if (opened := self._opened(issue.id))]

    def story(self, story: str) -> list[Thread]:
        """The days on which a story was told, oldest first; [] where it never was."""
        return self._archive.telling(story) if _STORY.fullmatch(story) else []

    def followed(self, stories: Iterable[str]) -> set[str]:
        """Those of some stories that have a page."""
        return {each.story for each in self._archive.followed(sorted(stories))}

    def search(self, words: Sequence[str]) -> list[Thread]:
        """Stories that have all these words, those told last first."""
        return self._archive.search(words)

    def articles(self, ids: Iterable[str]) -> dict[str, Article]:
        """Articles as they are now, by id; those that exist."""
        return self._store.articles_named(sorted(ids))

    def tellings(self, limit: int) -> list[Telling]:
        """Where the stories that were told last were told last."""
        return self._archive.tellings(limit)

    def issues(self, limit: int) -> list[Issue]:
        """The newest editions by id and date only."""
        return self._archive.issues(limit=limit)

    def _thaw(self, edition_id: str) -> Edition:
        content = self._store.edition(edition_id)
        if content is None:
            raise KeyError(edition_id)
        return thaw(content)


def slug(theme: str) -> str:
    """A theme's name as part of an address: letters and digits of any script, hyphens between."""
    folded = unicodedata.normalize("NFC", theme.casefold())
    return _NOT_IN_SLUG.sub("-", folded).strip("-") or "theme"
