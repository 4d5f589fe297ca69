"""The sentences of data/facts.toml, and a parser that has seen them before: data/parses.json."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from briefing.model import ModelUsed, Parse
from briefing.ports import Parser
from tests.summarise.recorded import freeze, thaw

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Example:
    """A sentence with its facts, as `test_facts.told` writes them."""

    shows: str
    text: str
    facts: tuple[str, ...]
    title: bool


def examples() -> list[Example]:
    table = tomllib.loads((DATA / "facts.toml").read_text("utf-8"))
    return [
        Example(
            shows=row["shows"],
            text=row["text"],
            facts=tuple(row["facts"]),
            title=row.get("title", False),
        )
        for row in table["sentence"]
    ]


@cache
def _parses() -> dict[str, Parse]:
    return {row["text"]: thaw(row) for row in json.loads((DATA / "parses.json").read_text("utf-8"))}


class RecordedParser:
    """Fulfils `ports.Parser` for the texts on record, which it counts; another text is a `KeyError`."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def describe(self) -> ModelUsed:
        return ModelUsed(role="parser", name="recorded", revision="1", licence="-", sha256="0" * 64)

    def languages(self) -> frozenset[str]:
        return frozenset({"en"})

    def parse(self, texts: Sequence[str]) -> list[Parse]:
        self.asked += texts
        return [_parses()[text] for text in texts]


def record(parser: Parser) -> None:
    """Write data/parses.json anew."""
    rows = [freeze(p) for p in parser.parse(sorted({e.text for e in examples()}))]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (DATA / "parses.json").write_text(f"[\n{lines}\n]\n", "utf-8")
