"""The invented titles and openings of data/titles.toml and data/openings.toml, for tests and for the recorded parses."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from briefing.model import Parse
from briefing.summarise.grounding import recased
from briefing.summarise.headline_cuts import headline_candidates
from tests.summarise.recorded import DATA

TITLES = (
    "Fire destroys four freight trains",
    "Fire destroys freight trains",
    "Fire destroys trains",
    "Water law passed",
)


@dataclass(frozen=True)
class Titled:
    title: str
    opening: tuple[str, ...]
    faults: frozenset[str]
    missing: tuple[str, ...]

    @property
    def said(self) -> str:
        return recased(self.title, " ".join(self.opening))


@dataclass(frozen=True)
class Opening:
    text: str
    headline: str


def titled() -> list[Titled]:
    rows = tomllib.loads((DATA / "titles.toml").read_text("utf-8"))["title"]
    return [
        Titled(
            title=row["title"],
            opening=tuple(row["opening"]),
            faults=frozenset(row.get("faults", ())),
            missing=tuple(row.get("missing", ())),
        )
        for row in rows
    ]


def openings() -> list[Opening]:
    rows = tomllib.loads((DATA / "openings.toml").read_text("utf-8"))["opening"]
    return [Opening(text=row["text"], headline=row.get("headline", "")) for row in rows]


def sources() -> list[str]:
    """All texts that are parsed as they stand."""
    return [
        *TITLES,
        *(t.said for t in titled()),
        *(s for t in titled() for s in t.opening),
        *(o.text for o in openings()),
    ]


def shorter(parses: Mapping[str, Parse]) -> Iterator[str]:
    """The headlines that may be made of parsed texts, which are parsed again."""
    for text, parse in parses.items():
        yield from (c.text for c in headline_candidates(parse, text, None))
