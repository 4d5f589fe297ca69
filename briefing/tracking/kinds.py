"""What facts there are: kinds.toml as values.

kinds.toml ─ tables() ─> Tables(figures, statuses, counted, reverses)
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

__all__ = ["FigureKind", "StatusKind", "Tables", "ends", "is_lasting", "is_rising", "tables"]

Role = Literal["place", "actor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureKind:
    """A number in a role; kinds.toml says what each field means. Words are lemmas, "shoot down" has its particle."""

    kind: str
    counts: frozenset[str]  # forms of `Fact.counted`
    alone: str = ""  # what a number without a noun counts; "" = then it is no fact
    acts_on: frozenset[str] = frozenset()
    done_by: frozenset[str] = frozenset()
    taking: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()  # in lower case, as written
    nouns: frozenset[str] = frozenset()
    tolls: frozenset[str] = frozenset()
    family: str = ""
    role: Role = "place"
    lasting: bool = True
    rising: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusKind:
    """What somebody did or had done."""

    kind: str
    by: frozenset[str] = frozenset()
    done_to: frozenset[str] = frozenset()
    about: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    person: bool = False
    clause: bool = False
    ends: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """All of kinds.toml."""

    figures: tuple[FigureKind, ...]
    statuses: tuple[StatusKind, ...]
    forms: frozenset[str]  # of `Fact.counted` that have several nouns; others are a noun's own plural
    counted: dict[str, tuple[str, ...]]  # lemma -> the forms that `Fact.counted` may have for it

    def counts(self, lemma: str, kind: FigureKind) -> str:
        """The form under which this kind counts a noun; "" where it does not."""
        form = next((form for form in (*self.counted.get(lemma, ()), lemma) if form in kind.counts), "")
        return form if not form or form in self.forms else _plural(form)


@cache
def tables() -> Tables:
    """The tables, read once."""
    raw = tomllib.loads(files("briefing.tracking").joinpath("kinds.toml").read_text("utf-8"))
    counted: dict[str, tuple[str, ...]] = {}
    for form, lemmas in raw["counted"].items():
        for lemma in lemmas:
            counted[lemma] = (*counted.get(lemma, ()), form)
    return Tables(
        figures=tuple(_figure(row, raw["groups"]) for row in raw["figure"]),
        statuses=tuple(
            StatusKind(**{key: _value(value) for key, value in row.items()}) for row in raw["status"]
        ),
        forms=frozenset(raw["counted"]),
        counted=counted,
    )


def _figure(row: dict[str, Any], groups: dict[str, list[str]]) -> FigureKind:
    forms = frozenset(form for group in row["counts"] for form in groups[group])
    others = {key: _value(value) for key, value in row.items() if key != "counts"}
    return FigureKind(counts=forms, **others)


def _plural(noun: str) -> str:
    return noun[:-2] + "en" if noun.endswith("man") else noun + "s"


def _value(value: Any) -> Any:
    return frozenset(value) if isinstance(value, list) else value


def ends(later: str, earlier: str) -> bool:
    """Whether a status of one kind ends that of another: who was released is no longer arrested."""
    return any(row.kind == later and earlier in row.ends for row in tables().statuses)


def is_lasting(kind: str) -> bool:
    """Whether a figure of this kind stands until a newer one: a toll does, the drones of one night do not."""
    return all(row.lasting for row in tables().figures if row.kind == kind)


def is_rising(kind: str) -> bool:
    """Whether a figure of this kind can, by its nature, but rise, unless it was wrong: a toll."""
    return any(row.rising for row in tables().figures if row.kind == kind)
