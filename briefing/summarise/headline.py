"""Headlines: the best verified title of an outlet for each theme of a story, or a sentence made short that stands alone.

titles ─ strip, refuse, verify ─┐
evidence, leads ─ made short ───┴─> options ─ value for each theme ─> the best pair first, each option once
                                          └─ none left ─> the best title again ─> whatever there is
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from briefing.language.names import name_runs, words
from briefing.language.quantities import quantities
from briefing.model import (
    Article,
    Evidence,
    EvidencePassage,
    Limits,
    Marks,
    Passage,
    PassageRef,
    Sentence,
)
from briefing.ports import PassageTags, PassageVectors
from briefing.summarise.cutting import CLOSERS, END
from briefing.summarise.length import word_count
from briefing.summarise.sentences import titled, verbatim
from briefing.summarise.shorten import Key, Shortened, key_of
from briefing.summarise.standalone import instructs, leaning, stands_alone, unusable
from briefing.summarise.task import SummaryTask
from briefing.summarise.titles import (
    NO_REPORT,
    is_comment,
    shared_words,
    title_cost,
    title_cuts,
    title_fault,
    unhedged,
)

__all__ = ["Headlines"]

_LEAST = 0.35  # value below which an option is about something else or no report
_MADE = 0.5  # what an outlet's own title is worth more than a sentence made short
_ALONE = 0.25  # what a title is worth less that its own body does not bear out
_DULL = 0.75  # what one is worth less that asks or muses: it tells little, but it is the outlet's own
_INSIDE = 0.5  # what a sentence made short is worth less that does not open its article
_FLAT = 0.3  # what one is worth less that states what the other outlets only know as alleged
_AGREED = 0.4  # what one is worth more whose words all stand in the other outlets' titles and openings
_COMMENT = 0.3  # what the title of a comment is worth less than that of a report
_PLAIN = -0.6  # worth of a title that is a report, if one that its body hardly mentions
_BEYOND = 8  # words over the limit that a title may have
_CENTRAL = 0.55  # cosine to the story's titles and openings below which a sentence is beside the point
_TOLL = re.compile(r"\b(?:kill\w*|dead|death\w*|die[sd]?|toll|wound\w*|injur\w*|missing)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Option:
    """A headline that one story might have."""

    sentence: Sentence
    article: Article
    ref: PassageRef  # of its source: the title or the sentence
    worth: float  # whatever the theme


class Headlines:
    """Gives the sections of each story their headlines and remembers those given, for no two should be equal."""

    def __init__(
        self,
        vectors: PassageVectors,
        tags: PassageTags,
        limits: Limits,
        language: str,
        marks: Marks | None = None,
    ) -> None:
        self._vectors, self._tags, self._limits, self._language = vectors, tags, limits, language
        self._marks = marks or Marks()
        self._used: set[str] = set()

    def leads(self, tasks: Sequence[SummaryTask]) -> list[EvidencePassage]:
        """The opening sentences of stories that have no good title: worth making short for a headline."""
        found: list[EvidencePassage] = []
        for group in _by_story(tasks).values():
            task = tasks[group[0]]
            if not any(o.worth >= 0 for o in self._titles(task, ())):
                found += [p for a in task.articles if (p := self._opening(a))][:2]
        return found

    def choose(
        self, tasks: Sequence[SummaryTask], evidences: Sequence[Evidence], shortened: Mapping[Key, Shortened]
    ) -> list[Sentence]:
        """One headline a task, in order: those of a story are chosen together, the best option for each theme first."""
        given: dict[int, Sentence] = {}
        for group in _by_story(tasks).values():
            given |= self._of_story(group, tasks, evidences, shortened)
        return [given[i] for i in range(len(tasks))]

    def _of_story(
        self,
        group: Sequence[int],
        tasks: Sequence[SummaryTask],
        evidences: Sequence[Evidence],
        shortened: Mapping[Key, Shortened],
    ) -> dict[int, Sentence]:
        task, told = tasks[group[0]], [evidences[i] for i in group]
        options = [*self._titles(task, told), *self._made(task, told, shortened)]
        centre = self._mean(
            [PassageRef(article=a.id, passage=p.index) for a in task.articles for p in a.passages[:2]]
        )
        pairs = [(self._value(o, tasks[i], evidences[i], centre), i, o) for i in group for o in options]
        pairs.sort(key=lambda p: (-p[0], p[1], p[2].article.id, p[2].ref.passage))
        given: dict[int, Sentence] = {}
        for value, i, option in pairs:
            name = option.sentence.text.casefold()
            if i not in given and name not in self._used and value >= _LEAST:
                given[i] = option.sentence
                self._used.add(name)
        for i in group:
            best = next((o.sentence for value, j, o in pairs if j == i and value >= _LEAST), None)
            given.setdefault(i, best or self._whatever(tasks[i], evidences[i], shortened))
        return given

    def _value(self, option: _Option, task: SummaryTask, evidence: Evidence, centre: _Vector | None) -> float:
        """What the option is worth as the headline of one theme's section."""
        near = self._mean(
            [PassageRef(article=p.article.id, passage=p.passage.index) for p in evidence.passages]
        )
        scores = self._tags.get(option.ref, ())
        theme = next((s.score for s in scores if s.theme == task.theme), 0.5)
        central = self._like(option.ref, centre)
        beside = option.ref.passage > 0 and central < _CENTRAL and not _telling(option.sentence.text)
        lead = option.article.id in {task.story.lead, evidence.passages[0].article.id}
        astray = len(task.story.themes) > 1 and theme < 0.5 and any(s.verdict == "yes" for s in scores)
        return (
            option.worth
            - 0.4 * astray
            - 0.4 * beside
            - _INSIDE * (option.ref.passage > 1 and len(task.story.themes) < 2)
            + 0.6 * central
            + 0.4 * self._like(option.ref, near)
            + 0.3 * theme
            + 0.05 * lead
        )

    def _like(self, ref: PassageRef, other: _Vector | None) -> float:
        vector = self._vectors.get(ref)
        return float(vector @ other) if vector is not None and other is not None else 0.5

    def _mean(self, refs: Sequence[PassageRef]) -> _Vector | None:
        known = [r for ref in refs if (r := self._vectors.get(ref)) is not None]
        if not known:
            return None
        mean = np.mean(known, axis=0)
        return np.asarray(mean / (np.linalg.norm(mean) or 1.0), np.float32)

    # ── Options ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _titles(self, task: SummaryTask, told: Sequence[Evidence], *, shared: float = 0.2) -> list[_Option]:
        """The outlets' titles that may be used; those of which little stands in the body are worth less."""
        readable = [a for a in task.articles if a.language in {self._language, "und"}]
        common = frozenset(
            w for a in readable for p in a.passages if p.kind == "sentence" for w in words(_small(p.text))
        )
        shown = {q.value for e in told for p in e.passages for q in quantities(p.passage.text)}
        found = []
        for article in readable:
            title = next((p for p in article.passages if p.kind == "title"), None)
            if title is None:
                continue
            drafted = headline_of(article, title)
            if self._marks.refuse(drafted):
                continue
            limit = self._limits.headline_words
            beside = [p.text for a in readable if a.id != article.id for p in a.passages]
            longest = limit + _BEYOND
            fault = title_fault(drafted.text, article, longest, shared=shared, common=common, beside=beside)
            if fault and not (fault == NO_REPORT and not instructs(drafted.text)):
                continue
            worth = self._title_worth(drafted.text, article, task, shown)
            worth -= (
                _DULL if fault else _ALONE * bool(title_fault(drafted.text, article, longest, common=common))
            )
            ref = PassageRef(article=article.id, passage=title.index)
            found.append(_Option(sentence=drafted, article=article, ref=ref, worth=worth))
        return found

    def _title_worth(self, text: str, article: Article, task: SummaryTask, shown: set[Decimal]) -> float:
        stale = (
            bool(shown) and bool(_TOLL.search(text)) and any(q.value not in shown for q in quantities(text))
        )
        copy = article.id in task.story.duplicates
        comment = is_comment(article)
        others = [_opening_of(a) for a in task.articles if a.outlet != article.outlet]
        weight = 0.05 * min(article.weight, 3.0)
        faults = 0.4 * stale + 0.1 * copy + _COMMENT * comment + _FLAT * unhedged(text, others)
        agreed = _AGREED * shared_words(text, " ".join(others))
        return weight + agreed - title_cost(text, self._limits.headline_words) - faults

    def _made(
        self, task: SummaryTask, told: Sequence[Evidence], shortened: Mapping[Key, Shortened]
    ) -> list[_Option]:
        """Of each passage the best short form that stands alone; `told` first, then the openings."""
        sources = {key_of(p): p for e in told for p in e.passages}
        sources |= {key_of(p): p for a in task.articles if (p := self._opening(a))}
        found = []
        for key, source in sources.items():
            if source.article.language not in {self._language, "und"}:
                continue
            standing = [h for h in _headlines(key, shortened) if stands_alone(h.text, h.language)]
            if not standing:
                continue
            best = min(standing, key=lambda h: max(0, _length(h) - self._limits.headline_words))
            worth = (
                0.05 * min(source.article.weight, 3.0)
                - _MADE * (1 + _breaks_off(best))
                - title_cost(best.text, self._limits.headline_words)
            )
            ref = PassageRef(article=source.article.id, passage=source.passage.index)
            found.append(_Option(sentence=best, article=source.article, ref=ref, worth=worth))
        return found

    def _opening(self, article: Article) -> EvidencePassage | None:
        first = next((p for p in article.passages if p.kind == "sentence"), None)
        if (
            first is None
            or article.language not in {self._language, "und"}
            or unusable(first.text, self._language)
        ):
            return None
        return EvidencePassage(article=article, passage=first, score=0.0)

    def _whatever(
        self, task: SummaryTask, evidence: Evidence, shortened: Mapping[Key, Shortened]
    ) -> Sentence:
        """Of what is no good headline the least bad: a short form that leans little and is near the story's centre."""
        openings = [p for a in task.articles if (p := self._opening(a))]
        keys = [*(key_of(p) for p in evidence.passages), *map(key_of, openings)]
        cut = [h for key in dict.fromkeys(keys) for h in _headlines(key, shortened)]
        unused = (
            [h for h in cut if h.text.casefold() not in self._used] or cut or [verbatim(evidence.passages[0])]
        )
        chosen = min(unused, key=self._badness)
        titles = [t for t in self._titles(task, (evidence,), shared=0.0) if t.worth > _PLAIN]
        long = _length(chosen) > 2 * self._limits.headline_words
        if titles and (long or not stands_alone(chosen.text, chosen.language)):
            chosen = max(
                titles, key=lambda t: (t.worth, t.article.id)
            ).sentence  # its body is too short to bear it out
        elif _breaks_off(chosen) or unusable(chosen.text, self._language) or _stray(chosen, task, openings):
            # what an outlet printed over it says at least what it is about
            chosen = self._lead_title(task) or chosen
        self._used.add(chosen.text.casefold())
        return chosen

    def _lead_title(self, task: SummaryTask) -> Sentence | None:
        article = next(a for a in task.articles if a.id == task.story.lead)
        title = next((p for p in article.passages if p.kind == "title"), None)
        drafted = headline_of(article, title) if title else None
        refused = drafted and (self._marks.refuse(drafted) or instructs(drafted.text))
        return None if refused else drafted

    def _badness(self, made: Sentence) -> tuple[bool, bool, float, int]:
        stands = stands_alone(made.text, made.language)
        long = _length(made) > 2 * self._limits.headline_words
        return (
            made.text[:1] in _MARKS,
            not stands and long,
            0.0 if stands else leaning(made.text, made.language),
            _length(made),
        )


_Vector = NDArray[np.float32]
_MARKS = frozenset("\"“'‘«„")


def headline_of(article: Article, title: Passage) -> Sentence:
    """A title without label, outlet's name and final stop."""
    source = EvidencePassage(article=article, passage=title, score=0.0)
    return titled(source, title_cuts(title.text, article.outlet))


def _breaks_off(made: Sentence) -> bool:
    """Whether the passage behind it has no end: a feed's text that was cut."""
    return not made.support[0].quote.rstrip().rstrip(CLOSERS).endswith(END)


def _opening_of(article: Article) -> str:
    return " ".join(p.text for p in article.passages[:3])


def _stray(made: Sentence, task: SummaryTask, openings: Sequence[EvidencePassage]) -> bool:
    """Whether a sentence is from inside an article that tells one theme only."""
    place = made.support[0].article, made.support[0].start
    return len(task.story.themes) < 2 and place not in {(p.article.id, p.passage.start) for p in openings}


def _by_story(tasks: Sequence[SummaryTask]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for i, task in enumerate(tasks):
        groups.setdefault(task.story.id, []).append(i)
    return groups


def _small(text: str) -> str:
    """The words of a text that are written small."""
    return " ".join(w for w in text.split() if w[:1].islower())


def _telling(text: str) -> bool:
    """Whether a sentence names two parties and a figure: news of its own, if not the story's."""
    return len(set(name_runs(text))) >= 2 and bool(quantities(text))


def _headlines(key: Key, shortened: Mapping[Key, Shortened]) -> list[Sentence]:
    found = shortened.get(key)
    return found.headlines() if found else []


def _length(headline: Sentence) -> int:
    return word_count(headline.text)
