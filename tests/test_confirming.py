"""Mails that are due because addresses were typed in: each is handed over once, none is lost."""

from dataclasses import replace
from threading import Event

import pytest

from briefing.confirming import send_due
from briefing.errors import BriefingError, Busy, OutputError
from briefing.settings import load_settings
from briefing.store import open_store
from briefing.subscribers.preferences import Preferences
from briefing.subscribers.tokens import ALL_LISTS, TOKEN_KEY, Tokens
from briefing.subscribing import Subscribing
from tests.fakes import FakeClock
from tests.render import reading

BASE = "https://brief.example"
READER = "reader@example.org"


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "briefing.toml").write_text(
        f'[output]\npublic_url = "{BASE}"\n[mail]\nfrom = "brief@brief.example"\n'
    )
    return load_settings(tmp_path / "briefing.toml", {})


@pytest.fixture
def store(settings, clock):
    store = open_store(settings.database, clock)
    yield store
    store.close()


@pytest.fixture
def subscribing(store, clock):
    return Subscribing(store, clock, "daily")


class Box:
    """Takes messages, save for addresses that it does not take now."""

    def __init__(self, *later):
        self.later = set(later)
        self.messages = []

    def __call__(self, address, message):
        if address in self.later:
            return False
        self.messages.append((address, message))
        return True


def ask(subscribing, *addresses):
    for address in addresses:
        subscribing.ask(address, Preferences(editions=("daily",)), source="web", text="Yes.")


def linked(message):
    (link,) = reading.links(reading.parts(message)[1])
    purpose, token = link.removeprefix(f"{BASE}/").split("/")
    return purpose, token


def test_link_in_the_mail_confirms_whom_it_was_sent_to(settings, store, clock, subscribing):
    ask(subscribing, READER)
    box = Box()
    assert send_due(settings, store, clock, box) == 1
    ((address, message),) = box.messages
    purpose, token = linked(message)
    assert (address, purpose) == (READER, "confirm")
    reader = Tokens(store.secret(TOKEN_KEY), clock).read("confirm", ALL_LISTS, token)
    assert reader == store.subscribers.by_address(READER).id


def test_mail_is_handed_over_once(settings, store, clock, subscribing):
    ask(subscribing, READER)
    box = Box()
    assert [send_due(settings, store, clock, box) for _ in range(2)] == [1, 0]


def test_who_receives_it_already_is_sent_the_way_to_their_preferences(settings, store, clock, subscribing):
    ask(subscribing, READER)
    subscribing.confirm(store.subscribers.by_address(READER).id)
    clock.move(hours=1)
    ask(subscribing, READER)
    box = Box()
    send_due(settings, store, clock, box)
    ((_, message),) = box.messages
    purpose, token = linked(message)
    assert purpose == "preferences"
    assert Tokens(store.secret(TOKEN_KEY)).read("preferences", ALL_LISTS, token)


def test_who_confirmed_or_was_forgotten_meanwhile_gets_no_mail(settings, store, clock, subscribing):
    ask(subscribing, READER, "other@example.org")
    subscribing.confirm(store.subscribers.by_address(READER).id)
    subscribing.forget(store.subscribers.by_address("other@example.org").id)
    box = Box()
    assert send_due(settings, store, clock, box) == 0
    assert box.messages == []
    assert store.subscribers.confirmations.due() == []


def test_what_cannot_be_handed_over_now_stays_due_and_holds_up_nobody(settings, store, clock, subscribing):
    ask(subscribing, READER, "other@example.org")
    assert send_due(settings, store, clock, Box(READER)) == 1
    box = Box()
    assert send_due(settings, store, clock, box) == 1
    assert [address for address, _ in box.messages] == [READER]


def test_more_than_a_page_is_handed_over(settings, store, clock, subscribing):
    ask(subscribing, *(f"r{number}@example.org" for number in range(205)))
    box = Box("r7@example.org")
    assert send_due(settings, store, clock, box) == 204


def test_hold_is_taken_anew_when_it_takes_long(settings, store, clock, subscribing):
    """Another process would take over a hold that has ended, and send everything again."""
    box = Box()

    def slow(address, message):
        clock.move(minutes=2)
        with pytest.raises(Busy), store.lease("mails to confirm", 1):
            pass
        return box(address, message)

    ask(subscribing, *(f"r{number}@example.org" for number in range(70)))
    assert send_due(settings, store, clock, slow) == 70
    assert len({address for address, _ in box.messages}) == 70


def test_process_that_fails_leaves_the_mail_due(settings, store, clock, subscribing):
    def failing(address, message):
        msg = "the disk is full"
        raise OutputError(msg)

    ask(subscribing, READER)
    with pytest.raises(OutputError):
        send_due(settings, store, clock, failing)
    assert send_due(settings, store, clock, Box()) == 1


def test_another_process_at_it_is_left_alone(settings, store, clock, subscribing):
    ask(subscribing, READER)
    with store.lease("mails to confirm", 60):
        assert send_due(settings, store, clock, Box()) == 0
    assert send_due(settings, store, clock, Box()) == 1


def test_without_a_public_url_nothing_is_sent_and_the_error_says_what_to_set(
    settings, store, clock, subscribing
):
    ask(subscribing, READER)
    with pytest.raises(BriefingError, match="set public_url in \\[output\\]"):
        send_due(replace(settings, public_url=""), store, clock, Box())
    assert len(store.subscribers.confirmations.due()) == 1


def test_without_a_mail_server_the_mail_lies_in_the_outbox(settings, store, clock, subscribing):
    ask(subscribing, READER)
    send_due(settings, store, clock)
    (path,) = (settings.output / "outbox").iterdir()
    mail = reading.message(path.read_bytes())
    assert (path.suffix, mail["To"].addresses[0].addr_spec) == (".eml", READER)


class Waiting(Event):
    """Passes the time of a fake clock; set after so many waits."""

    def __init__(self, clock, most=1000):
        super().__init__()
        self.clock, self.most, self.waits = clock, most, []

    def wait(self, timeout=None):
        self.waits.append(timeout)
        self.clock.move(seconds=timeout)
        if len(self.waits) >= self.most:
            self.set()
        return self.is_set()


@pytest.fixture
def slow(settings):
    return replace(settings, mail=replace(settings.mail, rate=0.25))


def test_mails_to_confirm_keep_to_the_rate_of_all_mail(slow, store, clock, subscribing):
    ask(subscribing, *(f"r{n}@example.org" for n in range(20)))
    box, waiting = Box(), Waiting(clock)
    assert send_due(slow, store, clock, box, over=waiting) == 20
    assert waiting.waits == [4.0] * 19  # several turns of the hold among them
    assert len({address for address, _ in box.messages}) == 20


def test_what_is_left_when_it_is_told_to_end_stays_due(slow, store, clock, subscribing):
    ask(subscribing, *(f"r{n}@example.org" for n in range(5)))
    first, second = Box(), Box()
    assert send_due(slow, store, clock, first, over=Waiting(clock, most=2)) == 2
    assert send_due(slow, store, clock, second, over=Waiting(clock)) == 3
    assert len({address for address, _ in first.messages + second.messages}) == 5
