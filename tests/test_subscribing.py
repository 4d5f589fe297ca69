"""Who gets the digest: asked for, confirmed, changed and left, on a real database."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from briefing.errors import BriefingError
from briefing.model import Consent, Subscriber
from briefing.store import open_store
from briefing.subscribers.preferences import Preferences
from briefing.subscribing import Subscribing, new_id
from tests.fakes import FakeClock

READER = "reader@example.org"
TEXT = "Yes, send me the brief."
DAILY = Preferences(editions=("daily",))


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def store(tmp_path, clock):
    store = open_store(tmp_path / "briefing.sqlite", clock)
    yield store
    store.close()


@pytest.fixture
def subscribing(store, clock):
    return Subscribing(store, clock, "daily")


def ask(subscribing, address=READER, wanted=DAILY):
    return subscribing.ask(address, wanted, source="web", text=TEXT)


def due(store):
    return [(each.subscriber, each.kind) for each in store.subscribers.confirmations.due()]


def settle(store, clock):
    """All that is due counts as sent; then more than an hour goes by."""
    for each in store.subscribers.confirmations.due():
        store.subscribers.confirmations.sent(each, clock.now())
    clock.move(hours=1)


def reader(store):
    return store.subscribers.by_address(READER)


def confirmed(subscribing, store, clock, wanted=DAILY):
    ask(subscribing, wanted=wanted)
    settle(store, clock)
    return subscribing.confirm(reader(store).id)


def listed(clock, status="confirmed", address=READER, **changes):
    consents = (Consent(at=clock.now(), source="import people.csv:2", text="paper form"),)
    whole = Subscriber(
        id=new_id(), address=address, status=status, created=clock.now(), editions=("daily",), **changes
    )
    return replace(whole, consents=consents) if status == "confirmed" else whole


def outcomes(subscribing, *wanted, **options):
    return [each.outcome for each in subscribing.enrol(wanted, **options)]


# ── Asking ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_asks_is_pending_with_their_consent_and_a_mail_is_due(subscribing, store, clock):
    ask(subscribing, "Reader@Example.org", replace(DAILY, themes=("strikes",), hour="07:00"))
    found = reader(store)
    assert (found.status, found.confirmed, found.themes, found.hour) == (
        "pending",
        None,
        ("strikes",),
        "07:00",
    )
    assert found.consents == (Consent(at=clock.now(), source="web", text=TEXT),)
    assert due(store) == [(found.id, "confirm")]


def test_what_is_no_address_is_an_error_and_nothing_is_kept(subscribing, store):
    with pytest.raises(ValueError, match="not one @"):
        ask(subscribing, "reader")
    assert store.subscribers.each() == []


def test_fifty_asks_for_one_address_within_an_hour_are_one_mail(subscribing, store, clock):
    for number in range(50):
        ask(subscribing, f"reader+{number}@example.org" if number % 2 else READER.upper())
        clock.move(seconds=60)
    assert len(due(store)) == 1


def test_another_mail_is_due_after_an_hour_and_three_a_day_at_most(subscribing, store, clock):
    asked = []
    for _ in range(8):
        ask(subscribing)
        asked.append(len(due(store)))
        settle(store, clock)
    assert asked == [1, 1, 1, 0, 0, 0, 0, 0]
    clock.move(hours=16)
    ask(subscribing)
    assert len(due(store)) == 1


def test_asking_gives_the_same_for_whoever_it_is(subscribing, store, clock):
    assert ask(subscribing) is None
    confirmed(subscribing, store, clock)
    assert ask(subscribing) is None
    store.subscribers.suppress(reader(store).id, "550", clock.now())
    assert ask(subscribing) is None


def test_who_has_it_already_is_told_so_by_mail_and_stays_as_they_are(subscribing, store, clock):
    before = confirmed(subscribing, store, clock)
    ask(subscribing, wanted=replace(DAILY, themes=("diplomacy",)))
    assert reader(store) == before
    assert due(store) == [(before.id, "known")]


def test_who_is_suppressed_gets_no_mail_not_even_after_being_forgotten(subscribing, store, clock):
    before = confirmed(subscribing, store, clock)
    store.subscribers.suppress(before.id, "550 no such user", clock.now())
    ask(subscribing)
    assert due(store) == []
    subscribing.forget(before.id)
    clock.move(days=2)
    ask(subscribing)
    assert (due(store), reader(store)) == ([], None)


def test_who_was_forgotten_comes_back_by_confirming_only(subscribing, store, clock):
    subscribing.forget(confirmed(subscribing, store, clock).id)
    clock.move(days=2)
    ask(subscribing)
    assert store.subscribers.is_suppressed(READER)
    assert subscribing.confirm(reader(store).id).status == "confirmed"
    assert not store.subscribers.is_suppressed(READER)


# ── Confirming and leaving ───────────────────────────────────────────────────────────────────────────────────────────


def test_confirming_twice_is_like_once(subscribing, store, clock):
    first = confirmed(subscribing, store, clock)
    assert (first.status, first.confirmed) == ("confirmed", clock.now())
    clock.move(hours=1)
    assert subscribing.confirm(first.id) == first
    assert subscribing.confirm("f" * 16) is None


def test_link_of_before_they_left_does_not_bring_them_back(subscribing, store, clock):
    before = confirmed(subscribing, store, clock)
    clock.move(hours=1)
    assert subscribing.unsubscribe(before.id).status == "unsubscribed"
    assert subscribing.confirm(before.id) is None
    assert reader(store).status == "unsubscribed"


def test_who_left_stays_so_until_they_ask_and_confirm(subscribing, store, clock):
    before = confirmed(subscribing, store, clock)
    subscribing.unsubscribe(before.id)
    clock.move(hours=1)
    for _ in range(2):
        ask(subscribing)
    assert reader(store).status == "unsubscribed"
    clock.move(hours=1)
    again = subscribing.confirm(before.id)
    assert (again.status, again.confirmed, len(again.consents)) == ("confirmed", clock.now(), 2)


def test_leaving_one_edition_leaves_the_others(subscribing, store, clock):
    before = confirmed(subscribing, store, clock, replace(DAILY, editions=("daily", "weekly")))
    one = subscribing.unsubscribe(before.id, "daily")
    assert (one.status, one.editions) == ("confirmed", ("weekly",))
    assert subscribing.unsubscribe(before.id, "daily") == one
    assert subscribing.unsubscribe(before.id, "weekly").status == "unsubscribed"


def test_who_named_no_edition_leaves_the_first_one(subscribing, store, clock):
    store.subscribers.add(replace(listed(clock), editions=()))
    assert subscribing.unsubscribe(reader(store).id, "weekly").status == "confirmed"
    assert subscribing.unsubscribe(reader(store).id, "daily").status == "unsubscribed"


def test_leaving_does_not_free_who_is_suppressed(subscribing, store, clock):
    before = confirmed(subscribing, store, clock)
    store.subscribers.suppress(before.id, "550", clock.now())
    assert subscribing.unsubscribe(before.id).status == "suppressed"
    assert subscribing.confirm(before.id) is None


def test_preferences_of_who_gets_something_change(subscribing, store, clock):
    before = confirmed(subscribing, store, clock)
    chosen = Preferences(
        language="fr", editions=("weekly",), muted=("strikes",), hour="07:30", timezone="Europe/Paris"
    )
    changed = subscribing.change(before.id, chosen)
    assert reader(store) == changed
    assert (changed.language, changed.hour, changed.status) == ("fr", "07:30", "confirmed")
    subscribing.unsubscribe(before.id)
    assert subscribing.change(before.id, DAILY) is None


# ── Lists of people ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_is_listed_with_consent_is_confirmed_and_gets_no_mail(subscribing, store, clock):
    assert outcomes(subscribing, listed(clock)) == ["added"]
    assert reader(store).status == "confirmed"
    assert due(store) == []


def test_who_is_listed_without_consent_is_asked(subscribing, store, clock):
    (made,) = subscribing.enrol([listed(clock, "pending")])
    assert (made.outcome, made.asked, due(store)) == ("added", True, [(reader(store).id, "confirm")])


def test_who_is_there_stays_as_they_are(subscribing, store, clock):
    before = confirmed(subscribing, store, clock)
    assert outcomes(subscribing, listed(clock, "pending"), listed(clock, timezone="Asia/Tokyo")) == [
        "known",
        "known",
    ]
    assert reader(store) == before


def test_who_waits_is_confirmed_by_a_list_with_consent(subscribing, store, clock):
    ask(subscribing)
    assert outcomes(subscribing, listed(clock, timezone="Asia/Tokyo")) == ["confirmed"]
    assert (reader(store).status, reader(store).timezone) == ("confirmed", "Asia/Tokyo")
    assert [each.text for each in reader(store).consents] == [TEXT, "paper form"]


def test_no_list_brings_back_who_left_was_suppressed_or_forgotten(subscribing, store, clock):
    before = confirmed(subscribing, store, clock)
    subscribing.unsubscribe(before.id)
    assert outcomes(subscribing, listed(clock), listed(clock, "pending")) == ["unsubscribed"] * 2
    store.subscribers.suppress(before.id, "550", clock.now())
    assert outcomes(subscribing, listed(clock)) == ["suppressed"]
    subscribing.forget(before.id)
    assert outcomes(subscribing, listed(clock)) == ["suppressed"]
    other = listed(clock, address="other@example.org")
    subscribing.enrol([other])
    subscribing.forget(other.id)
    assert outcomes(subscribing, listed(clock, address="OTHER@example.org")) == ["forgotten"]
    assert store.subscribers.each() == []


def test_who_left_is_brought_back_when_it_is_asked_for_and_they_consented(subscribing, store, clock):
    before = confirmed(subscribing, store, clock)
    store.subscribers.suppress(before.id, "550", clock.now())
    assert outcomes(subscribing, listed(clock, "pending"), lift=True) == ["suppressed"]
    assert outcomes(subscribing, listed(clock), lift=True) == ["confirmed"]
    assert reader(store).status == "confirmed"
    assert not store.subscribers.is_suppressed(READER)


def test_who_left_elsewhere_leaves_here_too(subscribing, store, clock):
    confirmed(subscribing, store, clock)
    assert outcomes(subscribing, listed(clock, "unsubscribed")) == ["removed"]
    assert reader(store).status == "unsubscribed"
    other = listed(clock, "suppressed", address="other@example.org")
    assert outcomes(subscribing, other) == ["added"]
    assert store.subscribers.is_suppressed("other@example.org")


def test_trying_a_list_changes_nothing(subscribing, store, clock):
    (made,) = subscribing.enrol([listed(clock, "pending")], apply=False)
    assert (made.outcome, made.asked) == ("added", True)
    assert (store.subscribers.each(), due(store)) == ([], [])


def test_asking_again_keeps_the_hour_and_is_for_who_has_not_confirmed(subscribing, store, clock):
    ask(subscribing)
    assert not subscribing.ask_again(reader(store).id)
    settle(store, clock)
    assert subscribing.ask_again(reader(store).id)
    subscribing.confirm(reader(store).id)
    with pytest.raises(BriefingError, match="they are confirmed; only who is pending"):
        subscribing.ask_again(reader(store).id)
    with pytest.raises(BriefingError, match="forgotten"):
        subscribing.ask_again("f" * 16)


# ── At once ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_people_who_ask_at_once_for_one_address_are_one_row_and_one_mail(tmp_path, store, clock):
    failures = []

    def work():
        mine = open_store(tmp_path / "briefing.sqlite", clock)
        try:
            for _ in range(5):
                ask(Subscribing(mine, clock, "daily"))
        except Exception as error:  # noqa: BLE001  # told below
            failures.append(error)
        finally:
            mine.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    assert len(store.subscribers.each()) == 1
    assert len(due(store)) == 1


def test_what_was_asked_for_is_forgotten_after_it_was_settled(subscribing, store, clock):
    ask(subscribing)
    ask(subscribing, "other@example.org")
    table = store.subscribers.confirmations
    table.sent(table.due()[0], clock.now())
    table.purge(clock.now() + timedelta(seconds=1))
    assert len(due(store)) == 1
    ask(subscribing)
    ask(subscribing, "other@example.org")
    assert len(due(store)) == 2
