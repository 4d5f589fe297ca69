"""What two editions tell their readers differently.

    before, after ─ places of each story ─ pair them ─┬─ headlines, sentences ─ align ─> Line
                                                      └─ in, out, moved ──────────────> StoryDifference ─┐
    order, titles, what is said of earlier days, failed checks ─────────────────────────────────────────┴─> Difference

Stories are told apart by their ids, sentences by their texts and the passages behind them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from briefing.model import Edition, Section, Sentence

__all__ = ["Difference", "Line", "StoryDifference", "Telling", "Word", "difference", "words"]

Kind = Literal["same", "in", "out", "changed"]
Change = Literal["in", "out", "moved", "changed"]

_ALIKE = 0.4  # share of common words below which two texts are not versions of one another
_WORD = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A run of a text: in both versions, or in one of them."""

    kind: Literal["same", "in", "out"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A headline or a sentence, before and after."""

    kind: Kind
    before: Sentence | None
    after: Sentence | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A story in one place of an edition, before and after; "" where it had or has none."""

    before: str  # "strikes", "strikes, by its title only"
    after: str
    headline: Line
    sentences: tuple[Line, ...]

    @property
    def same(self) -> bool:
        """Whether a reader sees no difference."""
        lines = (self.headline, *self.sentences)
        return self.before == self.after and all(line.kind == "same" for line in lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDifference:
    """A story that is told differently."""

    story: str
    change: Change
    headline: str  # what it is called now, or was
    tellings: tuple[Telling, ...]  # those that differ


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a reader of both editions would find."""

    stories: tuple[StoryDifference, ...]  # in the order of the new edition, then those that are out
    notes: tuple[str, ...]  # on the edition as a whole, each in one line
    checks: tuple[tuple[str, int, int], ...]  # reason of a fall-back -> how often before, after
    unseen: bool  # whether something else differs: ranks, scores, records of checks

    @property
    def same(self) -> bool:
        """Whether readers see no difference."""
        return not (self.stories or self.notes)

    def count(self, change: Change) -> int:
        """The stories of a kind."""
        return sum(story.change == change for story in self.stories)

    @property
    def sentences(self) -> int:
        """Headlines and sentences that came, went or changed in stories which both editions have."""
        both = [story for story in self.stories if story.change in ("moved", "changed")]
        lines = [line for story in both for t in story.tellings for line in (t.headline, *t.sentences)]
        return sum(line.kind != "same" for line in lines)


Places = Mapping[str, tuple[Sentence, Sequence[Sentence]]]  # where a story stands -> headline, sentences


def difference(before: Edition, after: Edition) -> Difference:
    """What differs from one edition to the other."""
    old, new = _places(before), _places(after)
    found = [
        _story(key, old.get(key, {}), new.get(key, {})) for key in (*new, *(k for k in old if k not in new))
    ]
    stories = tuple(story for story in found if story.tellings)
    notes = tuple(_notes(before, after))
    return Difference(
        stories=stories,
        notes=notes,
        checks=_checks(before, after),
        unseen=not (stories or notes) and _bare(before) != _bare(after),
    )


def words(before: str, after: str) -> tuple[Word, ...]:
    """Two texts word by word, what is out before what is in; as a whole where they have little in common."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return Word(kind="out", text=f"{before} "), Word(kind="in", text=after)
    found: list[Word] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found.append(Word(kind="same", text="".join(old[a:b])))
            continue
        if b > a:
            found.append(Word(kind="out", text="".join(old[a:b])))
        if d > c:
            found.append(Word(kind="in", text="".join(new[c:d])))
    return tuple(found)


def _places(edition: Edition) -> dict[str, dict[str, tuple[Sentence, Sequence[Sentence]]]]:
    """Each story's places, in the edition's order."""
    found: dict[str, dict[str, tuple[Sentence, Sequence[Sentence]]]] = {}
    for section in edition.sections:
        for story in section.stories:
            found.setdefault(story.id, {})[section.theme] = story.headline, story.sentences
    for entry in edition.also:
        place = f"{entry.theme}, by its title only" if entry.theme else "by its title only"
        found.setdefault(entry.story, {})[place] = entry.headline, ()
    return found


def _story(key: str, old: Places, new: Places) -> StoryDifference:
    """A story with its tellings that differ: those in one place, then those that moved, then the rest."""
    pairs = [(place, place) for place in new if place in old]
    gone, come = [p for p in old if p not in new], [p for p in new if p not in old]
    moved = list(zip(gone, come, strict=False))
    rest = [(p, "") for p in gone[len(moved) :]] + [("", p) for p in come[len(moved) :]]
    tellings = [_telling(a, b, old.get(a), new.get(b)) for a, b in (*pairs, *moved, *rest)]
    differing = tuple(telling for telling in tellings if not telling.same)
    change: Change = "in" if not old else "out" if not new else "moved" if gone or come else "changed"
    called = next(iter((new or old).values()))[0].text
    return StoryDifference(story=key, change=change, headline=called, tellings=differing)


def _telling(
    before: str,
    after: str,
    old: tuple[Sentence, Sequence[Sentence]] | None,
    new: tuple[Sentence, Sequence[Sentence]] | None,
) -> Telling:
    return Telling(
        before=before,
        after=after,
        headline=_line(old and old[0], new and new[0]),
        sentences=tuple(_aligned(old[1] if old else (), new[1] if new else ())),
    )


def _line(old: Sentence | None, new: Sentence | None) -> Line:
    kind: Kind = "changed"
    if old is None or new is None:
        kind = "in" if new else "out"
    elif old.text == new.text:
        kind = "same"
    return Line(kind=kind, before=old, after=new)


def _aligned(old: Sequence[Sentence], new: Sequence[Sentence]) -> Iterator[Line]:
    """Sentences in reading order; two of one passage are versions of each other."""
    matcher = SequenceMatcher(None, [s.text for s in old], [s.text for s in new], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield from map(_line, old[a:b], new[c:d])
            continue
        versions = {_passage(s): s for s in old[a:b]}
        kept = {_passage(s) for s in new[c:d]}
        yield from (_line(s, None) for s in old[a:b] if _passage(s) not in kept)
        yield from (_line(versions.pop(_passage(s), None), s) for s in new[c:d])


def _passage(sentence: Sentence) -> tuple[str, int]:
    return sentence.support[0].article, sentence.support[0].start


def _notes(before: Edition, after: Edition) -> Iterator[str]:
    for name in ("title", "language", "timezone"):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield f"{name}: “{old}” is now “{new}”"
    themes = [section.theme for section in after.sections]
    if _reordered([section.theme for section in before.sections], themes):
        yield f"sections in another order: {', '.join(themes)}"
    old_sections = {section.theme: section for section in before.sections}
    for section in after.sections:
        if section.theme in old_sections:
            yield from _section_notes(old_sections[section.theme], section)
    if (lines := _changes(before)) != (now := _changes(after)):
        more, fewer = (now - lines).total(), (lines - now).total()
        yield f"changes since earlier editions: {more} more, {fewer} fewer"


def _section_notes(before: Section, after: Section) -> Iterator[str]:
    if before.colour != after.colour:
        yield f"{after.theme}: another colour"
    if _reordered([story.id for story in before.stories], [story.id for story in after.stories]):
        yield f"{after.theme}: stories in another order"


def _reordered(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether what both have stands in another order."""
    return [key for key in old if key in new] != [key for key in new if key in old]


def _changes(edition: Edition) -> Counter[tuple[str, ...]]:
    """What the edition says of changes, under the stories and in its list of updates."""
    told = [(story.id, story.changes) for section in edition.sections for story in section.stories]
    told += [(update.story, update.changes) for update in edition.updates]
    lines: Counter[tuple[str, ...]] = Counter()
    for story, changes in told:
        for change in changes:
            ends = [claim.text if claim else "" for claim in (change.old, change.new)]
            lines[story, change.kind, change.what, *ends] += 1
    return lines


def _checks(before: Edition, after: Edition) -> tuple[tuple[str, int, int], ...]:
    old, new = before.colophon.fallbacks, after.colophon.fallbacks
    pairs = [(reason, old.get(reason, 0), new.get(reason, 0)) for reason in sorted({*old, *new})]
    return tuple(pair for pair in pairs if pair[1] != pair[2])


def _bare(edition: Edition) -> Edition:
    """The edition without the record of what it was made with."""
    colophon = edition.colophon
    bare = replace(
        colophon,
        prompts={}, themes_sha256="", feeds_sha256="", inputs_sha256="", version="", seconds={}, notes=(), models=(),
    )  # fmt: skip
    return replace(edition, colophon=bare)
