"""Published sentences with their proof, each made in one way only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from briefing.model import Article, Check, EvidencePassage, Passage, Sentence, Support
from briefing.summarise.compress import Candidate
from briefing.summarise.cutting import Cut, apply, cuts_only
from briefing.summarise.verify import passed, verify

__all__ = ["compressed", "rewritten", "support_of", "titled", "verbatim"]


def support_of(article: Article, passage: Passage) -> Support:
    """The whole passage: ``article.text[start:end] == quote``."""
    return Support(
        article=article.id,
        start=passage.start,
        end=passage.end,
        quote=article.text[passage.start : passage.end],
        paragraph=passage.paragraph,
    )


def verbatim(source: EvidencePassage, *, fallback: str = "") -> Sentence:
    """The passage as it stands."""
    support = support_of(source.article, source.passage)
    return Sentence(
        text=support.quote,
        how="verbatim",
        support=(support,),
        checks=(Check(name="verbatim", passed=True),),
        language=source.article.language,
        fallback=fallback,
    )


def compressed(
    source: EvidencePassage, candidate: Candidate, *, roles: str = "", stop: bool = True
) -> Sentence:
    """The passage less a candidate's cuts, with every check's outcome; `roles` is what the second parse found wrong."""
    support = support_of(source.article, source.passage)
    text = apply(support.quote, candidate.cuts, stop=stop)
    if text == support.quote:
        return verbatim(source)
    proof = cuts_only(text, support.quote, candidate.cuts)
    checks = (
        Check(
            name="cuts only", passed=proof, note="" if proof else "the text is not the passage less the cuts"
        ),
        *verify(text, [support.quote], source.article.language),
        Check(name="roles", passed=not roles, note=roles),
    )
    start = source.passage.start
    return Sentence(
        text=text,
        how="compressed",
        support=(support,),
        checks=checks,
        cuts=tuple((start + a, start + b) for a, b in candidate.cuts),
        patterns=candidate.patterns,
        language=source.article.language,
    )


def titled(source: EvidencePassage, cuts: Sequence[Cut]) -> Sentence:
    """A title less its label, outlet and stop, with every check's outcome; as it stands where one of them fails."""
    support = support_of(source.article, source.passage)
    text = apply(support.quote, cuts, stop=False) if cuts else support.quote
    if text == support.quote:
        return verbatim(source)
    proof = cuts_only(text, support.quote, cuts)
    checks = (
        Check(name="cuts only", passed=proof),
        *verify(text, [support.quote], source.article.language),
    )
    if not passed(checks):
        return verbatim(source)
    return Sentence(
        text=text,
        how="compressed",
        support=(support,),
        checks=checks,
        cuts=tuple((support.start + a, support.start + b) for a, b in cuts),
        language=source.article.language,
    )


def rewritten(
    text: str, sources: Sequence[EvidencePassage], checks: Sequence[Check], language: str
) -> Sentence:
    """A sentence that the model wrote; the first source is the passage that holds its words."""
    return Sentence(
        text=text,
        how="rewritten",
        support=tuple(support_of(s.article, s.passage) for s in sources),
        checks=tuple(checks),
        language=language,
    )


def because(sentence: Sentence, reason: str) -> Sentence:
    """The same sentence, published because a draft failed."""
    return replace(sentence, fallback=reason) if reason and not sentence.fallback else sentence
