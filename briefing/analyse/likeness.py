"""How alike two articles are, and the words that say why.

    title + opening ─ embedding ─ cosine ─┐
                    ─ TF-IDF ──── cosine ─┤
                    ─ names, numbers ─────┼─ logistic ─> likeness of a pair, 0 to 1 ─ conflict? ─> VETO
    local background of each ─────────────┤
    hours apart, articles in the pool ────┘

The local background of an article is its mean similarity to its nearest ten: in a day full of one war, two reports of one
event must be nearer than two reports of that war are. The size of the pool is the prior: the chance that a given pair tells
one event falls as one over the number of articles. Weights are a logistic regression's on labelled news pools of 279 to 3,000
articles; the prior's came out at -1.1 there and is set to the theory's -1.

Matrices are [rows, all] for a block of rows, so that memory grows with the block and not with the square.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from briefing.analyse.affinity import Affinity, Evidence
from briefing.analyse.conflicts import Conflicts
from briefing.analyse.embed import READ_LANGUAGES
from briefing.analyse.mentions import mentions_of
from briefing.analyse.neighbours import Neighbours
from briefing.analyse.terms import Positions, rare_terms, tfidf_terms
from briefing.model import Article
from briefing.ports import Vectors

__all__ = ["VETO", "Likeness", "opening"]

Matrix = NDArray[np.float32]

VETO = -1.0  # the likeness of a pair that conflicts: below any other, so that it also weighs in a mean
EMBEDDED_WORDS = 80  # of title and body: what the event is; later paragraphs are background that events share
COUNTED_WORDS = 150
FEWEST_WORDS = 40  # a shorter text is no better evidence than this
NEIGHBOURS = 10
BLOCK = 512
MOST_COMMON = (
    0.40  # length of the mean vector; of pools of 196 to 921 articles of many stories it was .29 to .40
)
FEW = 50  # articles, of which the mean vector says half of what all news have in common

# What the background would be in an average pool: stands in for neighbours that a small pool does not have.
EXPECTED_COSINE = 0.40
EXPECTED_TERMS = 0.12
POOL_SIZES = (300, 20_000)  # outside them the prior stays as it is at the bound

# Logistic weights; the log of the pool's size has weight -1.
COSINE, TERMS = 11.6, 12.3
COSINE_BACKGROUND, TERMS_BACKGROUND = -7.4, -2.9
NAMES, BOTH_NAMED, NUMBERS = 1.9, -1.0, 1.7
LENGTH = -0.8  # of the log of the shorter one's words: long texts share more by chance
INTERCEPT = 6.2
LEAST_COSINE, UNLIKENESS = (
    0.38,
    -10.0,
)  # below this cosine a shared street name or number must not join two short items
HOUR_APART, FREE_HOURS, MOST_FOR_HOURS = -0.015, 24.0, -1.5

# Where not both are in the embedder's own language its vectors say little, shared names and numbers much. Set by hand.
FOREIGN_INTERCEPT, FOREIGN_NAMES, FOREIGN_NUMBERS, FOREIGN_COSINE = -5.0, 7.0, 2.0, 3.0
FEWEST_FOREIGN_NAMES, ENOUGH_FOREIGN_NAMES = 2, 3  # shared: below the first none, from the second in full
UNLIKE = -10.0

SMALL_NUMBERS = frozenset({"0", "1", "2", "3"})  # in every text


def opening(article: Article, words: int = EMBEDDED_WORDS) -> str:
    """The title and the first words of the body, as one text."""
    body = article.text[len(article.title) :] if article.title else article.text
    title = article.title.strip().rstrip(".")
    return (
        f"{title}. {' '.join(body.split()[:words])}".strip(". ") if title else " ".join(body.split()[:words])
    )


class Likeness:
    """Pairwise likeness over one day's articles; positions are those of the sequence it was made of."""

    def __init__(self, articles: Sequence[Article], openings: Vectors) -> None:
        """`openings` holds one vector an article, of its `opening`."""
        self.articles = articles
        self.mentions = mentions_of(articles)
        self._vectors = np.asarray(openings, dtype=np.float32)
        self._terms = tfidf_terms([opening(a, COUNTED_WORDS) for a in articles])
        self._names = rare_terms([m.key_names for m in self.mentions])
        self._numbers = rare_terms([m.numbers - SMALL_NUMBERS for m in self.mentions])
        words = [len(article.text.split()) for article in articles]
        self._words = np.log1p(np.clip(words, FEWEST_WORDS, COUNTED_WORDS)).astype(np.float32)
        self._hours = np.array([a.published.timestamp() / 3600 for a in articles])
        self._languages = np.array([a.language for a in articles])
        self._read = np.isin(self._languages, sorted(READ_LANGUAGES))
        self._stems = rare_terms([m.stems for m in self.mentions])
        self._conflicts = Conflicts(self.mentions)
        self.affinity = Affinity(self._evidence())
        self._background = np.full((2, len(articles)), np.nan, dtype=np.float32)  # of meanings and of terms

    @cached_property
    def neighbours(self) -> Neighbours:
        """Who is near whom among all articles."""
        return Neighbours(self.affinity, len(self.articles))

    def among(self, rows: Positions, columns: Positions) -> Matrix:
        """Likeness of some articles to some others: 0 to 1, or VETO; 1 with itself."""
        cosine, terms = self._similarities(rows, columns)
        logit = COSINE * cosine + TERMS * terms + self._background_share(rows, columns)
        logit += self._mention_share(rows, columns) + UNLIKENESS * np.maximum(LEAST_COSINE - cosine, 0)
        logit += LENGTH * np.minimum.outer(self._words[rows], self._words[columns])
        logit += INTERCEPT - np.log(np.clip(len(self.articles), *POOL_SIZES))
        foreign = ~np.logical_and.outer(self._read[rows], self._read[columns])
        if foreign.any():
            logit = np.where(foreign, self._foreign_logit(rows, columns, cosine), logit)
        logit += self._time_share(rows, columns)
        likeness = _logistic(logit)
        comparable = np.equal.outer(self._languages[rows], self._languages[columns])  # names are spelt alike
        likeness[comparable & self._conflicts.between(rows, columns)] = VETO
        likeness[rows[:, None] == columns[None, :]] = 1.0
        return likeness

    def is_read(self, one: int) -> bool:
        """Whether the embedder reads the article's language."""
        return bool(self._read[one])

    def cosine(self, one: int, other: int) -> float:
        """The cosine of two articles' vectors."""
        return float(self._vectors[one] @ self._vectors[other])

    def why(self, one: int, other: int) -> str:
        """Why two articles belong together, in words: "likeness 0.93; shares Oststadt, 21; 40 minutes apart"."""
        likeness = float(self.affinity.weighed(np.array([one]), np.array([other])).alike[0, 0])
        parts = [f"likeness {likeness:.2f} (meaning {self.cosine(one, other):.2f})"]
        shared = self._shared_words(one, other)
        if shared:
            parts.append("shares " + ", ".join(shared))
        parts.append(_apart(abs(self._hours[one] - self._hours[other])))
        return "; ".join(parts)

    def conflict(self, one: int, other: int) -> str:
        """What keeps two articles in one language apart, in words; "" where nothing does."""
        if self._languages[one] != self._languages[other]:
            return ""
        return self._conflicts.why(one, other)

    def _similarities(self, rows: Positions, columns: Positions) -> tuple[Matrix, Matrix]:
        return self._vectors[rows] @ self._vectors[columns].T, self._terms.cosine(rows, columns)

    def _evidence(self) -> Evidence:
        return Evidence(
            vectors=_centred(self._vectors),
            terms=self._terms,
            names=self._names,
            numbers=self._numbers,
            hours=self._hours,
            languages=self._languages,
            read=self._read,
            titled=np.array([m.titled for m in self.mentions], dtype=np.bool_),
            conflicts=self._conflicts.between,
            foreign=self._foreign_likeness,
        )

    def _foreign_likeness(self, rows: Positions, columns: Positions) -> Matrix:
        cosine = self._vectors[rows] @ self._vectors[columns].T
        return _logistic(self._foreign_logit(rows, columns, cosine))

    def _measure_backgrounds(self, positions: Positions) -> None:
        """The backgrounds of these articles, where they are not known: to measure all would take as long as to group them."""
        unknown = np.unique(positions[np.isnan(self._background[0, positions])])
        everything = np.arange(len(self.articles))
        for start in range(0, len(unknown), BLOCK):
            rows = unknown[start : start + BLOCK]
            cosine, terms = self._similarities(rows, everything)
            own = (np.arange(len(rows)), rows)
            cosine[own] = terms[own] = -1.0
            self._background[0, rows] = _nearest_mean(cosine, EXPECTED_COSINE)
            self._background[1, rows] = _nearest_mean(terms, EXPECTED_TERMS)

    def _background_share(self, rows: Positions, columns: Positions) -> Matrix:
        self._measure_backgrounds(np.concatenate([rows, columns]))
        cosine, terms = self._background
        each = (COSINE_BACKGROUND * cosine + TERMS_BACKGROUND * terms) / 2
        return np.add.outer(each[rows], each[columns]).astype(np.float32)

    def _mention_share(self, rows: Positions, columns: Positions) -> Matrix:
        named = np.logical_and.outer(self._names.present[rows], self._names.present[columns])
        names = NAMES * self._names.cosine(rows, columns) + BOTH_NAMED * named
        return np.asarray(names + NUMBERS * self._shared_numbers(rows, columns), dtype=np.float32)

    def _shared_numbers(self, rows: Positions, columns: Positions) -> Matrix:
        return self._numbers.cosine(rows, columns)

    def _foreign_logit(self, rows: Positions, columns: Positions, cosine: Matrix) -> Matrix:
        """The evidence of names and numbers: names as a share of what the poorer opening holds."""
        shared = self._stems.shared(rows, columns)
        names = self._stems.containment(rows, columns) * np.minimum(shared / ENOUGH_FOREIGN_NAMES, 1)
        logit = FOREIGN_INTERCEPT + FOREIGN_NAMES * names + FOREIGN_COSINE * cosine
        logit += FOREIGN_NUMBERS * self._shared_numbers(rows, columns)
        return np.where(shared < FEWEST_FOREIGN_NAMES, UNLIKE, logit).astype(np.float32)

    def _time_share(self, rows: Positions, columns: Positions) -> Matrix:
        apart = np.abs(np.subtract.outer(self._hours[rows], self._hours[columns]))
        share = np.maximum(HOUR_APART * np.maximum(apart - FREE_HOURS, 0), MOST_FOR_HOURS)
        return np.asarray(share, dtype=np.float32)

    def _shared_words(self, one: int, other: int, most: int = 5) -> list[str]:
        """Names and numbers that both openings hold, as the first one writes them, in its order."""
        first, second = self.mentions[one], self.mentions[other]
        shared = (first.key_names & second.key_names) | ((first.numbers & second.numbers) - SMALL_NUMBERS)
        return [first.written[word] for word in first.written if word in shared][:most]


def _centred(vectors: Matrix) -> Matrix:
    """Vectors less what all have in common, in a small pool less of it; length 1.

    Where one story is most of the pool, what it says is not what all news have in common: no more than usual is taken off.
    """
    if not len(vectors):
        return vectors
    common = vectors.mean(axis=0)
    common *= min(1.0, MOST_COMMON / (float(np.linalg.norm(common)) or 1.0))
    centred = vectors - common * (len(vectors) / (len(vectors) + FEW))
    return np.asarray(centred / np.linalg.norm(centred, axis=1, keepdims=True), dtype=np.float32)


def _logistic(logit: NDArray[np.floating]) -> Matrix:
    return np.asarray(1 / (1 + np.exp(-np.clip(logit, -30, 30))), dtype=np.float32)


def _nearest_mean(similar: Matrix, expected: float) -> Matrix:
    """Each row's mean over its nearest, where own entries are negative; `expected` stands in for those a small pool lacks."""
    nearest = np.full((len(similar), NEIGHBOURS), expected, dtype=np.float32)
    found = min(NEIGHBOURS, similar.shape[1] - 1)
    if found > 0:
        nearest[:, :found] = np.partition(similar, -found, axis=1)[:, -found:]
    return np.asarray(nearest.mean(axis=1), dtype=np.float32)


def _apart(hours: float) -> str:
    if hours < 1:
        return f"{round(hours * 60)} minutes apart"
    return f"{round(hours)} hours apart" if round(hours) != 1 else "1 hour apart"
