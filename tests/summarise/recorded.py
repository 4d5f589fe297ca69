"""A parser that has seen its sentences before: what the bundled parser said of them, read from data/parses.json."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from briefing.model import ModelUsed, Parse, Token
from briefing.ports import Parser

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Example:
    """A sentence with what may go and what must stay."""

    kind: str
    text: str
    goes: tuple[str, ...]
    stays: tuple[str, ...]


def examples() -> list[Example]:
    table = tomllib.loads((DATA / "cuts.toml").read_text("utf-8"))
    return [
        Example(
            kind=row["kind"],
            text=row["text"],
            goes=tuple(row.get("goes", ())),
            stays=tuple(row.get("stays", ())),
        )
        for row in table["sentence"]
    ]


@cache
def _parses() -> dict[str, Parse]:
    rows = json.loads((DATA / "parses.json").read_text("utf-8"))
    return {row["text"]: thaw(row) for row in rows}


def thaw(row: dict[str, object]) -> Parse:
    tokens = row["tokens"]
    sentences = row["sentences"]
    assert isinstance(tokens, list)
    assert isinstance(sentences, list)
    names = list(Token.__dataclass_fields__)
    return Parse(
        text=str(row["text"]),
        tokens=tuple(Token(**dict(zip(names, values, strict=True))) for values in tokens),
        sentences=tuple((a, b) for a, b in sentences),
    )


def freeze(parse: Parse) -> dict[str, object]:
    return {
        "text": parse.text,
        "sentences": [list(s) for s in parse.sentences],
        "tokens": [list(asdict(t).values()) for t in parse.tokens],
    }


class RecordedParser:
    """Fulfils `ports.Parser` for the texts on record; another text is a `KeyError`."""

    def describe(self) -> ModelUsed:
        return ModelUsed(role="parser", name="recorded", revision="1", licence="-", sha256="0" * 64)

    def languages(self) -> frozenset[str]:
        return frozenset({"en"})

    def parse(self, texts: Sequence[str]) -> list[Parse]:
        return [_parses()[text] for text in texts]


def record(parser: Parser, texts: Sequence[str]) -> None:
    """Write data/parses.json anew."""
    rows = [freeze(p) for p in parser.parse(sorted(set(texts)))]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (DATA / "parses.json").write_text(f"[\n{lines}\n]\n", "utf-8")
