"""Judges an edition as a whole, and several editions together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from briefing.evaluation.facts import FactOutcome, Violation, check_claims, check_facts, told
from briefing.evaluation.gold import Gold
from briefing.evaluation.labels import Mistake, judge_labels
from briefing.evaluation.matching import name_items
from briefing.evaluation.scores import Counts, Score, bcubed, macro_f1
from briefing.model import Article

__all__ = ["Judgement", "judge", "pooled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """All that is measured of one edition, or of several."""

    editions: tuple[str, ...]
    system: Mapping[str, str]  # item -> the group that it was put in; names begin with the edition's id
    gold: Mapping[str, str]  # item -> its gold story, over the same items
    copies: Counts  # near-duplicates that were recognised as such
    themes: Mapping[str, Counts]  # decisions on labelled passages
    passages: int  # labelled passages that were judged
    mistakes: tuple[Mistake, ...]  # each decision on a passage that was wrong
    facts: tuple[FactOutcome, ...]
    violations: tuple[Violation, ...]
    unknown: tuple[str, ...]  # gold items and passages of these days that it was not made from
    languages: Mapping[str, str]  # item -> its primary tag

    @property
    def stories(self) -> Score:
        """How well items were grouped into stories: B-cubed."""
        return bcubed(self.system, self.gold)

    def stories_in(self, language: str) -> Score:
        """The same over the items of one language, as if there were no others."""
        items = [item for item, tag in self.languages.items() if tag == language]
        return bcubed({i: self.system[i] for i in items}, {i: self.gold[i] for i in items})

    @property
    def merged(self) -> list[list[str]]:
        """Groups of the edition that hold items of several gold stories."""
        return _mixed(self.system, self.gold)

    @property
    def split(self) -> list[list[str]]:
        """Gold stories whose items stand in several groups of the edition."""
        return _mixed(self.gold, self.system)

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
    labels = judge_labels(gold, held, workings["passages"])
    facts, violations = _facts(gold, held, edition)
    day = date.fromisoformat(edition["date"])
    expected = {item for story in gold.story if story.day == day for item in story.items}
    prefix, story_of = str(edition["id"]), gold.story_of()
    return Judgement(
        editions=(prefix,),
        system={f"{prefix} {i}": f"{prefix} {s}" for i, s in _groups(workings["stories"], named).items()},
        gold={f"{prefix} {i}": f"{prefix} {story_of.get(i, i)}" for i in held},
        copies=_copies(gold, held, workings["stories"]),
        themes=labels.themes,
        passages=labels.passages,
        mistakes=labels.mistakes,
        facts=facts,
        violations=violations,
        unknown=(*sorted(expected - held.keys()), *labels.unknown),
        languages={f"{prefix} {item}": article.language for item, article in held.items()},
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
        mistakes=tuple(mistake for each in judgements for mistake in each.mistakes),
        facts=tuple(fact for each in judgements for fact in each.facts),
        violations=tuple(violation for each in judgements for violation in each.violations),
        unknown=tuple(item for each in judgements for item in each.unknown),
        languages={item: tag for each in judgements for item, tag in each.languages.items()},
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


def _mixed(groups: Mapping[str, str], others: Mapping[str, str]) -> list[list[str]]:
    """The groups whose items belong to more than one of the others; items sorted by the other's name."""
    members: dict[str, list[str]] = {}
    for item, group in groups.items():
        members.setdefault(group, []).append(item)
    mixed = [items for items in members.values() if len({others[item] for item in items}) > 1]
    return [sorted(items, key=lambda item: (others[item], item)) for items in mixed]


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
