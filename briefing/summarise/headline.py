"""Headlines: the option that is borne out best and fits its theme, for each section of a story; no two alike.

readings, evidence ─ options ─ value for each theme ─> the best pair first, each option once; too long ones after the others
                                       └─ none left ─> whatever there is ─> the best again
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from briefing.language.names import name_runs
from briefing.language.quantities import quantities
from briefing.model import (
    Evidence,
    Limits,
    Marks,
    PassageRef,
    Sentence,
)
from briefing.ports import PassageTags, PassageVectors
from briefing.summarise.contradiction import ABOUT, denies
from briefing.summarise.headline_options import Option, Options, breaks_off, forms_of, length
from briefing.summarise.sentences import verbatim
from briefing.summarise.shorten import Key, Shortened, key_of
from briefing.summarise.standalone import instructs, leaning, stands_alone, unusable
from briefing.summarise.task import SummaryTask
from briefing.summarise.title_reading import Reading

__all__ = ["Headlines"]

_LEAST = -1.5  # value below which an option is about something else or no report
_TOO_LONG = 0.5  # of value that a long headline must be ahead of a short one
_PLAIN = -9.0  # worth of a title that is a report, if one that its body hardly mentions
_DENIED = 1.0  # what an option is worth less that a later report denies
_FIRST_PASSAGES = 15  # of an article in which a denial is looked for
_CENTRAL = 0.55  # cosine to the story's titles and openings below which a sentence is beside the point


class Headlines:
    """Gives the sections of each story their headlines and remembers those given, for no two should be equal."""

    def __init__(
        self,
        vectors: PassageVectors,
        tags: PassageTags,
        limits: Limits,
        language: str,
        readings: Mapping[str, Reading],
        marks: Marks | None = None,
    ) -> None:
        self._vectors, self._tags, self._limits, self._language = vectors, tags, limits, language
        self._marks = marks or Marks()
        self._readings = readings
        self._options = Options(readings, limits, language, self._marks)
        self._used: set[str] = set()

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
        task = tasks[group[0]]
        options = self._options.of(task, [evidences[i] for i in group], shortened)
        centre = self._mean(
            [PassageRef(article=a.id, passage=p.index) for a in task.articles for p in a.passages[:2]]
        )
        pairs = [(self._value(o, tasks[i], evidences[i], centre), i, o) for i in group for o in options]
        pairs.sort(key=lambda p: (-p[0] + self._too_long(p[2]), p[1], p[2].article.id, p[2].ref.passage))
        given: dict[int, Sentence] = {}
        for value, i, option in pairs:
            name = option.sentence.text.casefold()
            if i not in given and name not in self._used and value >= _LEAST:
                given[i] = option.sentence
                self._used.add(name)
        for i in [i for i in group if i not in given]:
            best = next((o.sentence for value, j, o in pairs if j == i and value >= _LEAST), None)
            other = self._whatever(tasks[i], evidences[i], shortened)
            again = other.text.casefold() in self._used or not stands_alone(other.text, other.language)
            given[i] = best if best and again else other
            self._used.add(given[i].text.casefold())
        return given

    def _too_long(self, option: Option) -> float:
        return _TOO_LONG * (length(option.sentence) > self._limits.headline_words)

    def _value(self, option: Option, task: SummaryTask, evidence: Evidence, centre: _Vector | None) -> float:
        """What the option is worth as the headline of one theme's section."""
        near = self._mean(
            [PassageRef(article=p.article.id, passage=p.passage.index) for p in evidence.passages]
        )
        scores = self._tags.get(option.ref, ())
        theme = next((s.score for s in scores if s.theme == task.theme), 0.5)
        central = self._like(option.ref, centre)
        beside = option.ref.passage > 0 and central < _CENTRAL and not _telling(option.sentence.text)
        lead = option.article.id in {task.story.lead, evidence.passages[0].article.id}
        denied = self._is_denied(option, task)
        astray = len(task.story.themes) > 1 and theme < 0.5 and any(s.verdict == "yes" for s in scores)
        return (
            option.worth
            - _DENIED * denied
            - 0.4 * astray
            - 0.4 * beside
            + 0.6 * central
            + 0.4 * self._like(option.ref, near)
            + 0.3 * theme
            + 0.05 * lead
        )

    def _is_denied(self, option: Option, task: SummaryTask) -> bool:
        """Whether a later report denies what it says: who reads nothing else would believe it."""
        own = self._vectors.get(option.ref)
        if own is None or denies(option.sentence.text):
            return False
        later = [a for a in task.articles if a.published > option.article.published]
        rows = [
            self._vectors.get(PassageRef(article=a.id, passage=p.index))
            for a in later
            for p in a.passages[:_FIRST_PASSAGES]
            if denies(p.text)
        ]
        return any(row is not None and float(row @ own) >= ABOUT for row in rows)

    def _like(self, ref: PassageRef, other: _Vector | None) -> float:
        vector = self._vectors.get(ref)
        return float(vector @ other) if vector is not None and other is not None else 0.5

    def _mean(self, refs: Sequence[PassageRef]) -> _Vector | None:
        known = [r for ref in refs if (r := self._vectors.get(ref)) is not None]
        if not known:
            return None
        mean = np.mean(known, axis=0)
        return np.asarray(mean / (np.linalg.norm(mean) or 1.0), np.float32)

    # ── Where no option is good ──────────────────────────────────────────────────────────────────────────────────────

    def _whatever(
        self, task: SummaryTask, evidence: Evidence, shortened: Mapping[Key, Shortened]
    ) -> Sentence:
        """Of what is no good headline the least bad: a short form that leans little and is near the story's centre."""
        openings = [self._readings[a.id].openings for a in self._options.readable(task)]
        made = [form for forms in openings for form in forms if not unusable(form.text, form.language)]
        inside = [h for p in evidence.passages for h in forms_of(key_of(p), shortened)]
        cut = [*inside, *made]
        unused = (
            [h for h in cut if h.text.casefold() not in self._used] or cut or [verbatim(evidence.passages[0])]
        )
        chosen = min(unused, key=_badness)
        titles = [
            t
            for t in self._options.titles(task, (evidence,), shared=0.0)
            if t.worth > _PLAIN and t.sentence.text.casefold() not in self._used
        ]
        if titles and not stands_alone(chosen.text, chosen.language):
            # its body is too short to bear it out
            chosen = max(titles, key=lambda t: (t.worth, t.article.id)).sentence
        elif breaks_off(chosen) or unusable(chosen.text, self._language) or _stray(chosen, task, made):
            # what an outlet printed over it says at least what it is about
            chosen = self._lead_title(task) or chosen
        return chosen

    def _lead_title(self, task: SummaryTask) -> Sentence | None:
        reading = self._readings.get(task.story.lead)
        drafted = reading.title if reading else None
        refused = drafted and (self._marks.refuse(drafted) or instructs(drafted.text))
        return None if refused else drafted


_Vector = NDArray[np.float32]
_MARKS = frozenset("\"“'‘«„")


def _badness(made: Sentence) -> tuple[bool, float, int]:
    stands = stands_alone(made.text, made.language)
    return made.text[:1] in _MARKS, 0.0 if stands else leaning(made.text, made.language), length(made)


def _stray(made: Sentence, task: SummaryTask, openings: Sequence[Sentence]) -> bool:
    """Whether a sentence is from inside an article that tells one theme only."""
    place = made.support[0].article, made.support[0].start
    return len(task.story.themes) < 2 and place not in {
        (o.support[0].article, o.support[0].start) for o in openings
    }


def _by_story(tasks: Sequence[SummaryTask]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for i, task in enumerate(tasks):
        groups.setdefault(task.story.id, []).append(i)
    return groups


def _telling(text: str) -> bool:
    """Whether a sentence names two parties and a figure: news of its own, if not the story's."""
    return len(set(name_runs(text))) >= 2 and bool(quantities(text))
