"""Which sentences fill a number of words.

    scored ─ what newer figures replace goes ─ Expected ─ greedy by worth a word ─ exchanges, while one is better ─> chosen

A set is worth what it is expected to tell of a summary (see `expected`), more where it tells of an article that is central,
tells one article at length and in runs. (Gillick & Favre, "A scalable global model for
summarization", 2009, for the exchange of whole sets against one choice after another.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from briefing.summarise.budget import Budget
from briefing.summarise.contradiction import Scored, denies, older_toll
from briefing.summarise.expected import Expected, Source
from briefing.summarise.length import word_count

__all__ = ["centrality", "fill"]

_NEEDS = 0.9  # leaning from which a sentence is told behind the one before only
_REPEATED = 0.85  # cosine at which a sentence repeats another where a length is to be filled ...
_ALIKE = 0.5  # cosine below which two sentences count different things
_SHARE_REPEATED = 0.75  # ... or this share of the content words of the shorter one
_CENTRAL = 30.0  # words that each one gains by a cosine of 1 of its article to the middle of all
_AT_LENGTH = 1.0  # words that each one gains where all are of one article
_RUN = 8.0  # words that a sentence gains which follows the one before
_WIDEST = 120  # sentences that are weighed together, the best by themselves
_ROUNDS = 30  # exchanges at most


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """What is to be chosen from, all by number."""

    scored: Sequence[Scored]
    lengths: NDArray[np.int64]  # in words
    gains: NDArray[np.float32]  # words that each sentence gains or loses by itself
    follows: Sequence[int | None]  # the sentence on whose heels each one stands
    clashes: NDArray[np.bool_]  # which two must not be told together
    expected: Expected
    budget: Budget
    room: int


def fill(scored: Sequence[Scored], budget: Budget, titles: Sequence[str]) -> list[Scored]:
    """The sentences, in no order, that together tell most within a budget of words; at least one."""
    field = _field(_widest(_newest(scored)), budget, titles)
    told = _grow(field, [])
    for _ in range(_ROUNDS):
        better = _exchange(field, told)
        if better is None:
            break
        told = _grow(field, better)
    return [field.scored[i] for i in told]


def centrality(scored: Sequence[Scored]) -> dict[str, float]:
    """The cosine of each article to the mean of all, by id; to two places, for two articles are equally far from it."""
    rows: dict[str, list[NDArray[np.float32]]] = {}
    for s in scored:
        rows.setdefault(s.article.id, []).append(s.vector)
    means = {a: np.mean(r, axis=0) for a, r in rows.items()}
    means = {a: m / (float(np.linalg.norm(m)) or 1.0) for a, m in means.items()}
    middle = np.mean(list(means.values()), axis=0)
    length = float(np.linalg.norm(middle)) or 1.0
    return {a: round(float(m @ middle) / length, 2) for a, m in means.items()}


def _newest(scored: Sequence[Scored]) -> list[Scored]:
    """Without the figures that a later article replaces."""
    if len({s.article.published for s in scored}) == 1:
        return list(scored)
    newest = [s for s in scored if not s.superseded and not any(_newer_toll(t, s) for t in scored)]
    return newest or list(scored)


def _newer_toll(newer: Scored, older: Scored) -> bool:
    return newer.article.published > older.article.published and older_toll(older, newer)


def _widest(scored: Sequence[Scored]) -> list[Scored]:
    """As many as can be weighed together, in their order."""
    least = sorted((s.score for s in scored), reverse=True)[:_WIDEST][-1]
    return [s for s in scored if s.score >= least][:_WIDEST]


def _field(scored: Sequence[Scored], budget: Budget, titles: Sequence[str]) -> _Field:
    lengths = np.array([word_count(s.passage.text) for s in scored])
    room = budget.words or int(lengths.sum())
    central = centrality(scored)
    most = max(central.values())
    gains = [_CENTRAL * (central[s.article.id] - most) for s in scored]
    at = {s.ref: i for i, s in enumerate(scored)}
    return _Field(
        scored=scored,
        lengths=lengths,
        gains=(np.array(gains) * lengths).astype(np.float32),
        follows=[at.get(replace(s.ref, passage=s.passage.index - 1)) for s in scored],
        clashes=_clashes(scored),
        expected=Expected(_sources(scored), titles, min(1.0, room / max(1, int(lengths.sum())))),
        budget=budget,
        room=room,
    )


def _sources(scored: Sequence[Scored]) -> list[Source]:
    before: Counter[str] = Counter()
    sources = []
    for s in sorted(scored, key=lambda s: s.passage.index):
        sources.append((s.ref, Source(text=s.passage.text, article=s.article.id, place=before[s.article.id])))
        before[s.article.id] += 1
    by_ref = dict(sources)
    return [by_ref[s.ref] for s in scored]


def _grow(field: _Field, told: list[int]) -> list[int]:
    """What is told and, one after another, whatever adds most for its length."""
    told = list(told)
    rest = [i for i in range(len(field.scored)) if i not in told]
    while rest:
        rest = [i for i in rest if _fits(field, told, i)]
        ready = [i for i in rest if _understood(field, told, i)]
        if not ready:
            break
        adding = (_worths(field, told, ready) - _worth(field, told)) / np.maximum(field.lengths[ready], 3)
        told.append(ready[int(np.argmax(adding))])
        rest.remove(told[-1])
    return told


def _exchange(field: _Field, told: list[int]) -> list[int] | None:
    """The set with one sentence for another that is worth most, if it is worth more."""
    best, found = _worth(field, told) + 1e-3, None
    out = [i for i in range(len(field.scored)) if i not in told]
    for gone in told:
        kept = [i for i in told if i != gone]
        if any(not _understood(field, kept, i) for i in kept):
            continue
        ready = [i for i in out if _fits(field, kept, i) and _understood(field, kept, i)]
        worths = _worths(field, kept, ready)
        if ready and float(worths.max()) > best:
            best, found = float(worths.max()), [*kept, ready[int(np.argmax(worths))]]
    return found


def _fits(field: _Field, told: Sequence[int], further: int) -> bool:
    """Whether there is room for one more, and it is not told already."""
    if not field.budget.holds_lengths([int(field.lengths[i]) for i in (*told, further)]):
        return False
    return not field.clashes[further, list(told)].any()


def _understood(field: _Field, told: Sequence[int], i: int) -> bool:
    """Whether a sentence stands by itself or behind the one that it leans on."""
    return field.scored[i].lean < _NEEDS or field.follows[i] in told


def _worth(field: _Field, told: Sequence[int]) -> float:
    return float(_worths(field, told[:-1], told[-1:])[0]) if told else 0.0


def _worths(field: _Field, told: Sequence[int], further: Sequence[int]) -> NDArray[np.float32]:
    """What the told ones are worth, in words, with each of the further ones."""
    given = field.expected.worths(told, further) + field.gains[list(told)].sum() + field.gains[list(further)]
    shape = [_shape(field, [*told, i]) for i in further]
    return np.asarray(given + np.array(shape, np.float32), np.float32)


def _shape(field: _Field, told: Sequence[int]) -> float:
    """What a set gains by telling one article at length, and in runs."""
    of: Counter[str] = Counter()
    for i in told:
        of[field.scored[i].article.id] += int(field.lengths[i])
    runs = sum(field.follows[i] in told for i in told)
    return _AT_LENGTH * sum(n * n for n in of.values()) / field.room + _RUN * runs


def _clashes(scored: Sequence[Scored]) -> NDArray[np.bool_]:
    """Which two say nearly the same, or give other tolls of one event."""
    rows = np.stack([s.vector for s in scored])
    near = rows @ rows.T
    found = np.zeros(near.shape, bool)
    for i, a in enumerate(scored):
        for j, b in enumerate(scored[:i]):
            clash = _nearly_the_same(a, b, float(near[i, j]))
            found[i, j] = found[j, i] = clash or (near[i, j] >= _ALIKE and _two_tolls(a, b))
    return found


def _two_tolls(a: Scored, b: Scored) -> bool:
    return older_toll(a, b) or older_toll(b, a)


def _nearly_the_same(a: Scored, b: Scored, near: float) -> bool:
    """Whether one of two sentences is nearly the other: a longer telling has room for what else each one says."""
    if near < _REPEATED and not a.terms & b.terms:
        return False
    shared = len(a.terms & b.terms) / (min(len(a.terms), len(b.terms)) or 1)
    repeated = near >= _REPEATED or shared >= _SHARE_REPEATED
    return repeated and denies(a.passage.text) == denies(b.passage.text)
