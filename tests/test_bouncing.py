"""``briefing bounces``: which reports count, for whom, and that each counts once."""

import json
import mailbox
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from click.testing import CliRunner

from briefing.bouncing import bounced, in_a_row
from briefing.cli.bounces import bounces
from briefing.errors import BriefingError
from briefing.model import Delivery, ImapAccount, Subscriber
from briefing.settings import load_settings
from briefing.store import open_store
from briefing.store.ledger import Beginning, Ending, Queued
from briefing.subscribers.tokens import TOKEN_KEY, Tokens
from tests.deliver.imap_server import CERTIFICATE, serving
from tests.deliver.reports import feedback_report, group, status_report
from tests.fakes import FakeClock

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
WEB = "https://brief.example"
ANA = Subscriber(
    id="a" * 16, address="ana@reader.example", status="confirmed", created=NOON - timedelta(days=9)
)
BEN = replace(ANA, id="b" * 16, address="ben@reader.example")
TOML = f'[output]\npublic_url = "{WEB}"\n[bounces]\nsoft_limit = 3\n'
SOFT = group(status="4.2.2")


def message_id(edition, subscriber=ANA):
    return f"<{edition}.{subscriber.id}@brief.example>"


def day(number):
    return f"daily-2026-03-{number:02}"


@pytest.fixture
def clock():
    return FakeClock(NOON)


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "briefing.toml").write_text(TOML)
    return load_settings(tmp_path / "briefing.toml", {}, cwd=tmp_path)


@pytest.fixture
def store(settings, clock):
    store = open_store(settings.database, clock)
    for person in (ANA, BEN):
        store.subscribers.add(person)
    yield store
    store.close()


@pytest.fixture
def sent(store, clock):
    """Sends an edition to Ana and Ben, as far as the ledger knows."""

    def send(edition, state="accepted"):
        now = clock.now()
        store.ledger.queue(edition, [Queued(subscriber=p.id, due=now, choice={}) for p in (ANA, BEN)], now)
        claimed = store.ledger.claim("c", now, 60.0, limit=10)
        rows = [row for row in claimed if row.delivery.edition == edition]
        for row in rows:
            person = store.subscribers.by_id(row.delivery.subscriber)
            beginning = Beginning(message_id=message_id(edition, person), sha256="0" * 64)
            ending = Ending(state=state, reply="250 ok")
            assert store.ledger.record("c", now, 60.0, [(row, beginning), (row, ending)]) == [True, True]
        store.ledger.release("c")
        clock.move(hours=24)

    return send


@pytest.fixture
def read(settings, store, clock):
    """What one message comes to."""

    def read(content, **options):
        [handled] = bounced(settings, BytesIO(content), clock=clock, **options)
        return handled

    return read


def status(store, person=ANA):
    return store.subscribers.by_id(person.id).status


# ── What counts ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_hard_bounce_of_what_we_sent_suppresses_that_subscriber_alone(store, sent, read):
    sent(day(9))
    handled = read(status_report(message_id=message_id(day(9))))
    assert (handled.kind, handled.means, handled.subscriber) == ("hard", "suppressed", ANA.id)
    assert (handled.edition, handled.status) == (day(9), "5.1.1")
    assert (status(store), status(store, BEN)) == ("suppressed", "confirmed")
    assert store.subscribers.suppression(ANA.address) == "a hard bounce"


def test_a_complaint_suppresses(store, sent, read):
    sent(day(9))
    assert read(feedback_report(message_id=message_id(day(9)))).kind == "complaint"
    assert (status(store), store.subscribers.suppression(ANA.address)) == ("suppressed", "a complaint")


def test_a_complaint_without_message_id_counts_by_the_link_that_we_signed(store, sent, read):
    sent(day(9))
    token = Tokens(store.secret(TOKEN_KEY)).sign("unsubscribe", BEN.id, "daily")
    handled = read(feedback_report(message_id="", link=f"{WEB}/unsubscribe/{token}"))
    assert (handled.subscriber, handled.edition) == (BEN.id, day(9))
    assert status(store, BEN) == "suppressed"


@pytest.mark.parametrize(
    "made",
    [
        {"message_id": message_id(day(10))},
        {"message_id": ""},
        {"message_id": message_id(day(9), replace(ANA, id="c" * 16))},
        {"message_id": "", "link": f"{WEB}/unsubscribe/{ANA.id}.{'A' * 43}"},
        {"message_id": "", "link": f"https://evil.example/unsubscribe/{ANA.id}.{'A' * 43}"},
    ],
)
def test_a_report_that_names_no_mail_of_ours_does_nothing(store, sent, read, made):
    sent(day(9))
    for report in (status_report(**made), feedback_report(**made)):
        handled = read(report)
        assert (handled.kind, handled.why) == ("ignored", "it names no mail that we sent")
    assert status(store) == "confirmed"


def test_a_token_of_another_purpose_list_or_installation_does_nothing(store, sent, read):
    sent(day(9))
    ours = Tokens(store.secret(TOKEN_KEY))
    for token in (
        ours.sign("preferences", ANA.id, "daily"),
        ours.sign("unsubscribe", ANA.id, "weekly"),
        Tokens(b"x" * 32).sign("unsubscribe", ANA.id, "daily"),
    ):
        assert read(feedback_report(message_id="", link=f"{WEB}/unsubscribe/{token}")).kind == "ignored"
    assert status(store) == "confirmed"


def test_an_old_report_does_nothing_to_somebody_who_has_confirmed_again(store, sent, read, clock):
    sent(day(9))
    store.subscribers.save(replace(ANA, confirmed=clock.now()))
    handled = read(status_report(message_id=message_id(day(9))))
    assert (handled.kind, handled.why) == ("ignored", "they have confirmed their address since")
    assert status(store) == "confirmed"


def test_a_report_about_somebody_who_is_forgotten_does_nothing(store, sent, read, clock):
    sent(day(9))
    store.subscribers.forget(ANA.id, clock.now())
    assert read(status_report(message_id=message_id(day(9)))).kind == "ignored"


# ── Soft bounces ─────────────────────────────────────────────────────────────────────────────────────────────────────


def soft(edition, **changes):
    return status_report(SOFT, message_id=message_id(edition), **changes)


def test_soft_bounces_are_counted_and_suppress_after_so_many_in_a_row(store, sent, read):
    means = []
    for number in (1, 2, 3):
        sent(day(number))
        means.append(read(soft(day(number))).means)
        if number < 3:
            assert store.subscribers.by_id(ANA.id).bounces == number
    assert means == ["counted", "counted", "suppressed"]
    assert store.subscribers.suppression(ANA.address) == "soft bounces in a row"


def test_a_mail_that_arrived_between_begins_the_count_anew(store, sent, read):
    for number in (1, 2, 3, 4, 5):
        sent(day(number))
        if number != 3:
            assert read(soft(day(number))).means == "counted"
    assert (status(store), store.subscribers.by_id(ANA.id).bounces) == ("confirmed", 2)


def test_two_reports_of_one_mail_count_once(store, sent, read):
    sent(day(1))
    for returned in ("text/rfc822-headers", "message/rfc822"):
        assert read(soft(day(1), returned=returned)).row == 1
    assert store.subscribers.by_id(ANA.id).bounces == 1


def test_only_what_may_have_arrived_ends_a_row():
    def made(number, state="accepted"):
        moment = NOON + timedelta(days=number)
        return Delivery(edition=day(number), subscriber=ANA.id, state=state, due=moment, changed=moment)

    deliveries = [made(1), made(2, "expired"), made(3), made(4, "refused"), made(5), made(6)]
    bounced_editions = {day(1), day(3), day(5)}
    assert in_a_row(deliveries, bounced_editions, day(3)) == 3
    assert in_a_row([*deliveries, made(7)], {*bounced_editions, day(7)}, day(7)) == 1
    assert in_a_row([], {day(1)}, day(1)) == 1


# ── Once ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_message_read_twice_does_nothing_twice(store, sent, read):
    sent(day(1))
    assert read(soft(day(1))).means == "counted"
    again = read(soft(day(1)).replace(b"\n", b"\r\n"))
    assert (again.kind, again.means, again.why) == ("soft", "nothing", "it was read before")
    assert store.subscribers.by_id(ANA.id).bounces == 1


def test_a_dry_run_says_what_would_happen_and_keeps_nothing(store, sent, read):
    sent(day(1))
    report = status_report(message_id=message_id(day(1)))
    assert read(report, dry_run=True).means == "suppressed"
    assert status(store) == "confirmed"
    assert read(report).means == "suppressed"


# ── Mailboxes ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def box(tmp_path):
    return mailbox.Maildir(tmp_path / "Maildir")


def names(folder):
    return sorted(path.name.partition(":2,")[2] for path in folder.iterdir())


def test_reports_of_a_maildir_are_marked_as_read_and_other_mail_is_left_unread(
    tmp_path, box, settings, sent, clock
):
    sent(day(1))
    box.add(status_report(message_id=message_id(day(1))))
    box.add(b"Subject: hello\n\nHow do I subscribe?\n")
    path = tmp_path / "Maildir"
    first = list(bounced(settings, path, clock=clock))
    assert sorted(each.kind for each in first) == ["hard", "ignored"]
    assert (list((path / "new").iterdir()), names(path / "cur")) == ([], ["", "S"])
    assert [each.why for each in bounced(settings, path, clock=clock)] == ["it was read before"]
    assert len(list(bounced(settings, path, seen=True, clock=clock))) == 2


def test_a_message_is_not_marked_before_what_it_says_is_kept(tmp_path, box, settings, sent, clock):
    sent(day(1))
    box.add(status_report(message_id=message_id(day(1))))
    path = tmp_path / "Maildir"
    settings.database.chmod(0o600)
    broken = replace(settings, database=tmp_path / "briefing.toml")
    with pytest.raises(BriefingError):
        list(bounced(broken, path, clock=clock))
    assert len(list((path / "new").iterdir())) == 1


def test_links_and_hidden_files_in_a_maildir_are_not_read(tmp_path, box, settings, store):
    (tmp_path / "secret").write_bytes(status_report())
    (tmp_path / "Maildir" / "new" / "1.link").symlink_to(tmp_path / "secret")
    (tmp_path / "Maildir" / "new" / ".hidden").write_bytes(b"x")
    assert list(bounced(settings, tmp_path / "Maildir")) == []


def test_an_mbox_is_read_message_by_message_and_left_as_it_is(tmp_path, settings, store, sent, clock):
    sent(day(1))
    one = status_report(message_id=message_id(day(1)))
    other = feedback_report(message_id=message_id(day(1), BEN))
    line = b"From MAILER-DAEMON Tue Mar 10 06:10:00 2026\n"
    whole = line + one + b"\n" + line + b"Subject: x\n\nFrom here on it is text.\n\n" + line + other + b"\n"
    path = tmp_path / "bounces.mbox"
    path.write_bytes(whole)
    handled = [(each.name, each.kind) for each in bounced(settings, path, clock=clock)]
    assert handled == [("message 1", "hard"), ("message 2", "ignored"), ("message 3", "complaint")]
    assert path.read_bytes() == whole
    assert (status(store), status(store, BEN)) == ("suppressed", "suppressed")


def test_a_file_that_is_a_message_is_read(tmp_path, settings, sent, clock):
    sent(day(1))
    path = tmp_path / "bounce.eml"
    path.write_bytes(status_report(message_id=message_id(day(1))))
    assert [each.kind for each in bounced(settings, path, clock=clock)] == ["hard"]


def test_ten_megabytes_through_a_pipe_are_one_line(settings, store):
    hostile = BytesIO(b"Content-Type: multipart/report; boundary=x\n\n" + b"--x\n\n" * 2_000_000)
    [handled] = bounced(settings, hostile)
    assert handled.kind == "ignored"
    assert hostile.read() == b""


def test_what_is_no_mailbox_is_told_with_the_mend(tmp_path, settings):
    for path, told in [(tmp_path / "nowhere", "No such file"), (tmp_path, "no Maildir")]:
        with pytest.raises(BriefingError, match=told):
            list(bounced(settings, path))
    with pytest.raises(BriefingError, match="no IMAP account"):
        list(bounced(settings, None))


# ── IMAP ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def with_account(settings, server, **changes):
    account = ImapAccount(host="localhost", port=server.port, user="brief")
    mail = replace(settings.mail, tls_ca=str(CERTIFICATE))
    return replace(settings, imap=replace(account, **changes), imap_password="pässword", mail=mail)


@pytest.mark.parametrize("plain", [True, False], ids=["SASL PLAIN", "LOGIN"])
def test_unread_reports_of_an_account_are_read_through_tls_and_marked(settings, store, sent, clock, plain):
    sent(day(1))
    mails = status_report(message_id=message_id(day(1))), b"Subject: hello\n\nA person.\n"
    with serving(*mails, plain=plain, password="pässword" if plain else "password") as server:
        here = with_account(settings, server)
        here = here if plain else replace(here, imap_password="password")
        assert [(each.name, each.kind) for each in bounced(here, None, clock=clock)] == [
            ("UID 11", "hard"),
            ("UID 12", "ignored"),
        ]
        assert server.seen == {11}
        assert [each.why for each in bounced(here, None, clock=clock)] == ["it was read before"]
        assert server.heard[-1] == "LOGOUT"
    assert status(store) == "suppressed"


def test_a_dry_run_opens_the_account_for_looking_only(settings, store, sent, clock):
    sent(day(1))
    with serving(status_report(message_id=message_id(day(1)))) as server:
        assert [each.means for each in bounced(with_account(settings, server), None, dry_run=True)] == [
            "suppressed"
        ]
        assert 'EXAMINE "INBOX"' in server.heard
        assert server.seen == set()


def failing(settings):
    with pytest.raises(BriefingError) as caught:
        list(bounced(settings, None))
    message = str(caught.value)
    assert "pässword" not in message
    assert "\n" not in message
    return message


def test_a_wrong_password_is_told_without_it(settings, store):
    with serving(password="other") as server:
        assert "refuses to log 'brief' in" in failing(with_account(settings, server))


def test_a_certificate_that_nobody_vouches_for_is_refused_before_the_password_is_said(settings, store):
    with serving() as server:
        message = failing(replace(with_account(settings, server), mail=settings.mail))
        assert "no TLS: self" in message
        assert server.heard == []


def test_faults_of_the_server_are_one_line_with_the_mend(settings, store):
    with serving() as server:
        assert "no folder 'Nowhere'" in failing(with_account(settings, server, folder="Nowhere"))
        server.greeting = b"HTTP/1.1 400 Bad Request\r\n"
        assert "is no IMAP" in failing(with_account(settings, server))
        server.greeting, server.hang_up_at = b"* OK here\r\n", "SEARCH"
        assert "broke off" in failing(with_account(settings, server))
        port = server.port
    gone = with_account(settings, server)
    assert f"localhost:{port}: " in failing(gone)


def test_what_was_read_before_the_server_broke_off_is_kept(settings, store, sent, clock):
    sent(day(1))
    with serving(status_report(message_id=message_id(day(1)))) as server:
        server.hang_up_at = "STORE"
        assert "is read and kept" in failing(with_account(settings, server))
    assert status(store) == "suppressed"


# ── The command ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_command_tells_one_line_a_message_without_addresses(tmp_path, settings, sent):
    sent(day(1))
    report = status_report(message_id=message_id(day(1)))
    config = ["--config", str(tmp_path / "briefing.toml")]
    ran = CliRunner().invoke(bounces, ["-", *config], input=report)
    assert ran.exception is None, ran.output
    assert ran.output.splitlines() == [
        f"message 1: hard bounce 5.1.1 of {day(1)}: subscriber {ANA.id} suppressed",
        "1 read: 1 suppressed",
    ]
    ran = CliRunner().invoke(bounces, ["-", *config, "--json"], input=report)
    assert json.loads(ran.output)["why"] == "it was read before"


def test_naming_no_mailbox_or_two_is_wrong_usage(tmp_path, settings):
    for arguments in ([], ["-", "--imap"]):
        assert CliRunner().invoke(bounces, arguments).exit_code == 2
