"""The table of readings in docs/quality.md, from data/readings.tsv: python -m tests.summarise.readings

Each row is one shortened sentence of real news, read against its source by two readers, A and B, who did not see each
other's marks. `key` is `model.sentence_key`; the texts belong to their publishers and are not kept.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from tests.summarise.recorded import DATA

MARKS = ("right", "distorted", "ungrammatical", "unclear")
SOURCE = "source"  # a fault that the source has already: the cut is right


@dataclass(frozen=True)
class Reading:
    """One sentence and what each reader said of it."""

    round: int
    key: str
    patterns: tuple[str, ...]
    a: str
    b: str


def readings() -> list[Reading]:
    with (DATA / "readings.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        return [_reading(row) for row in rows]


def _reading(row: Mapping[str, str]) -> Reading:
    return Reading(
        round=int(row["round"]),
        key=row["key"],
        patterns=tuple(row["patterns"].split()),
        a=_mark(row["A"]),
        b=_mark(row["B"]),
    )


def _mark(written: str) -> str:
    return "right" if written == SOURCE else written


def kappa(read: Sequence[Reading]) -> float:
    """Agreement of the two readers beyond chance (Cohen 1960)."""
    same = sum(r.a == r.b for r in read) / len(read)
    first, second = Counter(r.a for r in read), Counter(r.b for r in read)
    chance = sum(first[mark] * second[mark] for mark in MARKS) / len(read) ** 2
    return (same - chance) / (1 - chance) if chance < 1 else 1.0


def _row(name: str, read: Sequence[Reading]) -> str:
    both = sum(r.a == r.b == "distorted" for r in read)
    either = sum("distorted" in (r.a, r.b) for r in read)
    broken = sum("ungrammatical" in (r.a, r.b) for r in read)
    n = len(read)
    return f"| {name} | {n} | {both} ({both / n:.1%}) | {either} ({either / n:.1%}) | {broken} ({broken / n:.1%}) |"


def table() -> Iterator[str]:
    """The rows by round and by kind of cut, as docs/quality.md has them."""
    read = readings()
    for number, found in groupby(read, key=lambda r: r.round):
        yield _row(str(number), list(found))
    kinds = sorted({p.split(":")[0] for r in read for p in r.patterns})
    for kind in kinds:
        yield _row(kind, [r for r in read if any(p.split(":")[0] == kind for p in r.patterns)])


if __name__ == "__main__":
    sys.stdout.write("\n".join([*table(), f"kappa {kappa(readings()):.2f}", ""]))
