"""Decisions on editions and what was reported of mail: each row once, the last decision counts."""

from datetime import UTC, datetime, timedelta

import pytest

from briefing.errors import StoreError
from briefing.model import Approval, Subscriber
from briefing.store import open_store
from briefing.store.bounces import Bounce
from tests.fakes import FakeClock

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
EDITION = "daily-2026-03-10"
ANA = Subscriber(id="a" * 16, address="ana@reader.example", status="confirmed", created=NOON)


@pytest.fixture
def store(database):
    store = open_store(database, FakeClock(NOON))
    yield store
    store.close()


def decision(state, minutes=0, **changes):
    values = {
        "edition": EDITION,
        "state": state,
        "by": "Ana",
        "at": NOON + timedelta(minutes=minutes),
        "note": "n",
    }
    return Approval(**(values | changes))


def test_decisions_are_kept_in_order_and_the_last_one_counts(store):
    made = [decision("refused"), decision("approved", 1)]
    for each in made:
        store.approvals.add(each)
    store.approvals.add(decision("refused", edition="daily-2026-03-11"))
    assert store.approvals.of(EDITION) == made
    assert store.approvals.last(EDITION) == made[1]
    assert store.approvals.last("daily-2026-03-09") is None


def test_a_message_counts_once(store):
    bounce = Bounce(sha256="f" * 64, kind="soft", at=NOON, subscriber=ANA.id, edition=EDITION, status="4.2.2")
    assert store.bounces.kind_of(bounce.sha256) is None
    store.bounces.keep(bounce)
    assert store.bounces.kind_of(bounce.sha256) == "soft"
    with pytest.raises(StoreError):
        store.bounces.keep(bounce)


def test_soft_bounces_are_told_by_subscriber(store):
    rows = [
        ("1", "soft", ANA.id, "e1"),
        ("2", "soft", ANA.id, "e2"),
        ("3", "hard", ANA.id, "e3"),
        ("4", "soft", "b", "e4"),
    ]
    for sha256, kind, subscriber, edition in rows:
        store.bounces.keep(Bounce(sha256=sha256, kind=kind, at=NOON, subscriber=subscriber, edition=edition))
    assert store.bounces.soft(ANA.id) == {"e1", "e2"}


def test_what_a_bounce_does_and_its_row_are_one_transaction(store):
    store.subscribers.add(ANA)

    def fail():
        with store.bounces.transaction() as (bounces, subscribers):
            subscribers.suppress(ANA.id, "bounced", NOON)
            bounces.keep(Bounce(sha256="f" * 64, kind="hard", at=NOON))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert store.subscribers.by_id(ANA.id) == ANA
    assert store.bounces.kind_of("f" * 64) is None
    assert not store.subscribers.is_suppressed(ANA.address)
