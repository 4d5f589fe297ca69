"""What a careful reader says of a set of items: its stories, the themes of its passages, facts that must and must not be said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from briefing.errors import ConfigError, Fault

__all__ = ["Claim", "Fact", "Gold", "GoldStory", "Outlet", "Place", "read_gold"]

Place = tuple[str | int, ...]  # of a value in the file: ("story", 3, "items")
_STRICT = {"extra": "forbid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """An outlet by its name and what the addresses of its items begin with."""

    __pydantic_config__ = _STRICT
    name: str
    base: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What the digest should say of a story: every expression is found in one sentence with its headline."""

    __pydantic_config__ = _STRICT
    fact: str
    all: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What no sentence may say: it matches `pattern` and not `unless`, in any section or in the one of `theme`."""

    __pydantic_config__ = _STRICT
    claim: str
    pattern: str
    unless: str = ""
    theme: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldStory:
    """Items that tell one event, named "outlet:path"."""

    __pydantic_config__ = _STRICT
    id: str
    day: date  # of the edition that tells it
    title: str
    items: tuple[str, ...]
    top: int = 0  # its place among the day's ten; 0 = none
    near_duplicates: tuple[tuple[str, ...], ...] = ()  # copies of one text with small edits
    must: tuple[Fact, ...] = ()
    must_not: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A gold file. An item that no story names is a story of its own."""

    __pydantic_config__ = _STRICT
    themes: tuple[str, ...]
    outlets: Mapping[str, Outlet]
    story: tuple[GoldStory, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)  # of items without a usable link
    must_not: tuple[Claim, ...] = ()
    passages: Mapping[str, Mapping[str, tuple[str, ...]]] = field(
        default_factory=dict
    )  # item -> opening words -> themes

    def story_of(self) -> dict[str, str]:
        """The story of each item that is named in one."""
        return {item: story.id for story in self.story for item in story.items}

    def items(self) -> set[str]:
        """Every item that is named."""
        return {item for story in self.story for item in story.items} | set(self.passages) | set(self.titles)

    def days(self) -> tuple[date, ...]:
        """The dates of the editions that it judges."""
        return tuple(sorted({story.day for story in self.story}))

    def claims(self, day: date) -> tuple[Claim, ...]:
        """What an edition of that date may not say."""
        return self.must_not + tuple(c for story in self.story if story.day == day for c in story.must_not)


def read_gold(data: Mapping[str, Any], fault: Callable[[Place, str, str], Fault]) -> Gold:
    """The gold that a TOML file's data holds; `fault` locates a value. `ConfigError` carries every fault found."""
    from pydantic import TypeAdapter, ValidationError

    try:
        gold = TypeAdapter(Gold).validate_python(data)
    except ValidationError as error:
        raise ConfigError(
            [fault(each["loc"], each["msg"].lower(), "see feeds/sample/gold.toml") for each in error.errors()]
        ) from error
    faults = [fault(*each) for check in (_items, _themes, _expressions) for each in check(gold)]
    if faults:
        raise ConfigError(faults)
    return gold


Found = Iterator[tuple[Place, str, str]]


def _items(gold: Gold) -> Found:
    known = f'write "outlet:path", the outlet one of {", ".join(gold.outlets)}'
    for item in sorted(gold.items()):
        if item.partition(":")[0] not in gold.outlets:
            yield _named_at(gold, item), f'"{item}" names no outlet', known
    counted = Counter(item for story in gold.story for item in story.items)
    for item, count in counted.items():
        if count > 1:
            yield _named_at(gold, item), f'"{item}" stands in {count} stories', "leave it in one"
    for index, story in enumerate(gold.story):
        for item in {i for group in story.near_duplicates for i in group} - set(story.items):
            yield (
                ("story", index, "near_duplicates"),
                f'"{item}" is not among the story\'s items',
                "add it there",
            )


def _named_at(gold: Gold, item: str) -> Place:
    for index, story in enumerate(gold.story):
        if item in story.items:
            return ("story", index, "items")
    return ("passages", item) if item in gold.passages else ("titles", item)


def _themes(gold: Gold) -> Found:
    for item, openings in gold.passages.items():
        for opening, themes in openings.items():
            for theme in set(themes) - set(gold.themes):
                yield (
                    ("passages", item, opening),
                    f'unknown theme "{theme}"',
                    f"known are {', '.join(gold.themes)}",
                )


def _expressions(gold: Gold) -> Found:
    for place, expression in _all_expressions(gold):
        try:
            re.compile(expression)
        except re.error as error:
            yield place, f"not a regular expression: {error}", "see the documentation of Python's re"


def _all_expressions(gold: Gold) -> Iterator[tuple[Place, str]]:
    claims: list[tuple[Place, Claim]] = [(("must_not", i), claim) for i, claim in enumerate(gold.must_not)]
    for index, story in enumerate(gold.story):
        claims += [(("story", index, "must_not"), claim) for claim in story.must_not]
        for fact in story.must:
            for expression in fact.all:
                yield ("story", index, "must"), expression
    for place, claim in claims:
        yield place, claim.pattern
        yield place, claim.unless
