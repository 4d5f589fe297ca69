"""Which facts are about the same thing, and whose values differ or contradict each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from briefing.model import Fact, Support
from briefing.tracking.conflicts import conflicts_of, standings
from briefing.tracking.kinds import ends, tables
from briefing.tracking.subjects import contradicts, differs, same_subject

MORNING = datetime(2026, 3, 10, 6, tzinfo=UTC)


def fact(
    value: str = "14", *, kind: str = "killed", counted: str = "people", about: str = "kelm", **more: object
) -> Fact:
    hours = float(str(more.pop("hours", 0)))
    outlet = str(more.pop("outlet", "Gazette"))
    text = f"{value} {kind}"
    return Fact(
        kind=kind,
        counted=counted if value.lstrip("<>~") else "",
        value=value.lstrip("<>~"),
        bound=value[0] if value[:1] in {"<", ">", "~"} else "",
        about=tuple(filter(None, about.split(","))),
        text=text,
        support=Support(
            article=str(more.pop("article", f"{outlet} {hours}")), start=0, end=len(text), quote=text
        ),
        version="1",
        outlet=outlet,
        published=MORNING + timedelta(hours=hours),
    )


def test_a_rising_toll_of_one_place_is_one_subject() -> None:
    assert same_subject(fact("6"), fact("21", hours=30))


@pytest.mark.parametrize(
    "other",
    [
        fact("21", about="dunmar"),
        fact("21", about="kelm,dunmar"),
        fact("21", about=""),
        fact("21", kind="wounded"),
        fact("21", counted="soldiers"),
        fact("", kind="killed"),
    ],
    ids=["another place", "two places", "no place", "another kind", "others counted", "a status"],
)
def test_what_is_of_another_place_kind_or_count_is_another_subject(other: Fact) -> None:
    assert not same_subject(fact("14"), other)


def test_two_figures_without_a_place_are_not_one_subject() -> None:
    assert not same_subject(fact("14", about=""), fact("21", about=""))


def test_a_toll_that_falls_to_less_than_half_is_another_events() -> None:
    assert not same_subject(fact("14"), fact("3", hours=20))
    assert same_subject(fact("15"), fact("14", hours=20))


def test_the_drones_of_two_nights_are_two_subjects() -> None:
    night = fact("62", kind="launched", counted="drones", about="karsovia")
    assert same_subject(night, replace(night, value="60", published=MORNING + timedelta(hours=3)))
    assert not same_subject(night, replace(night, value="18", published=MORNING + timedelta(hours=24)))


@pytest.mark.parametrize(
    ("one", "other"),
    [("karsovia", "karsovian"), ("mira fenwick", "fenwick"), ("ukraine", "ukrainian"), ("iran", "iranian")],
)
def test_a_people_and_its_country_a_name_and_a_surname_are_the_same(one: str, other: str) -> None:
    assert same_subject(fact("", kind="denied", about=one), fact("", kind="denied", about=other))


@pytest.mark.parametrize(
    ("one", "other"), [("niger", "nigeria"), ("austria", "australia"), ("mali", "malawi")]
)
def test_names_that_only_begin_alike_are_not_the_same(one: str, other: str) -> None:
    assert not same_subject(fact("", kind="denied", about=one), fact("", kind="denied", about=other))


@pytest.mark.parametrize(
    ("old", "new", "news"),
    [
        ("14", "21", True),
        (">14", "15", True),
        ("14", ">15", True),
        ("15", "14", True),
        (">14", "14", False),
        ("14", ">10", False),
        ("14", "<20", False),
        ("14", "~15", False),
        ("14", "~30", True),
        ("~15", "14", False),
        ("<20", "14", True),
    ],
)
def test_a_value_is_news_unless_the_old_one_says_it(old: str, new: str, news: bool) -> None:
    assert differs(fact(old), fact(new)) is news


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ("14", "15", True),
        (">14", "15", False),
        ("14", "<20", False),
        ("14", "~15", False),
        (">15", "14", True),
    ],
)
def test_values_contradict_each_other_where_both_cannot_hold(one: str, other: str, clash: bool) -> None:
    assert contradicts(fact(one), fact(other)) is clash
    assert contradicts(fact(other), fact(one)) is clash


def test_the_value_of_most_outlets_stands_and_the_others_are_in_conflict() -> None:
    facts = [
        fact("13", outlet="Tagblatt"),
        fact("14", outlet="Agency", hours=2),
        fact("14", outlet="Radio", hours=3),
        fact("15", outlet="Lantern", hours=4),
    ]
    assert [s.fact.value for s in standings(facts)] == ["14"]
    (conflict,) = conflicts_of(facts)
    assert [(c.text, o) for c, o in zip(conflict.claims, conflict.outlets, strict=True)] == [
        ("14 killed", ("Agency", "Radio")),
        ("13 killed", ("Tagblatt",)),
        ("15 killed", ("Lantern",)),
    ]


def test_a_toll_that_rises_in_the_course_of_the_day_is_no_conflict() -> None:
    facts = [
        fact("6", outlet="Radio"),
        fact("14", outlet="Agency", hours=8),
        fact("14", outlet="Courier", hours=9),
    ]
    assert conflicts_of(facts) == ()
    assert standings(facts)[0].outlets == ("Agency", "Courier")


def test_one_outlets_newer_figure_takes_the_place_of_its_older_one() -> None:
    facts = [
        fact("13", outlet="Agency"),
        fact("14", outlet="Agency", hours=1),
        fact("14", outlet="Radio", hours=2),
    ]
    assert conflicts_of(facts) == ()


def test_a_late_report_of_an_old_toll_does_not_replace_the_newer_one() -> None:
    facts = [fact("14", outlet="Agency"), fact("14", outlet="Radio"), fact("13", outlet="Late", hours=9)]
    assert standings(facts)[0].fact.value == "14"


def test_near_copies_are_one_voice() -> None:
    facts = [
        fact("15", outlet="Agency", article="original"),
        fact("15", outlet="Observer", article="copy 1"),
        fact("15", outlet="Courier", article="copy 2"),
        fact("14", outlet="Radio", hours=1),
        fact("14", outlet="Gazette", hours=1),
    ]
    assert standings(facts)[0].fact.value == "15"
    assert standings(facts, {"copy 1", "copy 2"})[0].fact.value == "14"


def test_values_far_apart_are_of_different_things_and_no_conflict() -> None:
    assert conflicts_of([fact("14", outlet="Agency"), fact("140", outlet="Radio", hours=1)]) == ()


def test_an_exact_figure_speaks_for_its_value_before_one_with_a_bound() -> None:
    facts = [fact(">14", outlet="Agency"), fact("14", outlet="Radio", hours=1)]
    assert standings(facts)[0].fact.bound == ""
    assert standings(facts)[0].outlets == ("Agency", "Radio")


def test_a_status_stands_with_all_outlets_that_tell_it() -> None:
    facts = [fact("", kind="denied", outlet="Agency"), fact("", kind="denied", outlet="Radio", hours=1)]
    assert standings(facts)[0].outlets == ("Agency", "Radio")
    assert conflicts_of(facts) == ()


def test_who_is_alive_was_not_killed_and_who_is_freed_is_no_longer_arrested() -> None:
    assert ends("alive", "killed")
    assert ends("released", "arrested")
    assert not ends("killed", "alive")


def test_kinds_that_end_others_exist() -> None:
    kinds = {row.kind for row in tables().statuses}
    assert {kind for row in tables().statuses for kind in row.ends} <= kinds
