"""Reports of mail servers, as their RFCs have them and as an attacker would: what they say, in bounded time."""

import random
import time

import pytest

from briefing.deliver.bounces import LONGEST, Failure, Ignored, Report, read_report
from tests.deliver.reports import ADDRESS, MESSAGE_ID, feedback_report, group, status_report

LINK = "https://brief.example/unsubscribe/0123456789abcdef.token"


def failures(*groups):
    report = read_report(status_report(*groups))
    return report.failures if isinstance(report, Report) else report.why


def test_a_failed_recipient_is_told_with_status_message_id_and_unsubscribe_link():
    assert read_report(status_report(link=LINK)) == Report(
        failures=(Failure(kind="hard", status="5.1.1", recipients=(ADDRESS,)),),
        message_id=MESSAGE_ID,
        links=(LINK,),
    )


def test_line_ends_of_the_network_and_returned_messages_make_no_difference():
    plain = read_report(status_report(link=LINK))
    assert read_report(status_report(link=LINK).replace(b"\n", b"\r\n")) == plain
    assert read_report(status_report(link=LINK, returned="message/rfc822")) == plain


def test_a_complaint_is_one_whatever_case_it_is_written_in():
    for kind in ("abuse", "Fraud", "opt-out"):
        report = read_report(feedback_report(kind, link=LINK))
        assert report == Report(failures=(), message_id=MESSAGE_ID, links=(LINK,))
        assert report.is_complaint


def test_feedback_that_is_no_complaint_is_ignored():
    for kind in ("not-spam", "auth-failure", "other", ""):
        assert isinstance(read_report(feedback_report(kind)), Ignored)


@pytest.mark.parametrize(
    ("status", "diagnostic", "kind"),
    [
        ("5.1.1", "550 no such user", "hard"),
        ("5.1.10", "556 null MX", "hard"),
        ("5.2.1", "550 mailbox disabled", "hard"),
        ("5.4.4", "no route", "hard"),
        ("5.0.0", "550 no", "hard"),
        ("5.0.0 (undefined)", "550-5.1.1 gone", "hard"),
        ("4.4.7", "gave up after five days", "soft"),
        ("5.2.2", "552 mailbox full", "soft"),
        ("5.7.1", "550 you are listed", "soft"),
        ("5.1.8", "550 sender's domain unknown", "soft"),
        ("5.4.7", "delivery time expired", "soft"),
        ("5.5.4", "bad parameters", "soft"),
        ("5.0.0", "550 5.7.26 unauthenticated", "soft"),
        ("5.6.1", "554 content", "soft"),
        ("", "550 5.1.1 no", "soft"),
        ("five", "550 no", "soft"),
        ("2.0.0", "250 fine", "soft"),
    ],
)
def test_what_is_wrong_with_the_address_is_hard_and_all_else_soft(status, diagnostic, kind):
    [failure] = failures(group(status=status, diagnostic=diagnostic))
    assert failure.kind == kind


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_only_a_failure_counts(action):
    assert failures(group(action=action)) == "it reports no failure"


def test_of_several_recipients_the_one_that_we_mailed_counts():
    gone, full = group("other@reader.example"), group("ANA@reader.example", status="4.2.2")
    report = read_report(status_report(gone, full))
    assert report.failure(ADDRESS).status == "4.2.2"
    assert report.failure("other@reader.example").status == "5.1.1"


def test_of_several_recipients_that_we_did_not_mail_the_mildest_counts():
    report = read_report(status_report(group("a@x.example"), group("b@x.example", status="4.2.2")))
    assert report.failure(ADDRESS).kind == "soft"


def test_a_status_part_in_base64_is_read():
    import base64

    whole = status_report()
    start, end = whole.index(b"Reporting-MTA"), whole.index(b"--=_b1\nContent-Type: text/rfc822")
    packed = base64.encodebytes(whole[start:end])
    whole = whole[:start] + packed + whole[end:]
    whole = whole.replace(
        b"Content-Type: message/delivery-status",
        b"Content-Transfer-Encoding: BASE64\nContent-Type: message/global-delivery-status",
    )
    assert read_report(whole).failures == failures()


# ── Other people's mail, and hostile mail ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\n\n\n",
        b"\0" * 1000,
        b"Subject: hello\n\nHow are you?\n",
        b"Subject: Out of office\nAuto-Submitted: auto-replied\n\n550 5.1.1 user unknown\n",
        b"Subject: failure notice\n\nHi. This is the qmail-send program.\n<ana@reader.example>:\nno\n",
        b"Content-Type: multipart/report; report-type=delivery-status\n\nno boundary\n",
        b'Content-Type: multipart/report; boundary=""\n\n--\n\nno boundary\n',
        b'Content-Type: multipart/report; boundary="x"\n\nnever begins\n',
        b"Content-Type: multipart/report; boundary*0*=nonsense'x'%ff; boundary*1=y\n\n--y\n\n",
        (
            b"Content-Type: multipart/report; report-type=disposition-notification; boundary=x\n\n--x\n"
            b"Content-Type: message/disposition-notification\n\nDisposition: manual-action; displayed\n--x--\n"
        ),
        status_report().replace(b"multipart/report", b"multipart/mixed"),
    ],
)
def test_whatever_is_no_report_is_ignored_with_a_reason(message):
    assert isinstance(read_report(message), Ignored)


def test_a_reason_repeats_nothing_of_the_message():
    hostile = b"Subject: \x1b[2J=?utf-8?q?=0ABcc:_x?=\nContent-Type: \x1b[2J/\x07\n\n"
    assert read_report(hostile) == Ignored(why="it is no report")


def test_encoded_line_breaks_and_terminal_controls_are_no_part_of_what_is_told():
    report = read_report(
        status_report(group(recipient="a@x\x1b[2J.example\x07", status="5.1.1 =?utf-8?q?=0A?="), link=LINK)
    )
    [failure] = report.failures
    assert failure.status == "5.1.1"
    assert all(each.isprintable() for each in failure.recipients)


def test_a_folded_message_id_is_one_line_and_one_of_no_shape_is_none():
    folded = status_report().replace(b"Message-ID: <daily", b"Message-ID:\n\t<daily")
    assert read_report(folded).message_id == MESSAGE_ID
    assert read_report(status_report(message_id="<no end")).message_id == ""
    assert read_report(status_report(message_id=f"<{'x' * 5000}>")).message_id == ""


def test_a_part_whose_boundary_only_begins_like_ours_ends_nothing():
    inner = b"--=_b1\nContent-Type: text/plain; charset=us-ascii\n\n--=_b10\n\nOf another.\n--=_b10--\n"
    whole = status_report().replace(b"--=_b1\nContent-Type: text/plain; charset=us-ascii\n\n", inner)
    assert read_report(whole) == read_report(status_report())


def nested(depth):
    head = "".join(f"Content-Type: multipart/report; boundary=b{i}\n\n--b{i}\n" for i in range(depth))
    return head.encode() + b"Content-Type: message/delivery-status\n\nAction: failed\n"


@pytest.mark.parametrize(
    "message",
    [
        nested(50),
        nested(20_000),
        b"Content-Type: message/rfc822\n\n" * 400_000,
        b"Content-Type: multipart/report; boundary=x\n\n" + b"--x\n" * 3_000_000,
        b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n"
        + b"\n" * 10_000_000,
        b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n"
        + b"Action: failed\n\n" * 700_000,
        b"X-A: b\n" * 1_500_000,
        b"Content-Type: multipart/report" + b"; boundary=x" * 900_000 + b"\n\n",
        b"Content-Type: multipart/report" + b';"' * 5_000_000 + b"\n\n",
        b"Content-Type: multipart/report" + b"\n ;b" * 2_000_000 + b"\n\n",
        b"\r" * 10_000_000,
    ],
    ids=range(11),
)
def test_ten_megabytes_of_nonsense_take_no_more_than_a_moment(message):
    start = time.monotonic()
    report = read_report(message)
    assert isinstance(report, Report | Ignored)
    assert time.monotonic() - start < 2.0


def test_what_lies_beyond_the_limit_is_not_read():
    returned = status_report(link=LINK).replace(b"I could not deliver it.", b"x" * LONGEST)
    assert isinstance(read_report(returned), Ignored)
    tail = status_report(link=LINK) + b"x" * 10_000_000
    assert read_report(tail) == read_report(status_report(link=LINK))


def test_no_damage_to_a_report_raises():
    random.seed(5)
    whole = [status_report(link=LINK), feedback_report(link=LINK)]
    for _ in range(3000):
        message = bytearray(random.choice(whole))
        for _ in range(random.randint(1, 30)):
            at = random.randrange(len(message))
            kind = random.random()
            if kind < 0.4:
                message[at] = random.randrange(256)
            elif kind < 0.7:
                del message[at : at + random.randint(1, 60)]
            else:
                message[at:at] = random.choice([b"\n", b"\r", b"--=_b1", b'"', b"=?x?b?", b"*0*=", b"\xff"])
        assert isinstance(read_report(bytes(message)), Report | Ignored)
