"""What a model leaves out is phrases and clauses from end to end: source and cut by hand, parses on record."""

from __future__ import annotations

import pytest

from briefing.summarise.checks.whole_parts import parts_fault
from tests.summarise.probes import Probe, parse_of, probes


@pytest.mark.parametrize("probe", [p for p in probes() if p.kind in {"copies", "cuts"}], ids=lambda p: p.text)
def test_allowed_cuts_are_whole_parts(probe: Probe) -> None:
    assert parts_fault(parse_of(probe.text), [parse_of(probe.source)]) == ""


def told(text: str, source: str) -> str:
    return parts_fault(parse_of(text), [parse_of(source)])


def test_no_word_stays_without_the_one_that_it_belongs_to() -> None:
    text = "Marland lost 12 Karsovian soldiers."
    source = "Marland lost 12 soldiers and 15 Karsovian soldiers were captured."
    assert told(text, source) != ""


def test_no_word_goes_that_another_needs() -> None:
    assert (
        told("The killer fled.", "The suspected killer fled.")
        == "“suspected” is left out, which “killer” needs"
    )


def test_a_text_that_is_worded_otherwise_is_left_to_the_other_rules() -> None:
    assert told("Marland attacked Karsovia.", "Karsovia attacked Marland.") == ""
