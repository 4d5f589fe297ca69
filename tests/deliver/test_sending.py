"""Sending over a real SMTP server: what it answers, and what the ledger holds then."""

from dataclasses import replace

import pytest

from briefing.deliver.smtp import Smtp
from briefing.deliver.transports import hand_over
from briefing.errors import MailError
from tests.deliver.desk import POLICY, Desk, reader
from tests.deliver.server import HANG_UP, TAKE_AND_HANG_UP, Script, smtp_server


@pytest.fixture
def script():
    return Script()


@pytest.fixture
def port(script):
    with smtp_server(script) as port:
        yield port


@pytest.fixture
def desk(tmp_path, database):
    desk = Desk(tmp_path, [reader(n) for n in range(4)], database=database)
    desk.queue()
    yield desk
    desk.store.close()


def who(n):
    return reader(n).address


def test_everybody_gets_one_copy(desk, script, port):
    assert desk.send(port) == {"accepted": 4}
    assert sorted(script.copies()) == [who(n) for n in range(4)]
    assert desk.store.ledger.counts(desk.edition.id)["accepted"] == 4


def test_a_second_sending_has_nothing_to_do(desk, script, port):
    desk.send(port)
    assert desk.send(port) == {}
    assert len(script.received) == 4


def test_one_recipient_a_transaction_and_one_connection_for_all(desk, script, port):
    desk.send(port)
    assert all("," not in each.recipient for each in script.received)
    assert script.connections == 1


def test_450_is_tried_again_later_and_others_are_delivered(desk, script, port):
    script.say("rcpt", who(1), "450 4.2.1 mailbox busy")
    assert desk.send(port) == {"accepted": 3, "queued": 1}
    assert desk.send(port) == {}  # not yet
    desk.clock.move(seconds=301)
    assert desk.send(port) == {"accepted": 1}
    assert len(script.copies()[who(1)]) == 1


def test_waits_grow_threefold_and_end(desk, script, port):
    script.say("rcpt", who(1), *["450 busy"] * 9)
    desk.send(port, attempts=3)
    waits = []
    while desk.states()["reader1"] == "queued":
        due = desk.store.ledger.waiting()[1]
        waits.append((due - desk.clock.now()).total_seconds())
        desk.clock.move(seconds=waits[-1])
        desk.send(port, attempts=3)
    assert waits == [300, 900]
    assert desk.states()["reader1"] == "expired"


def test_a_day_later_it_is_no_news_any_more(desk, script, port):
    script.say("rcpt", who(1), "450 busy")
    desk.send(port)
    desk.clock.move(hours=25)
    assert desk.send(port) == {}
    assert desk.states()["reader1"] == "expired"
    assert who(1) not in script.copies()


@pytest.mark.parametrize("phase", ["rcpt", "data"])
def test_5xx_of_one_recipient_is_final_for_them_alone(desk, script, port, phase):
    script.say(phase, who(2), "550 5.1.1 no such user", "550 5.1.1 no such user")
    assert desk.send(port) == {"accepted": 3, "refused": 1}
    desk.clock.move(hours=2)
    assert desk.send(port) == {}
    assert desk.states()["reader2"] == "refused"


def person(desk, n):
    return desk.store.subscribers.by_id(reader(n).id)


def test_a_mailbox_that_does_not_exist_is_mailed_no_more(desk, script, port):
    script.say("rcpt", who(2), f"550 5.1.1 <{who(2)}>: unknown here")
    desk.send(port)
    assert [person(desk, n).status for n in range(4)] == ["confirmed", "confirmed", "suppressed", "confirmed"]
    reason = desk.store.subscribers.suppression(who(2))
    assert reason == "the address was refused: 550 5.1.1 <<address>>: unknown here"


@pytest.mark.parametrize(
    ("phase", "reply"),
    [
        ("rcpt", "550 5.7.1 listed"),
        ("rcpt", "550 5.1.8 sender's domain unknown"),
        ("rcpt", "550 5.1.0 rejected"),
        ("rcpt", "552 5.2.2 mailbox full"),
        ("rcpt", "550 no such user, see 5.1.1"),
        ("rcpt", "450 4.1.1 unknown for now"),
        ("data", "550 5.1.1 no such user"),
    ],
)
def test_another_refusal_ends_the_row_and_leaves_the_subscriber(desk, script, port, phase, reply):
    script.say(phase, who(2), reply)
    desk.send(port)
    assert person(desk, 2).status == "confirmed"


def test_a_server_to_which_everybody_is_unknown_costs_nobody_their_place(desk, script, port):
    for n in range(4):
        script.say("rcpt", who(n), "550 5.1.1 no such user")
    assert desk.send(port) == {"refused": 4}
    assert {person(desk, n).status for n in range(4)} == {"confirmed"}
    assert "is it the right mail server?" in desk.progress.notes[-1]


def test_a_reply_is_kept_without_the_address(desk, script, port):
    script.say("rcpt", who(2), f"550 5.1.1 <{who(2)}>: unknown here")
    desk.send(port)
    row = desk.store.ledger.rows(desk.edition.id)[2]
    assert row.reply == "550 5.1.1 <<address>>: unknown here"


@pytest.mark.parametrize("phase", ["mail", "rcpt", "data"])
def test_421_means_a_new_connection_and_later(desk, script, port, phase):
    script.say(phase, "*", "421 4.3.2 closing")
    assert desk.send(port) == {"queued": 1, "accepted": 3}
    assert script.connections == 2
    desk.clock.move(seconds=301)
    assert desk.send(port) == {"accepted": 1}
    assert {address: len(copies) for address, copies in script.copies().items()} == {
        who(n): 1 for n in range(4)
    }


def test_a_server_that_closes_after_two_messages_is_called_again(desk, script, port):
    assert desk.send(port, messages_per_connection=2) == {"accepted": 4}
    assert script.connections == 2


def test_a_connection_lost_before_the_message_is_tried_again(desk, script, port):
    script.say("rcpt", who(0), HANG_UP)
    assert desk.send(port) == {"queued": 1, "accepted": 3}
    assert desk.store.ledger.rows(desk.edition.id)[0].doubts == 0


@pytest.mark.parametrize("end", [HANG_UP, TAKE_AND_HANG_UP])
def test_a_connection_lost_after_the_message_leaves_it_unknown(desk, script, port, end):
    script.say("data", who(0), end)
    assert desk.send(port) == {"unknown": 1, "accepted": 3}
    assert desk.states()["reader0"] == "unknown"


def test_unknown_is_sent_again_with_the_same_bytes(desk, script, port):
    script.say("data", who(0), TAKE_AND_HANG_UP)
    desk.send(port)
    desk.clock.move(seconds=301)
    assert desk.send(port) == {"accepted": 1}
    first, second = script.copies()[who(0)]
    assert first == second
    assert desk.store.ledger.rows(desk.edition.id)[0].doubts == 1


def test_unknown_is_held_where_that_is_the_policy(desk, script, port):
    script.say("data", who(0), TAKE_AND_HANG_UP)
    desk.send(port, on_unknown="hold")
    desk.clock.move(hours=1)
    assert desk.send(port, on_unknown="hold") == {}
    assert len(script.copies()[who(0)]) == 1
    row = desk.store.ledger.rows(desk.edition.id)[0]
    assert (row.state, row.reply.partition(":")[0]) == ("held", "it may have arrived")


def test_other_bytes_are_not_sent_to_whom_may_have_the_first_ones(desk, script, port):
    script.say("data", who(0), TAKE_AND_HANG_UP)
    desk.send(port)
    desk.clock.move(seconds=301)
    with desk.store._write() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET sha256 = 'other' WHERE state = 'unknown'")
    desk.send(port)
    assert desk.states()["reader0"] == "held"


def test_nonsense_after_the_message_is_unknown_and_before_it_later(desk, script, port):
    script.say("data", who(0), "banana")
    script.say("rcpt", who(1), "999 what")
    assert desk.send(port) == {"unknown": 1, "queued": 1, "accepted": 2}


def test_a_refused_sender_costs_nobody_their_message(desk, script, port):
    script.say("mail", "*", "550 5.7.1 not for us")
    with pytest.raises(MailError, match="the sender is refused: 550"):
        desk.send(port)
    row = desk.store.ledger.rows(desk.edition.id)[0]
    assert (row.state, row.attempts) == ("queued", 0)
    assert desk.send(port) == {"accepted": 4}


def test_without_a_server_everything_stays_queued(desk):
    with pytest.raises(MailError, match="no connection"):
        desk.send(1)
    assert set(desk.states().values()) == {"queued"}
    assert {row.attempts for row in desk.store.ledger.rows(desk.edition.id)} == {0}


def test_a_rate_spaces_messages(desk, port):
    desk.send(port, rate=2.0)
    assert desk.slept == [0.5, 0.5, 0.5]


def test_an_hour_in_a_zone_is_waited_for(tmp_path, script, port):
    desk = Desk(tmp_path, [reader(0, hour="10:30", timezone="Europe/Helsinki"), reader(1)])
    desk.queue()
    assert desk.send(port) == {"accepted": 1}
    desk.clock.move(hours=2, minutes=24)
    assert desk.send(port) == {}
    desk.clock.move(minutes=1)
    assert desk.send(port) == {"accepted": 1}


def test_who_unsubscribes_before_the_attempt_gets_nothing(desk, script, port):
    people = desk.store.subscribers
    people.save(replace(people.by_id(reader(1).id), status="unsubscribed"))
    assert desk.send(port) == {"accepted": 3, "held": 1}
    assert who(1) not in script.copies()


def test_who_leaves_this_list_alone_gets_nothing_of_it(desk, script, port):
    people = desk.store.subscribers
    people.save(replace(people.by_id(reader(1).id), editions=("weekly",)))
    desk.send(port)
    assert desk.states()["reader1"] == "held"


def test_who_is_forgotten_gets_nothing(desk, script, port):
    desk.store.subscribers.forget(reader(1).id, desk.clock.now())
    desk.send(port)
    assert desk.states()["reader1"] == "held"


def test_who_confirmed_after_the_freeze_waits_for_the_next_one(tmp_path):
    desk = Desk(tmp_path, [reader(0)])
    desk.store.subscribers.add(reader(1, confirmed=desk.clock.now()))
    assert (desk.queue().queued, desk.queue().later, desk.queue(late=True).queued) == (1, 1, 1)


def test_who_wants_nothing_of_it_has_a_row_that_says_so(tmp_path, script, port):
    desk = Desk(tmp_path, [reader(0, themes=("Gardens",)), reader(1, muted=("Strikes",))])
    assert desk.queue().held == 1
    desk.send(port)
    assert desk.states() == {"reader0": "held", "reader1": "accepted"}


def test_two_senders_share_the_work(tmp_path, script, port):
    desk = Desk(tmp_path, [reader(n) for n in range(30)])
    desk.queue()
    first = desk.store.ledger.claim("a" * 32, desk.clock.now(), 60, limit=10)
    assert desk.send(port) == {"accepted": 20}
    assert len(first) == 10
    desk.clock.move(seconds=61)  # the other one's time is over
    assert desk.send(port) == {"accepted": 10}
    assert {len(copies) for copies in script.copies().values()} == {1}


def test_five_connections_are_used_at_the_same_time(tmp_path, script, port):
    desk = Desk(tmp_path, [reader(n) for n in range(40)])
    desk.queue()
    assert desk.send(port, connections=5) == {"accepted": 40}
    assert script.connections == 5
    assert len(script.received) == 40


def over_smtp(port, message):
    way = Smtp(replace(POLICY, smtp_host="127.0.0.1", smtp_port=port), "brief@brief.example")
    return hand_over(way, who(0), message)


def test_lines_that_begin_with_a_dot_arrive_as_they_are(script, port):
    message = b".first\r\n..second\r\n.\r\n.\r\nSubject: .\r\n\r\n.\r\nlast.\r\n"
    assert over_smtp(port, message).result == "accepted"
    assert script.received[0].message == message


def test_other_ends_of_lines_become_what_mail_has(script, port):
    assert over_smtp(port, b"Subject: x\n\n.a\rb\r\nc").result == "accepted"
    assert script.received[0].message == b"Subject: x\r\n\r\n.a\r\nb\r\nc\r\n"


def test_a_sender_that_is_halted_leaves_the_others_queued(tmp_path, script, port):
    desk = Desk(tmp_path, [reader(n) for n in range(20)])
    desk.queue()
    assert desk.send(port, halted=lambda: len(script.received) >= 3) == {"accepted": 3}
    assert desk.store.ledger.counts(desk.edition.id)["queued"] == 17
    assert desk.send(port) == {"accepted": 17}  # at once: nothing of it is claimed any more
