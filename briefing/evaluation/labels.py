"""Whether passages were given the themes that a reader gave them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from briefing.evaluation.gold import Gold
from briefing.evaluation.matching import find_passage
from briefing.evaluation.scores import Counts
from briefing.model import Article

__all__ = ["Labels", "Mistake", "judge_labels"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A theme that a passage was given and should not have been, or the other way round."""

    item: str
    opening: str  # the passage's first words
    theme: str
    kind: Literal["false", "missed"]
    score: float  # what the edition's tagger gave it, 0 to 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Decisions on all labelled passages of some articles."""

    themes: Mapping[str, Counts]
    passages: int  # that were found and judged
    mistakes: tuple[Mistake, ...]
    unknown: tuple[str, ...]  # passages that the articles do not hold


def judge_labels(gold: Gold, held: Mapping[str, Article], tags: Mapping[str, Any]) -> Labels:
    """Compare the gold's passages with an edition's tags: article id -> passage index -> theme -> [score, verdict].

    `held` maps item names to the articles of the edition. Only the verdict "yes" gives a theme: "undecided" does not.
    """
    counts = dict.fromkeys(gold.themes, Counts())
    mistakes: list[Mistake] = []
    unknown: list[str] = []
    passages = 0
    for item, opening, wanted in _labelled(gold, held):
        passage = find_passage(held[item], opening)
        if passage is None:
            unknown.append(f"{item}: {opening}")
            continue
        passages += 1
        given = tags.get(held[item].id, {}).get(str(passage.index), {})
        for theme in gold.themes:
            score, verdict = given.get(theme, (0.0, "no"))
            decision = _decision(said=verdict == "yes", wanted=theme in wanted)
            counts[theme] += decision
            if decision.false or decision.missed:
                kind: Literal["false", "missed"] = "false" if decision.false else "missed"
                mistakes.append(Mistake(item=item, opening=opening, theme=theme, kind=kind, score=score))
    return Labels(themes=counts, passages=passages, mistakes=tuple(mistakes), unknown=tuple(unknown))


def _labelled(gold: Gold, held: Mapping[str, Article]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [
        (item, opening, themes) for item in held for opening, themes in gold.passages.get(item, {}).items()
    ]


def _decision(*, said: bool, wanted: bool) -> Counts:
    return Counts(found=said and wanted, false=said and not wanted, missed=wanted and not said)
