"""How well the checks tell a supported claim from an unsupported one, beside counting words and nearness of meaning.

    rows ─ sentences of claim and article ─ each sentence's own passages ─┬─ verify, with parses ─> briefing, each check
                                                                          ├─ Verifier, if one is chosen
                                                                          └─ words, word pairs, embedding
    score and verdict of each claim ─> AUC, balanced accuracy, catch, passed ─> Trial

A claim is stopped where one of its sentences is. Its passages are the three of the article that share most words with it,
as a claim may draw on several; in the daily run a sentence has to stand on one.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from briefing.evaluation.detection import DETECTION, best_cut
from briefing.evaluation.trial import System, Trial
from briefing.language.names import words
from briefing.model import Check, Parse
from briefing.ports import Verifier
from briefing.summarise.nearest import nearest
from briefing.summarise.verify import CHECKS, verify
from briefing.trials.parts import TrialOptions, TrialParts
from briefing.trials.rows import SupportRow

__all__ = ["run"]

PASSAGES = 3  # of the article that a claim's sentence is checked against
OWN_WORDS = frozenset({"order", "roles"})  # checks that want the source's own words in its order
# Chosen on claims about CNN/DM and XSum articles (CLIFF): what each failed check costs in our score, and the scores below which
# a floor calls a claim unsupported.
FAILED = 0.07
WORDS_CUT, PAIRS_CUT, MEANING_CUT = 0.80, 0.45, 0.70
_CAUGHT = 0.9  # share of unsupported claims that a strict cut stops
_BATCH = 200  # sentences between two signs of progress


@dataclass(frozen=True, kw_only=True)
class _Sentence:
    """One sentence of a claim with its own passages."""

    row: int
    text: str
    quotes: tuple[str, ...]
    article: str


def run(rows: Sequence[SupportRow], parts: TrialParts, options: TrialOptions) -> Trial:
    """Ours, each check alone, the verifier if the configuration has one, and the floors; see `trials.parts.Run`."""
    sentences = _sentences(rows, parts)
    checks = _checked(sentences, parts)
    trial = _Trying(rows=rows, sentences=sentences, likeness=_likeness(sentences))
    systems = [
        trial.vetoes("briefing", checks, CHECKS, note="" if parts.parser else "without a parser: no roles")
    ]
    if options.floors:
        loose = tuple(name for name in CHECKS if name not in OWN_WORDS)
        systems.append(trial.vetoes("all but order and roles", checks, loose))
        systems += [trial.vetoes(f"{name} alone", checks, (name,)) for name in CHECKS]
        systems += [*_floors(trial, parts)]
    if parts.verifier:
        systems.append(_verified(trial, parts.verifier, parts))
    return Trial(
        task="support",
        items=tuple(row.id for row in rows),
        systems=tuple(systems),
        metrics=DETECTION,
        units=tuple(sha256(row.article.encode()).hexdigest() for row in rows),
    )


def _sentences(rows: Sequence[SupportRow], parts: TrialParts) -> list[_Sentence]:
    parts.progress.stage("passages", len(rows))
    passages: dict[str, list[str]] = {}
    found = []
    for i, row in enumerate(rows):
        if row.article not in passages:
            passages[row.article] = _split(row.article, f"{row.id} article", row.lang, parts)
        shown = passages[row.article]
        for text in _split(row.claim, f"{row.id} claim", row.lang, parts):
            own = tuple(shown[k] for k in nearest(text, shown, PASSAGES))
            found.append(_Sentence(row=i, text=text, quotes=own, article=row.article))
        parts.progress.advance()
    return found


def _split(text: str, name: str, language: str, parts: TrialParts) -> list[str]:
    article = parts.make_article(id=name, title="", text=text, language=language)
    return [p.text for p in article.passages] or [text]


def _checked(sentences: Sequence[_Sentence], parts: TrialParts) -> list[tuple[Check, ...]]:
    parses = _parses(sentences, parts)
    parts.progress.stage("checks", len(sentences))
    found = []
    for sentence in sentences:
        own = [parses[q] for q in sentence.quotes if q in parses]
        found.append(
            verify(
                sentence.text,
                sentence.quotes,
                parts.language,
                parse=parses.get(sentence.text),
                evidence_parses=own,
            )
        )
        parts.progress.advance()
    return found


def _parses(sentences: Sequence[_Sentence], parts: TrialParts) -> dict[str, Parse]:
    """All texts parsed once; none without a parser of the language."""
    if parts.parser is None or parts.language not in parts.parser.languages():
        return {}
    texts = list(dict.fromkeys(t for s in sentences for t in (s.text, *s.quotes)))
    parts.progress.stage("parse", len(texts))
    found: dict[str, Parse] = {}
    for start in range(0, len(texts), _BATCH):
        batch = texts[start : start + _BATCH]
        found |= zip(batch, parts.parser.parse(batch), strict=True)
        parts.progress.advance(len(batch))
    return found


@dataclass(frozen=True, kw_only=True)
class _Trying:
    """Claims whose sentences were judged one by one: a claim is as good as its worst sentence."""

    rows: Sequence[SupportRow]
    sentences: Sequence[_Sentence]
    likeness: Sequence[float]  # of each sentence to its article, 0 to 1

    def vetoes(
        self, name: str, checks: Sequence[tuple[Check, ...]], counted: Sequence[str], note: str = ""
    ) -> System:
        """Stopped where one of the counted checks failed; the score is the likeness to the article less what failed."""
        failed = [sum(not c.passed and c.name in counted for c in each) for each in checks]
        alike = self.likeness if len(counted) > 1 else [1.0] * len(failed)
        scores = [a - FAILED * f for a, f in zip(alike, failed, strict=True)]
        return self._system(name, scores, stopped=[f > 0 for f in failed], note=note)

    def scored(self, name: str, scores: Sequence[float], cut: float | None = None) -> System:
        """Stopped where the score is below the cut; without one below that which is best on these very claims."""
        worst = self._worst(scores)
        chosen = best_cut(worst, self.supported) if cut is None else cut
        note = f"cut {chosen:.2f}"
        if cut is None:
            strict = np.quantile(worst[~self.supported], _CAUGHT) if (~self.supported).any() else chosen
            note += f": the best on this very file; {strict:.2f} stops nine in ten unsupported claims"
        return self._system(name, scores, stopped=[s < chosen for s in scores], note=note)

    @cached_property
    def supported(self) -> NDArray[np.bool_]:
        """[rows]"""
        return np.array([row.supported for row in self.rows])

    def _system(self, name: str, scores: Sequence[float], *, stopped: Sequence[bool], note: str) -> System:
        any_stopped = np.zeros(len(self.rows), dtype=np.bool_)
        any_stopped[[s.row for s, stop in zip(self.sentences, stopped, strict=True) if stop]] = True
        columns = {"score": self._worst(scores), "stopped": any_stopped, "supported": self.supported}
        return System(name=name, columns=columns, note=note)

    def _worst(self, scores: Sequence[float]) -> NDArray[np.float64]:
        worst = np.full(len(self.rows), np.inf)
        np.minimum.at(worst, [s.row for s in self.sentences], np.array(scores, dtype=np.float64))
        return worst


def _likeness(sentences: Sequence[_Sentence]) -> list[float]:
    """The mean of three shares: of words and of word pairs that the article has, of words that one passage has in order."""
    shares = zip(
        _shares(sentences, _words), _shares(sentences, _pairs), map(_covered, sentences), strict=True
    )
    return [sum(each) / 3 for each in shares]


def _covered(sentence: _Sentence) -> float:
    said = words(sentence.text)
    return max((_in_order(said, words(quote)) for quote in sentence.quotes), default=0) / max(1, len(said))


def _floors(trial: _Trying, parts: TrialParts) -> Iterator[System]:
    parts.progress.stage("floors")
    sentences = trial.sentences
    yield trial.scored("words of the article", _shares(sentences, _words), WORDS_CUT)
    yield trial.scored("word pairs of the article", _shares(sentences, _pairs), PAIRS_CUT)
    yield trial.scored("embedding, nearest passage", _meanings(sentences, parts), MEANING_CUT)


def _words(text: str) -> set[str]:
    return set(words(text))


def _pairs(text: str) -> set[str]:
    found = words(text)
    return {f"{a} {b}" for a, b in itertools.pairwise(found)}


def _shares(sentences: Sequence[_Sentence], units: Callable[[str], set[str]]) -> list[float]:
    """For each sentence the share of its units that its article has."""
    known: dict[str, set[str]] = {}
    shares = []
    for sentence in sentences:
        if sentence.article not in known:
            known[sentence.article] = units(sentence.article)
        said = units(sentence.text)
        shares.append(len(said & known[sentence.article]) / max(1, len(said)))
    return shares


def _meanings(sentences: Sequence[_Sentence], parts: TrialParts) -> list[float]:
    texts = list(dict.fromkeys(t for s in sentences for t in (s.text, *s.quotes)))
    place = {text: i for i, text in enumerate(texts)}
    vectors = parts.embedder.embed(texts)
    return [
        max((float(vectors[place[s.text]] @ vectors[place[q]]) for q in s.quotes), default=0.0)
        for s in sentences
    ]


def _verified(trial: _Trying, verifier: Verifier, parts: TrialParts) -> System:
    """The verifier on each sentence and its passages together, as they stand in the article."""
    pairs = [(" ".join(s.quotes), s.text) for s in trial.sentences]
    parts.progress.stage("verifier", len(pairs))
    scores: list[float] = []
    for start in range(0, len(pairs), _BATCH):
        scores += verifier.support(pairs[start : start + _BATCH])
        parts.progress.advance(len(pairs[start : start + _BATCH]))
    return trial.scored(f"verifier {verifier.describe().name}", scores)


def _in_order(said: Sequence[str], quote: Sequence[str]) -> int:
    """The length of the longest common subsequence."""
    row = [0] * (len(quote) + 1)
    for word in said:
        before = 0
        for i, known in enumerate(quote, 1):
            before, row[i] = row[i], before + 1 if word == known else max(row[i], row[i - 1])
    return row[-1]
