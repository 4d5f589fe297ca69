"""The mail keeps the rules that mail keeps: headers, structure, markup that clients can show, one content in two parts."""

import itertools
import re
from dataclasses import replace
from email.utils import parsedate_to_datetime

import pytest

from briefing.render import render
from briefing.render.message import Envelope, build
from tests.render import editions, reading

WEB = "https://brief.example/2026-11-24/"
SENDER = "The Morning Brief <brief@brief.example>"


@pytest.fixture(scope="module", params=["", WEB], ids=["without web page", "with web page"])
def web(request):
    return request.param


@pytest.fixture(scope="module")
def mail(web):
    return render(editions.morning(), public_url=web, mail_from=SENDER).files["digest.eml"]


@pytest.mark.parametrize("name", ["From", "To", "Date", "Subject", "Message-ID", "List-Id", "Auto-Submitted"])
def test_header_stands_exactly_once(mail, name):
    assert len(reading.message(mail).get_all(name)) == 1


def test_sender_is_recipient_of_the_copy_that_a_run_leaves(mail):
    message = reading.message(mail)
    assert [a.addr_spec for a in message["To"].addresses] == ["brief@brief.example"]
    assert str(message["From"]) == SENDER


def test_without_a_sender_the_addresses_are_reserved_ones():
    message = reading.message(render(editions.morning()).files["digest.eml"])
    assert {a.domain for a in (*message["From"].addresses, *message["To"].addresses)} == {"briefing.invalid"}


def test_subject_has_title_date_and_the_lead_headline(mail):
    assert reading.message(mail)["Subject"] == (
        "The Morning Brief, 24 Nov: Overnight missile attack on Oststadt kills 21, emergency service says"
    )


def test_date_is_the_moment_at_which_the_edition_closed(mail):
    assert parsedate_to_datetime(reading.message(mail)["Date"]) == editions.CLOSES


def test_message_id_comes_from_edition_and_domain(mail):
    assert reading.message(mail)["Message-ID"] == "<daily-2026-11-24@brief.example>"


def test_list_id_is_stable_and_not_an_encoded_word():
    raw = render(editions.morning(), mail_from=SENDER, list_id="daily.brief.example").files["digest.eml"]
    assert b"\r\nList-Id: <daily.brief.example>\r\n" in raw


def test_text_comes_first_and_html_last(mail):
    message = reading.message(mail)
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_lines_end_with_crlf_and_are_at_most_78_long(mail):
    lines = mail.split(b"\r\n")
    assert not [line for line in lines if b"\n" in line or b"\r" in line]
    assert max(map(len, lines)) <= 78


def test_both_parts_say_the_same(mail):
    text, markup = reading.parts(mail)
    told = reading.reported(markup)
    assert len(told) >= 20
    assert [said for said in told if reading.squeezed(said) not in reading.squeezed(text)] == []
    whole = reading.squeezed(reading.tree(markup).text_content())
    edition = editions.morning()
    stories = [story for section in edition.sections for story in section.stories]
    for sentence in (s for story in stories for s in (story.headline, *story.sentences)):
        assert reading.squeezed(sentence.text) in whole
        assert reading.squeezed(sentence.text) in reading.squeezed(text)


def test_both_parts_have_the_same_links(mail):
    text, markup = reading.parts(mail)
    assert set(reading.URL.findall(text)) == reading.links(markup)


def test_marks_lead_to_the_proof_on_the_web_or_to_the_source_itself(web, mail):
    marks = reading.tree(reading.parts(mail)[1]).xpath("//p/a[contains(@style, 'super')]/@href")
    expected = WEB + "#s7f3a9c01-1" if web else "https://coastalwire.example/"
    assert marks[0].startswith(expected)
    assert len(marks) == 9


def test_marks_of_the_file_lead_to_the_page_beside_it():
    files = render(editions.morning()).files
    anchors = set(reading.tree(files["index.html"]).xpath("//@id"))
    hrefs = reading.tree(files["digest.html"]).xpath("//a[contains(@style, 'super')]/@href")
    assert hrefs
    assert {href.partition("#")[0] for href in hrefs} == {"index.html"}
    assert {href.partition("#")[2] for href in hrefs} <= anchors


def test_every_inner_link_has_its_place(mail):
    document = reading.tree(reading.parts(mail)[1])
    inner = {href[1:] for href in document.xpath("//a/@href") if href.startswith("#")}
    assert inner
    assert inner <= set(document.xpath("//@id"))


def test_markup_uses_only_what_mail_clients_show(mail):
    markup = reading.parts(mail)[1]
    document = reading.tree(markup)
    assert (
        document.xpath("//script|//form|//link|//img|//iframe|//object|//svg|//video|//input|//button|//base")
        == []
    )
    assert not re.search(r"display\s*:\s*(flex|grid)|position\s*:|var\(|@import|url\(|base64|data:", markup)
    assert document.xpath("//table[not(@role='presentation')]") == []
    assert document.get("lang") == "en"
    assert len("".join(document.xpath("//style/text()")).encode()) <= 16_000


def test_nothing_is_hidden(mail):
    markup = reading.parts(mail)[1]
    assert not re.search(r"display\s*:\s*none|visibility|font-size:0|opacity|max-height", markup)
    assert reading.tree(markup).xpath("//body//p")[0].text == (
        "Also today: Envoys return to Marren for a second round of ceasefire talks"
    )


def test_headings_are_in_order(mail):
    levels = [int(node.tag[1]) for node in reading.tree(reading.parts(mail)[1]).xpath("//h1|//h2|//h3|//h4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_headline_size_follows_rank(mail):
    document = reading.tree(reading.parts(mail)[1])
    sizes = [int(re.search(r"bold (\d+)px", style)[1]) for style in document.xpath("//h3/@style")]
    assert sizes == [30, 19, 23, 23]


def test_a_single_source_is_said_to_be_one(mail):
    text, markup = reading.parts(mail)
    about = [
        " ".join(p.text_content().split())
        for p in reading.tree(markup).xpath("//p[contains(@style, '13px/20px')]")
    ]
    assert [line for line in about if "a single source" in line] == ["Northern Radio 05:30 · a single source"]
    assert "Northern Radio 05:30 [5] · a single source" in text


def test_an_outlets_own_title_stands_above_its_name(mail):
    text, markup = reading.parts(mail)
    below = [h.getnext().text_content() for h in reading.tree(markup).xpath("//h3")]
    assert below[0] == "Headline: Coastal Wire"
    assert [each for each in below if not each.startswith("Headline: ")] == []
    assert "Headline: Coastal Wire" in text.splitlines()


def test_a_sentence_as_headline_is_nobodys_title():
    edition = editions.morning()
    sections = [
        replace(section, stories=tuple(replace(s, headline=s.sentences[0]) for s in section.stories))
        for section in edition.sections
    ]
    files = render(replace(edition, sections=tuple(sections))).files
    assert b"Headline: " not in files["digest.html"]
    assert b"Headline: " not in files["digest.txt"]


def test_outlets_beyond_those_named_are_counted(mail):
    about = reading.tree(reading.parts(mail)[1]).xpath("//p[contains(@style, '13px/20px')]")
    lead = next(p.text_content() for p in about if "and 2 more" in p.text_content())
    assert " ".join(lead.split()) == (
        "Coastal Wire 06:12 · Meridian Post 07:06 · Oststadt Tageblatt 06:42 (in German) · The Ledger 07:30 and 2 more"
    )


def test_articles_of_another_day_carry_its_name(mail):
    assert "Le Quotidien Mon 21:12 (in French)" in " ".join(
        reading.tree(reading.parts(mail)[1]).text_content().split()
    )


def test_colophon_tells_how_sentences_were_made_and_which_feeds_failed(mail):
    for part in (reading.parts(mail)[0], reading.tree(reading.parts(mail)[1]).text_content()):
        squeezed = " ".join(part.split())
        assert "8 are their source’s own words and 5 were shortened; none was rewritten." in squeezed
        assert "Harbour Gazette (no answer within 30 s) and Vesti Karsk (404 not found)" in squeezed


def test_same_edition_gives_the_same_bytes():
    one = render(editions.morning(), public_url=WEB, mail_from=SENDER)
    assert one == render(editions.morning(), public_url=WEB, mail_from=SENDER)
    assert set(one.files) == {"digest.html", "digest.txt", "digest.eml", "index.html"}


def test_message_can_be_given_a_recipient_and_further_headers():
    envelope = Envelope(
        edition="daily-2026-11-24",
        list_name="daily",
        subject="News",
        date=editions.CLOSES,
        mail_from=SENDER,
        mail_to="reader@reader.example",
        extra={"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )
    message = reading.message(build(envelope, "text\n", "<p>text</p>\n"))
    assert str(message["To"]) == "reader@reader.example"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
