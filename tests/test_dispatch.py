"""What a service has to send now, and how a sending ends early."""

from datetime import UTC, date, datetime, timedelta
from itertools import chain, repeat

import pytest

from briefing.approving import approve
from briefing.dispatch import anything_due, can_send, unlisted
from briefing.edition.freeze import freeze
from briefing.sending import SendOptions, send
from briefing.settings import load_settings
from briefing.store import open_store
from tests.deliver.desk import reader
from tests.editions import edition
from tests.fakes import FakeClock, RecordingProgress

DAY = "daily-2026-03-10"
HOUR = datetime(2026, 3, 10, 6, tzinfo=UTC)
MAIL = '[output]\npublic_url = "https://brief.example"\n[mail]\nfrom = "Brief <brief@brief.example>"\n'


class Here:
    """A folder with settings, one edition and three subscribers."""

    def __init__(self, folder):
        self.folder = folder
        self.clock = FakeClock(HOUR)
        self.progress = RecordingProgress()
        self.store = open_store(folder / "output" / "briefing.sqlite", self.clock)
        self.add(edition())
        for number in range(3):
            self.store.subscribers.add(reader(number, created=HOUR, confirmed=HOUR - timedelta(days=1)))

    def add(self, made):
        self.store.add_edition(made, freeze(made), "{}")

    def settings(self, more="", mail=MAIL):
        (self.folder / "briefing.toml").write_text(mail + more)
        return load_settings(self.folder / "briefing.toml", {}, cwd=self.folder)

    def unlisted(self, more="", hours=0.0):
        return unlisted(self.settings(more), self.store, HOUR + timedelta(hours=hours))

    def send(self, halted=lambda: False, **options):
        return send(self.settings(), SendOptions(**options), self.progress, self.clock, halted)


@pytest.fixture
def here(tmp_path):
    here = Here(tmp_path)
    yield here
    here.store.close()


@pytest.mark.parametrize(
    ("mail", "more", "can"),
    [(MAIL, "", True), ("", "", False), (MAIL, "[serve]\nsend = false\n", False)],
)
def test_mail_is_sent_where_the_settings_ask_for_it_and_can(here, mail, more, can):
    assert can_send(here.settings(more, mail)) is can


def test_edition_is_listed_from_its_hour_on_until_it_is_no_news(here):
    assert [here.unlisted(hours=hours) for hours in (-1, 0, 23.9, 24)] == [[], [DAY], [DAY], []]


def test_edition_that_was_listed_is_not_listed_again(here):
    here.send(edition=DAY)
    assert here.unlisted() == []


def test_of_two_revisions_the_newest_is_listed_or_the_one_that_was_begun(here):
    second = f"{DAY}-r2"
    here.add(edition(id=second, revision=2))
    assert here.unlisted() == [second]
    here.store.ledger.open(DAY, HOUR)
    assert here.unlisted() == [DAY]
    here.store.ledger.close(DAY, HOUR)
    assert here.unlisted() == []


def test_editions_come_oldest_first(here):
    here.add(edition(id="daily-2026-03-11", date=date(2026, 3, 11)))
    assert here.unlisted("expire_hours = 48\n", hours=24) == [DAY, "daily-2026-03-11"]


def test_edition_that_needs_a_yes_waits_for_it(here):
    rule = '[[editions]]\napproval = "hold"\n'
    assert here.unlisted(rule) == []
    approve(here.store, DAY, "Editor", HOUR)
    assert here.unlisted(rule) == [DAY]


def test_edition_is_listed_when_its_policy_decides(here):
    rule = '[[editions]]\napproval = "send"\napprove_by = "07:30"\n'
    assert [here.unlisted(rule, hours) for hours in (1, 2)] == [[], [DAY]]


def test_row_is_due_at_its_subscribers_hour(here):
    later = reader(9, created=HOUR, confirmed=HOUR - timedelta(days=1), hour="08:00", timezone="UTC")
    here.store.subscribers.add(later)
    here.send(edition=DAY)
    due = [anything_due(here.store, HOUR + timedelta(hours=hours)) for hours in (0, 1.9, 2)]
    assert due == [False, False, True]


def test_sending_what_is_due_lists_nobody(here):
    sent = here.send(due=True)
    assert (sent.key, sent.listed, dict(sent.now)) == ("", 0, {})
    assert here.unlisted() == [DAY]


def test_sending_that_is_told_to_stop_begins_no_further_message_and_keeps_the_rest(here):
    asked = chain([False], repeat(True))
    options = SendOptions(edition=DAY)
    settings = here.settings("connections = 1\n")
    first = send(settings, options, here.progress, here.clock, lambda: next(asked))
    assert sum(first.now.values()) == 1
    assert first.waiting == 2
    assert here.send(due=True).waiting == 0
