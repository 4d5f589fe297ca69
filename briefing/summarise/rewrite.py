"""Free rewriting: the model writes, and what it writes must stand in its evidence word by word, in the same roles.

evidence ─ Writer.write ─> answers ─ split ─ verify, roles ─> sentences that passed, reasons for the others
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from briefing.model import Check, Evidence, EvidencePassage, Parse, Sentence
from briefing.ports import Parser, Prompter, Writer
from briefing.summarise.names import words
from briefing.summarise.roles import roles_fault
from briefing.summarise.sentences import rewritten, verbatim
from briefing.summarise.verify import passed, verify

__all__ = ["Rewriting", "rewrite"]

_ANSWERS = 3
_SPLIT = re.compile(r"(?<=[.!?])[\"”’]?\s+(?=[\"“‘A-Z0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewriting:
    """What came of asking the model to write."""

    sentences: tuple[Sentence, ...]  # those that passed every check
    reason: str  # why others did not; "" where all passed


def rewrite(
    evidence: Evidence, *, writer: Writer, parser: Parser, prompter: Prompter, max_words: int, count: int
) -> Rewriting:
    """The answer with the most sentences that pass; at most `count` of them."""
    shown = "\n".join(f"- {p.passage.text}" for p in evidence.passages)
    prompt = prompter.render("rewrite", evidence=shown, theme=evidence.theme)
    best = Rewriting(sentences=(), reason="rewriting: nothing was written")
    parses = parser.parse([p.passage.text for p in evidence.passages])
    for answer in writer.write(prompt, count=_ANSWERS, max_words=max_words):
        result = _judge(answer, evidence, parses, parser, count)
        if len(result.sentences) > len(best.sentences) or not best.sentences:
            best = result
    return best


def _judge(answer: str, evidence: Evidence, parses: Sequence[Parse], parser: Parser, count: int) -> Rewriting:
    texts = list(dict.fromkeys(s.strip() for s in _SPLIT.split(answer.strip()) if s.strip()))[:count]
    kept: list[Sentence] = []
    reason = "" if texts else "rewriting: nothing was written"
    for text, parse in zip(texts, parser.parse(texts) if texts else [], strict=True):
        sentence, fault = _sentence(text, parse, evidence, parses)
        if sentence is not None and not any(sentence.support == k.support for k in kept):
            kept.append(sentence)
        reason = reason or fault
    return Rewriting(sentences=tuple(kept), reason=reason)


def _sentence(
    text: str, parse: Parse, evidence: Evidence, parses: Sequence[Parse]
) -> tuple[Sentence | None, str]:
    """The sentence on the one passage that holds all its words, or the check that refused it."""
    best = max(range(len(parses)), key=lambda i: _overlap(text, evidence.passages[i]))
    source = evidence.passages[best]
    if text == source.passage.text:
        return verbatim(source), ""
    roles = roles_fault(parse, [parses[best]])
    checks = (
        *verify(text, [source.passage.text], source.article.language),
        Check(name="roles", passed=not roles, note=roles),
    )
    if passed(checks):
        return rewritten(text, [source], checks, source.article.language), ""
    return None, "rewriting: " + next(c.name for c in checks if not c.passed)


def _overlap(text: str, source: EvidencePassage) -> int:
    return len(set(words(text)) & set(words(source.passage.text)))
