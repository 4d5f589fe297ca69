"""True and false pairs, written to probe the checks: see data/probes.toml."""

from __future__ import annotations

from collections import Counter

import pytest

from briefing.summarise.verify import CHECKS
from tests.summarise.probes import Probe, failed, probes

OWN_WORDS = {"order", "roles"}  # these want the source's own words


def of(*, true: bool) -> list[object]:
    return [pytest.param(p, id=f"{p.kind}: {p.text}") for p in probes() if p.true is true]


@pytest.mark.parametrize("probe", of(true=True))
def test_what_is_true_passes_every_check_but_may_be_worded_otherwise(probe: Probe) -> None:
    allowed = OWN_WORDS if probe.kind == "rewordings" else set()
    assert [c for c in failed(probe) if c.name not in allowed] == []


@pytest.mark.parametrize("probe", of(true=False))
def test_what_is_false_is_stopped_by_the_check_made_for_it(probe: Probe) -> None:
    made_for_it = OWN_WORDS if probe.kind == "roles" else {probe.kind}
    assert made_for_it & {c.name for c in failed(probe)}


def test_there_are_sixty_of_each_and_seven_of_a_kind() -> None:
    kinds = Counter(p.kind for p in probes())
    assert kinds["copies"] + kinds["cuts"] >= 60
    assert {kind for kind in CHECKS if kinds[kind] < 7} == {"order"}
