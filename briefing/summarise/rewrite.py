"""Free rewriting: the model writes, and what it writes must stand in its evidence word by word, in the same roles.

    evidence ─ Rewriter.write, within the edition's time ─> answers ─ sentences ─ parse ─> drafts, each with its passage
    drafts ─ verify ─ Verifier, if there is one ─> for each passage the first draft that passed, or why none did

A failure of any model costs style: after the second one, and when the time is up, nothing more is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from briefing.errors import ModelError
from briefing.model import Check, Evidence, EvidencePassage, Parse, RewritePolicy, Sentence
from briefing.ports import Clock, Parser, Progress, Prompter, Rewriter, Verifier
from briefing.summarise.cutting import CLOSERS, END
from briefing.summarise.nearest import nearest
from briefing.summarise.sentences import rewritten, verbatim
from briefing.summarise.verify import passed, verify

__all__ = ["RewriteParts", "Rewrites", "Rewriting"]

_MOST_FAILURES = 2  # of models, after which none is asked again
_LEAST_WORDS = 4
_SPLIT = re.compile(r"\n+|(?<=[.!?])[\"”’]?\s+(?=[\"“‘A-Z0-9])")
_BULLET = re.compile(r"^(?:[-*•–]|\d{1,2}[.)])\s+")

NOT_WRITTEN = "rewriting: nothing was written"
FAILED = "rewriting: the model failed"
LATE = "rewriting: out of time"

Place = tuple[str, int]  # article id, passage index


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteParts:
    """What writing takes; without a verifier the rules decide alone."""

    rewriter: Rewriter
    verifier: Verifier | None
    clock: Clock
    policy: RewritePolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewriting:
    """What came of asking the model to write."""

    sentences: tuple[Sentence, ...] = ()  # those that passed every check, in the evidence's order
    reason: str = ""  # why there is none of a passage that `reasons` does not name
    reasons: Mapping[Place, str] = field(default_factory=dict)  # why drafts of a passage did not pass

    def why(self, source: EvidencePassage) -> str:
        """Why this passage was not rewritten; "" where nobody asked."""
        return self.reasons.get((source.article.id, source.passage.index), self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A sentence that the model wrote, with the passage that it must stand on."""

    text: str
    source: EvidencePassage
    checks: tuple[Check, ...]  # () = it is the passage's own sentence

    @property
    def place(self) -> Place:
        return self.source.article.id, self.source.passage.index

    @property
    def fault(self) -> str:
        return next((f"rewriting: {c.name}" for c in self.checks if not c.passed), "")

    def with_check(self, check: Check) -> _Draft:
        return _Draft(text=self.text, source=self.source, checks=(*self.checks, check))

    def sentence(self) -> Sentence:
        if not self.checks:
            return verbatim(self.source)
        return rewritten(self.text, [self.source], self.checks, self.source.article.language)


class Rewrites:
    """All writing of one edition: its time begins when this is made."""

    def __init__(
        self, parts: RewriteParts, *, parser: Parser, prompter: Prompter, progress: Progress, max_words: int
    ) -> None:
        self._parts, self._parser, self._prompter, self._progress = parts, parser, prompter, progress
        self._max_words = max_words  # of a sentence
        self._ends = parts.clock.monotonic() + parts.policy.seconds
        self._failures = 0

    def of(self, evidence: Evidence) -> Rewriting:
        """What the model makes of one evidence; never an error but for a faulty prompt, which is a `ConfigError`."""
        if any(p.article.language not in self._parser.languages() for p in evidence.passages):
            return Rewriting(reason="rewriting: the language is not parsed")
        if self._failures >= _MOST_FAILURES:
            return Rewriting(reason=FAILED)
        left = self._ends - self._parts.clock.monotonic()
        if left <= 0:
            return Rewriting(reason=LATE)
        shown = "\n".join(f"- {p.passage.text}" for p in evidence.passages)
        prompt = self._prompter.render("rewrite", evidence=shown, theme=evidence.theme)
        try:
            answers = self._parts.rewriter.write(
                prompt,
                count=self._parts.policy.candidates,
                max_words=self._max_words * len(evidence.passages),
                seconds=left,
            )
            return self._judged(answers, evidence)
        except ModelError as error:
            self._failures += 1
            given_up = ", and nothing more is asked" if self._failures == _MOST_FAILURES else ""
            self._progress.note(f"Rewriting failed: its sentences are compressed{given_up} ({error}).")
            return Rewriting(reason=FAILED)

    def _judged(self, answers: Sequence[str], evidence: Evidence) -> Rewriting:
        texts = list(dict.fromkeys(text for answer in answers for text in _sentences(answer)))
        drafts = self._verified(self._drafts(texts, evidence))
        chosen: dict[Place, _Draft] = {}
        reasons: dict[Place, str] = {}
        for draft in drafts:
            if draft.fault:
                reasons.setdefault(draft.place, draft.fault)
            else:
                chosen.setdefault(draft.place, draft)
        places = [(p.article.id, p.passage.index) for p in evidence.passages]
        return Rewriting(
            sentences=tuple(chosen[place].sentence() for place in dict.fromkeys(places) if place in chosen),
            reason="rewriting: left out" if drafts else NOT_WRITTEN,
            reasons=reasons,
        )

    def _drafts(self, texts: Sequence[str], evidence: Evidence) -> list[_Draft]:
        if not texts:
            return []
        quotes = [p.passage.text for p in evidence.passages]
        parses = self._parser.parse([*texts, *quotes])
        written, given = parses[: len(texts)], parses[len(texts) :]
        return [_draft(t, p, evidence.passages, given) for t, p in zip(texts, written, strict=True)]

    def _verified(self, drafts: Sequence[_Draft]) -> list[_Draft]:
        """The drafts, those that passed all rules with the verifier's word on them too."""
        verifier = self._parts.verifier
        asked = [d for d in drafts if d.checks and passed(d.checks)]
        if verifier is None or not asked:
            return list(drafts)
        scores = verifier.support([(d.source.passage.text, d.text) for d in asked])
        told = {id(d): self._word(score) for d, score in zip(asked, scores, strict=True)}
        return [d.with_check(told[id(d)]) if id(d) in told else d for d in drafts]

    def _word(self, score: float) -> Check:
        least = self._parts.policy.threshold
        return Check(name="verifier", passed=score >= least, note=f"{score:.2f}, at least {least:.2f}")


def _sentences(answer: str) -> Iterator[str]:
    for line in _SPLIT.split(answer.strip()):
        text = _BULLET.sub("", line.strip())
        if text:
            yield text


def _draft(text: str, parse: Parse, passages: Sequence[EvidencePassage], given: Sequence[Parse]) -> _Draft:
    """The text on the one passage that shares most with it."""
    best = nearest(text, [p.passage.text for p in passages], 1)[0]
    source = passages[best]
    quote = source.passage.text
    if text == quote:
        return _Draft(text=text, source=source, checks=())
    checks = verify(text, [quote], source.article.language, parse=parse, evidence_parses=[given[best]])
    return _Draft(text=text, source=source, checks=(_whole(text), *checks))


def _whole(text: str) -> Check:
    """A text that was stopped at its limit may break off where it still reads as a sentence."""
    ends = text.rstrip(CLOSERS).endswith(END) and len(text.split()) >= _LEAST_WORDS
    return Check(name="whole", passed=ends, note="" if ends else "no whole sentence")
