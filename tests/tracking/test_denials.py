"""Denials beside what they deny, with the bundled parser."""

import pytest

from briefing.model import ModelChoice, PassageRef
from briefing.models.load import load_parser
from briefing.models.pull import pull
from briefing.settings import load_settings
from briefing.tracking.accounts import account_of, denial_in
from briefing.tracking.denials import denials_of
from tests.analyse.write import article
from tests.fakes import RecordingProgress, WordEmbedder

CLAIM = article(
    "Hospital hit in Osmery",
    "Ruvenia said on Tuesday that a Karsovian bomb had hit the hospital in Osmery and killed three patients.",
    outlet="Agency",
    hours_ago=8,
)
DENIAL = article(
    "Karsovia denies bombing",
    "Karsovia denied on Tuesday that its bomb had hit the hospital in Osmery and killed patients.",
    outlet="Courier",
    hours_ago=5,
)
REPEATED = article(
    "Two accounts of Osmery",
    "Karsovia denied that its bomb had hit the hospital in Osmery, and Ruvenia said that it had.",
    outlet="Radio",
    hours_ago=3,
)


@pytest.fixture(scope="module")
def parser():
    choice = ModelChoice(name="bundled")
    folder = load_settings(None).cache
    pull({"parser": choice}, folder, RecordingProgress())
    return load_parser(choice, folder)


@pytest.fixture
def found(parser):
    words = WordEmbedder()

    def found(today, earlier=()):
        rows = {
            PassageRef(article=a.id, passage=p.index): words.embed([p.text])[0]
            for a in today
            for p in a.passages
        }
        known = {(a.id, a.text_sha256): words.embed([p.text for p in a.passages]) for a in earlier}
        return denials_of(today, earlier, rows, known, parser)

    return found


def test_a_denial_stands_beside_the_claim_of_the_other_outlet(found):
    [change] = found([CLAIM, DENIAL])
    assert (change.kind, change.what) == ("status", "denied")
    assert change.old.text == CLAIM.passages[1].text
    assert change.new.text == DENIAL.passages[1].text


def test_the_claim_may_be_of_an_earlier_day(found):
    [change] = found([DENIAL], [CLAIM])
    assert change.old.outlet == "Agency"


def test_a_denial_that_several_outlets_report_comes_once_the_first_of_them(found):
    [change] = found([REPEATED, DENIAL, CLAIM])
    assert change.new.outlet == "Courier"


def test_a_denial_of_yesterday_is_none_of_today(found):
    assert found([REPEATED], [CLAIM, DENIAL]) == []


def test_what_is_told_after_a_denial_is_not_what_it_denies(found):
    later = article("Hospital hit", CLAIM.passages[1].text, outlet="Radio", hours_ago=1)
    assert found([DENIAL, later]) == []


def test_who_is_accused_of_an_act_may_deny_a_part_of_it_in_other_words(found):
    report = article(
        "Shelling in Zhorin",
        "Ruvenian artillery killed three people in the village of Zhorin on Wednesday, Karsovia said. "
        "Ruvenia said that it had hit a store of ammunition in the village of Zhorin on Wednesday and denied having fired on houses.",
    )
    [change] = found([report])
    assert change.old.text == report.passages[1].text


@pytest.mark.parametrize(
    "text",
    [
        "Ruvenia was denied access to the hospital in Osmery that a Karsovian bomb had hit on Tuesday.",
        "Karsovia did not deny on Tuesday that a Karsovian bomb had hit the hospital in Osmery.",
        "Karsovia denied reporters visas on Tuesday after a Karsovian bomb had hit the hospital in Osmery.",
        "Patients of the hospital in Osmery, hit by a Karsovian bomb on Tuesday, spoke of threats, which Karsovia denied.",
        "A lawyer who denies that a Karsovian bomb had hit the hospital in Osmery on Tuesday left the room.",
        "Karsovia would deny on Tuesday that a Karsovian bomb had hit the hospital in Osmery.",
    ],
)
def test_what_only_sounds_like_a_denial_is_none(found, text):
    assert found([CLAIM, article("News of Osmery", text, outlet="Courier", hours_ago=5)]) == []


def test_a_denial_of_something_else_finds_no_claim(found):
    other = article(
        "Bank",
        "The Bank of Carrow denied on Tuesday that its chairman would resign.",
        outlet="Courier",
        hours_ago=5,
    )
    assert found([CLAIM, other]) == []


def test_what_the_denying_side_says_itself_is_no_claim_against_it(found):
    own = article(
        "Karsovia on Osmery",
        "Karsovia said on Tuesday that a bomb had hit the hospital in Osmery and killed patients.",
        outlet="Agency",
        hours_ago=8,
    )
    assert found([own, DENIAL]) == []


def test_without_a_parser_nobody_denies_anything():
    assert denials_of([CLAIM, DENIAL], [], {}, {}, None) == []


def test_a_sentence_has_its_speakers_and_those_who_act(parser):
    [parse] = parser.parse(
        ["Three people were killed by Ruvenian artillery in Zhorin, according to Karsovia."]
    )
    account = account_of(parse)
    assert account.speakers == {"karsovia"}
    assert account.actors == {"ruvenian"}


def test_its_forces_are_those_of_who_speaks(parser):
    [parse] = parser.parse(
        ["Ruvenia said that its forces had left Zhorin and denied having fired on houses."]
    )
    denial = denial_in(parse)
    assert denial is not None
    assert denial.by == ("ruvenia",)
    assert "house" in denial.lemmas
