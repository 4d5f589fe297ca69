"""What models said, each asked once: a memory in front of every port to a model.

    texts, (prompt, candidates), pairs ─ asked before? ─ yes ─> the same answer
                                              └ no ─ the model, all that is new in one call ─┘

Each answer of a model depends on its question alone, not on those beside it (`ports`), so that an edition made with a memory
is the one made without. Nothing is forgotten while the process lives: an editor's session is short.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from briefing.analyse.embed import vector_space
from briefing.model import ModelUsed, Parse
from briefing.parts import Models
from briefing.ports import Embedder, Parser, Rewriter, Store, Vectors, Verifier, Writer

__all__ = ["remembering"]

_Question = TypeVar("_Question", bound=Hashable)
_Answer = TypeVar("_Answer")


def remembering(models: Models, store: Store) -> Models:
    """The same models, each behind a memory; vectors that the store has cached are known from the start."""
    writer = _Writer(models.writer) if models.writer else None
    rewriter: Rewriter | None = _Rewriter(models.rewriter) if models.rewriter else None
    if writer and models.rewriter is models.writer:
        rewriter = writer
    return replace(
        models,
        embedder=_Embedder(models.embedder, store),
        writer=writer,
        parser=_Parser(models.parser) if models.parser else None,
        rewriter=rewriter,
        verifier=_Verifier(models.verifier) if models.verifier else None,
    )


def _answers(
    known: dict[_Question, _Answer],
    questions: Sequence[_Question],
    ask: Callable[[list[_Question]], Sequence[_Answer]],
) -> list[_Answer]:
    """An answer a question, in order; those that are not known are asked for together."""
    new = [question for question in dict.fromkeys(questions) if question not in known]
    if new:
        known.update(zip(new, ask(new), strict=True))
    return [known[question] for question in questions]


class _Embedder:
    """`ports.Embedder`: memory, then the store's cache, then the model. The store is only read."""

    def __init__(self, embedder: Embedder, store: Store) -> None:
        self._embedder = embedder
        self._store = store
        self._known: dict[str, NDArray[np.float32]] = {}

    def describe(self) -> ModelUsed:
        return self._embedder.describe()

    def embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        rows: list[NDArray[np.float32]] = _answers(self._known, texts, self._ask)
        return np.stack(rows).astype(np.float32, copy=False)

    def _ask(self, texts: list[str]) -> list[NDArray[np.float32]]:
        used = self.describe()
        keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        cached = self._store.vectors(vector_space(used), keys)
        missing = [text for key, text in zip(keys, texts, strict=True) if key not in cached]
        made = dict(zip(missing, self._embedder.embed(missing) if missing else (), strict=True))
        return [cached[key] if key in cached else made[text] for key, text in zip(keys, texts, strict=True)]


class _Writer:
    """`ports.Writer`."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._scores: dict[tuple[str, tuple[str, ...]], list[float]] = {}
        self._rewriter = _Rewriter(writer)

    def describe(self) -> ModelUsed:
        return self._writer.describe()

    def score(self, tasks: Sequence[tuple[str, Sequence[str]]]) -> list[list[float]]:
        questions = [(prompt, tuple(candidates)) for prompt, candidates in tasks]
        return _answers(self._scores, questions, self._writer.score)

    def write(self, prompt: str, *, count: int, max_words: int, seconds: float | None = None) -> list[str]:
        return self._rewriter.write(prompt, count=count, max_words=max_words, seconds=seconds)


class _Rewriter:
    """`ports.Rewriter`. What time did not suffice for is asked again."""

    def __init__(self, rewriter: Rewriter) -> None:
        self._rewriter = rewriter
        self._written: dict[tuple[str, int, int], list[str]] = {}

    def describe(self) -> ModelUsed:
        return self._rewriter.describe()

    def write(self, prompt: str, *, count: int, max_words: int, seconds: float | None = None) -> list[str]:
        key = (prompt, count, max_words)
        if key in self._written:
            return self._written[key]
        answers = self._rewriter.write(prompt, count=count, max_words=max_words, seconds=seconds)
        if len(answers) == count:
            self._written[key] = answers
        return answers


class _Parser:
    """`ports.Parser`."""

    def __init__(self, parser: Parser) -> None:
        self._parser = parser
        self._parses: dict[str, Parse] = {}

    def describe(self) -> ModelUsed:
        return self._parser.describe()

    def languages(self) -> frozenset[str]:
        return self._parser.languages()

    def parse(self, texts: Sequence[str]) -> list[Parse]:
        return _answers(self._parses, texts, self._parser.parse)


class _Verifier:
    """`ports.Verifier`."""

    def __init__(self, verifier: Verifier) -> None:
        self._verifier = verifier
        self._support: dict[tuple[str, str], float] = {}

    def describe(self) -> ModelUsed:
        return self._verifier.describe()

    def support(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        return _answers(self._support, pairs, self._verifier.support)
