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
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from briefing.model import Article, Evidence, EvidencePassage, Limits, Passage, PassageRef
from briefing.ports import PassageTags, PassageVectors
from briefing.summarise.grammar import quoted_spans
from briefing.summarise.names import name_runs, words
from briefing.summarise.quantities import quantities
from briefing.summarise.standalone import instructs, leaning, stands_alone, unusable
from briefing.summarise.task import SummaryTask

__all__ = ["choose_evidence"]

_DENIAL = re.compile(  # the verbs only: a dispute over pay denies nothing
    r"\b(?:den(?:y|ies|ied|ying)|rejects?|rejected|refut(?:es?|ed|ing)|disput(?:es|ed)|contradict(?:s|ed|ing)?|debunk(?:s|ed)|"
    r"disprov(?:es|ed)|retract(?:s|ed)|(?:is|was|are|were) (?:false|untrue|wrong)|baseless|unfounded|untrue|a hoax|wrongly|"
    r"mistakenly|erroneously)\b",
    re.IGNORECASE,
)
_DEAD = re.compile(r"\b(?:kill\w*|dead|death\w*|die[sd]?)\b", re.IGNORECASE)
_SAME = 0.78  # cosine at which two sentences say the same
_NEAR = 0.72  # ... and at which a later one with other figures replaces an earlier one
_ABOUT = 0.6  # ... and at which it may deny it
_NOVELTY = 0.35  # weight of what was already said against the score
_LEANS = 0.4  # leaning from which a first sentence needs an introduction
_BESIDE = 0.55  # cosine to the titles and openings below which a first sentence needs one too
_COLOUR = 0.25  # what a sentence that is mostly a quotation pays against news
_ONE_EVENT = 0.5  # cosine at which two tolls are of one event
_FIRST = 0.6  # the first sentence may lean even less
_STRANGE = 0.15  # what a first sentence pays that is not told from nothing
_KEEP = 0.62  # a further sentence must reach this share of the first one's score
_LONGEST = 120  # words beyond which a "sentence" is a text whose stops are missing
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
    chosen = _answered(_select(scored, _budget(pool, limits)), scored, limits.sentences_per_story)
    passages = [EvidencePassage(article=s.article, passage=s.passage, score=s.score) for s in chosen]
    if before := _introduction(passages[0], language, beside=_beside(task, chosen[0], vectors)):
        passages = [before, *(p for p in passages if p.passage != before.passage)]
    return Evidence(story=task.story.id, theme=task.theme, passages=tuple(passages))


def _introduction(first: EvidencePassage, language: str, *, beside: bool) -> EvidencePassage | None:
    """What a first sentence that leans or stands `beside` the story is about, whatever its theme.

    A pronoun means the sentence before; "the exchange" and who comments on it, what their article begins with.
    """
    spoken = first.article.language if first.article.language != "und" else language
    lean = leaning(first.passage.text, spoken)
    if lean < _LEANS and not beside:
        return None
    earlier = [
        p
        for p in first.article.passages[: first.passage.index]
        if p.kind == "sentence" and not unusable(p.text, spoken) and _lean(first.article, p) < _LEANS
    ]
    if not earlier:
        return None
    passage = earlier[-1] if lean == 1.0 else earlier[0]
    return EvidencePassage(article=first.article, passage=passage, score=first.score)


def _beside(task: SummaryTask, first: _Scored, vectors: PassageVectors) -> bool:
    """Whether a sentence is far from the story's titles and openings, and no news of its own."""
    refs = [PassageRef(article=a.id, passage=p.index) for a in task.articles for p in a.passages[:2]]
    rows = [r for ref in refs if (r := vectors.get(ref)) is not None]
    if not rows or first.ref in refs or not np.any(first.vector):
        return False
    mean = np.mean(rows, axis=0)
    near = float(first.vector @ mean) / (float(np.linalg.norm(mean)) or 1.0)
    text = first.passage.text
    return near < _BESIDE and not (len(set(name_runs(text))) > 1 and quantities(text))


# ── The pool ─────────────────────────────────────────────────────────────────────────────────────────────────────────

Pool = list[tuple[Article, Passage]]


def _pool(task: SummaryTask, tags: PassageTags, language: str) -> Pool:
    """Usable body sentences: the theme's own first; the story's others only where no second theme claims them."""
    earned = {(r.article, r.passage) for r in task.passages}
    every = [
        (a, p)
        for a in task.articles
        for p in a.passages
        if p.kind == "sentence"
        and not unusable(p.text, a.language if a.language != "und" else language)
        and len(p.text.split()) <= _LONGEST
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
    return bool(_DENIAL.search(text))


def _unclaimed(article: Article, passage: Passage, theme: str, tags: PassageTags) -> bool:
    scores = tags.get(PassageRef(article=article.id, passage=passage.index), ())
    return not any(s.verdict == "yes" and s.theme != theme for s in scores)


def _in_language(pool: Pool, language: str) -> Pool:
    matching = [(a, p) for a, p in pool if a.language in {language, "und"}]
    return matching or pool


def _last_resort(task: SummaryTask) -> EvidencePassage:
    """Where no sentence is fit: the lead article's title, unless that is no better than what stands below it."""
    by_id = {a.id: a for a in task.articles}
    lead = by_id.get(task.story.lead, task.articles[0])
    earned = [(by_id[r.article], r.passage) for r in task.passages if r.article in by_id]
    body = [(a, a.passages[i]) for a, i in earned if i < len(a.passages)]
    body += [(lead, p) for p in lead.passages if p.kind == "sentence"]
    titles = [(a, p) for a in (lead, *task.articles) for p in a.passages if p.kind == "title"]
    found = [*titles, *body]
    article, passage = min(found, key=lambda pair: _unfit(pair[1].text))
    return EvidencePassage(article=article, passage=passage, score=0.0)


def _unfit(text: str) -> int:
    """How unfit a text is to be quoted at all: 2 where it tells the reader to do something, 1 where it is hard to read."""
    words_ = text.split()
    if instructs(text) or unusable(text) == "boilerplate":
        return 2
    return int(len(words_) < 3 or len(words_) > _LONGEST or unusable(text) == "all capitals")


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
        score += 0.03 * min(3, len(set(name_runs(passage.text)))) + 0.05 * bool(quantities(passage.text))
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
    colour = _colour(text)
    return 0.2 * (count < 8) + 0.3 * unfinished + 0.01 * max(0, count - limits.sentence_words) + colour


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
        if near[i, j] >= 0.95 or _outdated(passage.text, other.text):
            return True
    return False


def _outdated(text: str, newer: str) -> bool:
    """Whether two texts count the same things, the dead among them, and come to other numbers."""
    mine, theirs = quantities(text), quantities(newer)
    counted = [(a, b) for a in mine for b in theirs if a.unit == b.unit and set(a.counted) & set(b.counted)]
    tolls = _toll(text), _toll(newer)
    other = bool(counted) and not any(a.value == b.value for a, b in counted)
    return other or (all(tolls) and not tolls[0] & tolls[1])


def _denied(i: int, pool: Pool, near: NDArray[np.float32]) -> bool:
    """Whether an article that came later denies or corrects what this one says."""
    article, passage = pool[i]
    if _denies(passage.text):
        return False
    later = [pool[j] for j in np.flatnonzero(near[i] >= _ABOUT) if pool[j][0].published > article.published]
    return any(_denies(p.text) for _, p in later)


# ── Choice and order ─────────────────────────────────────────────────────────────────────────────────────────────────


def _budget(pool: Pool, limits: Limits) -> int:
    """One sentence for a short story, else up to the limit."""
    count = max(sum(len(p.text.split()) for q, p in pool if q.id == a.id) for a, _ in pool)
    return 1 if count < _SHORT_STORY else max(1, limits.sentences_per_story)


def _select(scored: Sequence[_Scored], count: int) -> list[_Scored]:
    first = max(scored, key=lambda s: (s.score - _first_fault(s), -s.passage.index, s.article.id))
    chosen, rest = [first], [s for s in scored if s is not first]
    while rest and len(chosen) < count:
        best = max(rest, key=lambda s: (_novel(s, chosen), -s.passage.index, s.article.id))
        rest.remove(best)
        if best.score < _KEEP * first.score:
            break
        if not any(_says_the_same(best, c) or _older_toll(best, c) for c in chosen):
            chosen.append(best)
    ordered = [first, *sorted(chosen[1:], key=lambda s: _order(s, first))]
    return _denial_last(ordered)


def _answered(chosen: Sequence[_Scored], scored: Sequence[_Scored], most: int) -> list[_Scored]:
    """No claim is told without its later denial, which follows it at once; where there is room for one only, the denial."""
    told: list[_Scored] = []
    for claim in chosen:
        answers = [s for s in scored if _answers(s, claim)]
        if not any(claim is t for t in told):
            told.append(claim)
        if answers and not any(a is t for a in answers for t in (*chosen, *told)):
            told.append(max(answers, key=lambda s: s.score))
    if most == 1 and len(told) > 1 and _answers(told[1], told[0]):
        return [told[1]]
    if len(told) > most > 1 and _answers(told[most], told[most - 1]):
        return told[: most - 1]
    return told[: max(1, most)]


def _answers(denial: _Scored, claim: _Scored) -> bool:
    later = denial.article.published > claim.article.published
    about = later and _denies(denial.passage.text) and not _denies(claim.passage.text)
    return about and float(denial.vector @ claim.vector) >= _ABOUT


def _first_fault(scored: _Scored) -> float:
    """What speaks against a sentence as a story's first: it leans, names nothing, says little."""
    text = scored.passage.text
    strange = not stands_alone(text, scored.article.language) or (
        len(text.split()) < 8 and not quantities(text)
    )
    nameless = not name_runs(text)
    opens = not any(p.kind == "sentence" for p in scored.article.passages[: scored.passage.index])
    return _FIRST * _lean(scored.article, scored.passage) + _STRANGE * (strange + nameless - opens)


def _older_toll(candidate: _Scored, told: _Scored) -> bool:
    """Whether a sentence gives another number of casualties than one that is told and newer, or of the same article."""
    if candidate.article.published > told.article.published:
        return False
    mine, other = _toll(candidate.passage.text), _toll(told.passage.text)
    return bool(mine and other) and not mine & other and float(candidate.vector @ told.vector) >= _ONE_EVENT


def _toll(text: str) -> set[Decimal]:
    """The numbers in a sentence that tells of dead."""
    return {q.value for q in quantities(text) if not q.unit} if _DEAD.search(text) else set()


def _denial_last(chosen: list[_Scored]) -> list[_Scored]:
    """A denial behind what it denies, for nobody understands it before."""
    first = chosen[0]
    if not _denies(first.passage.text):
        return chosen
    for claim in chosen[1:]:
        if (
            not _denies(claim.passage.text)
            and float(claim.vector @ first.vector) >= _ABOUT
            and not leaning(claim.passage.text)
        ):
            return [claim, first, *(s for s in chosen if s is not claim and s is not first)]
    return chosen


def _novel(candidate: _Scored, chosen: Sequence[_Scored]) -> float:
    return candidate.score - _NOVELTY * max(float(candidate.vector @ c.vector) for c in chosen)


def _order(scored: _Scored, first: _Scored) -> tuple[bool, float, str, int]:
    elsewhere = scored.article.id != first.article.id
    return elsewhere, scored.article.published.timestamp(), scored.article.id, scored.passage.index


def _says_the_same(a: _Scored, b: _Scored) -> bool:
    if _denies(a.passage.text) != _denies(b.passage.text):
        return False
    if float(a.vector @ b.vector) >= _SAME:
        return True
    left, right = set(words(a.passage.text)), set(words(b.passage.text))
    if _same_facts(a.passage.text, b.passage.text):
        return True
    figures = {(q.value, c) for q in quantities(a.passage.text) for c in q.counted[-1:]}
    told = {(q.value, c) for q in quantities(b.passage.text) for c in q.counted[-1:]}
    share = 0.5
    if figures and told:
        share = 0.2 if figures <= told or told <= figures else 0.3 if figures & told else 0.5
    small = {w for w in left | right if len(w) < 4 and not re.match(r"\d", w)}
    left, right = left - small, right - small
    return bool(left and right) and len(left & right) >= share * min(len(left), len(right))


def _same_facts(a: str, b: str) -> bool:
    """Two names or more of two words each, and a figure, in common: one match, one deal, told twice."""
    left, right = ({n for run in name_runs(t) for n in run} for t in (a, b))
    figures = {q.value for q in quantities(a)} & {q.value for q in quantities(b)}
    return len(left & right) >= 4 and bool(figures)
