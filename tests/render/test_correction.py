"""A corrected edition: its page says at the top what was wrong, and a mail of its own brings it to those who had it."""

import re
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest

from briefing.render import render, render_correction
from tests.render import editions, mornings_after, reading

WEB = "https://brief.example/2026-11-24/"
SENDER = "The Morning Brief <brief@brief.example>"
SCRIPT = "<script>alert(1)</script>"


def corrected(*corrections, **options):
    return reading.tree(render(editions.morning(), corrections=corrections, **options).files["index.html"])


def shown(node):
    return " ".join(node.text_content().split())


@pytest.fixture(scope="module", params=["", WEB], ids=["without web page", "with web page"])
def web(request):
    return request.param


@pytest.fixture(scope="module")
def files(web):
    return render_correction(
        editions.morning(),
        (mornings_after.correction(),),
        public_url=web,
        mail_from=SENDER,
        list_id="daily.example",
    )


# ── The page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_page_says_first_what_was_wrong_what_is_right_and_who_says_so():
    page = corrected(mornings_after.correction())
    notice = page.xpath("//main/*[1]")[0]
    assert [shown(node) for node in notice.xpath("h2 | div/p")] == [
        "Correction",
        "25 November 2026, 14:00 · Nine detainees cross at Karsk in the year’s first exchange",
        f"We said “{mornings_after.correction().said}”",
        "Right is The schoolteacher had been held since 2023.",
        "Source: Northern Radio, “Mara Ilic, who was arrested in March 2023, was among them.”",
    ]
    assert notice.xpath(".//a/@href") == ["#s91e4aa5b-1", "https://northernradio.example/2026/11/karsk"]


def test_the_sentence_itself_leads_to_the_notice():
    page = corrected(mornings_after.correction())
    proof = page.get_element_by_id("s91e4aa5b-1")
    mark = proof.getparent().getnext()
    assert (shown(mark), mark.xpath("a/@href")) == ("Corrected", ["#correction-1"])
    assert page.get_element_by_id("correction-1") is not None
    assert len(page.xpath("//p[@class='corrected']")) == 1


def test_a_corrected_headline_leads_to_the_notice_too():
    headline = editions.headline(editions.EXCHANGE)
    page = corrected(mornings_after.correction(sentence=headline.key, said=headline.text))
    mark = page.get_element_by_id("s91e4aa5b").getnext()
    assert mark.xpath("a/@href") == ["#correction-1"]


def test_notices_stand_in_the_order_in_which_they_were_published():
    first = mornings_after.correction()
    later = replace(first, id="a1", right="Later.", at=first.at + timedelta(hours=1))
    page = corrected(later, first)
    assert page.get_element_by_id("corrections").text == "Corrections"
    assert [shown(p) for p in page.xpath("//div[@class='notice']/p[3]")] == [
        "Right is The schoolteacher had been held since 2023.",
        "Right is Later.",
    ]
    assert len(page.xpath("//@id")) == len(set(page.xpath("//@id")))


def test_sentence_that_the_edition_does_not_have_is_corrected_without_a_link():
    page = corrected(mornings_after.correction(sentence="0" * 16, story="unknown", source_url=""))
    assert page.xpath("//section[@class='notices']//a") == []
    assert page.xpath("//p[@class='corrected']") == []


def test_what_was_sent_stays_as_it_was():
    before = render(editions.morning(), public_url=WEB).files
    after = render(editions.morning(), public_url=WEB, corrections=(mornings_after.correction(),)).files
    assert {name for name in before if before[name] != after[name]} == {"index.html"}


def test_words_that_differ_are_struck_and_bold():
    page = corrected(
        mornings_after.correction(said="They were held since 2024.", right="They were held since 2023.")
    )
    notice = page.get_element_by_id("correction-1")
    assert (notice.xpath(".//s/text()"), notice.xpath(".//b/text()")) == (["2024."], ["2023."])


# ── The mail ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_mail_names_the_edition_in_subject_and_heading(files):
    message = reading.message(files["correction.eml"])
    assert message["Subject"] == "Correction: The Morning Brief, 24 Nov"
    heading = reading.tree(files["correction.html"]).xpath("//h1")[0]
    assert heading.text == "Correction to The Morning Brief of Tuesday, 24 November 2026"


def test_headers_are_those_of_a_digest(files):
    message = reading.message(files["correction.eml"])
    digest = reading.message(
        render(editions.morning(), mail_from=SENDER, list_id="daily.example").files["digest.eml"]
    )
    assert set(message.keys()) == set(digest.keys())
    for name in ("From", "To", "List-Id", "Auto-Submitted"):
        assert message.get_all(name) == digest.get_all(name)
    assert parsedate_to_datetime(message["Date"]) == mornings_after.correction().at


def test_message_id_is_its_own_and_stable(files, web):
    def message_id(*corrections):
        made = render_correction(editions.morning(), corrections, public_url=web, mail_from=SENDER)
        return reading.message(made["correction.eml"])["Message-ID"]

    one, two = mornings_after.correction(), mornings_after.correction(id="c2")
    assert message_id(one) == reading.message(files["correction.eml"])["Message-ID"]
    assert re.fullmatch(r"<daily-2026-11-24-correction-[0-9a-f]{12}@brief\.example>", message_id(one))
    assert message_id(one, two) == message_id(two, one)
    assert len({message_id(one), message_id(two), message_id(one, two)}) == 3


def test_files_are_what_the_message_brings(files):
    text, markup = reading.parts(files["correction.eml"])
    assert text.replace("\r\n", "\n") == files["correction.txt"].decode()
    assert markup.replace("\r\n", "\n") == files["correction.html"].decode()


def test_both_parts_say_what_was_said_what_is_right_and_the_source(files):
    correction = mornings_after.correction()
    text, markup = reading.parts(files["correction.eml"])
    for part in (text, reading.tree(markup).text_content()):
        squeezed = reading.squeezed(part)
        for said in (correction.said, correction.right, correction.source_quote, correction.source_outlet):
            assert reading.squeezed(said) in squeezed
        assert correction.editor not in part


def test_both_parts_have_the_same_links(files, web):
    text, markup = reading.parts(files["correction.eml"])
    links = {"https://northernradio.example/2026/11/karsk"}
    assert reading.links(markup) == (links | {WEB, f"{WEB}#s91e4aa5b-1"} if web else links)
    assert set(reading.URL.findall(text)) == reading.links(markup)


def test_lines_and_markup_keep_the_rules_of_mail(files):
    lines = files["correction.eml"].split(b"\r\n")
    assert not [line for line in lines if b"\n" in line or b"\r" in line]
    assert max(map(len, lines)) <= 78
    assert max(map(len, files["correction.txt"].decode().split("\n"))) <= 72
    document = reading.tree(files["correction.html"])
    assert document.xpath("//script|//form|//link|//img|//table[not(@role='presentation')]") == []
    assert [int(node.tag[1]) for node in document.xpath("//h1|//h2")] == [1, 2]
    assert not re.search(rb"display\s*:|position\s*:|var\(|url\(|data:", files["correction.html"])


@pytest.mark.parametrize(
    ("language", "subject", "said"),
    [("de", "Berichtigung: The Morning Brief, 24. Nov.", "Wir schrieben"), ("fr", "Rectificatif : The Morning Brief, 24 nov.", "Nous disions")],
)  # fmt: skip
def test_correction_speaks_the_editions_language(language, subject, said):
    made = render_correction(replace(editions.morning(), language=language), (mornings_after.correction(),))
    assert reading.message(made["correction.eml"])["Subject"] == subject
    assert said in made["correction.txt"].decode()
    assert reading.tree(made["correction.html"]).get("lang") == language


def test_nothing_to_correct_is_an_error():
    with pytest.raises(ValueError, match=r"^no correction of daily-2026-11-24 is given$"):
        render_correction(editions.morning(), ())


# ── The next edition ─────────────────────────────────────────────────────────────────────────────────────────────────

NEXT = "https://brief.example/archive/daily-2026-11-25/"
CORRECTED = "https://brief.example/archive/daily-2026-11-24/"


def next_edition(*corrections, **changes):
    """The edition of the day after, which tells of these corrections."""
    whole = replace(
        mornings_after.after((), since="daily-2026-11-24"),
        id="daily-2026-11-25",
        date=editions.CLOSES.date() + timedelta(days=1),
        public_url=NEXT,
        corrections=corrections,
    )
    return replace(whole, **changes)


def next_files(edition):
    return render(edition, public_url=edition.public_url, mail_from=SENDER).files


def first_line(document):
    return document.xpath("//h2[@id='since']/following-sibling::ul[1]/li")[0]


def test_next_edition_says_first_what_the_last_one_said_wrongly():
    files = next_files(next_edition(mornings_after.correction(), updates=mornings_after.UPDATES))
    said = (
        "Correction to the edition of 24 Nov"
        f" We said “{mornings_after.correction().said}” Right is The schoolteacher had been held since 2023."
        " Source: Northern Radio, “Mara Ilic, who was arrested in March 2023, was among them.”"
    )
    for name in ("index.html", "digest.html"):
        line = first_line(reading.tree(files[name]))
        assert reading.squeezed(line.text_content()) == reading.squeezed(said)
        assert line.xpath(".//a/@href") == [CORRECTED, "https://northernradio.example/2026/11/karsk"]
    told = " ".join(files["digest.txt"].decode().split())
    assert f"Since yesterday - Correction to the edition of 24 Nov: {CORRECTED} We said “Nine people" in told


def test_correction_alone_makes_the_block_and_leaves_the_day_in_lines():
    document = reading.tree(next_files(next_edition(mornings_after.correction()))["index.html"])
    assert [h.text for h in document.xpath("//h2")][:2] == ["Since yesterday", "The day in three lines"]


def test_both_parts_of_the_next_mail_have_the_same_links():
    text, markup = reading.parts(next_files(next_edition(mornings_after.correction()))["digest.eml"])
    assert set(reading.URL.findall(text)) == reading.links(markup)
    assert CORRECTED in reading.links(markup)


@pytest.mark.parametrize("url", ["", "https://brief.example/today/"])
def test_without_an_archive_the_corrected_page_is_not_linked(url):
    edition = next_edition(mornings_after.correction(), public_url=url)
    line = first_line(reading.tree(next_files(edition)["digest.html"]))
    assert line.xpath(".//a/@href") == ["https://northernradio.example/2026/11/karsk"]


def test_mail_has_room_for_some_corrections_and_counts_the_rest():
    many = [mornings_after.correction(id=f"c{i}", right=f"Right {i}.") for i in range(12)]
    edition = next_edition(*many, updates=mornings_after.many(3))
    files = next_files(edition)
    assert files["digest.txt"].decode().count("We said") == 8
    assert "and 7 more changes" in files["digest.txt"].decode()
    assert len(reading.tree(files["index.html"]).xpath("//li[@class='notice']")) == 12
    assert len(files["digest.html"]) < 100_000


@pytest.mark.parametrize(
    ("language", "label"),
    [("de", "Berichtigung zur Ausgabe vom 24. Nov."), ("fr", "Rectificatif à l’édition du 24 nov.")],
)
def test_next_edition_speaks_its_own_language(language, label):
    files = next_files(next_edition(mornings_after.correction(), language=language))
    assert shown(first_line(reading.tree(files["index.html"]))).startswith(label)


def test_edition_whose_id_has_no_date_is_corrected_without_one():
    files = next_files(next_edition(mornings_after.correction(edition="special")))
    assert shown(first_line(reading.tree(files["index.html"]))).startswith("Correction We said")


def test_names_of_places_are_used_once_on_a_page_with_everything():
    edition = next_edition(mornings_after.correction(), updates=mornings_after.UPDATES)
    own = mornings_after.correction(edition=edition.id)
    page = reading.tree(render(edition, corrections=(own,)).files["index.html"])
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in page.xpath("//a/@href") if href.startswith("#")} <= set(ids)


def test_ten_thousand_letters_do_not_break_the_mail():
    long = mornings_after.correction(right="x" * 10_000, said="y" * 10_000, source_quote="z " * 5_000)
    for raw in (
        render_correction(editions.morning(), (long,))["correction.eml"],
        next_files(next_edition(long))["digest.eml"],
    ):
        assert max(map(len, raw.split(b"\r\n"))) <= 78
        assert all("x" * 10_000 in part for part in reading.parts(raw))


def test_hostile_words_stay_words():
    hostile = mornings_after.correction(
        said=SCRIPT, right=f"{SCRIPT}\r\nBcc: a@b.example", source_quote=SCRIPT, source_outlet=SCRIPT,
        source_url="javascript:alert(1)",
    )  # fmt: skip
    made = render_correction(editions.morning(), (hostile,))
    page = corrected(hostile)
    later = next_files(next_edition(hostile))
    tomorrow = (reading.tree(later[name]) for name in ("digest.html", "index.html"))
    for document in (reading.tree(made["correction.html"]), page, *tomorrow):
        assert document.xpath("//script") == []
        assert SCRIPT in document.text_content()
        assert [href for href in document.xpath("//a/@href") if "javascript" in href] == []
    for raw in (made["correction.eml"], later["digest.eml"]):
        assert reading.message(raw)["Bcc"] is None
