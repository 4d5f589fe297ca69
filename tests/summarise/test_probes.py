"""True and false pairs, written to probe the checks: see data/probes.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from briefing.summarise import verify

PROBES = tomllib.loads((Path(__file__).parent / "data" / "probes.toml").read_text("utf-8"))


def failed(text: str, quote: str) -> list[str]:
    return [f"{c.name}: {c.note}" for c in verify(text, [quote]) if not c.passed]


@pytest.mark.parametrize(("text", "quote"), PROBES["true"]["pairs"])
def test_what_is_true_passes_every_check_but_may_be_worded_otherwise(text: str, quote: str) -> None:
    assert [f for f in failed(text, quote) if not f.startswith("order:")] == []


@pytest.mark.parametrize(("check", "text", "quote"), PROBES["false"]["pairs"])
def test_what_is_false_is_stopped_by_the_check_made_for_it(check: str, text: str, quote: str) -> None:
    assert check in {f.partition(":")[0] for f in failed(text, quote)}
