"""Which passages tell a story under one theme.

    articles, theme's passages ─ pool ─> usable ─ salience ─> scored ─┬─ a few sentences: novelty (MMR) ─┬─ contradiction ─ order ─> Evidence
                                                                      └─ at length: filling ─────────────┘

Score: likeness to the centre of what the outlets say (Radev et al. 2004; Erkan & Radev 2004), how many other outlets say
nearly the same, the place in the article, the theme's own score; less what leans on its neighbours. Novelty is maximal marginal
relevance (Carbonell & Goldstein 1998).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy as np

from briefing.language.names import name_runs, words
from briefing.language.quantities import quantities
from briefing.model import Evidence, EvidencePassage, Limits, PassageRef
from briefing.ports import PassageTags, PassageVectors
from briefing.summarise.budget import Budget
from briefing.summarise.contradiction import Scored, answered, denial_last, denies, older_toll
from briefing.summarise.coverage import added, weigh
from briefing.summarise.filling import centrality, fill
from briefing.summarise.length import word_count
from briefing.summarise.pool import Pool, find_denials, find_pool, last_resort, unclaimed
from briefing.summarise.salience import Telling, lean_of, score_pool, title_figures
from briefing.summarise.standalone import cased, leaning, stands_alone, unlinked, unusable
from briefing.summarise.task import SummaryTask

__all__ = ["choose_evidence"]

_SAME = 0.7  # cosine at which two sentences say the same
_SHARE = 0.5  # of the shorter one's words that two sentences have in common which say the same ...
_SHARE_FIGURE = 0.3  # ... and where one of their figures counts the same,
_SHARE_FIGURES = 0.2  # ... or all figures of one do
_REPEATED = 0.85  # cosine at which a sentence repeats another where a length is to be filled ...
_SHARE_REPEATED = 0.6  # ... or this share of the shorter one's words
_AT_LENGTH = 100  # words from which a story is told at length: its sentences are chosen as a set, not one after another
_COVER = 3.6  # weight of the words that it adds, see `coverage`
_LEANS = 0.4  # leaning from which a first sentence needs an introduction
_BESIDE = 0.55  # cosine to the titles and openings below which a first sentence needs one too
_NEEDS = 0.9  # leaning from which a further sentence is told behind the one before only
_FIRST = 0.6  # the first sentence may lean even less
_STRANGE = 0.15  # what a first sentence pays that is not told from nothing
_FIGURE = 0.4  # what one gains that gives the figure of all titles
_KEEP = 0.62  # a further sentence must reach this share of the first one's score


def choose_evidence(
    task: SummaryTask, vectors: PassageVectors, tags: PassageTags, limits: Limits, language: str
) -> Evidence:
    """The passages for one story and theme: the lead first, the others by time and place. Never empty.

    Where nothing is fit to be quoted, the theme's best passage is taken as it stands, at worst the lead article's title.
    """
    pool = find_pool(task, tags, language, limits.words_per_story)
    if not pool:
        return Evidence(story=task.story.id, theme=task.theme, passages=(last_resort(task),))
    pool = [*pool, *find_denials(task, pool, vectors, language)]
    scored = score_pool(task, pool, vectors, tags, language, limits)
    budget = Budget.of(limits)
    weights = weigh(task.articles, [(s.article.id, s.terms) for s in scored])
    room = budget.for_story(_longest(pool))
    if (budget.words or 0) < _AT_LENGTH:
        selected = _select(scored, room, Telling.of(limits), weights, title_figures(task))
    else:
        told = fill(scored, room, [a.title for a in task.articles if a.title])
        selected = _told_at_length(scored, told)
    chosen = answered(selected, scored, budget)
    passages = [EvidencePassage(article=s.article, passage=s.passage, score=s.score) for s in chosen]
    beside = _beside(task, chosen[0], vectors)
    before = _introduction(passages[0], language, beside=beside)
    own = before is not None and unclaimed(before.article, before.passage, task.theme, tags)
    if before and own:  # a theme shows its own part, not the lead of another
        passages = [before, *(p for p in passages if p.passage != before.passage)]
    passages = passages[: budget.count([p.passage.text for p in passages])]
    return Evidence(story=task.story.id, theme=task.theme, passages=tuple(passages))


def _introduction(first: EvidencePassage, language: str, *, beside: bool) -> EvidencePassage | None:
    """What a first sentence that leans or stands `beside` the story is about.

    A pronoun means the sentence before; "the exchange" and who comments on it, what their article begins with.
    """
    spoken = first.article.language if first.article.language != "und" else language
    lean = leaning(first.passage.text, spoken, capitals=cased(first.article.text))
    if lean < _LEANS and not beside:
        return None
    earlier = [
        p
        for p in first.article.passages[: first.passage.index]
        if p.kind == "sentence" and not unusable(p.text, spoken) and lean_of(first.article, p) < _LEANS
    ]
    if not earlier:
        return None
    passage = earlier[-1] if lean == 1.0 else earlier[0]
    return EvidencePassage(article=first.article, passage=passage, score=first.score)


def _beside(task: SummaryTask, first: Scored, vectors: PassageVectors) -> bool:
    """Whether a sentence is far from the story's titles and openings, and no news of its own."""
    refs = [PassageRef(article=a.id, passage=p.index) for a in task.articles for p in a.passages[:2]]
    rows = [r for ref in refs if (r := vectors.get(ref)) is not None]
    if not rows or first.ref in refs or not np.any(first.vector):
        return False
    mean = np.mean(rows, axis=0)
    near = float(first.vector @ mean) / (float(np.linalg.norm(mean)) or 1.0)
    text = first.passage.text
    return near < _BESIDE and not (len(set(name_runs(text))) > 1 and quantities(text))


def _longest(pool: Pool) -> int:
    """Words of the article that has most."""
    counts: Counter[str] = Counter()
    for article, passage in pool:
        counts[article.id] += word_count(passage.text)
    return max(counts.values())


def _select(
    scored: Sequence[Scored],
    budget: Budget,
    telling: Telling,
    weights: Mapping[str, float],
    figures: Mapping[Decimal, float],
) -> list[Scored]:
    """The first sentence, and whatever adds most to it, until the budget is spent."""

    def gain(s: Scored, chosen: Sequence[Scored]) -> float:
        return _gain(s, chosen, telling, weights)

    first = max(
        scored,
        key=lambda s: (
            gain(s, ()) - _first_fault(s) + _told_figure(s, figures),
            -s.passage.index,
            s.article.id,
        ),
    )
    chosen = [first]
    least = _KEEP * first.score if budget.words is None else -np.inf  # a length that is asked for is filled
    rest = [s for s in scored if s is not first and s.score >= least]
    while rest:
        rest = [
            s
            for s in rest
            if _adds(s, chosen, budget) and budget.holds([c.passage.text for c in (*chosen, s)])
        ]
        understood = [s for s in rest if s.lean < _NEEDS or _follows(s, chosen)]
        if not understood:
            break
        chosen.append(max(understood, key=lambda s: (gain(s, chosen), -s.passage.index, s.article.id)))
        rest = [s for s in rest if s is not chosen[-1]]
    return _in_order(chosen, [s.article.id for s in scored])


def _gain(s: Scored, chosen: Sequence[Scored], telling: Telling, weights: Mapping[str, float]) -> float:
    """What a sentence adds to those that are chosen."""
    told = frozenset[str]().union(*(c.terms for c in chosen))
    new = _COVER * added(s.terms, weights, told)
    lean = telling.lean * s.lean if _follows(s, chosen) else 0.0  # it leans on what is told
    return (
        s.score
        + new
        + lean
        - telling.novelty * max((float(s.vector @ c.vector) for c in chosen), default=0.0)
    )


def _follows(s: Scored, chosen: Sequence[Scored]) -> bool:
    """Whether the sentence before it is told."""
    return any(c.article.id == s.article.id and c.passage.index == s.passage.index - 1 for c in chosen)


def _adds(s: Scored, chosen: Sequence[Scored], budget: Budget) -> bool:
    same = _says_the_same if budget.words is None else _repeats
    return not any(same(s, c) or older_toll(s, c) for c in chosen)


def _told_at_length(scored: Sequence[Scored], told: Sequence[Scored]) -> list[Scored]:
    """The most central article first, of two that of which more is told."""
    central = centrality(scored)
    of: Counter[str] = Counter()
    for s in told:
        of[s.article.id] += word_count(s.passage.text)
    base = max(of, key=lambda a: (central[a], of[a], a))
    first = min((s for s in told if s.article.id == base), key=lambda s: s.passage.index)
    ids = sorted(of, key=lambda a: (-central[a], -of[a], a))
    return _in_order([first, *(s for s in told if s is not first)], ids)


def _in_order(chosen: Sequence[Scored], articles: Sequence[str]) -> list[Scored]:
    """The first choice first, then its article's others, then by time, of one time as in the story: each article in its order."""
    first = chosen[0]
    ordered = [first, *sorted(chosen[1:], key=lambda s: _order(s, first, articles))]
    told = sorted(chosen, key=lambda s: s.passage.index)
    one_article = len({s.article.id for s in chosen}) == 1
    if one_article and lean_of(told[0].article, told[0].passage) < _LEANS:
        ordered = told
    return denial_last(ordered)


def _told_figure(scored: Scored, figures: Mapping[Decimal, float]) -> float:
    """What a first sentence gains that gives the figure on which the titles agree."""
    given = (figures.get(q.value, 0.0) for q in quantities(scored.passage.text))
    return _FIGURE * max(given, default=0.0)


def _first_fault(scored: Scored) -> float:
    """What speaks against a sentence as a story's first: it leans, names nothing, says little."""
    text = scored.passage.text
    strange = not stands_alone(unlinked(text), scored.article.language) or (
        word_count(text) < 8 and not quantities(text)
    )
    nameless = not name_runs(text)
    opens = not any(p.kind == "sentence" for p in scored.article.passages[: scored.passage.index])
    return _FIRST * lean_of(scored.article, scored.passage) + _STRANGE * (strange + nameless - opens)


def _order(scored: Scored, first: Scored, articles: Sequence[str]) -> tuple[bool, float, int, int]:
    elsewhere = scored.article.id != first.article.id
    at = articles.index(scored.article.id)
    return elsewhere, scored.article.published.timestamp(), at, scored.passage.index


def _repeats(a: Scored, b: Scored) -> bool:
    """Whether one of two sentences is nearly the other: a longer telling has room for what else each one says."""
    if denies(a.passage.text) != denies(b.passage.text):
        return False
    left, right = set(words(a.passage.text)), set(words(b.passage.text))
    shared = len(left & right) / (min(len(left), len(right)) or 1)
    return float(a.vector @ b.vector) >= _REPEATED or shared >= _SHARE_REPEATED


def _says_the_same(a: Scored, b: Scored) -> bool:
    if denies(a.passage.text) != denies(b.passage.text):
        return False
    if float(a.vector @ b.vector) >= _SAME:
        return True
    left, right = set(words(a.passage.text)), set(words(b.passage.text))
    if _same_facts(a.passage.text, b.passage.text):
        return True
    figures = {(q.value, c) for q in quantities(a.passage.text) for c in q.counted[-1:]}
    told = {(q.value, c) for q in quantities(b.passage.text) for c in q.counted[-1:]}
    share = _SHARE
    if figures & told:
        share = _SHARE_FIGURES if figures <= told or told <= figures else _SHARE_FIGURE
    small = {w for w in left | right if len(w) < 4 and not re.match(r"\d", w)}
    left, right = left - small, right - small
    return bool(left and right) and len(left & right) >= share * min(len(left), len(right))


def _same_facts(a: str, b: str) -> bool:
    """Two names or more of two words each, and a figure, in common: one match, one deal, told twice."""
    left, right = ({n for run in name_runs(t) for n in run} for t in (a, b))
    figures = {q.value for q in quantities(a)} & {q.value for q in quantities(b)}
    return len(left & right) >= 4 and bool(figures)
