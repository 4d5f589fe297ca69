"""Who denies what: a denial beside the claim that it answers.

today's sentences that deny ─ the sentence most like it that does not, told no later ─ near enough? ─> Change "denied"
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from briefing.language.names import name_runs, words
from briefing.model import Article, Change, Passage, PassageRef
from briefing.ports import PassageVectors, VersionVectors
from briefing.tracking.claims import claim_of

__all__ = ["denials_of"]

LANGUAGES = frozenset({"en", "und"})
ABOUT = 0.6  # cosine at which a sentence may be what another denies ...
ABOUT_NAMED = 0.5  # ... and where both name the same
ONE_DENIAL = 0.5  # cosine at which two sentences deny the same
FEWEST_SHARED = 2  # words of more than three letters that denial and claim share
SENTENCES = 15  # of an article that are looked at

_DENIES = re.compile(  # the verbs only: a dispute over pay denies nothing
    r"\b(?:den(?:y|ies|ied|ying)|refut(?:es?|ed|ing)|debunk(?:s|ed)|disprov(?:es|ed))\b", re.IGNORECASE
)
_NO_DENIAL = re.compile(  # nobody says here that something is untrue, or what is denied stands in the sentence itself
    r"\b(?:(?:which|who|whom) [^,;]{0,60}\bden(?:y|ies|ied)\b|den(?:y|ies|ied|ying) (?:\w+ ){0,2}(?:entry|access|bail|parole|visas?|permission|boarding|asylum|treatment|rights?|"
    r"chance|request|appeal)\b|(?:was|were|been|being|is|are) (?:\w+ )?denied\b|(?:not|neither|never|nor|n't) (?:\w+ )?den(?:y|ied)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Said:
    article: Article
    passage: Passage
    row: NDArray[np.float32]

    def near(self, other: _Said) -> float:
        return float(self.row @ other.row)


def denials_of(
    today: Sequence[Article],
    earlier: Sequence[Article],
    vectors: PassageVectors,
    remembered: VersionVectors,
) -> list[Change]:
    """Changes of kind "status", what "denied", each with the claim and its first denial; English only.

    The claim may stand in an article of today or in one of the `earlier` ones; what these deny already is nothing new.
    `vectors` has the passages of today's articles, `remembered` those of the earlier versions.
    """
    before = [s for article in earlier for s in _said_before(article, remembered)]
    ordered = sorted(today, key=lambda a: (a.published, a.id))
    fresh = [s for article in ordered for s in _said(article, vectors)]
    known = [s for s in before if _is_denial(s.passage.text)]
    claims = [s for s in (*before, *fresh) if not _is_denial(s.passage.text)]
    changes = []
    for denial in fresh:
        if not _is_denial(denial.passage.text) or any(denial.near(k) >= ONE_DENIAL for k in known):
            continue
        if claim := _denied(denial, claims):
            known.append(denial)
            changes.append(
                Change(
                    kind="status",
                    what="denied",
                    old=claim_of(claim.article, claim.passage),
                    new=claim_of(denial.article, denial.passage),
                )
            )
    return changes


def _is_denial(text: str) -> bool:
    return bool(_DENIES.search(text)) and not _NO_DENIAL.search(text)


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
    if article.language not in LANGUAGES:
        return []
    return [p for p in article.passages[:SENTENCES] if p.kind == "sentence"]


def _denied(denial: _Said, claims: Sequence[_Said]) -> _Said | None:
    """The sentence that is most like a denial, of those told before it."""
    before = [c for c in claims if _is_before(c, denial)]
    found = max(before, key=denial.near, default=None)
    if found is None or len(_long(denial) & _long(found)) < FEWEST_SHARED:
        return None
    return found if denial.near(found) >= (ABOUT_NAMED if _names(denial) & _names(found) else ABOUT) else None


def _long(said: _Said) -> set[str]:
    return {w for w in words(said.passage.text) if len(w) > 3}


def _names(said: _Said) -> set[str]:
    return {name for run in name_runs(said.passage.text) for name in run}


def _is_before(claim: _Said, denial: _Said) -> bool:
    if claim.article.id == denial.article.id:
        return claim.passage.index < denial.passage.index
    return claim.article.published <= denial.article.published
