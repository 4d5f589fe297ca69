"""Denials beside what they deny."""

import numpy as np
import pytest

from briefing.model import PassageRef
from briefing.tracking.denials import denials_of
from tests.analyse.write import article
from tests.fakes import WordEmbedder

CLAIM = article(
    "Hospital hit in Osm",
    "Ruria said on Tuesday that a Karsian bomb had hit the hospital in Osm and killed three patients.",
    outlet="Agency",
    hours_ago=8,
)
DENIAL = article(
    "Karsia denies bombing",
    "Karsia denied on Tuesday that a Karsian bomb had hit the hospital in Osm and killed patients.",
    outlet="Courier",
    hours_ago=5,
)
REPEATED = article(
    "Two accounts of Osm",
    "Karsia denied that a Karsian bomb had hit the hospital in Osm, and Ruria said it had.",
    outlet="Radio",
    hours_ago=3,
)


def rows(articles):
    words = WordEmbedder()
    return {
        PassageRef(article=a.id, passage=p.index): words.embed([p.text])[0]
        for a in articles
        for p in a.passages
    }


def versions(articles):
    words = WordEmbedder()
    return {(a.id, a.text_sha256): np.stack([words.embed([p.text])[0] for p in a.passages]) for a in articles}


def found(today, earlier=()):
    return denials_of(today, earlier, rows(today), versions(earlier))


def test_a_denial_stands_beside_the_claim_of_the_other_outlet():
    [change] = found([CLAIM, DENIAL])
    assert (change.kind, change.what) == ("status", "denied")
    assert change.old.text == CLAIM.passages[1].text
    assert change.new.text == DENIAL.passages[1].text


def test_the_claim_may_be_of_an_earlier_day():
    [change] = found([DENIAL], [CLAIM])
    assert change.old.outlet == "Agency"


def test_a_denial_that_several_outlets_report_comes_once_the_first_of_them():
    [change] = found([REPEATED, DENIAL, CLAIM])
    assert change.new.outlet == "Courier"


def test_a_denial_of_yesterday_is_none_of_today():
    assert found([REPEATED], [CLAIM, DENIAL]) == []


def test_what_is_told_after_a_denial_is_not_what_it_denies():
    later = article("Hospital hit", CLAIM.passages[1].text, outlet="Radio", hours_ago=1)
    assert found([DENIAL, later]) == []


@pytest.mark.parametrize(
    "text",
    [
        "Ruria was denied access to the hospital in Osm that a Karsian bomb had hit on Tuesday.",
        "Karsia did not deny on Tuesday that a Karsian bomb had hit the hospital in Osm.",
        "Patients of the hospital in Osm, hit by a Karsian bomb on Tuesday, spoke of threats, which Karsia denied.",
        "Karsia denied visas to reporters after a Karsian bomb had hit the hospital in Osm on Tuesday.",
    ],
)
def test_what_only_sounds_like_a_denial_is_none(text):
    assert found([CLAIM, article("News of Osm", text, outlet="Courier", hours_ago=5)]) == []


def test_a_denial_of_something_else_finds_no_claim():
    other = article("Bank", "The bank denied that its chairman would resign.", outlet="Courier", hours_ago=5)
    assert found([CLAIM, other]) == []
