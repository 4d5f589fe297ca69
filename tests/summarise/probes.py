"""Pairs of a text and its source, written to probe the checks (data/probes.toml), with what the bundled parser said of them.

After a change of the pairs: python -m tests.summarise.probes
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from functools import cache

from briefing.model import Check, ModelChoice, Parse
from briefing.summarise import verify
from tests.summarise.recorded import DATA, freeze, thaw

PARSES = DATA / "probe_parses.json"


@dataclass(frozen=True)
class Probe:
    """What a digest says, and what its source said."""

    kind: str  # "copies", "cuts", "rewordings"; of a false one the check that is made for it
    true: bool
    text: str
    source: str


def probes() -> list[Probe]:
    table = tomllib.loads((DATA / "probes.toml").read_text("utf-8"))
    copies = [Probe(kind="copies", true=True, text=t, source=t) for t in table["true"]["copies"]]
    worded = [
        Probe(kind=kind, true=True, text=text, source=source)
        for kind in ("cuts", "rewordings")
        for text, source in table["true"][kind]
    ]
    false = [Probe(kind=kind, true=False, text=t, source=s) for kind, t, s in table["false"]["pairs"]]
    return [*copies, *worded, *false]


@cache
def _parses() -> dict[str, Parse]:
    return {row["text"]: thaw(row) for row in json.loads(PARSES.read_text("utf-8"))}


def parse_of(text: str) -> Parse:
    """What the bundled parser said of a probe's text or source."""
    return _parses()[text]


def failed(probe: Probe) -> list[Check]:
    """The checks that stop it."""
    parses = _parses()
    checks = verify(
        probe.text, [probe.source], parse=parses[probe.text], evidence_parses=[parses[probe.source]]
    )
    return [c for c in checks if not c.passed]


def main() -> None:
    from briefing.models.load import load_parser
    from briefing.settings import load_settings

    parser = load_parser(ModelChoice(name="bundled"), load_settings(None).cache)
    texts = sorted({text for p in probes() for text in (p.text, p.source)})
    lines = ",\n".join(json.dumps(freeze(p), ensure_ascii=False) for p in parser.parse(texts))
    PARSES.write_text(f"[\n{lines}\n]\n", "utf-8")


if __name__ == "__main__":
    main()
