"""From stories to what the digest says of them.

    tasks ─ evidence ─> Evidence ─ shorten (all at once) ─┬─> sentences ─┐
                            └──── rewrite (if asked) ─────┘              ├─> StorySummary
                            └──── titles, leads made short ─> headlines, a story's together ┘

Deciding only: models come in through ports, and nothing here raises for what an article says or for a model that fails.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from briefing.errors import ModelError
from briefing.model import Article, Evidence, EvidencePassage, Limits, Marks, Passage, Sentence, StorySummary
from briefing.ports import Parser, PassageTags, PassageVectors, Progress, Prompter, Writer
from briefing.summarise.evidence import choose_evidence
from briefing.summarise.headline import Headlines
from briefing.summarise.rewrite import RewriteParts, Rewrites, Rewriting
from briefing.summarise.sentences import because, verbatim
from briefing.summarise.shorten import Key, Shortened, key_of, shorten
from briefing.summarise.task import SummaryTask
from briefing.summarise.title_reading import Reading, read_titles

__all__ = ["Mode", "Summariser"]

Mode = Literal["compress", "verbatim", "rewrite"]


_FAILED = "the model failed"


class _Attempt:
    """One run's use of the models: once one of them has failed, none is asked again."""

    def __init__(self, *, progress: Progress) -> None:
        self.progress = progress
        self.failed = False

    def fail(self, error: ModelError) -> None:
        self.failed = True
        self.progress.note(f"A model failed, so what it had not done stays verbatim ({error}).")


class Summariser:
    """Writes headline and sentences for stories under themes.

    Without a writer or a parser, in mode "verbatim", and for languages that the parser does not know, every sentence is
    a passage as it stands.
    """

    def __init__(
        self,
        *,
        writer: Writer | None,
        parser: Parser | None,
        prompter: Prompter,
        limits: Limits,
        mode: Mode,
        language: str,
        marks: Marks | None = None,
        rewriting: RewriteParts | None = None,
    ) -> None:
        self._writer = writer if mode != "verbatim" else None
        self._parser = parser if mode != "verbatim" else None
        self._prompter, self._limits, self._mode, self._language = prompter, limits, mode, language
        self._marks = marks or Marks()
        self._rewriting = rewriting if mode == "rewrite" else None

    def summarise(
        self, tasks: Sequence[SummaryTask], vectors: PassageVectors, tags: PassageTags, progress: Progress
    ) -> list[StorySummary]:
        """One summary a task, in order, each with a headline and at least one sentence.

        Nothing that readers' marks refuse is told; a story of which they refuse everything has no summary.
        A model that fails costs the compressions, not the edition: its sentences stand as they are, with the reason, and
        the operator is told. A faulty prompt is a `ConfigError`.
        """
        tasks = [t for task in tasks if _tellable(t := _without_refused(task, self._marks))]
        evidences = [choose_evidence(t, vectors, tags, self._limits, self._language) for t in tasks]
        attempt = _Attempt(progress=progress)
        shortened = self._shorten([p for e in evidences for p in e.passages], attempt)
        readings = self._read([a for t in tasks for a in t.articles], attempt)
        headlines = Headlines(vectors, tags, self._limits, self._language, readings, self._marks)
        heads = headlines.choose(tasks, evidences, shortened)
        rewrites = self._rewrites(attempt)
        summaries = []
        for task, evidence, head in zip(tasks, evidences, heads, strict=True):
            told = self._sentences(evidence, shortened, attempt, rewrites)
            summaries.append(
                StorySummary(story=task.story.id, theme=task.theme, headline=head, sentences=told)
            )
            progress.advance()
        return summaries

    def _shorten(self, sources: Sequence[EvidencePassage], attempt: _Attempt) -> Mapping[Key, Shortened]:
        """The passages with their short forms; where a model fails, each only as it stands."""

        def made(writer: Writer | None, parser: Parser | None) -> Mapping[Key, Shortened]:
            return shorten(
                sources,
                writer=writer,
                parser=parser,
                prompter=self._prompter,
                limits=self._limits,
                marks=self._marks,
            )

        try:
            return made(self._writer, self._parser)
        except ModelError as error:
            attempt.fail(error)
            return made(None, None)

    def _read(self, articles: Sequence[Article], attempt: _Attempt) -> Mapping[str, Reading]:
        """What the articles offer for headlines; without their grammar where the parser fails."""
        try:
            return read_titles(articles, None if attempt.failed else self._parser, self._marks)
        except ModelError as error:
            attempt.fail(error)
            return read_titles(articles, None, self._marks)

    def _rewrites(self, attempt: _Attempt) -> Rewrites | None:
        """The edition's writing; None where nobody asked for it or a model is missing or failed."""
        if self._rewriting is None or self._parser is None or attempt.failed:
            return None
        return Rewrites(
            self._rewriting,
            parser=self._parser,
            prompter=self._prompter,
            progress=attempt.progress,
            max_words=self._limits.sentence_words,
        )

    def _sentences(
        self,
        evidence: Evidence,
        shortened: Mapping[Key, Shortened],
        attempt: _Attempt,
        rewrites: Rewrites | None,
    ) -> tuple[Sentence, ...]:
        written = self._unmarked(rewrites.of(evidence)) if rewrites else self._unwritten(attempt)
        made = {(s.support[0].article, s.support[0].start): s for s in written.sentences}
        return tuple(
            made.get((p.article.id, p.passage.start))
            or because(_shorter(shortened, key_of(p)) or verbatim(p), written.why(p))
            for p in evidence.passages
        )

    def _unwritten(self, attempt: _Attempt) -> Rewriting:
        if attempt.failed:
            return Rewriting(reason=_FAILED)
        return Rewriting(reason="rewriting: a model is missing" if self._mode == "rewrite" else "")

    def _unmarked(self, written: Rewriting) -> Rewriting:
        kept = tuple(s for s in written.sentences if not self._marks.refuse(s))
        if len(kept) == len(written.sentences):
            return written
        return replace(written, sentences=kept, reason="rewriting: marked")


def _without_refused(task: SummaryTask, marks: Marks) -> SummaryTask:
    """The task with the passages that readers marked set apart: they keep their place, but are no sentences."""
    if not marks.sentences:
        return task

    def marked(passage: Passage) -> Passage:
        return replace(passage, kind="refused") if marks.refuse_passage(passage.text) else passage

    def of(article: Article) -> Article:
        return replace(article, passages=tuple(map(marked, article.passages)))

    return replace(task, articles=tuple(map(of, task.articles)))


def _tellable(task: SummaryTask) -> bool:
    """Whether there is a passage to tell the story by; under one theme of several, one of its own."""
    by_id = {article.id: article for article in task.articles}
    own = [by_id[r.article].passages[r.passage] for r in task.passages if r.article in by_id]
    every = [p for article in task.articles for p in article.passages]
    return any(p.kind != "refused" for p in (own if len(task.story.themes) > 1 and own else every))


def _shorter(shortened: Mapping[Key, Shortened], key: Key) -> Sentence | None:
    found = shortened.get(key)
    return found.sentence() if found else None
