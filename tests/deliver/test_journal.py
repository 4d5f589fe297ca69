"""What connections write down at the same time is one transaction, and each is told of its own."""

import asyncio

import pytest

from briefing.deliver.journal import Journal
from briefing.errors import StoreError
from briefing.store.ledger import Beginning, Ending, Ledger
from tests.deliver.desk import Desk, reader

BEGINNING = Beginning(message_id="<x@y>", sha256="0" * 64)
ACCEPTED = Ending(state="accepted", reply="250 ok")


class Watched(Ledger):
    """A ledger that counts its transactions, and refuses them while it is `full`."""

    def __init__(self, database):
        super().__init__(database)
        self.written = []
        self.full = False

    def record(self, claim, now, seconds, steps):
        if self.full:
            msg = "the disk is full"
            raise StoreError(msg)
        self.written.append(len(steps))
        return super().record(claim, now, seconds, steps)


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path, [reader(n) for n in range(3)])
    desk.queue()
    yield desk
    desk.store.close()


@pytest.fixture
def ledger(desk):
    return Watched(desk.store._database)


@pytest.fixture
def rows(desk, ledger):
    return ledger.claim("c", desk.clock.now(), 60, limit=3)


@pytest.fixture
def ended():
    return []


@pytest.fixture
def journal(desk, ledger, ended):
    return Journal(ledger, "c", desk.clock, 60, lambda row, ending, ours: ended.append((ending.state, ours)))


def states(desk):
    return [row.state for row in desk.store.ledger.rows(desk.edition.id)]


def test_what_begins_at_the_same_time_is_one_transaction(journal, ledger, rows, desk):
    async def both():
        return await asyncio.gather(*(journal.begin(row, BEGINNING) for row in rows))

    assert asyncio.run(both()) == [True, True, True]
    assert ledger.written == [3]
    assert states(desk) == ["sending"] * 3


def test_an_ending_is_written_with_the_next_beginning(journal, ledger, rows, desk, ended):
    async def one_after_another():
        await journal.begin(rows[0], BEGINNING)
        journal.finish(rows[0], ACCEPTED)
        await journal.begin(rows[1], BEGINNING)

    asyncio.run(one_after_another())
    assert ledger.written == [1, 2]
    assert states(desk) == ["accepted", "sending", "queued"]
    assert ended == [("accepted", True)]


def test_an_ending_is_written_though_nobody_waits_for_it(journal, rows, desk):
    async def alone():
        await journal.begin(rows[0], BEGINNING)
        journal.finish(rows[0], ACCEPTED)
        await asyncio.sleep(0)

    asyncio.run(alone())
    assert states(desk)[0] == "accepted"


def test_who_lost_their_row_is_told_and_the_others_are_not(journal, rows, desk):
    desk.store.ledger.release("c")
    taken = desk.store.ledger.claim("d", desk.clock.now(), 60, limit=1)
    desk.store.ledger.claim("c", desk.clock.now(), 60, limit=2)

    async def both():
        return await asyncio.gather(*(journal.begin(row, BEGINNING) for row in rows))

    assert asyncio.run(both()) == [row.delivery != taken[0].delivery for row in rows]


def test_where_nothing_can_be_written_nothing_begins_and_endings_are_kept(journal, ledger, rows, desk, ended):
    async def full():
        await journal.begin(rows[0], BEGINNING)
        ledger.full = True
        journal.finish(rows[0], ACCEPTED)
        with pytest.raises(StoreError, match="full"):
            await journal.begin(rows[1], BEGINNING)
        with pytest.raises(StoreError, match="full"):
            await journal.begin(rows[2], BEGINNING)
        ledger.full = False
        journal.flush()

    asyncio.run(full())
    assert states(desk) == ["accepted", "queued", "queued"]
    assert ended == [("accepted", True)]
