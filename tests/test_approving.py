"""An editor's yes: who waits until when, what the policy does then, and what `briefing send` makes of it."""

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from briefing.approving import POLICY, approve, deadline, may_send, standing, waiting
from briefing.cli.approve import approvals as approvals_command
from briefing.cli.approve import approve as approve_command
from briefing.edition.freeze import freeze, thaw
from briefing.errors import BriefingError, NothingToReport
from briefing.settings import load_settings
from briefing.store import open_store
from briefing.store.ledger import Beginning, Ending, Queued
from tests.conftest import ROOT, briefing
from tests.deliver.desk import reader
from tests.editions import edition
from tests.fakes import FakeClock

DAY = "daily-2026-03-10"
MADE = datetime(2026, 3, 10, 6, tzinfo=UTC)
BEFORE, AFTER = MADE + timedelta(hours=1), MADE + timedelta(hours=2)  # of 07:30
MORNING = edition()


@pytest.fixture
def store(tmp_path):
    store = open_store(tmp_path / "output" / "briefing.sqlite", FakeClock(MADE))
    store.add_edition(MORNING, freeze(MORNING), "{}")
    yield store
    store.close()


def settings(folder, policy="hold", by="07:30", more=""):
    text = f'[[editions]]\napproval = "{policy}"\n' + (f'approve_by = "{by}"\n' if by else "")
    (folder / "briefing.toml").write_text(text + more)
    return load_settings(folder / "briefing.toml", {}, cwd=folder)


@pytest.fixture
def ask(tmp_path, store):
    """How things stand under a policy at a moment."""

    def ask(policy, now, make=None, **options):
        verdict = may_send(settings(tmp_path, policy, **options), store, MORNING, now, make)
        return verdict.state, verdict.edition_id

    return ask


# ── The rule ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_edition_without_a_rule_may_be_sent_at_once(tmp_path, store):
    (tmp_path / "briefing.toml").write_text("")
    assert may_send(load_settings(None, {}, cwd=tmp_path), store, MORNING, MADE).state == "approved"


@pytest.mark.parametrize("policy", ["hold", "send", "verbatim"])
def test_until_the_hour_it_waits_whatever_the_policy(ask, store, policy):
    assert ask(policy, BEFORE) == ("waiting", DAY)
    assert store.approvals.of(DAY) == []


def test_after_the_hour_hold_sends_nothing_and_a_late_yes_counts(ask, store):
    assert ask("hold", AFTER) == ("held", DAY)
    approve(store, DAY, "Ana", AFTER)
    assert ask("hold", AFTER) == ("approved", DAY)


def test_hold_without_an_hour_waits_for_good(ask):
    assert ask("hold", AFTER + timedelta(days=9), by="") == ("waiting", DAY)


def test_after_the_hour_send_sends_and_the_record_says_that_nobody_decided(ask, store):
    assert ask("send", AFTER) == ("approved", DAY)
    [made] = store.approvals.of(DAY)
    assert (made.by, made.at) == (POLICY, AFTER)
    assert ask("send", AFTER) == ("approved", DAY)
    assert len(store.approvals.of(DAY)) == 1


def test_after_the_hour_verbatim_sends_the_revision_that_is_made_for_it_once(ask, store):
    made = []

    def make(each):
        made.append(each.id)
        return f"{each.id}-r2"

    for _ in range(2):
        assert ask("verbatim", AFTER, make) == ("approved", f"{DAY}-r2")
    assert made == [DAY]
    assert store.approvals.last(f"{DAY}-r2").by == POLICY


def test_where_no_verbatim_revision_can_be_made_nothing_is_sent(ask, store):
    def make(_):
        raise NothingToReport("no item")

    assert ask("verbatim", AFTER, make) == ("held", DAY)
    assert ask("verbatim", AFTER) == ("held", DAY)
    assert store.approvals.of(DAY) == []


@pytest.mark.parametrize("policy", ["hold", "send", "verbatim"])
def test_a_no_stands_whatever_the_policy_until_somebody_says_yes(ask, store, policy):
    approve(store, DAY, "Ana", BEFORE, note="the toll is wrong", state="refused")
    assert ask(policy, AFTER) == ("refused", DAY)
    approve(store, DAY, "Ben", AFTER)
    assert ask(policy, AFTER) == ("approved", DAY)


def test_asking_how_things_stand_decides_nothing(tmp_path, store):
    verdict = standing(settings(tmp_path, "send"), store, MORNING, AFTER)
    assert (verdict.state, store.approvals.of(DAY)) == ("held", [])


@pytest.mark.parametrize(
    ("at", "zone", "by", "until"),
    [
        ("06:00", "UTC", "07:30", datetime(2026, 3, 10, 7, 30, tzinfo=UTC)),
        ("22:00", "UTC", "07:30", datetime(2026, 3, 11, 7, 30, tzinfo=UTC)),
        ("06:00", "Europe/Kyiv", "07:30", datetime(2026, 3, 10, 5, 30, tzinfo=UTC)),
    ],
)
def test_the_hour_is_local_and_the_first_behind_that_of_the_edition(tmp_path, at, zone, by, until):
    found = settings(tmp_path, by=by, more=f'at = "{at}"\ntimezone = "{zone}"\n')
    made = replace(MORNING, timezone=zone)
    assert deadline(found, found.approvals["daily"], made) == until


def test_an_editor_may_have_the_sources_own_words_sent_before_the_hour_whatever_the_policy(ask, store):
    made = []

    def make(each):
        made.append(each.id)
        return f"{each.id}-r2"

    approve(store, DAY, "Ana", BEFORE, state="verbatim")
    assert ask("hold", BEFORE) == ("held", DAY)  # nobody is there to make it
    for _ in range(2):
        assert ask("hold", BEFORE, make) == ("approved", f"{DAY}-r2")
    assert made == [DAY]
    assert [(each.state, each.by) for each in store.approvals.of(DAY)] == [
        ("verbatim", "Ana"),
        ("replaced", "Ana"),
    ]
    assert store.approvals.last(f"{DAY}-r2").by == "Ana"
    with pytest.raises(BriefingError, match="r2 goes out instead, as Ana decided"):
        approve(store, DAY, "Ben", BEFORE)


def test_what_is_decided_while_the_verbatim_revision_is_made_counts(ask, store):
    def make(each):
        approve(store, DAY, "Ben", BEFORE, state="refused")
        return f"{each.id}-r2"

    approve(store, DAY, "Ana", BEFORE, state="verbatim")
    assert ask("hold", BEFORE, make) == ("refused", DAY)


def test_an_edition_that_is_verbatim_already_goes_out_itself(ask, store):
    approve(store, DAY, "Ana", BEFORE, state="verbatim")
    assert ask("hold", BEFORE, lambda each: each.id) == ("approved", DAY)


# ── Deciding ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_decision_again_is_no_second_row(store):
    first = approve(store, DAY, "Ana", BEFORE)
    assert approve(store, DAY, "Ben", AFTER) == first
    assert store.approvals.of(DAY) == [first]


def test_what_was_replaced_cannot_be_approved(ask, store):
    ask("verbatim", AFTER, lambda each: f"{each.id}-r2")
    with pytest.raises(BriefingError, match="r2 goes out instead"):
        approve(store, DAY, "Ana", AFTER)


def test_a_no_to_what_was_sent_is_refused_with_the_mend(store):
    store.subscribers.add(reader(0))
    store.ledger.queue(DAY, [Queued(subscriber=reader(0).id, due=MADE, choice={})], MADE)
    [row] = store.ledger.claim("c", MADE, 60.0, limit=1)
    beginning = Beginning(message_id="<x@y>", sha256="0" * 64)
    ending = Ending(state="accepted", reply="250")
    assert store.ledger.record("c", MADE, 60.0, [(row, beginning), (row, ending)]) == [True, True]
    with pytest.raises(BriefingError, match="briefing correct"):
        approve(store, DAY, "Ana", AFTER, state="refused")


@pytest.mark.parametrize("by", ["Ana\nBcc: x", "\x1b[2J", "x" * 101])
def test_a_name_that_is_no_line_is_refused(store, by):
    with pytest.raises(BriefingError, match="the name of who decides: write one line"):
        approve(store, DAY, by, BEFORE)
    assert store.approvals.of(DAY) == []


def test_an_unknown_edition_is_told_with_those_there_are(store):
    with pytest.raises(BriefingError, match=DAY):
        approve(store, "daily-2026-03-11", "Ana", BEFORE)


def test_the_newest_revision_of_each_date_is_listed_while_it_waits(tmp_path, store):
    second = replace(MORNING, id=f"{DAY}-r2", revision=2)
    store.add_edition(second, freeze(second), "{}")
    found = settings(tmp_path)
    assert [each.edition for each in waiting(found, store, BEFORE)] == [second.id]
    assert waiting(found, store, BEFORE + timedelta(days=8)) == []
    approve(store, second.id, "Ana", BEFORE)
    assert waiting(found, store, BEFORE) == []
    assert [each.verdict.state for each in waiting(found, store, BEFORE, decided=True)] == ["approved"]


# ── The commands ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_edition_is_sent_after_its_yes_and_not_before(tmp_path, store):
    more = '[output]\npublic_url = "https://brief.example"\n[mail]\nfrom = "Brief <brief@brief.example>"\n'
    settings(tmp_path, by="", more=more)
    store.subscribers.add(reader(0))
    where = ("--config", tmp_path / "briefing.toml")
    before = briefing("send", DAY, *where)
    assert (before.code, before.err.count("\n") < 3) == (0, True), before.err
    assert f"{DAY} is not sent: waiting" in before.out
    assert store.ledger.counts(DAY)["accepted"] == 0
    assert f"{DAY}: waiting" in briefing("approvals", *where, "--all").out
    done = briefing("approve", DAY, "--by", "Ana", *where)
    assert (done.code, done.out) == (0, f"{DAY}: approved by Ana\n")
    after = briefing("send", DAY, *where, "--late", "--json")
    assert (after.json["approval"], after.json["counts"]["accepted"]) == ("", 1)


def test_a_refused_edition_is_not_sent_and_says_why(tmp_path, store):
    more = '[output]\npublic_url = "https://brief.example"\n[mail]\nfrom = "Brief <brief@brief.example>"\n'
    settings(tmp_path, more=more)
    where = ["--config", str(tmp_path / "briefing.toml")]
    ran = CliRunner().invoke(approve_command, [DAY, *where, "--by", "Ana", "--refuse", "the toll is wrong"])
    assert ran.output == f"{DAY}: refused by Ana: the toll is wrong\n"
    assert "refused by Ana: the toll is wrong" in briefing("send", DAY, *where).out
    assert store.ledger.opened([DAY]) == []
    listed = CliRunner().invoke(approvals_command, [*where, "--all", "--json"]).output
    assert [each["state"] for each in json.loads(listed)] == ["refused"]


def test_the_sources_own_words_are_asked_for_by_the_command(tmp_path, store):
    settings(tmp_path)
    where = ["--config", str(tmp_path / "briefing.toml")]
    ran = CliRunner().invoke(approve_command, [DAY, *where, "--by", "Ana", "--verbatim"])
    assert ran.output.startswith(f"{DAY}: verbatim by Ana\n")
    assert CliRunner().invoke(approve_command, [DAY, *where, "--verbatim", "--refuse", "no"]).exit_code == 2
    listed = json.loads(CliRunner().invoke(approvals_command, [*where, "--all", "--json"]).output)
    assert "in the sources' own words is to go out instead, as Ana decided" in listed[0]["reason"]


@pytest.mark.models
def test_the_verbatim_revision_is_made_of_the_stored_articles_without_reading_a_feed(tmp_path):
    more = (
        'feeds = ["sample"]\ntimezone = "UTC"\n[output]\npublic_url = "https://brief.example"\n'
        '[mail]\nfrom = "Brief <brief@brief.example>"\n'
    )
    shutil.copytree(ROOT / "feeds", tmp_path / "feeds")
    (tmp_path / "prompts").symlink_to(ROOT / "prompts")
    settings(tmp_path, "verbatim", more=more)
    where = ("--config", tmp_path / "briefing.toml")
    ran = briefing("run", *where, "--date", "2026-03-12", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["sentences"]["compressed"] > 0
    for document in (tmp_path / "feeds" / "sample").iterdir():
        document.write_text("no feed any more")
    sent = briefing("send", ran.json["edition"], *where, "--json")
    assert sent.code == 0, sent.err
    assert (sent.json["edition"], sent.json["approval"]) == (f"{ran.json['edition']}-r2", "")
    made = thaw((tmp_path / "output" / "edition.json").read_text())
    told = [s for section in made.sections for story in section.stories for s in story.sentences]
    assert made.id == sent.json["edition"]
    assert {s.how for s in told} == {"verbatim"}
