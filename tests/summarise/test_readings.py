from __future__ import annotations

import re
from pathlib import Path

from tests.summarise.headline_readings import MARKS as HEADLINE_MARKS
from tests.summarise.headline_readings import headline_readings, headline_table
from tests.summarise.readings import MARKS, Reading, kappa, readings, table

QUALITY = Path(__file__).parents[2] / "docs" / "quality.md"


def test_every_mark_is_one_of_four_and_every_sentence_is_read_once() -> None:
    read = readings()
    assert {mark for r in read for mark in (r.a, r.b)} <= set(MARKS)
    assert all(re.fullmatch(r"[0-9a-f]{16}", r.key) and r.patterns for r in read)
    assert len({r.key for r in read}) == len(read)


def test_the_figures_of_the_readings_are_those_in_the_documentation() -> None:
    told = QUALITY.read_text("utf-8")
    assert [row for row in table() if row not in told] == []
    assert f"kappa {kappa(readings()):.2f}" in told


def test_readers_who_always_agree_have_a_kappa_of_one() -> None:
    read = [Reading(round=1, key="", patterns=(), a=mark, b=mark) for mark in MARKS]
    assert kappa(read) == 1.0


def test_readers_who_agree_no_more_than_by_chance_have_a_kappa_of_nought() -> None:
    read = [Reading(round=1, key="", patterns=(), a=a, b=b) for a in MARKS[:2] for b in MARKS[:2]]
    assert kappa(read) == 0.0


def test_every_headline_is_read_once_a_round_and_marked_with_one_of_four() -> None:
    read = headline_readings()
    assert {mark for r in read for mark in (r.a, r.b)} <= set(HEADLINE_MARKS)
    assert all(re.fullmatch(r"[0-9a-f]{16}", r.key) and r.made in {"title", "sentence"} for r in read)
    assert len({(r.round, r.key) for r in read}) == len(read)


def test_the_figures_of_the_headlines_are_those_in_the_documentation() -> None:
    told = QUALITY.read_text("utf-8")
    assert [row for row in headline_table() if row not in told] == []
