"""Which passages tell a story under one theme.

    articles, theme's passages ─ usable ─> pool ─ score ─ superseded? ─ novelty (MMR) ─ order ─> Evidence

Score: likeness to the centre of what the outlets say (Radev et al. 2004; Erkan & Radev 2004), how many other outlets say
nearly the same, the place in the article, the theme's own score; less what leans on its neighbours. Novelty is maximal marginal
relevance (Carbonell & Goldstein 1998).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from briefing.model import Article, Evidence, EvidencePassage, Limits, Passage, PassageRef
from briefing.ports import PassageTags, PassageVectors
from briefing.summarise.lexicon import DENYING
from briefing.summarise.names import words
from briefing.summarise.quantities import quantities
from briefing.summarise.standalone import leaning, unusable
from briefing.summarise.task import SummaryTask

__all__ = ["choose_evidence"]

_SAME = 0.78  # cosine at which two sentences say the same
_NEAR = 0.72  # ... and at which a later one with other figures replaces an earlier one
_ABOUT = 0.6  # ... and at which it may deny it
_NOVELTY = 0.35  # weight of what was already said against the score
_FIRST = 0.6  # the first sentence may lean even less
_KEEP = 0.62  # a further sentence must reach this share of the first one's score
_SHORT_STORY = 45  # words of a story that one sentence tells


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scored:
    article: Article
    passage: Passage
    vector: NDArray[np.float32]
    score: float

    @property
    def ref(self) -> PassageRef:
        return PassageRef(article=self.article.id, passage=self.passage.index)


def choose_evidence(
    task: SummaryTask, vectors: PassageVectors, tags: PassageTags, limits: Limits, language: str
) -> Evidence:
    """The passages for one story and theme: the lead first, the others by time and place. Never empty.

    Where nothing is fit to be quoted, the theme's best passage is taken as it stands, at worst the lead article's title.
    """
    pool = _pool(task, tags, language)
    if not pool:
        return Evidence(story=task.story.id, theme=task.theme, passages=(_last_resort(task),))
    pool = [*pool, *_denials(task, pool, vectors, language)]
    scored = _score(task, pool, vectors, tags, language, limits)
    chosen = _select(scored, _budget(pool, limits))
    passages = [EvidencePassage(article=s.article, passage=s.passage, score=s.score) for s in chosen]
    before = _introduction(passages[0], language)
    passages = [p for p in passages if before is None or p.passage != before.passage]
    return Evidence(
        story=task.story.id, theme=task.theme, passages=(before, *passages) if before else tuple(passages)
    )


def _introduction(first: EvidencePassage, language: str) -> EvidencePassage | None:
    """The sentence before one that begins with a pronoun, whatever its theme: "He also said ..." says nothing alone."""
    spoken = first.article.language if first.article.language != "und" else language
    if leaning(first.passage.text, spoken) < 1.0:
        return None
    earlier = first.article.passages[: first.passage.index]
    for passage in reversed(earlier):
        if (
            passage.kind == "sentence"
            and not unusable(passage.text, spoken)
            and leaning(passage.text, spoken) < 1.0
        ):
            return EvidencePassage(article=first.article, passage=passage, score=first.score)
    return None


# ── The pool ─────────────────────────────────────────────────────────────────────────────────────────────────────────

Pool = list[tuple[Article, Passage]]


def _pool(task: SummaryTask, tags: PassageTags, language: str) -> Pool:
    """Usable body sentences: the theme's own first; the story's others only where no second theme claims them."""
    earned = {(r.article, r.passage) for r in task.passages}
    every = [
        (a, p)
        for a in task.articles
        for p in a.passages
        if p.kind == "sentence" and not unusable(p.text, a.language if a.language != "und" else language)
    ]
    own = [(a, p) for a, p in every if (a.id, p.index) in earned]
    if task.passages and len(task.story.themes) > 1:
        pool = own
    else:
        pool = [(a, p) for a, p in every if (a.id, p.index) in earned or _unclaimed(a, p, task.theme, tags)]
    pool = pool or own or every
    return _in_language(pool, language)


def _denials(task: SummaryTask, pool: Pool, vectors: PassageVectors, language: str) -> Pool:
    """What later articles deny of the pool belongs to it, whatever theme it was given."""
    inside = {(a.id, p.index) for a, p in pool}
    known = [(a.published, vectors.get(PassageRef(article=a.id, passage=p.index))) for a, p in pool]
    found: Pool = []
    for article in task.articles:
        for passage in article.passages:
            row = vectors.get(PassageRef(article=article.id, passage=passage.index))
            if row is None or passage.kind == "title" or (article.id, passage.index) in inside:
                continue
            meant = any(
                v is not None and at < article.published and float(v @ row) >= _ABOUT for at, v in known
            )
            if meant and _denies(passage.text) and not unusable(passage.text, article.language):
                found.append((article, passage))
    return _in_language(found, language)


def _denies(text: str) -> bool:
    return bool(DENYING & set(map(_base, words(text))))


def _unclaimed(article: Article, passage: Passage, theme: str, tags: PassageTags) -> bool:
    scores = tags.get(PassageRef(article=article.id, passage=passage.index), ())
    return not any(s.verdict == "yes" and s.theme != theme for s in scores)


def _in_language(pool: Pool, language: str) -> Pool:
    matching = [(a, p) for a, p in pool if a.language in {language, "und"}]
    return matching or pool


def _last_resort(task: SummaryTask) -> EvidencePassage:
    by_id = {a.id: a for a in task.articles}
    for ref in task.passages:
        article = by_id.get(ref.article)
        if article is not None and ref.passage < len(article.passages):
            return EvidencePassage(article=article, passage=article.passages[ref.passage], score=0.0)
    lead = by_id.get(task.story.lead, task.articles[0])
    body = [p for p in lead.passages if p.kind == "sentence"]
    return EvidencePassage(article=lead, passage=(body or list(lead.passages))[0], score=0.0)


# ── Scores ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _score(
    task: SummaryTask, pool: Pool, vectors: PassageVectors, tags: PassageTags, language: str, limits: Limits
) -> list[_Scored]:
    matrix = _matrix(pool, vectors)
    centre = _centre(pool, matrix)
    near = matrix @ matrix.T
    titles = _titles(task, vectors, matrix.shape[1])
    scored = []
    for i, (article, passage) in enumerate(pool):
        score = (
            0.9 * float(matrix[i] @ centre) + 0.25 * _echo(i, pool, near) + 0.4 / (1 + 0.5 * _place(pool, i))
        )
        score += 0.1 * (article.id == task.story.lead) + 0.25 * _theme_score(
            article, passage, task.theme, tags
        )
        score += 0.02 * min(article.weight, 5.0) - 0.6 * _lean(article, passage)
        score -= _length_fault(passage.text, limits) + 0.5 * _superseded(i, pool, near)
        score += 0.5 * float(matrix[i] @ titles) - 0.35 * _denied(i, pool, near)
        score -= 0.4 * (article.language not in {language, "und"}) + 0.1 * (
            article.id in task.story.duplicates
        )
        scored.append(_Scored(article=article, passage=passage, vector=matrix[i], score=score))
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


def _lean(article: Article, passage: Passage) -> float:
    """An article's first sentence introduces what it names; a pronoun leans even there."""
    lean = leaning(passage.text, article.language)
    first = next((p.index for p in article.passages if p.kind == "sentence"), -1)
    return lean if passage.index != first or lean == 1.0 else 0.3 * lean


def _length_fault(text: str, limits: Limits) -> float:
    count = len(text.split())
    unfinished = not text.rstrip("\"”’') ").endswith((".", "!"))
    return 0.2 * (count < 8) + 0.3 * unfinished + 0.01 * max(0, count - limits.sentence_words)


def _superseded(i: int, pool: Pool, near: NDArray[np.float32]) -> bool:
    """Whether a later article says nearly the same with other figures, or in the same words."""
    article, passage = pool[i]
    figures = {q.value for q in quantities(passage.text)}
    for j in np.flatnonzero(near[i] >= _NEAR):
        later, other = pool[j]
        if later.published <= article.published or later.language != article.language:
            continue
        newer = {q.value for q in quantities(other.text)}
        if (figures and newer and figures != newer) or near[i, j] >= 0.95:
            return True
    return False


def _denied(i: int, pool: Pool, near: NDArray[np.float32]) -> bool:
    """Whether an article that came later denies or corrects what this one says."""
    article, passage = pool[i]
    if _denies(passage.text):
        return False
    later = [pool[j] for j in np.flatnonzero(near[i] >= _ABOUT) if pool[j][0].published > article.published]
    return any(_denies(p.text) for _, p in later)


def _base(word: str) -> str:
    """A verb's plain form, roughly: "denied" and "denies" are "deny"."""
    for ending, instead in (("ied", "y"), ("ies", "y"), ("ed", ""), ("s", "")):
        if word.endswith(ending) and word[: -len(ending)] + instead in DENYING:
            return word[: -len(ending)] + instead
    return word


# ── Choice and order ─────────────────────────────────────────────────────────────────────────────────────────────────


def _budget(pool: Pool, limits: Limits) -> int:
    """One sentence for a short story, else up to the limit."""
    count = max(sum(len(p.text.split()) for q, p in pool if q.id == a.id) for a, _ in pool)
    return 1 if count < _SHORT_STORY else max(1, limits.sentences_per_story)


def _select(scored: Sequence[_Scored], count: int) -> list[_Scored]:
    first = max(
        scored, key=lambda s: (s.score - _FIRST * _lean(s.article, s.passage), -s.passage.index, s.article.id)
    )
    chosen, rest = [first], [s for s in scored if s is not first]
    while rest and len(chosen) < count:
        best = max(rest, key=lambda s: (_novel(s, chosen), -s.passage.index, s.article.id))
        rest.remove(best)
        if best.score < _KEEP * first.score:
            break
        if not any(_says_the_same(best, c) for c in chosen):
            chosen.append(best)
    return [first, *sorted(chosen[1:], key=lambda s: _order(s, first))]


def _novel(candidate: _Scored, chosen: Sequence[_Scored]) -> float:
    return candidate.score - _NOVELTY * max(float(candidate.vector @ c.vector) for c in chosen)


def _order(scored: _Scored, first: _Scored) -> tuple[bool, float, str, int]:
    elsewhere = scored.article.id != first.article.id
    return elsewhere, scored.article.published.timestamp(), scored.article.id, scored.passage.index


def _says_the_same(a: _Scored, b: _Scored) -> bool:
    if float(a.vector @ b.vector) >= _SAME:
        return True
    left, right = set(words(a.passage.text)), set(words(b.passage.text))
    figures = {(q.value, c) for q in quantities(a.passage.text) for c in q.counted[-1:]}
    told = {(q.value, c) for q in quantities(b.passage.text) for c in q.counted[-1:]}
    share = 0.5
    if figures and told:
        share = 0.2 if figures <= told or told <= figures else 0.3 if figures & told else 0.5
    small = {w for w in left | right if len(w) < 4 and not re.match(r"\d", w)}
    left, right = left - small, right - small
    return bool(left and right) and len(left & right) >= share * min(len(left), len(right))
