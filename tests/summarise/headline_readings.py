"""The table of read headlines in docs/quality.md, from data/headline_readings.tsv: python -m tests.summarise.headline_readings

Each row is one headline of real news, read against its own source article by two readers, A and B, who did not see each
other's marks. `key` is `model.sentence_key`, `made` says of what; the texts belong to their publishers and are not kept.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from tests.summarise.recorded import DATA

MARKS = ("right", "distorted", "unclear", "ungrammatical")


@dataclass(frozen=True)
class HeadlineReading:
    """One headline and what each reader said of it."""

    round: str  # "before": by the rules that went before, on the stories of round 1
    key: str
    made: str  # "title" or "sentence"
    a: str
    b: str


def headline_readings() -> list[HeadlineReading]:
    with (DATA / "headline_readings.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        return [
            HeadlineReading(round=r["round"], key=r["key"], made=r["made"], a=r["A"], b=r["B"]) for r in rows
        ]


def _row(name: str, read: Sequence[HeadlineReading]) -> str:
    both = sum(r.a == r.b == "distorted" for r in read)
    either = sum("distorted" in (r.a, r.b) for r in read)
    unclear = sum(r.a == r.b == "unclear" for r in read)
    broken = sum("ungrammatical" in (r.a, r.b) for r in read)
    n = len(read)
    return f"| {name} | {n} | {both} ({both / n:.1%}) | {either} ({either / n:.1%}) | {unclear} | {broken} |"


def headline_table() -> Iterator[str]:
    """The rows by round and by what the headline was made of, as docs/quality.md has them."""
    for name, group in groupby(headline_readings(), key=lambda r: r.round):
        found = list(group)
        yield _row(name, found)
        for made in ("title", "sentence"):
            if part := [r for r in found if r.made == made]:
                yield _row(f"{name}, {made}s", part)


if __name__ == "__main__":
    sys.stdout.write("\n".join([*headline_table(), ""]))
