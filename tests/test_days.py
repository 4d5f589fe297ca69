"""The sample's three days one after another, with the real models: what rises, is denied and is taken back is told once."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from briefing.app import open_store, with_output
from briefing.edition.freeze import thaw
from briefing.settings import load_settings

pytestmark = pytest.mark.models

DAYS = ("2026-03-10", "2026-03-11", "2026-03-12")


@pytest.fixture(scope="module")
def output(briefing, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("days")
    for day in DAYS:
        done = briefing("run", "--feeds", "feeds/sample.toml", "--date", day, "--output", folder)
        assert done.code == 0, done.err
    return folder


@pytest.fixture(scope="module")
def editions(output):
    return [thaw((output / "archive" / f"daily-{day}" / "edition.json").read_text("utf-8")) for day in DAYS]


def stories(edition):
    return {s.id: s for section in edition.sections for s in section.stories}


def changes(edition):
    """Each change of an edition once, wherever it is shown."""
    shown = [c for s in stories(edition).values() for c in s.changes]
    shown += [c for update in edition.updates for c in update.changes]
    return list(dict.fromkeys(shown))


def of(edition, kind, old, new):
    """Changes of a kind whose claims match."""

    def matches(pattern, claim):
        return claim is not None and re.search(pattern, f"{claim.text} {claim.support.quote}", re.IGNORECASE)

    return [c for c in changes(edition) if c.kind == kind and matches(old, c.old) and matches(new, c.new)]


def test_the_toll_of_kelm_rises_once_on_each_day_with_both_values_and_their_sources(editions):
    found = [of(e, "figure", "six|14", "14|21|twenty-one") for e in editions]
    tolls = [[c for c in day if c.what == "killed" and "Kelm" in c.new.support.quote] for day in found]
    assert [len(day) for day in tolls] == [0, 1, 1]
    [rise], [last] = tolls[1:]
    assert "six" in rise.old.text.lower()
    assert "14" in rise.new.text
    assert "14" in last.old.text
    assert "21" in last.new.text
    assert all(c.old.outlet and c.new.outlet for c in (rise, last))


@pytest.mark.parametrize(
    ("day", "claim", "denial"),
    [
        (1, "Osmery", "Karsovia denied"),
        (1, "Vetrov", "defence ministry denied"),
        (2, "Zhorin", "denied having fired"),
    ],
)
def test_a_denial_is_told_once_on_its_day_beside_what_it_denies(editions, day, claim, denial):
    assert [len(of(e, "status", claim, denial)) for e in editions] == [int(i == day) for i in range(3)]


def test_a_report_that_its_outlet_takes_back_is_corrected_once(editions):
    taken_back = [of(e, "withdrawn", "Vetrov has been killed", "was wrong|withdraw") for e in editions]
    assert [len(day) for day in taken_back] == [0, 0, 1]
    [change] = taken_back[2]
    assert change.old.outlet == change.new.outlet == "Daily Lantern"
    assert editions[2].updates[0].status == "corrected"


def test_no_change_is_told_twice(editions):
    told = Counter(
        (c.kind, c.what, c.old.key if c.old else "", c.new.key if c.new else "")
        for e in editions
        for c in changes(e)
    )
    assert [change for change, times in told.items() if times > 1] == []


@pytest.mark.parametrize("name", ["Kelm", "dockers", "Dar Elim", "Tamuria", "Osmery", "Vetrov", "prisoner"])
def test_a_story_that_goes_on_is_not_told_as_new(editions, name):
    later = [
        story
        for before, edition in pairwise(editions)
        for key, story in stories(edition).items()
        if key in stories(before)
        and re.search(name, " ".join(s.text for s in (story.headline, *story.sentences)), re.IGNORECASE)
    ]
    assert later
    assert {story.status for story in later} <= {"updated", "corrected"}


def test_stories_of_the_first_day_are_marked_as_new_and_nothing_is_said_of_a_yesterday(editions):
    assert editions[0].since == ""
    assert editions[0].updates == ()
    assert {s.status for s in stories(editions[0]).values()} == {"new"}
    assert [e.since for e in editions[1:]] == ["daily-2026-03-10", "daily-2026-03-11"]


def test_a_toll_that_outlets_give_differently_is_shown_with_who_says_what(editions):
    [conflict] = [
        c
        for s in stories(editions[1]).values()
        for c in s.conflicts
        if c.what == "killed" and "Kelm" in s.headline.text
    ]
    values = {claim.text: outlets for claim, outlets in zip(conflict.claims, conflict.outlets, strict=True)}
    assert any("14" in text and "Meridian News Agency" in who for text, who in values.items())
    assert any("15" in text and who == ("Daily Lantern",) for text, who in values.items())


def test_every_claim_is_its_articles_text_at_its_place(editions, output):
    store = open_store(with_output(load_settings(None), output))
    claims = [
        claim
        for e in editions
        for claim in (
            *(claim for c in changes(e) for claim in (c.old, c.new) if claim),
            *(claim for s in stories(e).values() for c in s.conflicts for claim in c.claims),
        )
    ]
    assert len(claims) > 10
    for claim in claims:
        text = store.text(claim.support.article, claim.version)
        assert text is not None
        assert text[claim.support.start : claim.support.end] == claim.support.quote
        assert claim.text in claim.support.quote
    store.close()


def test_a_second_run_of_a_day_finds_it_made(briefing, output):
    before = (output / "archive" / "daily-2026-03-11" / "edition.json").read_bytes()
    done = briefing("run", "--feeds", "feeds/sample.toml", "--date", "2026-03-11", "--output", output)
    assert done.code == 0
    assert (output / "archive" / "daily-2026-03-11" / "edition.json").read_bytes() == before
    assert not (output / "archive" / "daily-2026-03-11-r2").exists()


def test_a_story_can_be_followed_from_the_command_line(briefing, output):
    listed = briefing("stories", "list", "--output", output)
    assert listed.code == 0
    assert "2026-03-10 to 2026-03-12" in listed.out
    shown = briefing("stories", "show", "Search in Kelm", "--output", output)
    assert shown.code == 0
    assert "killed" in shown.out
    unknown = briefing("stories", "show", "no such thing", "--output", output)
    assert unknown.code == 1
    assert "briefing stories list" in unknown.err


def test_what_is_known_and_what_is_different_is_explained(briefing, output):
    shown = briefing("explain", "daily-2026-03-12", "Vetrov", "--output", output)
    if shown.code:  # its headline need not name him
        shown = briefing("explain", "daily-2026-03-12", "reported dead", "--output", output)
    assert shown.code == 0, shown.err
    assert "Corrected since daily-2026-03-11" in shown.out
    assert "Continues" in shown.out
    assert "withdrawn" in shown.out


def test_why_two_articles_are_together_or_apart_is_explained(briefing, output):
    def compared(day, one, other):
        return briefing("explain", f"daily-2026-03-{day}", one, "--with", other, "--output", output)

    apart = compared(10, "Five wounded as drones hit school", "town of Dunmar kills three people")
    assert apart.code == 0, apart.err
    assert "Apart, in two stories" in apart.out
    assert "other places" in apart.out
    together = compared(12, "Search in Kelm ends with 21 dead", "Kelm buries hope")
    assert "Together, in one story" in together.out
    assert compared(12, "Search in Kelm ends", "no such article").code == 1
