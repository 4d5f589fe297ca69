from __future__ import annotations

from briefing.summarise.roles import roles_fault
from tests.summarise.recorded import RecordedParser

(FULL, SHORT, OTHER, SWAPPED) = (
    "The fire, which broke out in a warehouse near the port on Monday, destroyed four freight trains.",
    "The fire destroyed four freight trains.",
    "The fire destroyed five freight trains.",
    "Freight trains destroyed the fire.",
)
PARSES = dict(
    zip((FULL, SHORT, OTHER, SWAPPED), RecordedParser().parse([FULL, SHORT, OTHER, SWAPPED]), strict=True)
)


def test_a_shorter_sentence_with_the_same_relations_passes() -> None:
    assert roles_fault(PARSES[SHORT], [PARSES[FULL]]) == ""


def test_who_did_it_and_to_whom_may_not_change_places() -> None:
    assert roles_fault(PARSES[SWAPPED], [PARSES[SHORT]]) != ""
