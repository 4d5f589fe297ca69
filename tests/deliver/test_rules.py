"""The rules of mail, each on the bytes that a real SMTP server received."""

import hashlib
import re
from email.utils import parsedate_to_datetime

import pytest

from briefing.subscribers.tokens import ALL_LISTS, TOKEN_KEY, Tokens
from tests.deliver.desk import MAIL_FROM, WEB, Desk, reader
from tests.deliver.server import Script, smtp_server
from tests.render import editions, reading

ONE = "List-Unsubscribe: <https://brief.example/unsubscribe/"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    readers = [reader(0), reader(1), reader(2, themes=("Diplomacy",)), reader(3, muted=("Diplomacy",))]
    return Desk(tmp_path_factory.mktemp("desk"), readers)


@pytest.fixture(scope="module")
def received(desk):
    script = Script()
    desk.queue()
    with smtp_server(script) as port:
        desk.send(port)
    return {each.recipient: each for each in script.received}


@pytest.fixture(scope="module", params=[0, 2], ids=["all themes", "one theme"])
def raw(request, received):
    return received[reader(request.param).address].message


@pytest.fixture(scope="module")
def tokens(desk):
    return Tokens(desk.store.secret(TOKEN_KEY))


def head(raw):
    return raw.partition(b"\r\n\r\n")[0].decode("ascii")


@pytest.mark.parametrize(
    "name",
    [
        "From",
        "To",
        "Date",
        "Subject",
        "Message-ID",
        "List-Id",
        "Auto-Submitted",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "MIME-Version",
        "Content-Type",
    ],
)
def test_header_stands_exactly_once(raw, name):
    assert len(re.findall(rf"(?mi)^{name}:", head(raw))) == 1


def test_unsubscribe_headers_are_plain_and_have_one_https_uri(raw):
    lines = [line for line in head(raw).split("\r\n") if line.startswith("List-Unsubscribe")]
    assert re.fullmatch(r"List-Unsubscribe: <https://brief\.example/unsubscribe/[\w.-]+>", lines[0])
    assert lines[1:] == ["List-Unsubscribe-Post: List-Unsubscribe=One-Click"]


def test_a_uri_of_300_characters_stays_one_plain_line(desk):
    from briefing.render.copies import Choice, Links, Sending, edition_mould

    mould = edition_mould(editions.morning(), Choice(), Sending(mail_from=MAIL_FROM))
    long = "https://brief.example/unsubscribe/" + "a" * 266
    raw = mould.copy(reader(0).id, reader(0).address, Links(unsubscribe=long, preferences=long))
    assert len(long) == 300
    assert f"\r\nList-Unsubscribe: <{long}>\r\n" in head(raw)
    assert reading.parts(raw)[0].count(long) == 2
    assert reading.tree(reading.parts(raw)[1]).xpath("//a/@href").count(long) == 2


def test_the_uri_names_recipient_and_list(received, tokens):
    for n in (0, 1):
        token = re.search(r"unsubscribe/([\w.-]+)>", head(received[reader(n).address].message))[1]
        assert tokens.read("unsubscribe", "daily", token) == reader(n).id
        assert tokens.read("unsubscribe", "weekly", token) is None


def test_links_to_leave_and_to_change_are_seen_in_both_parts(raw):
    text, markup = reading.parts(raw)
    shown = {a.text: a.get("href") for a in reading.tree(markup).xpath("//a")}
    leave = re.search(r"<(https://\S+)>", head(raw))[1]
    assert shown["Unsubscribe"] == leave
    assert shown["Change themes, hour or language"].startswith(f"{WEB}/preferences/")
    assert leave in text.splitlines()
    assert shown["Change themes, hour or language"] in text.splitlines()


def test_the_link_to_change_is_the_subscribers_own(received, tokens):
    text = reading.parts(received[reader(1).address].message)[0]
    token = re.search(r"/preferences/(\S+)", text)[1]
    assert tokens.read("preferences", ALL_LISTS, token) == reader(1).id


def test_sender_recipient_list_and_kind(received):
    raw = received[reader(0).address].message
    message = reading.message(raw)
    assert (str(message["From"]), str(message["To"])) == (MAIL_FROM, reader(0).address)
    assert "\r\nList-Id: <daily.brief.example>\r\nAuto-Submitted: auto-generated\r\n" in head(raw)
    assert parsedate_to_datetime(message["Date"]) == editions.CLOSES
    assert received[reader(0).address].sender == "brief@brief.example"


def test_message_id_is_of_edition_and_subscriber(received, desk):
    message = reading.message(received[reader(1).address].message)
    assert message["Message-ID"] == f"<daily-2026-11-24.{reader(1).id}@brief.example>"
    row = desk.store.ledger.by_message_id(message["Message-ID"])
    assert (row.edition, row.subscriber) == ("daily-2026-11-24", reader(1).id)


def test_the_bytes_that_arrive_are_those_that_the_ledger_knows(received, desk):
    known = {row.message_id: row.sha256 for row in desk.store.ledger.rows("daily-2026-11-24")}
    for each in received.values():
        message_id = reading.message(each.message)["Message-ID"]
        assert hashlib.sha256(each.message).hexdigest() == known[message_id]


def test_lines_are_at_most_78_bytes_but_where_a_value_forces_it(raw):
    lines = raw.split(b"\r\n")
    assert not [line for line in lines if b"\n" in line or b"\r" in line]
    long = [line for line in lines if len(line) > 78]
    assert [line.split(b":")[0] for line in long] in ([], [b"List-Unsubscribe"])
    assert max(map(len, lines)) <= 998


def test_text_comes_first_and_html_last_with_the_same_links(raw):
    message = reading.message(raw)
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    text, markup = reading.parts(raw)
    assert set(reading.URL.findall(text)) == reading.links(markup)


def test_both_parts_say_the_same(raw):
    text, markup = reading.parts(raw)
    told = reading.reported(markup)
    assert len(told) >= 3
    assert [said for said in told if reading.squeezed(said) not in reading.squeezed(text)] == []


def test_copies_of_two_subscribers_differ_in_what_is_theirs_alone(received):
    one, other = (received[reader(n).address].message.split(b"\r\n") for n in (0, 1))
    assert len(one) == len(other)
    differing = [a for a, b in zip(one, other, strict=True) if a != b]
    assert {line.partition(b":")[0] for line in differing[:3]} == {b"To", b"Message-ID", b"List-Unsubscribe"}
    assert len(differing) <= 12  # and the links of both footers


def test_html_of_a_long_edition_stays_under_what_providers_clip(tmp_path):
    desk, script = Desk(tmp_path, [reader(0)], editions.crowded(400)), Script()
    desk.queue()
    with smtp_server(script) as port:
        desk.send(port)
    markup = reading.parts(script.received[0].message)[1]
    assert 50_000 < len(markup.encode()) < 100_000


def test_nothing_is_hidden_remote_or_scripted(raw):
    markup = reading.parts(raw)[1]
    assert not re.search(r"display\s*:\s*none|visibility|font-size:0|opacity|max-height", markup)
    assert not re.search(r"<(script|form|link|img|iframe|object|svg|input|base)\b|url\(|@import", markup)


def test_markup_uses_only_what_mail_clients_show(raw):
    markup = reading.parts(raw)[1]
    document = reading.tree(markup)
    assert not re.search(r"display\s*:\s*(flex|grid)|position\s*:|var\(|base64|data:", markup)
    assert document.xpath("//table[not(@role='presentation')]") == []
    assert "max-width:600px" in markup.replace(" ", "")
    assert (document.get("lang"), len(document.xpath("//h1"))) == ("en", 1)
    assert len("".join(document.xpath("//style/text()")).encode()) <= 16_000


def test_subject_and_sender_pretend_nothing(raw):
    message = reading.message(raw)
    assert str(message["Subject"]).startswith("The Morning Brief, ")
    assert str(message["From"]) == MAIL_FROM
    assert "In-Reply-To" not in message
    assert "References" not in message


def test_own_themes_only(received):
    wanted, muted = (reading.parts(received[reader(n).address].message) for n in (2, 3))
    for part in wanted:
        assert "Diplomacy" in part
        assert "Strikes" not in part
        assert "Prisoner releases" not in part
    for part in muted:
        assert "Diplomacy" not in part
        assert "Strikes" in part


def test_a_chosen_part_has_the_numbers_and_anchors_of_the_whole(received):
    whole, part = (reading.tree(reading.parts(received[reader(n).address].message)[1]) for n in (0, 2))
    ids = {node.get("id"): node.text for node in whole.xpath("//h3[@id]")}
    mine = {node.get("id"): node.text for node in part.xpath("//h3[@id]")}
    assert mine
    assert mine.items() <= ids.items()
    marks = {(a.get("href"), a.text) for a in part.xpath("//p/a[contains(@style, 'super')]")}
    assert marks <= {(a.get("href"), a.text) for a in whole.xpath("//p/a[contains(@style, 'super')]")}


def test_a_chosen_part_counts_its_own_sentences(received):
    text = " ".join(reading.parts(received[reader(2).address].message)[0].split())
    sentences = sum(
        len(story.sentences)
        for section in editions.morning().sections
        if section.theme == "Diplomacy"
        for story in section.stories
    )
    counted = re.search(r"(?:All|Of) (\d+) sentences|one sentence", text)
    assert int(counted[1] or 1) == sentences


def test_its_subject_tells_of_a_story_that_is_in_it(received):
    raw = received[reader(2).address].message
    headline = reading.message(raw)["Subject"].partition(": ")[2]
    assert reading.squeezed(headline) in reading.squeezed(reading.parts(raw)[0])


@pytest.mark.parametrize(
    "address", ["a\r\nBcc: x@y.example", 'a"b@y.example', "ä@y.example", "a b@y.example", "a@"]
)
def test_an_address_that_headers_cannot_have_is_refused(address):
    from briefing.render.copies import Choice, Links, Sending, edition_mould

    mould = edition_mould(editions.morning(), Choice(), Sending(mail_from=MAIL_FROM))
    with pytest.raises(ValueError, match="address"):
        mould.copy(
            reader(0).id, address, Links(unsubscribe="https://a.example", preferences="https://a.example")
        )
