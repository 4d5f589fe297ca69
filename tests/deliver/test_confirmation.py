"""The mail that goes out because an address was typed in, as bytes."""

from datetime import UTC, datetime, timedelta

import pytest

from briefing.deliver.confirmation import Sender, confirmation_message
from briefing.model import Subscriber
from tests.render import reading

ASKED = datetime(2026, 3, 10, 6, 0, 7, tzinfo=UTC)
LINK = "https://brief.example/confirm/0123456789abcdef.aa.bb"
SENDER = Sender(
    title="The Morning Brief",
    list_name="daily",
    language="en",
    mail_from="The Morning Brief <brief@brief.example>",
    list_id="daily.brief.example",
)
HEADERS = ("From", "To", "Date", "Subject", "Message-ID", "List-Id", "Auto-Submitted")


def message(kind="confirm", sender=SENDER, link=LINK, **changes):
    subscriber = Subscriber(
        id="0123456789abcdef", address="reader@example.org", status="pending", created=ASKED, **changes
    )
    until = ASKED + timedelta(days=7)
    return confirmation_message(subscriber, kind, sender, link=link, asked=ASKED, until=until)


@pytest.mark.parametrize("kind", ["confirm", "known"])
@pytest.mark.parametrize("language", ["", "de", "fr", "xx"])
def test_mail_has_one_link_both_parts_say_the_same_and_nothing_is_remote_or_hidden(kind, language):
    raw = message(kind, language=language)
    text, markup = reading.parts(raw)
    assert reading.URL.findall(text) == [LINK]
    assert reading.links(markup) == {LINK}
    page = reading.tree(markup)
    shown = reading.squeezed(page.text_content())
    for line in text.split("\n\n"):
        said = line.partition("\n")[0] if LINK in line else line
        assert reading.squeezed(said).removesuffix(":") in shown
    assert page.xpath("//img | //script | //form | //link | //*[@hidden]") == []
    assert "display:none" not in markup.replace(" ", "")


def test_headers_are_there_once_and_lines_stay_short():
    raw = message()
    mail = reading.message(raw)
    assert [len(mail.get_all(name)) for name in HEADERS] == [1] * len(HEADERS)
    assert mail["To"].addresses[0].addr_spec == "reader@example.org"
    assert (mail["Auto-Submitted"], mail["List-Id"]) == ("auto-generated", "<daily.brief.example>")
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert not [line for line in raw.split(b"\r\n") if b"\n" in line or b"\r" in line]


def test_mail_speaks_the_subscribers_language_or_else_the_senders():
    assert reading.message(message(language="de"))["Subject"] == "Bitte bestätigen: The Morning Brief"
    french = Sender(title="Le Matin", list_name="daily", language="fr")
    mail = message(sender=french)
    assert reading.message(mail)["Subject"] == "Veuillez confirmer : Le Matin"
    assert '<html lang="fr"' in reading.parts(mail)[1]
    assert '<html lang="en"' in reading.parts(message(language="xx"))[1]


def test_mail_says_to_whom_and_until_when_in_their_zone():
    text = " ".join(reading.parts(message(timezone="Asia/Tokyo"))[0].split())
    assert "reader@example.org" in text
    assert "until 17 March 2026, 15:00 (Asia/Tokyo)" in text


def test_mail_is_the_same_when_it_is_made_again():
    assert message() == message()
    assert (
        reading.message(message())["Message-ID"] == "<confirm-0123456789abcdef-20260310060007@brief.example>"
    )


def test_title_of_markup_and_headers_stays_text():
    sender = Sender(title="<b>Brief</b>\r\nBcc: all@example.org {address}", list_name="daily", language="en")
    raw = message(sender=sender)
    assert reading.message(raw)["Bcc"] is None
    assert reading.tree(reading.parts(raw)[1]).xpath("//b") == []
