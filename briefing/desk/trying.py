"""What a prompt makes of one article.

shorten.toml ─ each sentence: candidates ─ scores ─ checks ─> Shortening
rewrite.toml ─ its opening: what was written ─ checks ─────────> Rewritten
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefing.editorial.prompts import PromptBook
from briefing.errors import BriefingError
from briefing.model import Article, Evidence, EvidencePassage, Limits, ModelUsed, Prompt, Sentence
from briefing.parts import Models
from briefing.ports import Clock, Progress, Rewriter, Writer
from briefing.settings import Settings
from briefing.summarise import RewriteParts
from briefing.summarise.rewrite import Rewrites
from briefing.summarise.shorten import Shortened, key_of, shorten

__all__ = ["Candidate", "Rewritten", "Shortening", "rewritings", "shortenings"]

MOST = 60  # sentences of an article that are tried


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One way to say a sentence, under one prompt."""

    text: str
    score: float  # mean log-probability per token
    refused: str  # by which check, and why; "" = by none, or not tried
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortening:
    """One sentence under one prompt."""

    source: str
    told: str  # what a digest would say
    why: str  # why that is the sentence as it stands, where it is; ""
    candidates: tuple[Candidate, ...]  # the whole sentence first; () = there is nothing that may go


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """A piece of an article under one prompt."""

    sources: tuple[str, ...]
    answers: tuple[str, ...]  # what the model wrote, the likeliest first
    told: tuple[str, ...]  # the sentences of it that passed every check
    why: tuple[str, ...]  # for each source why it is not rewritten; "" where it is


def shortenings(
    article: Article, prompts: Mapping[str, Prompt], models: Models, limits: Limits
) -> list[Shortening]:
    """The sentences of an article as these prompts shorten them."""
    if models.writer is None or models.parser is None:
        msg = "nothing can be shortened: " + " ".join(models.notes or ('mode = "verbatim" is set',))
        raise BriefingError(msg)
    heard = _Scores(models.writer)
    book = PromptBook(prompts)
    sources = _sources(article)
    made = shorten(sources, writer=heard, parser=models.parser, prompter=book, limits=limits)
    return [
        _shortening(made[key_of(source)], heard.of(book.render("shorten", sentence=source.passage.text)))
        for source in sources
    ]


def rewritings(
    article: Article,
    prompts: Mapping[str, Prompt],
    models: Models,
    settings: Settings,
    clock: Clock,
    progress: Progress,
) -> Rewritten:
    """The first sentences of an article, as many as a story may have, as these prompts rewrite them."""
    rewriter = models.rewriter or models.writer
    if rewriter is None or models.parser is None:
        msg = "nothing can be rewritten: " + " ".join(models.notes or ("no model is there that writes",))
        raise BriefingError(msg)
    answers = _Answers(rewriter)
    rewrites = Rewrites(
        RewriteParts(rewriter=answers, verifier=models.verifier, clock=clock, policy=settings.rewriting),
        parser=models.parser,
        prompter=PromptBook(prompts),
        progress=progress,
        max_words=settings.limits.sentence_words,
    )
    sources = tuple(_sources(article)[: settings.limits.sentences_per_story])
    made = rewrites.of(Evidence(story=article.id, theme="news", passages=sources))
    kept = {(s.support[0].article, s.support[0].start) for s in made.sentences}
    return Rewritten(
        sources=tuple(source.passage.text for source in sources),
        answers=tuple(answers.given),
        told=tuple(sentence.text for sentence in made.sentences),
        why=tuple("" if (s.article.id, s.passage.start) in kept else made.why(s) for s in sources),
    )


def _sources(article: Article) -> list[EvidencePassage]:
    body = [p for p in article.passages if p.kind == "sentence"][:MOST]
    if not body:
        msg = f"{article.outlet}: no sentence below the title: there is nothing to try it on"
        raise BriefingError(msg)
    return [EvidencePassage(article=article, passage=passage, score=0.0) for passage in body]


def _shortening(made: Shortened, scores: Mapping[str, float]) -> Shortening:
    told = made.sentence()
    refused = {draft.text: _refused(draft) for draft in made.drafts()}
    return Shortening(
        source=made.source.passage.text,
        told=told.text,
        why=told.fallback,
        candidates=tuple(
            Candidate(text=text, score=score, refused=refused.get(text, ""), chosen=text == told.text)
            for text, score in scores.items()
        ),
    )


def _refused(draft: Sentence) -> str:
    failed = next((check for check in draft.checks if not check.passed), None)
    return f"{failed.name}: {failed.note}" if failed else ""


class _Scores:
    """A writer that remembers its scores."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._heard: dict[str, dict[str, float]] = {}  # prompt -> candidate -> score

    def describe(self) -> ModelUsed:
        return self._writer.describe()

    def score(self, tasks: Sequence[tuple[str, Sequence[str]]]) -> list[list[float]]:
        scores = self._writer.score(tasks)
        for (prompt, candidates), values in zip(tasks, scores, strict=True):
            self._heard[prompt] = dict(zip(candidates, values, strict=True))
        return scores

    def write(self, prompt: str, *, count: int, max_words: int, seconds: float | None = None) -> list[str]:
        return self._writer.write(prompt, count=count, max_words=max_words, seconds=seconds)

    def of(self, prompt: str) -> Mapping[str, float]:
        """The candidates that were scored behind a prompt, in their order."""
        return self._heard.get(prompt, {})


class _Answers:
    """A rewriter that remembers its answers."""

    def __init__(self, rewriter: Rewriter) -> None:
        self._rewriter = rewriter
        self.given: list[str] = []

    def describe(self) -> ModelUsed:
        return self._rewriter.describe()

    def write(self, prompt: str, *, count: int, max_words: int, seconds: float | None = None) -> list[str]:
        answers = self._rewriter.write(prompt, count=count, max_words=max_words, seconds=seconds)
        self.given += answers
        return answers
