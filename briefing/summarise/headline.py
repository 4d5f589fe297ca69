"""The headline: the best verified title of an outlet, or the lead evidence made short.

titles ─ strip, refuse, verify ─> by likeness to the evidence ─┐
lead passage ─ compressions without a final stop ─────────────┴─> first that fits and is not used yet
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from briefing.model import Article, Check, Evidence, EvidencePassage, Limits, Passage, PassageRef, Sentence
from briefing.ports import PassageTags, PassageVectors
from briefing.summarise.cutting import apply, cuts_only
from briefing.summarise.quantities import quantities
from briefing.summarise.sentences import support_of, verbatim
from briefing.summarise.shorten import Key, Shortened, key_of
from briefing.summarise.standalone import leaning
from briefing.summarise.task import SummaryTask
from briefing.summarise.titles import title_cuts, title_fault

__all__ = ["Headlines"]

_UNLIKE = 0.2  # ... and below which it is about something else whatever the themes
_LIKE = 0.4  # cosine to the evidence below which a title is about something else


class Headlines:
    """Gives each summary its headline and remembers those given, for no two should be equal."""

    def __init__(self, vectors: PassageVectors, tags: PassageTags, limits: Limits, language: str) -> None:
        self._vectors, self._tags, self._limits, self._language = vectors, tags, limits, language
        self._used: set[str] = set()

    def choose(self, task: SummaryTask, evidence: Evidence, shortened: Mapping[Key, Shortened]) -> Sentence:
        """The first candidate that nobody has, in the order of preference; at worst the best one a second time."""
        options = list(self._options(task, evidence, shortened))
        chosen = next((o for o in options if o.text.casefold() not in self._used), options[0])
        self._used.add(chosen.text.casefold())
        return chosen

    def _options(
        self, task: SummaryTask, evidence: Evidence, shortened: Mapping[Key, Shortened]
    ) -> Iterator[Sentence]:
        limit = self._limits.headline_words
        cut = [h for p in evidence.passages for h in _headlines(p, shortened)]
        lead = [h for h in cut if h.support[0].quote == evidence.passages[0].passage.text]
        yield from self._titles(task, evidence, limit)
        yield from (h for h in lead if _length(h) <= limit and _stands(h))
        yield from self._titles(task, evidence, limit + 8)
        yield from self._titles(task, evidence, limit + 8, shared=0.2)
        yield from sorted((h for h in lead if _length(h) <= 2 * limit and _stands(h)), key=_length)
        yield from (h for h in cut if _length(h) <= limit and _stands(h))
        yield from sorted((h for h in lead if _length(h) <= 2 * limit and _stands(h, 1.0)), key=_length)
        yield from self._titles(task, evidence, limit + 8, shared=0.2, of_theme=False)
        yield from sorted(cut, key=_length)
        yield verbatim(evidence.passages[0])

    def _titles(
        self, task: SummaryTask, evidence: Evidence, limit: int, *, shared: float = 0.5, of_theme: bool = True
    ) -> list[Sentence]:
        """Titles of at most `limit` words that may be used, best first; `of_theme`: only those about the theme's part."""
        centre = _centre(evidence, self._vectors)
        found: list[tuple[float, str, Sentence]] = []
        for article in task.articles:
            title = next((p for p in article.passages if p.kind == "title"), None)
            if title is None or article.language not in {self._language, "und"}:
                continue
            drafted = headline_of(article, title)
            likeness = self._likeness(article, title, centre)
            about = not of_theme or self._is_about(task, article, title, likeness)
            if about and not title_fault(drafted.text, article, limit, shared=shared):
                found.append((-self._value(task, article, drafted, likeness, evidence), article.id, drafted))
        return [drafted for _, _, drafted in sorted(found, key=lambda f: f[:2])]

    def _likeness(self, article: Article, title: Passage, centre: NDArray[np.float32] | None) -> float:
        vector = self._vectors.get(PassageRef(article=article.id, passage=title.index))
        return float(vector @ centre) if vector is not None and centre is not None else _LIKE

    def _is_about(self, task: SummaryTask, article: Article, title: Passage, likeness: float) -> bool:
        """Whether a title is about this theme's part of the story."""
        if len(task.story.themes) < 2:
            return likeness >= _UNLIKE or len(task.articles) == 1
        scores = self._tags.get(PassageRef(article=article.id, passage=title.index), ())
        mine = any(s.theme == task.theme and s.verdict == "yes" for s in scores)
        others = any(s.theme != task.theme and s.verdict == "yes" for s in scores)
        first = task.story.themes[0].theme == task.theme
        return (mine and likeness >= _LIKE) or (first and not others)

    def _value(
        self, task: SummaryTask, article: Article, drafted: Sentence, likeness: float, evidence: Evidence
    ) -> float:
        shown = {q.value for p in evidence.passages for q in quantities(p.passage.text)}
        stale = any(q.value not in shown for q in quantities(drafted.text))
        lead = article.id == task.story.lead or article.id == evidence.passages[0].article.id
        return likeness + 0.15 * lead - 0.3 * stale - 0.1 * (article.id in task.story.duplicates)


def headline_of(article: Article, title: Passage) -> Sentence:
    """A title without label, outlet's name and final stop."""
    support = support_of(article, title)
    cuts = title_cuts(support.quote, article.outlet)
    source = EvidencePassage(article=article, passage=title, score=0.0)
    text = apply(support.quote, cuts, stop=False) if cuts else support.quote
    if text == support.quote:
        return verbatim(source)
    return Sentence(
        text=text,
        how="compressed",
        support=(support,),
        checks=(Check(name="cuts only", passed=cuts_only(text, support.quote, cuts)),),
        cuts=tuple((support.start + a, support.start + b) for a, b in cuts),
        language=article.language,
    )


def _headlines(source: EvidencePassage, shortened: Mapping[Key, Shortened]) -> list[Sentence]:
    found = shortened.get(key_of(source))
    return found.headlines() if found else []


def _length(headline: Sentence) -> int:
    return len(headline.text.split())


def _stands(headline: Sentence, most: float = 0.5) -> bool:
    """Whether a sentence made short is fit for a headline: it leans less than `most` and opens with no quotation."""
    return leaning(headline.text, headline.language) < most and headline.text[:1] not in {'"', "“", "'", "‘"}


def _centre(evidence: Evidence, vectors: PassageVectors) -> NDArray[np.float32] | None:
    rows = [vectors.get(PassageRef(article=p.article.id, passage=p.passage.index)) for p in evidence.passages]
    known = [r for r in rows if r is not None]
    if not known:
        return None
    mean = np.mean(known, axis=0)
    return np.asarray(mean / (np.linalg.norm(mean) or 1.0), np.float32)
