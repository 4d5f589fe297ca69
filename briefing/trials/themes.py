"""How well texts are given their themes, beside the nearest name, the nearest meaning and shared words.

    rows ─┬─ examples, if asked for ─> the themes' labelled lines
          └─ the others ─ embed ─ ThemeMatcher, attuned to them as to a day's passages ─> themes ─┐
             ├ cosine to the name, to the meaning ─────────────────────────────────────────┼─ against the rows' own ─> Trial
             ├ TF-IDF against the meaning ─────────────────────────────────────────────────┤
             └ with examples: logistic regression on them, by embedding and by words ──────┘

Where every row has a theme and next to none has two, a text is given its best theme. Otherwise ours are the themes whose
verdict is yes, by the daily run's fixed cuts; the floors get the one cut that is best on this very file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from briefing.analyse.meaning import FRAME, as_subject
from briefing.analyse.themes import UNDECIDED, ThemeMatcher
from briefing.evaluation.tagging import several_themes, single_theme
from briefing.evaluation.trial import System, Trial
from briefing.model import Theme
from briefing.ports import Embedder, Vectors
from briefing.trials.parts import TrialOptions, TrialParts
from briefing.trials.rows import ThemeRow

__all__ = ["run"]

BATCH = 256  # texts embedded between two reports of progress
MORE_THAN_ONE = 0.05  # of the rows may have a second theme where each is given one: either counts as right
CUTS = 201  # that are tried for a floor

_CUT = float(np.log(UNDECIDED[1] / (1 - UNDECIDED[1])))  # of ours, in log-odds: the verdict is yes
Rows = NDArray[np.intp]
Gold = NDArray[np.bool_]  # [texts, themes]
Scores = NDArray[np.float64]  # [texts, themes]
Tried = tuple[str, str, Scores, float | None]  # name, note, scores, the cut; None = to be found


def run(rows: Sequence[ThemeRow], parts: TrialParts, options: TrialOptions) -> Trial:
    """Ours and the floors; see `trials.parts.Run`."""
    used = {name for row in rows for name in row.themes}
    themes = tuple(theme for theme in parts.themes if not theme.catch_all or theme.name in used)
    gold = np.array([[theme.name in row.themes for theme in themes] for row in rows], dtype=bool)
    texts = [f"{row.title}. {row.text}" if row.title and row.text else row.title or row.text for row in rows]
    taught, left = _drawn(gold, options)
    pool = _Pool(
        texts=[texts[row] for row in left],
        vectors=_embed(texts, parts)[left],
        taught=[texts[row] for row in taught],
        labels=gold[taught],
        themes=themes,
        catch_all=tuple(theme for theme in parts.themes if theme not in themes),
        embedder=parts.embedder,
    )
    parts.progress.stage("score")
    tried = [("briefing", "", pool.ours(), _CUT), *(_floors(pool) if options.floors else ())]
    single = bool(gold.any(axis=1).all()) and (gold.sum(axis=1) > 1).mean() <= MORE_THAN_ONE
    decide = _single if single else _several
    names = [theme.name for theme in themes]
    return Trial(
        task="themes",
        items=tuple(rows[row].id for row in left),
        systems=tuple(decide(gold[left], *each) for each in tried),
        metrics=single_theme(names) if single else several_themes(names),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pool:
    """The texts that are judged, and what may be known of them beforehand."""

    texts: list[str]
    vectors: Vectors  # [texts, d]
    taught: list[str]  # the rows that became examples
    labels: Gold  # [taught, themes]
    themes: tuple[Theme, ...]
    catch_all: tuple[Theme, ...]  # one theme, or none: what no row is labelled with
    embedder: Embedder

    def ours(self) -> Scores:
        """[texts, themes]: log-odds as in a daily run; a line that is judged does not teach."""
        judged = {" ".join(text.split()) for text in self.texts}
        known = []
        for column, theme in enumerate(self.themes):
            own = [line for line in theme.labelled if line[0] not in judged]
            drawn = zip(self.taught, map(bool, self.labels[:, column]), strict=True)
            known.append(replace(theme, labelled=(*own, *drawn)))
        matcher = ThemeMatcher((*known, *self.catch_all), self.embedder).attuned(self.vectors)
        return matcher.odds(self.vectors, texts=self.texts)[:, : len(known)].astype(np.float64)

    def nearest(self, texts: Sequence[str]) -> Scores:
        """[texts, themes]: cosines to one text a theme."""
        return np.asarray(self.vectors @ self.embedder.embed(texts).T, dtype=np.float64)

    def nearest_by_words(self, texts: Sequence[str]) -> Scores:
        """[texts, themes]: the same by TF-IDF."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit([*self.texts, *texts])
        return np.asarray((words.transform(self.texts) @ words.transform(texts).T).toarray())

    def learnt(self) -> Scores:
        """[texts, themes]: log-odds that the examples alone teach, by embedding."""
        return _regression(self.embedder.embed(self.taught), self.labels, self.vectors)

    def learnt_by_words(self) -> Scores:
        """[texts, themes]: the same by TF-IDF."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit([*self.texts, *self.taught])
        return _regression(words.transform(self.taught), self.labels, words.transform(self.texts))


def _floors(pool: _Pool) -> Iterator[Tried]:
    names = [theme.name for theme in pool.themes]
    means = [theme.means for theme in pool.themes]
    yield "name", "cosine of the embeddings", pool.nearest(names), None
    yield "meaning", "cosine of the embeddings", pool.nearest(means), None
    framed = [as_subject(text) for text in means]
    yield "meaning, as a sentence", f"cosine of the embeddings: “{FRAME}…”", pool.nearest(framed), None
    yield "meaning, TF-IDF", "cosine, words and pairs of words", pool.nearest_by_words(means), None
    if pool.taught:
        yield "examples", "logistic regression on their embeddings", pool.learnt(), None
        yield (
            "examples, TF-IDF",
            "logistic regression on words and pairs of words",
            pool.learnt_by_words(),
            None,
        )


def _single(gold: Gold, name: str, note: str, scores: Scores, cut: float | None) -> System:
    """Each text has its best theme."""
    given = scores.argmax(axis=1)
    right = gold[np.arange(len(gold)), given]
    columns = {"gold": np.where(right, given, gold.argmax(axis=1)), "given": given}
    return System(name=name, note=note, columns=columns)


def _several(gold: Gold, name: str, note: str, scores: Scores, cut: float | None) -> System:
    """Each text has the themes beyond the cut; None is the one that is best on this very file."""
    if cut is None:
        cut = _best_cut(gold, scores)
        note = f"{note}, one cut, tuned on this very file"
    return System(name=name, note=note, columns={"gold": gold, "given": scores >= cut})


def _best_cut(gold: Gold, scores: Scores) -> float:
    """The cut with the highest macro F1."""
    macro = several_themes([""] * gold.shape[1])[0]
    cuts = np.unique(np.quantile(scores, np.linspace(0, 1, CUTS)))
    found = [np.nan_to_num(macro.compute({"gold": gold, "given": scores >= cut})) for cut in cuts]
    return float(cuts[int(np.argmax(found))])


def _drawn(gold: Gold, options: TrialOptions) -> tuple[Rows, Rows]:
    """The rows that become examples, and those that are judged: of each theme, and of none, at most half become examples."""
    shuffled = np.random.default_rng(options.seed).permutation(len(gold))
    taught: set[int] = set()
    for carries in (*gold.T, ~gold.any(axis=1)):
        own = [int(row) for row in shuffled if carries[row]]
        taught.update(own[: min(options.examples, len(own) // 2)])
    left = [row for row in range(len(gold)) if row not in taught]
    return np.array(sorted(taught), dtype=np.intp), np.array(left, dtype=np.intp)


def _embed(texts: Sequence[str], parts: TrialParts) -> Vectors:
    parts.progress.stage("embed", len(texts))
    found = []
    for start in range(0, len(texts), BATCH):
        found.append(parts.embedder.embed(texts[start : start + BATCH]))
        parts.progress.advance(len(found[-1]))
    return np.concatenate(found)


def _regression(rows: Any, labels: Gold, texts: Any) -> Scores:
    """[texts, themes]: log-odds of one logistic regression a theme; the lowest where only one side is known."""
    from sklearn.linear_model import LogisticRegression

    scores = np.full((texts.shape[0], labels.shape[1]), -np.inf)
    for theme, belongs in enumerate(labels.T):
        if belongs.any() and not belongs.all():
            fitted = LogisticRegression(C=10.0, max_iter=1000, class_weight="balanced").fit(rows, belongs)
            scores[:, theme] = fitted.decision_function(texts)
    return np.nan_to_num(scores)
