"""A power cut in the middle of a sending: the disk has what the last claim waited for, and maybe nothing that came behind it."""

import os
import socket
import sqlite3
from contextlib import closing

import pytest

from briefing.store import open_store
from briefing.store.ledger import Ledger
from tests.deliver.desk import Desk, reader
from tests.deliver.server import Script, smtp_server

RECIPIENTS = 30
SENT = 25  # before the power went: in the second claim, which is of the last ten
CLAIMED = 10


class Synchronised(Ledger):
    """A ledger that keeps a copy of the database as each claim left it on the disk."""

    def __init__(self, database, copy):
        super().__init__(database)
        self.copy = copy

    def claim(self, *arguments, **named):
        rows = super().claim(*arguments, **named)
        with (
            closing(sqlite3.connect(self._database.place)) as now,
            closing(sqlite3.connect(self.copy)) as then,
        ):
            now.backup(then)
            # as it would be read after the machine was started anew
            then.execute(
                "UPDATE deliveries SET holder = ? WHERE claim > ''",
                (f"{os.getpid()}@{socket.gethostname()}/00000000.0.0",),
            )
            then.commit()
        return rows


@pytest.fixture
def script():
    return Script()


@pytest.fixture
def after(tmp_path, script):
    """Sends to 25 of 30, loses what was not synchronised, and sends again under a policy; state -> rows."""

    def after(on_unknown):
        desk = Desk(tmp_path, [reader(n) for n in range(RECIPIENTS)])
        desk.queue()
        desk.store.ledger = Synchronised(desk.store._database, tmp_path / "disk.sqlite")
        with smtp_server(script) as port:
            desk.send(port, halted=lambda: len(script.received) >= SENT)
            desk.store.close()
            (tmp_path / "disk.sqlite").replace(desk.file)
            desk.store = open_store(desk.file, desk.clock)
            desk.send(port, on_unknown=on_unknown)
            counts = desk.store.ledger.counts(desk.edition.id)
            desk.store.close()
        return {state: number for state, number in counts.items() if number}

    return after


def test_nobody_gets_two_where_doubt_holds(after, script):
    assert after("hold") == {"accepted": RECIPIENTS - CLAIMED, "held": CLAIMED}
    assert {len(copies) for copies in script.copies().values()} == {1}


def test_nobody_is_missing_where_messages_are_sent_again_and_only_what_was_claimed_is(after, script):
    assert after("resend") == {"accepted": RECIPIENTS}
    copies = script.copies()
    assert len(copies) == RECIPIENTS
    assert sum(len(each) - 1 for each in copies.values()) == SENT - (RECIPIENTS - CLAIMED)
