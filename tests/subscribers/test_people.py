"""Lists of people as files: what is read, what is refused by line, what comes back as it was exported."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from briefing.model import Consent, Subscriber
from briefing.subscribers.people import COLUMNS, csv_head, csv_row, json_row, read_csv, read_json
from briefing.subscribers.preferences import Offer

NOW = datetime(2026, 3, 10, 6, tzinfo=UTC)
OFFER = Offer(editions=("daily", "weekly"), themes=("strikes", "war, and after"))


def read(text, encoding="utf-8"):
    return read_csv(text.encode(encoding), "people.csv", OFFER, NOW)


def addresses(people):
    assert people.faults == ()
    return [each.subscriber.address for each in people.listed]


def faults(text, encoding="utf-8"):
    return [str(fault) for fault in read(text, encoding).faults]


def whole(**changes):
    consents = (
        Consent(at=NOW.replace(year=2024), source="web", text="Yes."),
        Consent(at=NOW.replace(year=2025), source="paper form", text='Yes, I "really" want it; daily'),
    )
    made = Subscriber(
        id="",
        address="reader@example.org",
        status="confirmed",
        created=NOW.replace(year=2023),
        language="fr",
        editions=("daily", "weekly"),
        themes=("strikes", "war, and after"),
        hour="07:30",
        timezone="Europe/Kyiv",
        confirmed=NOW.replace(year=2025, month=4),
        consents=consents,
    )
    return replace(made, **changes)


# ── What is read ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("address\na@example.org\nb@example.org\n", "utf-8"),
        ("address\r\na@example.org\r\nb@example.org", "utf-8"),
        ("address,hour\na@example.org,07:00\nb@example.org,\n", "utf-8-sig"),
        ("Address;Language\na@example.org;de\nb@example.org;fr\n", "utf-8"),
        ("sep=;\naddress;hour\na@example.org;\nb@example.org;\n", "utf-8"),
        ("e-mail\thour\na@example.org\t\nb@example.org\t\n", "utf-16"),
        ('"address","timezone"\n\n" a@example.org ","UTC"\n,\nb@example.org,\n', "utf-8"),
    ],
)
def test_list_is_read_whatever_program_wrote_it(text, encoding):
    assert addresses(read(text, encoding)) == ["a@example.org", "b@example.org"]


def test_who_is_on_a_plain_list_waits_to_confirm_and_gets_the_first_edition():
    (found,) = read("address\na@example.org\n").listed
    assert found.line == 2
    assert found.subscriber == Subscriber(
        id="", address="a@example.org", status="pending", created=NOW, editions=("daily",)
    )


def test_who_consented_is_confirmed_by_that():
    text = 'address,consent,consented_at\na@example.org,"Yes,\nplease.",2026-01-31\n'
    (found,) = read(text).listed
    at = datetime(2026, 1, 31, tzinfo=UTC)
    assert (found.subscriber.status, found.subscriber.confirmed) == ("confirmed", at)
    assert found.subscriber.consents == (Consent(at=at, source="import people.csv:2", text="Yes, please."),)


def test_names_in_one_cell_are_set_apart_by_bars():
    text = 'address,editions,themes,hour\na@example.org,Weekly|daily,"WAR, and after | strikes",7:05\n'
    (found,) = read(text).listed
    assert found.subscriber.editions == ("weekly", "daily")
    assert found.subscriber.themes == ("war, and after", "strikes")
    assert found.subscriber.hour == "07:05"


# ── What is refused ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("address\nreader\n", "people.csv:2: not one @ in it: write name@example.org"),
        ('address\n"a@example.org\nBcc: b@example.org"\n', "people.csv:2: a space, line break or invisible character in it: give one address on one line"),
        ("address\na@example.org\n\nA@Example.org\n", "people.csv:4: the address is there twice: keep one of the two; the first is in line 2"),
        ("address,hour\na@example.org\n", "people.csv:2: 1 values for 2 columns: put a value that holds the separator into quotes, and leave no column out"),
        ("address,themes\na@example.org,stikes\n", 'people.csv:2: no theme "stikes": did you mean "strikes"?'),
        ("address,timezone\na@example.org,Kyiv\n", 'people.csv:2: no time zone "Kyiv": did you mean "Europe/Kyiv"?'),
        ("address,status\na@example.org,confirmed\n", "people.csv:2: confirmed without a consent: give consent and consented_at, or no status: then they are asked to confirm"),
        ("address,status\na@example.org,active\n", "people.csv:2: an unknown status: one of pending, confirmed, unsubscribed, suppressed, or nothing"),
        ("address,consent\na@example.org,Yes\n", "people.csv:2: consented_at is missing: give what they agreed to and when, or neither: then they are asked to confirm"),
        ("address,consent,consented_at\na@example.org,Yes,yesterday\n", "people.csv:2: consented_at is no date: write 2026-03-10 or 2026-03-10T06:00:00Z"),
        ("address,consent,consented_at\na@example.org,Yes,2027-01-01\n", "people.csv:2: consented_at lies in the future or before 1995: give the day on which it was"),
        ("name\nAnn\n", 'people.csv:1: no column address: name one "address"'),
        ("address,tiemzone\na@example.org,UTC\n", 'people.csv:1: no column "tiemzone": did you mean "timezone"?'),
        ("address,e-mail\na@example.org,\n", "people.csv:1: a column is there twice: keep one of the two"),
        ("a@example.org\nb@example.org\n", "people.csv:1: no header: the first line names the columns: address,..."),
        ('address\na@example.org\n"b@example.org\nc@example.org\n', "people.csv:3: quotes that do not end as they should, or an endless value: double each quote within quotes, and close every one; what follows was not read"),
        ("", "people.csv:1: nothing in it: the first line names the columns: address,..."),
        ("address\n" + "a" * 1000 + "@example.org\n", "people.csv:2: longer than 254 characters: check it"),
        ("address\n" + "a" * 200_000 + "\n", "people.csv:2: quotes that do not end as they should, or an endless value: double each quote within quotes, and close every one; what follows was not read"),
    ],
)  # fmt: skip
def test_fault_is_told_by_line_with_the_mend(text, said):
    assert said in faults(text)


def test_file_in_another_encoding_names_the_line():
    assert faults("address,consent\na@example.org,\nb@example.org,für\n", "cp1252") == [
        'people.csv:3: not UTF-8: save it as UTF-8 (in a spreadsheet: "CSV UTF-8")'
    ]


def test_line_is_the_first_of_its_row_after_quoted_line_breaks():
    text = 'address,consent,consented_at\na@example.org,"one\ntwo\nthree",2026-01-31\nreader,,\n'
    assert faults(text) == ["people.csv:5: not one @ in it: write name@example.org"]


def test_all_faults_are_told_and_the_other_rows_are_read():
    people = read("address,hour\nreader,25:00\nb@example.org,\nc@example.org,x\n")
    assert [fault.line for fault in people.faults] == [2, 2, 4]
    assert [each.subscriber.address for each in people.listed] == ["b@example.org"]


# ── There and back ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "address", ["reader@example.org", "=cmd@example.org", "+1@example.org", "'x@example.org"]
)
def test_csv_comes_back_as_it_was_exported_save_for_earlier_consents(address):
    exported = csv_head() + csv_row(whole(address=address))
    people = read(exported)
    expected = whole(address=address)
    assert people.faults == ()
    assert people.listed[0].subscriber == replace(expected, consents=expected.consents[-1:])
    assert exported.splitlines()[0] == ",".join(COLUMNS)


def test_spreadsheet_runs_nothing_that_was_exported():
    row = csv_row(
        whole(address="=1+1@example.org", consents=(Consent(at=NOW, source="web", text="@SUM(1)"),))
    )
    assert row.startswith("'=1+1@example.org,")
    assert ",'@SUM(1)," in row


@pytest.mark.parametrize("status", ["pending", "confirmed", "unsubscribed", "suppressed"])
def test_json_comes_back_as_it_was_exported(status):
    before = whole(status=status, bounces=2, changed=NOW, muted=(), confirmed=None)
    raw = f"[\n{json_row(replace(before, id='0' * 16))}\n]".encode()
    people = read_json(raw, "people.json", OFFER, NOW)
    assert people.faults == ()
    assert people.listed[0].subscriber == before


@pytest.mark.parametrize(
    "entry",
    [
        "null", "1", '"a"', "[]", "{}",
        *(json.dumps(json.loads(json_row(whole())) | change) for change in (
            {"address": 1}, {"bounces": "x"}, {"created": "x"}, {"created": "2026-01-01T00:00:00"},
            {"themes": [1]}, {"consents": [{}]}, {"consents": 1}, {"status": []},
        )),
    ],
)  # fmt: skip
def test_json_that_is_no_person_is_told_by_number(entry):
    raw = f"[{json_row(whole())}, {entry}]".encode()
    people = read_json(raw, "people.json", OFFER, NOW)
    assert [str(fault) for fault in people.faults] == [
        "people.json:2: entry 2 is no subscriber: give a file as `subscribers export` writes it"
    ]
    assert len(people.listed) == 1


@pytest.mark.parametrize("raw", [b"{", b"1", b"[" * 100_000, b"{}"])
def test_what_is_no_list_is_told(raw):
    assert len(read_json(raw, "people.json", OFFER, NOW).faults) == 1
