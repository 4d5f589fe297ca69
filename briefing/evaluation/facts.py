"""Whether an edition says what it must, and nothing that it must not.

edition JSON ─ told ─> Told (one for each story in each section, and each "also" line) ─ judge_facts ─> FactsJudgement
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from briefing.evaluation.gold import Claim, Fact, GoldStory

__all__ = ["FactOutcome", "Told", "Violation", "check_claims", "check_facts", "told"]

Said = Literal["present", "verbatim", "missing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What readers see of one story in one place."""

    theme: str
    headline: str
    sentences: tuple[str, ...]
    articles: frozenset[str]  # ids
    opens_with: str = (
        ""  # id of the article whose best passage is shown verbatim as the first sentence; "" = none
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FactOutcome:
    """One must-fact: said, replaced by the story's best passage verbatim, or missing."""

    story: str
    fact: str
    said: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A sentence or headline that makes a claim which no sentence may make."""

    claim: str
    theme: str
    text: str


def told(edition: Mapping[str, Any]) -> Iterator[Told]:
    """What an edition, given as its canonical JSON, shows: sections in order, then the "also reported" lines."""
    for section in edition["sections"]:
        for story in section["stories"]:
            yield Told(
                theme=section["theme"],
                headline=story["headline"]["text"],
                sentences=tuple(sentence["text"] for sentence in story["sentences"]),
                articles=frozenset(story["articles"]),
                opens_with=_opening(story["sentences"]),
            )
    for line in edition["also"]:
        yield Told(
            theme=line["theme"],
            headline=line["headline"]["text"],
            sentences=(),
            articles=frozenset([line["article"]]),
        )


def check_facts(story: GoldStory, articles: frozenset[str], shown: Sequence[Told]) -> list[FactOutcome]:
    """An outcome for each must-fact of a story whose items are these articles."""
    own = [each for each in shown if each.articles & articles]
    return [
        FactOutcome(story=story.id, fact=fact.fact, said=_said(fact, articles, own)) for fact in story.must
    ]


def check_claims(claims: Sequence[Claim], shown: Sequence[Told]) -> list[Violation]:
    """Every sentence or headline that makes one of the claims; a text that is shown twice in one section counts once."""
    found = {
        Violation(claim=claim.claim, theme=each.theme, text=text): None
        for each in shown
        for text in (each.headline, *each.sentences)
        for claim in claims
        if claim.theme in ("", each.theme) and _makes(claim, text)
    }
    return list(found)


def _opening(sentences: Sequence[Mapping[str, Any]]) -> str:
    first = sentences[0] if sentences else None
    if first is None or first["how"] != "verbatim" or not first["support"]:
        return ""
    return str(first["support"][0]["article"])


def _said(fact: Fact, articles: frozenset[str], own: Sequence[Told]) -> Said:
    texts = [f"{each.headline} {sentence}" for each in own for sentence in ("", *each.sentences)]
    if any(all(_expression(e).search(text) for e in fact.all) for text in texts):
        return "present"
    return "verbatim" if any(each.opens_with in articles for each in own) else "missing"


def _makes(claim: Claim, text: str) -> bool:
    if not _expression(claim.pattern).search(text):
        return False
    return not (claim.unless and _expression(claim.unless).search(text))


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
