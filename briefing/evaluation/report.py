"""Judges an edition as a whole, and several editions together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from briefing.evaluation.facts import FactOutcome, Violation, check_claims, check_facts, told
from briefing.evaluation.gold import Gold
from briefing.evaluation.matching import find_passage, name_items
from briefing.evaluation.scores import Counts, Score, bcubed, macro_f1
from briefing.model import Article

__all__ = ["Judgement", "judge", "pooled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """All that is measured of one edition, or of several."""

    editions: tuple[str, ...]
    system: Mapping[
        str, str
    ]  # item -> the group that the edition put it in; names begin with the edition's id
    gold: Mapping[str, str]  # item -> its gold story, over the same items
    copies: Counts  # near-duplicates that were recognised as such
    themes: Mapping[str, Counts]  # decisions on labelled passages
    passages: int  # labelled passages that were judged
    facts: tuple[FactOutcome, ...]
    violations: tuple[Violation, ...]
    unknown: tuple[
        str, ...
    ] = ()  # gold items and passages of these days that the edition's articles do not hold

    @property
    def stories(self) -> Score:
        """How well items were grouped into stories: B-cubed."""
        return bcubed(self.system, self.gold)

    @property
    def macro_f1(self) -> float:
        """Mean F1 of the themes."""
        return macro_f1(self.themes.values())

    @property
    def passed(self) -> bool:
        """Whether nothing that must be said is missing and nothing is said that must not be."""
        return not self.violations and all(fact.said != "missing" for fact in self.facts)


def judge(
    edition: Mapping[str, Any], workings: Mapping[str, Any], articles: Sequence[Article], gold: Gold
) -> Judgement:
    """One edition against the gold: its canonical JSON, how it came about, and the articles that it was made from."""
    named = name_items(gold, articles)
    held = {named[article.id]: article for article in articles if article.id in named}
    themes, unknown = _themes(gold, held, workings["passages"])
    facts, violations = _facts(gold, held, edition)
    day = date.fromisoformat(edition["date"])
    expected = {item for story in gold.story if story.day == day for item in story.items}
    prefix, story_of = str(edition["id"]), gold.story_of()
    return Judgement(
        editions=(prefix,),
        system={f"{prefix} {i}": f"{prefix} {s}" for i, s in _groups(workings["stories"], named).items()},
        gold={f"{prefix} {i}": f"{prefix} {story_of.get(i, i)}" for i in held},
        copies=_copies(gold, held, workings["stories"]),
        themes=themes,
        passages=sum(len(gold.passages.get(item, {})) for item in held) - len(unknown),
        facts=facts,
        violations=violations,
        unknown=(*sorted(expected - held.keys()), *unknown),
    )


def pooled(judgements: Sequence[Judgement]) -> Judgement:
    """Several editions as one: items, decisions and facts are put together, not averages averaged."""
    return Judgement(
        editions=tuple(edition for each in judgements for edition in each.editions),
        system={item: group for each in judgements for item, group in each.system.items()},
        gold={item: group for each in judgements for item, group in each.gold.items()},
        copies=sum((each.copies for each in judgements), Counts()),
        themes={
            theme: sum((each.themes[theme] for each in judgements), Counts())
            for theme in (judgements[0].themes if judgements else ())
        },
        passages=sum(each.passages for each in judgements),
        facts=tuple(fact for each in judgements for fact in each.facts),
        violations=tuple(violation for each in judgements for violation in each.violations),
        unknown=tuple(item for each in judgements for item in each.unknown),
    )


def _groups(stories: Sequence[Mapping[str, Any]], named: Mapping[str, str]) -> dict[str, str]:
    group = {article: str(story["id"]) for story in stories for article in story["articles"]}
    return {item: group.get(article, item) for article, item in named.items()}


def _copies(gold: Gold, held: Mapping[str, Article], stories: Sequence[Mapping[str, Any]]) -> Counts:
    """Of each group of copies one is the original; which one is not asked. What else is called a copy is false."""
    called = {article for story in stories for article in story["duplicates"]}
    ours = {article.id for article in held.values()}
    found = missed = 0
    for group in (group for story in gold.story for group in story.near_duplicates):
        ids = {held[item].id for item in group if item in held}
        recognised = min(len(ids & called), max(len(ids) - 1, 0))
        found += recognised
        missed += max(len(ids) - 1, 0) - recognised
    return Counts(found=found, missed=missed, false=len(called & ours) - found)


def _themes(
    gold: Gold, held: Mapping[str, Article], tags: Mapping[str, Any]
) -> tuple[dict[str, Counts], list[str]]:
    counts = dict.fromkeys(gold.themes, Counts())
    unknown = []
    for item, article in held.items():
        for opening, wanted in gold.passages.get(item, {}).items():
            passage = find_passage(article, opening)
            if passage is None:
                unknown.append(f"{item}: {opening}")
                continue
            given = tags.get(article.id, {}).get(str(passage.index), {})
            for theme in gold.themes:
                said = given.get(theme, (0.0, "no"))[1] == "yes"
                counts[theme] += _decision(said=said, wanted=theme in wanted)
    return counts, unknown


def _decision(*, said: bool, wanted: bool) -> Counts:
    return Counts(found=said and wanted, false=said and not wanted, missed=wanted and not said)


def _facts(
    gold: Gold, held: Mapping[str, Article], edition: Mapping[str, Any]
) -> tuple[tuple[FactOutcome, ...], tuple[Violation, ...]]:
    shown = list(told(edition))
    day = date.fromisoformat(edition["date"])
    outcomes = []
    for story in sorted(gold.story, key=lambda each: each.top):
        if story.day == day and story.top:
            ids = frozenset(held[item].id for item in story.items if item in held)
            outcomes += check_facts(story, ids, shown)
    return tuple(outcomes), tuple(check_claims(gold.claims(day), shown))
