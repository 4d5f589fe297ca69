"""Whatever feeds and pages say arrives as inert text."""

from dataclasses import replace

import pytest

from briefing.model import Change, Check, Claim, Conflict, FeedFailure, Place, Update
from briefing.render import render
from briefing.render.message import header_value
from briefing.render.plain import plain, safe_url
from tests.render import editions, reading

SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(1)>'
COMMENT = "--></style></title></del></details><h1>Owned</h1>{{ 7 * 7 }}{% raw %}"


@pytest.fixture(scope="module")
def files():
    hostile = editions.article(
        f"Outlet {IMAGE}",
        f"{SCRIPT} strikes {COMMENT}\r\nBcc: victim@victim.example",
        f"The minister said {IMAGE} and left, {SCRIPT}, at noon.",
        hours=1,
        url="javascript:alert(document.domain)",
        language='en" onmouseover="alert(1)',
    )
    edition = editions.single(
        hostile, title=f"Brief {SCRIPT}\nBcc: a@b.example =?utf-8?q?=0ABcc:_c=40d.example?="
    )
    story = edition.sections[0].stories[0]
    sentence = editions.sentence(
        hostile,
        hostile.text.partition("\n\n")[2],
        f" {IMAGE}",
        fallback=f"because {IMAGE}",
        checks=(Check(name=f"names {SCRIPT}", passed=False, note=IMAGE), Check(name=SCRIPT, passed=True)),
    )
    claim = Claim(
        text=f"left, {SCRIPT}",
        support=sentence.support[0],
        version=IMAGE,
        outlet=f"Outlet {IMAGE}",
        published=editions.CLOSES,
    )
    change = Change(kind="figure", what=SCRIPT, old=replace(claim, text=IMAGE), new=claim)
    conflict = Conflict(what=IMAGE, claims=(claim,), outlets=((SCRIPT, f"Outlet {IMAGE}"),))
    told = replace(
        story,
        id=f'x" {IMAGE}',
        sentences=(sentence,),
        changes=(change,),
        conflicts=(conflict,),
        status="updated",
    )
    section = replace(
        edition.sections[0],
        theme=f"Theme {IMAGE}",
        colour="red;background:url(https://evil.example/)",
        stories=(told,),
    )
    colophon = replace(
        edition.colophon,
        failures=(FeedFailure(feed=IMAGE, location="x", reason=SCRIPT),),
        notes=(SCRIPT,),
        version=IMAGE,
        fallbacks={IMAGE: 1},
    )
    place = Place(story=f'x" {IMAGE}', theme=f"Theme {IMAGE}")
    hostile_edition = replace(
        edition,
        sections=(section,),
        colophon=colophon,
        summary=(place,),
        since=f"daily-2026-11-23{IMAGE}",
        updates=(Update(story="other", status="corrected", headline=sentence, changes=(change,)),),
    )
    return render(
        hostile_edition,
        public_url='https://brief.example/"><script>',
        mail_from="A\r\nBcc: x@y.example <brief@brief.example>",
        list_id="daily\r\nBcc: z.example",
    ).files


def documents(files):
    return {
        "digest.html": files["digest.html"],
        "index.html": files["index.html"],
        "mail": reading.parts(files["digest.eml"])[1].encode(),
    }


@pytest.mark.parametrize("name", ["digest.html", "index.html", "mail"])
def test_no_element_or_attribute_comes_from_a_string(files, name):
    document = reading.tree(documents(files)[name])
    assert document.xpath("//script|//img") == []
    assert len(document.xpath("//h1")) == 1
    attributes = {
        attribute for node in document.iter() if isinstance(node.tag, str) for attribute in node.attrib
    }
    assert [a for a in attributes if a.startswith("on")] == []


@pytest.mark.parametrize("name", ["digest.html", "index.html", "mail"])
def test_hostile_text_is_shown_as_it_is(files, name):
    shown = " ".join(reading.tree(documents(files)[name]).text_content().split())
    assert SCRIPT in shown
    assert "{{ 7 * 7 }}{% raw %}" in shown


@pytest.mark.parametrize("name", ["digest.html", "index.html", "mail"])
def test_only_http_links_and_inner_ones_stand(files, name):
    hrefs = reading.tree(documents(files)[name]).xpath("//@href | //@src | //@action")
    assert hrefs
    assert [
        href for href in hrefs if not href.startswith(("https://brief.example/", "#", "index.html#"))
    ] == []


@pytest.mark.parametrize("name", ["digest.html", "index.html", "mail"])
def test_colour_that_is_none_is_not_passed_on(files, name):
    assert b"evil.example" not in documents(files)[name]


def test_no_header_comes_from_a_title_or_a_setting(files):
    message = reading.message(files["digest.eml"])
    assert message["Bcc"] is None
    assert sorted(message.keys()) == sorted(
        [
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "List-Id",
            "Auto-Submitted",
            "MIME-Version",
            "Content-Type",
        ]
    )


def test_text_has_no_control_characters(files):
    text = files["digest.txt"].decode()
    assert [c for c in text if not c.isprintable() and c != "\n"] == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("javascript:alert(1)", ""),
        ("JaVaScRiPt:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,<script>", ""),
        ("vbscript:x", ""),
        ("file:///etc/passwd", ""),
        ("//host.example/x", ""),
        ("/path", ""),
        ("", ""),
        ("https://", ""),
        ("https://bank.example@evil.example/", ""),
        ("https://host.example:port/", ""),
        ("https://[::1", ""),
        ("https://host.example/a b\"<'>?q=ä#f", "https://host.example/a%20b%22%3C'%3E?q=%C3%A4#f"),
        ("https://host.example/%20?a=1&b=2", "https://host.example/%20?a=1&b=2"),
        ("http://[2001:db8::1]:8080/x", "http://[2001:db8::1]:8080/x"),
        ("HTTPS://Host.Example/X", "https://host.example/X"),
    ],
)
def test_link_is_safe_or_none(url, expected):
    assert safe_url(url) == expected


def test_characters_that_turn_or_hide_text_go():
    assert plain("a\u202eb\u2066c\u200bd\ufeffe\x00f\x1bg\u00adh  i\nj\u2028k") == "abcdefgh i j k"


def test_no_break_spaces_of_spelling_stay_and_runs_of_them_go():
    assert plain("«\xa0oui\xa0»") == "«\xa0oui\xa0»"
    assert plain("12\u202f000 \xa0\xa0 morts") == "12\u202f000 morts"


def test_spelling_of_persian_and_emoji_is_kept():
    assert plain("می\u200cخواهم") == "می\u200cخواهم"


def test_encoded_word_in_a_title_is_not_decoded():
    assert header_value("=?utf-8?q?a=0ABcc:_x?=") == "= ?utf-8?q?a=0ABcc:_x?="
