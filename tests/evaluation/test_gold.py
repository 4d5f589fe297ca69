from __future__ import annotations

import tomllib
from typing import Any

import pytest

from briefing.errors import ConfigError, Fault
from briefing.evaluation.gold import Place, read_gold

GOLD = """
themes = ["strikes", "diplomacy"]

[outlets]
wire = { name = "Wire", base = "https://wire.example/" }

[[story]]
id = "kelm"
day = 2026-03-10
title = "Kelm"
items = ["wire:a", "wire:b"]
must = [{ fact = "six killed", all = ['\\b(six|6)\\b'] }]

[passages."wire:a"]
"Two missiles" = ["strikes"]
"""


def fault(place: Place, what: str, mend: str) -> Fault:
    return Fault(file=".".join(map(str, place)), line=0, what=what, mend=mend)


def faults(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read_gold(tomllib.loads(text), fault)
    return [f"{each.file}: {each.what}" for each in caught.value.faults]


def test_a_gold_file_is_read_whole() -> None:
    gold = read_gold(tomllib.loads(GOLD), fault)

    assert gold.story_of() == {"wire:a": "kelm", "wire:b": "kelm"}
    assert gold.passages["wire:a"]["Two missiles"] == ("strikes",)
    assert gold.story[0].must[0].all == (r"\b(six|6)\b",)
    assert [str(day) for day in gold.days()] == ["2026-03-10"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"wire:b"]', '"post:b"]', 'story.0.items: "post:b" names no outlet'),
        ('["strikes"]', '["sport"]', 'passages.wire:a.Two missiles: unknown theme "sport"'),
        ("(six|6)", "(six|6", "story.0.must: not a regular expression"),
        (
            'items = ["wire:a"',
            'near_duplicates = [["wire:z"]]\nitems = ["wire:a"',
            'story.0.near_duplicates: "wire:z" is not among the story\'s items',
        ),
        ('title = "Kelm"', 'titel = "Kelm"', "story.0.titel: unexpected keyword argument"),
    ],
)
def test_a_fault_names_its_place(old: str, new: str, told: str) -> None:
    found = faults(GOLD.replace(old, new))

    assert any(each.startswith(told) for each in found), found


def test_an_item_in_two_stories_is_a_fault() -> None:
    second = '[[story]]\nid = "other"\nday = 2026-03-10\ntitle = "Other"\nitems = ["wire:b"]\n'

    assert faults(GOLD.replace("[passages", second + "[passages")) == [
        'story.0.items: "wire:b" stands in 2 stories'
    ]


def test_all_faults_are_told_at_once() -> None:
    broken: dict[str, Any] = tomllib.loads(
        GOLD.replace('["strikes"]', '["sport"]').replace("wire:b", "post:b")
    )

    with pytest.raises(ConfigError) as caught:
        read_gold(broken, fault)
    assert len(caught.value.faults) == 2
