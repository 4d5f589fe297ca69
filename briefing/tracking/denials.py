"""Who denies what: a denial beside the claim that it answers.

    today's sentences that deny ─ parse: who denies what? ─┐
    what others said before ─ parse: who says it of whom? ─┴─ of what is denied, or of the one who denies? ─> Change "denied"

A sentence answers another only where both are about one thing: most of what is denied stands in the claim, or the claim, which
somebody else makes, has the one who denies do it. What the denying side says itself is no claim against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from briefing.language.datelines import dateline
from briefing.model import Article, Change, Parse, Passage, PassageRef
from briefing.ports import Parser, PassageVectors, VersionVectors
from briefing.tracking.accounts import Account, Denial, account_of, denial_in, is_one_of
from briefing.tracking.claims import claim_of

__all__ = ["denials_of"]

ABOUT = 0.45  # cosine below which no sentence is what another denies
NEAREST = 6  # sentences that may be what a denial answers, most alike first, are parsed
SHARE = 0.3  # of the words of what is denied that the claim has
OPENING = 2  # passages behind the title in which a report makes its accusation
ONE_DENIAL = 0.5  # cosine at which two sentences deny the same
SENTENCES = 15  # of an article that are looked at

_DENIES = re.compile(r"\b(?:den(?:y|ies|ied)|refut(?:es?|ed))\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Said:
    article: Article
    passage: Passage
    row: NDArray[np.float32]

    def near(self, other: _Said) -> float:
        return float(self.row @ other.row)

    @property
    def opens(self) -> bool:
        return self.passage.index <= OPENING


def denials_of(
    today: Sequence[Article],
    earlier: Sequence[Article],
    vectors: PassageVectors,
    remembered: VersionVectors,
    parser: Parser | None,
) -> list[Change]:
    """Changes of kind "status", what "denied", each with the claim and its first denial; none without a parser.

    The claim may stand in an article of today or in one of the `earlier` ones; what these deny already is nothing new.
    `vectors` has the passages of today's articles, `remembered` those of the earlier versions.
    """
    languages = parser.languages() if parser else frozenset()
    before = [s for a in earlier if a.language in languages for s in _said_before(a, remembered)]
    ordered = sorted((a for a in today if a.language in languages), key=lambda a: (a.published, a.id))
    fresh = [s for article in ordered for s in _said(article, vectors)]
    denying = [s for s in fresh if _DENIES.search(s.passage.text)]
    if parser is None or not denying:
        return []
    known = [s for s in before if _DENIES.search(s.passage.text)]
    claims = [s for s in (*before, *fresh) if not _DENIES.search(s.passage.text)]
    changes = []
    for said, parse in zip(denying, _parses(denying, parser), strict=True):
        denial = denial_in(parse)
        if denial is None or any(said.near(k) >= ONE_DENIAL for k in known):
            continue
        if claim := _answered(said, denial, claims, parser):
            known.append(said)
            changes.append(
                Change(
                    kind="status",
                    what="denied",
                    old=claim_of(claim.article, claim.passage),
                    new=claim_of(said.article, said.passage),
                )
            )
    return changes


def _parses(said: Sequence[_Said], parser: Parser) -> list[Parse]:
    return parser.parse([_without_dateline(s.passage.text) for s in said])


def _without_dateline(text: str) -> str:
    cut = dateline(text)
    return text[cut[1] :] if cut else text


def _said(article: Article, vectors: PassageVectors) -> Iterator[_Said]:
    for passage in _sentences(article):
        row = vectors.get(PassageRef(article=article.id, passage=passage.index))
        if row is not None:
            yield _Said(article, passage, row)


def _said_before(article: Article, remembered: VersionVectors) -> Iterator[_Said]:
    rows = remembered.get((article.id, article.text_sha256))
    if rows is not None:
        yield from (_Said(article, passage, rows[passage.index]) for passage in _sentences(article))


def _sentences(article: Article) -> list[Passage]:
    return [p for p in article.passages[:SENTENCES] if p.kind == "sentence"]


def _answered(said: _Said, denial: Denial, claims: Sequence[_Said], parser: Parser) -> _Said | None:
    """The claim that a denial answers: of the sentences most like it the first that it can be about."""
    before = [c for c in claims if _is_before(c, said) and said.near(c) >= ABOUT]
    nearest = sorted(before, key=lambda c: -said.near(c))[:NEAREST]
    accounts = [account_of(parse) for parse in _parses(nearest, parser)]
    for claim, account in zip(nearest, accounts, strict=True):
        if _is_about(denial, account, opens=claim.opens):
            return claim
    return None


def _is_about(denial: Denial, claim: Account, *, opens: bool) -> bool:
    if claim.denies or is_one_of(denial.by, claim.speakers):
        return False
    if denial.lemmas and len(denial.lemmas & claim.lemmas) >= SHARE * len(denial.lemmas):
        return True
    return opens and bool(claim.speakers) and is_one_of(denial.by, claim.actors)


def _is_before(claim: _Said, denial: _Said) -> bool:
    if claim.article.id == denial.article.id:
        return claim.passage.index < denial.passage.index
    return claim.article.published <= denial.article.published
