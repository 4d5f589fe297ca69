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
from briefing.summarise.rewrite import Rewriting, rewrite
from briefing.summarise.sentences import because, verbatim
from briefing.summarise.shorten import Key, Shortened, key_of, shorten
from briefing.summarise.task import SummaryTask

__all__ = ["Mode", "Summariser"]

Mode = Literal["compress", "verbatim", "rewrite"]


_FAILED = "the model failed"


class _Attempt:
    """One run's use of the models: once one of them has failed, none is asked again."""

    def __init__(self, *, progress: Progress) -> None:
        self._progress = progress
        self.failed = False

    def fail(self, error: ModelError) -> None:
        self.failed = True
        self._progress.note(f"A model failed, so what it had not done stays verbatim ({error}).")


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
    ) -> None:
        self._writer = writer if mode != "verbatim" else None
        self._parser = parser if mode != "verbatim" else None
        self._prompter, self._limits, self._mode, self._language = prompter, limits, mode, language
        self._marks = marks or Marks()

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
        headlines = Headlines(vectors, tags, self._limits, self._language, self._marks)
        sources = [*(p for e in evidences for p in e.passages), *headlines.leads(tasks)]
        attempt = _Attempt(progress=progress)
        shortened = self._shorten(sources, attempt)
        heads = headlines.choose(tasks, evidences, shortened)
        summaries = []
        for task, evidence, head in zip(tasks, evidences, heads, strict=True):
            told = self._sentences(evidence, shortened, attempt)
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

    def _sentences(
        self, evidence: Evidence, shortened: Mapping[Key, Shortened], attempt: _Attempt
    ) -> tuple[Sentence, ...]:
        written = self._unmarked(self._written(evidence, attempt))
        used = {(s.article, s.start) for sentence in written.sentences for s in sentence.support}
        rest = [p for p in evidence.passages if (p.article.id, p.passage.start) not in used]
        others = [because(_shorter(shortened, key_of(p)) or verbatim(p), written.reason) for p in rest]
        return (*written.sentences, *others)[: len(evidence.passages)]

    def _unmarked(self, written: Rewriting) -> Rewriting:
        kept = tuple(s for s in written.sentences if not self._marks.refuse(s))
        if len(kept) == len(written.sentences):
            return written
        return replace(written, sentences=kept, reason=written.reason or "rewriting: marked")

    def _written(self, evidence: Evidence, attempt: _Attempt) -> Rewriting:
        if self._mode != "rewrite" or attempt.failed:
            return Rewriting(sentences=(), reason=_FAILED if attempt.failed else "")
        if self._writer is None or self._parser is None:
            return Rewriting(sentences=(), reason="rewriting: a model is missing")
        if any(p.article.language not in self._parser.languages() for p in evidence.passages):
            return Rewriting(sentences=(), reason="rewriting: the language is not parsed")
        count = len(evidence.passages)
        try:
            return rewrite(
                evidence,
                writer=self._writer,
                parser=self._parser,
                prompter=self._prompter,
                max_words=count * self._limits.sentence_words,
                count=count,
            )
        except ModelError as error:
            attempt.fail(error)
            return Rewriting(sentences=(), reason=_FAILED)


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
