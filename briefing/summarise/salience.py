"""How much a sentence tells of its story under one theme."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from briefing.language.names import name_runs
from briefing.language.quantities import quantities
from briefing.model import Article, Limits, Passage, PassageRef
from briefing.ports import PassageTags, PassageVectors
from briefing.summarise.contradiction import ABOUT, Scored, denies, outdated
from briefing.summarise.coverage import terms
from briefing.summarise.grammar import quoted_spans
from briefing.summarise.length import word_count
from briefing.summarise.pool import Pool, spare
from briefing.summarise.standalone import cased, leaning
from briefing.summarise.task import SummaryTask

__all__ = ["Telling", "lean_of", "score_pool", "title_figures"]

_ECHO = 0.8  # of the share of other outlets that say nearly the same
_TITLES = 0.3  # of likeness to the story's titles
_LEAD = 0.2  # of standing in the lead article
_SPARE = 0.5  # what a sentence pays that is good enough only where a length is to be filled
_THEME = 0.25  # of the theme's own score
_NEAR = 0.72  # cosine at which a later sentence with other figures replaces an earlier one
_COLOUR = 0.25  # what a sentence that is mostly a quotation pays against news


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What counts in a few sentences, and in a number of words, where there is room for more than the news itself."""

    centre: float  # of likeness to the centre of what the outlets say
    place: float  # of the first place in an article ...
    half: float  # ... and half of that for the place so many sentences on
    shared: bool  # whether the articles share the weight of place: agreement says more than place
    lean: float  # what a sentence pays that leans in full on the one before
    novelty: float  # of likeness to what is chosen, against the score

    @classmethod
    def of(cls, limits: Limits) -> Telling:
        """The weights for what the limits ask."""
        return _WORDS if limits.words_per_story else _SENTENCES


_SENTENCES = Telling(centre=1.5, place=1.5, half=8.0, shared=True, lean=0.6, novelty=0.35)
_WORDS = Telling(centre=2.0, place=0.5, half=1.0, shared=False, lean=0.3, novelty=0.2)


def score_pool(
    task: SummaryTask, pool: Pool, vectors: PassageVectors, tags: PassageTags, language: str, limits: Limits
) -> list[Scored]:
    """The pool's sentences in the same order, each with its worth: comparable within one pool, about 0 to 3."""
    matrix = _matrix(pool, vectors)
    centre = _centre(pool, matrix)
    near = matrix @ matrix.T
    titles = _titles(task, vectors, matrix.shape[1])
    telling = Telling.of(limits)
    place = telling.place / (len({a.id for a, _ in pool}) if telling.shared else 1)
    scored = []
    for i, (article, passage) in enumerate(pool):
        score = (
            telling.centre * float(matrix[i] @ centre)
            + _ECHO * _echo(i, pool, near)
            + place / (1 + _place(pool, i) / telling.half)
            + _TITLES * float(matrix[i] @ titles)
            + _LEAD * (article.id == task.story.lead)
            + _THEME * _theme_score(article, passage, task.theme, tags)
            + 0.02 * min(article.weight, 5.0)
            + 0.03 * min(3, len(set(name_runs(passage.text))))
            + 0.05 * bool(quantities(passage.text))
        )
        lean = lean_of(article, passage)
        fault = _length_fault(passage.text, limits)
        fault += _SPARE * (limits.words_per_story > 0 and spare(article, passage, language))
        superseded = _superseded(i, pool, near)
        fault += 0.4 * (article.language not in {language, "und"}) + 0.1 * (
            article.id in task.story.duplicates
        )
        scored.append(
            Scored(
                article=article,
                passage=passage,
                vector=matrix[i],
                score=score - fault - telling.lean * lean - 0.5 * superseded - 0.35 * _denied(i, pool, near),
                terms=terms(passage.text),
                lean=lean,
                superseded=superseded,
            )
        )
    return scored


def _matrix(pool: Pool, vectors: PassageVectors) -> NDArray[np.float32]:
    rows = [vectors.get(PassageRef(article=a.id, passage=p.index)) for a, p in pool]
    dimension = next((len(r) for r in rows if r is not None), 1)
    return np.stack([r if r is not None else np.zeros(dimension, np.float32) for r in rows]).astype(
        np.float32
    )


def _centre(pool: Pool, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean over outlets of each outlet's mean, of length 1: an outlet that writes much does not weigh more."""
    outlets: dict[str, list[int]] = {}
    for i, (article, _) in enumerate(pool):
        outlets.setdefault(article.outlet, []).append(i)
    mean = np.mean([matrix[rows].mean(axis=0) for rows in outlets.values()], axis=0)
    length = float(np.linalg.norm(mean))
    return np.asarray(mean / length if length else mean, np.float32)


def _titles(task: SummaryTask, vectors: PassageVectors, dimension: int) -> NDArray[np.float32]:
    """The mean of the story's titles, which say what matters; zero where the theme is not the story's first."""
    first = not task.story.themes or task.story.themes[0].theme == task.theme
    rows = [
        vectors.get(PassageRef(article=a.id, passage=p.index)) for a in task.articles for p in a.passages[:1]
    ]
    known = [r for r in rows if r is not None]
    if not first or not known:
        return np.zeros(dimension, np.float32)
    return np.asarray(np.mean(known, axis=0), np.float32)


def title_figures(task: SummaryTask) -> dict[Decimal, float]:
    """The share of the story's titles that give each figure: what they agree on is the news, and must be told."""
    titles = [a.title for a in task.articles if a.title]
    counts = Counter(value for title in titles for value in {q.value for q in quantities(title)})
    return {value: count / len(titles) for value, count in counts.items() if count > 1}


def _echo(i: int, pool: Pool, near: NDArray[np.float32]) -> float:
    """The share of other outlets that say nearly the same."""
    others = {a.outlet for a, _ in pool} - {pool[i][0].outlet}
    saying = {pool[j][0].outlet for j in np.flatnonzero(near[i] >= 0.6)} & others
    return len(saying) / len(others) if others else 0.0


def _place(pool: Pool, i: int) -> int:
    """How many of the pool's sentences stand before this one in its article."""
    article, passage = pool[i]
    return sum(a.id == article.id and p.index < passage.index for a, p in pool)


def _theme_score(article: Article, passage: Passage, theme: str, tags: PassageTags) -> float:
    scores = tags.get(PassageRef(article=article.id, passage=passage.index), ())
    return next((s.score for s in scores if s.theme == theme), 0.0)


def lean_of(article: Article, passage: Passage) -> float:
    """An article's first sentence introduces what it names; a pronoun leans even there."""
    lean = leaning(passage.text, article.language, capitals=cased(article.text))
    first = next((p.index for p in article.passages if p.kind == "sentence"), -1)
    return lean if passage.index != first or lean == 1.0 else 0.3 * lean


def _length_fault(text: str, limits: Limits) -> float:
    """What speaks against a sentence by its form; a long one pays in words where words are counted."""
    count = word_count(text)
    comfortable = limits.words_per_story or limits.sentence_words
    unfinished = not text.rstrip("\"”’') ").endswith((".", "!"))
    colour = _colour(text)
    return 0.2 * (count < 8) + 0.3 * unfinished + 0.01 * max(0, count - comfortable) + colour


def _colour(text: str) -> float:
    """What a sentence that is mostly a quotation pays against news: less where it gives figures, more where it only feels."""
    quoted = " ".join(text[a:b] for a, b in quoted_spans(text) or [])
    if len(quoted) <= 0.4 * len(text):
        return 0.0
    feels = bool(re.search(r"\b(?:I|we|my|our|me|us)\b", quoted))
    return _COLOUR * (0.5 if quantities(quoted) else 1.6 if feels else 1.0)


def _superseded(i: int, pool: Pool, near: NDArray[np.float32]) -> bool:
    """Whether a later article says nearly the same with other figures, or in the same words."""
    article, passage = pool[i]
    for j in np.flatnonzero(near[i] >= _NEAR):
        later, other = pool[j]
        if later.published <= article.published or later.language != article.language:
            continue
        if near[i, j] >= 0.95 or outdated(passage.text, other.text):
            return True
    return False


def _denied(i: int, pool: Pool, near: NDArray[np.float32]) -> bool:
    """Whether an article that came later denies or corrects what this one says."""
    article, passage = pool[i]
    if denies(passage.text):
        return False
    later = [pool[j] for j in np.flatnonzero(near[i] >= ABOUT) if pool[j][0].published > article.published]
    return any(denies(p.text) for _, p in later)
