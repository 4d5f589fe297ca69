"""The headlines that a story might have, each with what it is worth whatever the theme.

    titles ─ strip, refuse ─ less what their reports do not bear out ─┐
    openings ─ made short ─ less length, leaning ─────────────────────┼─> options
    evidence of a story of several themes ─ made short ───────────────┘

A title is an outlet's own words and is published as such, under its name. Where its report bears it out it wins; where the report
lacks some of it a sentence wins that tells what the titles tell; where the report says something else any sentence does. A
sentence costs its length.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from briefing.language.names import words
from briefing.language.quantities import quantities
from briefing.model import Article, Check, Evidence, Limits, Marks, PassageRef, Sentence
from briefing.summarise.cutting import CLOSERS, END
from briefing.summarise.grounding import Grounding, bears
from briefing.summarise.length import word_count
from briefing.summarise.shorten import Key, Shortened, key_of
from briefing.summarise.standalone import instructs, leaning, stands_alone, unusable
from briefing.summarise.task import SummaryTask
from briefing.summarise.title_reading import Reading
from briefing.summarise.titles import (
    NO_REPORT,
    UNTOLD,
    is_comment,
    shared_words,
    title_cost,
    title_fault,
    unhedged,
)

__all__ = ["BORNE_OUT", "Option", "Options", "breaks_off", "length"]

BORNE_OUT = "borne out"  # the check that a title passes whose report says the same
_BEYOND_REPORT = 0.4  # what a title is worth less for each unit of `Grounding.risk`
_OPEN = 1.5  # further, where the report lacks more than a word: a sentence that tells it is better
_AMISS = 3.0  # further, where it says something else: any sentence is better
_SCENE = 2.0  # what an opening is worth less that shares no word with the titles of its story
_HALF = 0.4  # share of a title's words from which on an opening tells what it announces
_SENTENCE = 0.35  # what an outlet's own title is worth more than a sentence
_LONG = 0.02  # of what a word too many costs is given back beyond twice the limit: better long than false
_LEANS = 0.25  # what a sentence is worth less that refers to something outside, if only by "the"
_OUTSIDE = 0.35  # further, of one that plainly does: "the airport", "these categories"
_ALONE = 0.25  # what a title is worth less that its own body does not bear out, where it can only be compared roughly
_DULL = 1.5  # what one is worth less that asks or muses: it tells little, but it is the outlet's own
_FLAT = 0.3  # what one is worth less that states what the other outlets only know as alleged
_AGREED = 0.3  # what one is worth more whose words all stand in the other outlets' titles and openings
_BESIDE = 0.3  # of a word that is missing in its own report and stands in another's
_COMMENT = 0.5  # what a comment's title or opening is worth less than a report's
_INSIDE = 0.3  # what a sentence is worth less that does not open its article
_BEYOND = 8  # words over the limit that a title may have
_LEANING = 0.4  # from which on a sentence leans too much on others ...
_OPENS = 0.9  # ... and from which on one does that has none before it
_MOST = 20  # articles of a story whose titles and openings are considered
_SUPPOSED = re.compile(
    r"(?:If|Unless|Whether|Suppose|Imagine|Assuming|Had|Were)\b"
)  # columns begin so, reports do not
_TOLL = re.compile(r"\b(?:kill\w*|dead|death\w*|die[sd]?|toll|wound\w*|injur\w*|missing)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A headline that one story might have."""

    sentence: Sentence
    article: Article
    ref: PassageRef  # of its source: the title or the sentence
    worth: float  # whatever the theme


class Options:
    """Finds the options of stories, given what their articles offer."""

    def __init__(self, readings: Mapping[str, Reading], limits: Limits, language: str, marks: Marks) -> None:
        self._readings, self._limits, self._language, self._marks = readings, limits, language, marks

    def of(
        self, task: SummaryTask, told: Sequence[Evidence], shortened: Mapping[Key, Shortened]
    ) -> list[Option]:
        """All of them, in no order."""
        inside = self.inside(told, shortened) if len(task.story.themes) > 1 else []
        return [*self.titles(task, told), *self.openings(task), *inside]

    def readable(self, task: SummaryTask) -> list[Article]:
        """The articles in the digest's language, the story's lead first."""
        found = [a for a in task.articles if a.language in {self._language, "und"} and a.id in self._readings]
        return sorted(found, key=lambda a: a.id != task.story.lead)[:_MOST]

    # ── Titles ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def titles(self, task: SummaryTask, told: Sequence[Evidence], *, shared: float = 0.2) -> list[Option]:
        """The outlets' titles that may be used; `shared` is the share of words that must stand in the body."""
        readable = self.readable(task)
        common = frozenset(
            w for a in readable for p in a.passages if p.kind == "sentence" for w in words(_small(p.text))
        )
        shown = {q.value for e in told for p in e.passages for q in quantities(p.passage.text)}
        found = []
        for article in readable:
            reading = self._readings[article.id]
            drafted = reading.title
            if drafted is None or self._marks.refuse(drafted):
                continue
            others = [a for a in readable if a.id != article.id]
            longest = self._limits.headline_words + _BEYOND
            beside = [p.text for a in others for p in a.passages]
            fault = title_fault(drafted.text, article, longest, shared=shared, common=common, beside=beside)
            dull = fault == NO_REPORT and not instructs(drafted.text)
            known = reading.grounding
            untold = fault in UNTOLD and known is not None and known.brief and known.open
            if fault and not dull and not untold:
                continue
            worth = self._title_worth(drafted.text, article, task, shown)
            worth -= _DULL * dull + _OPEN * untold
            if known is None:
                rough = title_fault(drafted.text, article, longest, common=common)
                worth -= _ALONE * bool(rough)
            else:
                worth -= _BEYOND_REPORT * _risk(known, beside) + _doubt(known)
                drafted = _recorded(drafted, known)
            ref = PassageRef(article=article.id, passage=_title_index(article))
            found.append(Option(sentence=drafted, article=article, ref=ref, worth=worth))
        return found

    def _title_worth(self, text: str, article: Article, task: SummaryTask, shown: set[Decimal]) -> float:
        stale = (
            bool(shown) and bool(_TOLL.search(text)) and any(q.value not in shown for q in quantities(text))
        )
        others = [_opening_of(a) for a in task.articles if a.outlet != article.outlet]
        faults = 0.4 * stale + 0.1 * (article.id in task.story.duplicates)
        faults += _COMMENT * is_comment(article) + _FLAT * unhedged(text, others)
        agreed = _AGREED * shared_words(text, " ".join(others))
        return self._weight(article) + agreed - title_cost(text, self._limits.headline_words) - faults

    def _weight(self, article: Article) -> float:
        return 0.05 * min(article.weight, 3.0)

    # ── Sentences ────────────────────────────────────────────────────────────────────────────────────────────────────

    def openings(self, task: SummaryTask) -> list[Option]:
        """The forms that stand alone of each article's first sentence, and of the one that says most of its title."""
        found = []
        for article in self.readable(task):
            reading = self._readings[article.id]
            for form in reading.openings:
                if breaks_off(form) or self._unfit(form, article):
                    continue
                worth = self._worth(form, article) - _beside(form.text, task)
                found.append(self._option(form, article, worth))
        return found

    def inside(self, told: Sequence[Evidence], shortened: Mapping[Key, Shortened]) -> list[Option]:
        """Of each passage of the evidence the best short form that stands alone."""
        sources = {key_of(p): p for e in told for p in e.passages}
        found = []
        for key, source in sources.items():
            if source.article.language not in {self._language, "und"}:
                continue
            standing = [h for h in forms_of(key, shortened) if stands_alone(h.text, h.language)]
            if standing:
                best = min(standing, key=lambda h: max(0, length(h) - self._limits.headline_words))
                worth = self._worth(best, source.article) - _INSIDE - _SENTENCE * breaks_off(best)
                found.append(self._option(best, source.article, worth))
        return found

    def _option(self, form: Sentence, article: Article, worth: float) -> Option:
        index = next(p.index for p in article.passages if p.start == form.support[0].start)
        ref = PassageRef(article=article.id, passage=index)
        return Option(sentence=form, article=article, ref=ref, worth=worth)

    def _unfit(self, form: Sentence, article: Article) -> bool:
        text = form.text
        if _SUPPOSED.match(text) or unusable(text, self._language):
            return True
        first = next((p.start for p in article.passages if p.kind == "sentence"), -1)
        most = _OPENS if form.support[0].start == first else _LEANING
        return leaning(text, article.language) >= most

    def _worth(self, form: Sentence, article: Article) -> float:
        leans = _LEANS * (not stands_alone(form.text, form.language))
        leans += _OUTSIDE * (leaning(form.text, form.language) >= _LEANING)
        far = max(0, length(form) - 2 * self._limits.headline_words)
        cost = title_cost(form.text, self._limits.headline_words) - _LONG * far
        full = 0.01 * min(
            length(form), self._limits.headline_words
        )  # of two short ones the one that says more
        return self._weight(article) - _SENTENCE - leans - cost - _COMMENT * is_comment(article) + full


def _beside(text: str, task: SummaryTask) -> float:
    """What an opening is worth less that sets a scene: it says little of what the titles of its story say."""
    titles = [a.title for a in task.articles if a.title]
    known = sum(shared_words(title, text) for title in titles) / max(1, len(titles))
    return _SCENE * max(0.0, 1 - known / _HALF)


def _risk(grounding: Grounding, beside: Sequence[str]) -> float:
    """How far a title may say more than is reported; less where another outlet says the word too."""
    if not grounding.missing:
        return grounding.risk
    known = {w for text in beside for w in words(text)}
    also = sum(any(bears(word, k) for k in known) for word in grounding.missing)
    return grounding.risk - _BESIDE * also


def _doubt(grounding: Grounding) -> float:
    """What a title is worth less that its report does not bear out."""
    if grounding.near:
        return 0.0
    return _OPEN if grounding.open else _AMISS


def _recorded(title: Sentence, grounding: Grounding) -> Sentence:
    """The title with the outcome in its record."""
    check = Check(name=BORNE_OUT, passed=grounding.sound, note="" if grounding.sound else grounding.note)
    return replace(title, checks=(*title.checks, check))


def _title_index(article: Article) -> int:
    return next(p.index for p in article.passages if p.kind == "title")


def breaks_off(made: Sentence) -> bool:
    """Whether the passage behind it has no end: a feed's text that was cut."""
    return not made.support[0].quote.rstrip().rstrip(CLOSERS).endswith(END)


def length(headline: Sentence) -> int:
    """Its words."""
    return word_count(headline.text)


def forms_of(key: Key, shortened: Mapping[Key, Shortened]) -> list[Sentence]:
    """A passage's short forms without a stop, best first."""
    found = shortened.get(key)
    return found.headlines() if found else []


def _opening_of(article: Article) -> str:
    return " ".join(p.text for p in article.passages[:3])


def _small(text: str) -> str:
    """The words of a text that are written small."""
    return " ".join(w for w in text.split() if w[:1].islower())
