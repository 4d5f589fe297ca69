"""What feeds say, one document a case."""

from __future__ import annotations

import json

import pytest

from briefing.ingest.parse import parse_feed

from .server import item, rss

URL = "https://outlet.example/feed"


def only(body: bytes | str, content_type: str = ""):
    (entry,) = parse_feed(body.encode() if isinstance(body, str) else body, content_type, URL, 50).entries
    return entry


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Feed</title><link href="https://outlet.example/"/>
<entry><id>tag:outlet.example,2026:1</id><title type="html">Depot &amp;lt;hit&amp;gt; &lt;b&gt;again&lt;/b&gt;</title>
<link rel="alternate" href="/story"/><link rel="enclosure" href="/sound.mp3"/>
<published>2026-11-22T04:00:00+02:00</published><updated>2026-11-22T05:00:00Z</updated>
<summary>Short.</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The depot was hit.</p>
<ul><li>one tank</li><li>two sheds</li></ul></div></content></entry></feed>"""


def test_atom_is_read():
    entry = only(ATOM)
    assert entry.entry_id == "tag:outlet.example,2026:1"
    assert entry.url == "https://outlet.example/story"
    assert entry.title == "Depot <hit> again"
    assert entry.body == "The depot was hit.\n\none tank\ntwo sheds"
    assert (entry.published, entry.updated) == ("2026-11-22T02:00:00+00:00", "2026-11-22T05:00:00+00:00")


def test_rss_with_its_full_text_in_content_encoded_is_read():
    document = rss(
        "<item><title>Depot &amp;amp; port hit</title><guid isPermaLink='false'>17</guid><link>https://outlet.example/a</link>"
        "<description>Short.</description><content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
        "<![CDATA[<p>The <a href='/x'>depot</a> was hit.<br><br>Nobody died.</p>]]></content:encoded></item>"
    )
    entry = only(document)
    assert (entry.entry_id, entry.url, entry.title) == ("17", "https://outlet.example/a", "Depot & port hit")
    assert entry.body == "The depot was hit.\n\nNobody died."


JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Feed",
    "home_page_url": "https://outlet.example/",
    "items": [
        {
            "id": 17,
            "url": "/story",
            "title": "Depot hit",
            "content_html": "<p>The depot was hit.</p><p>Nobody died.</p>",
            "summary": "Short.",
            "date_published": "2026-11-22T04:00:00+02:00",
        }
    ],
}


@pytest.mark.parametrize("version", ["1", "1.1"])
def test_json_feed_is_read(version):
    entry = only(json.dumps({**JSON_FEED, "version": f"https://jsonfeed.org/version/{version}"}))
    assert (entry.entry_id, entry.url, entry.title) == ("17", "https://outlet.example/story", "Depot hit")
    assert entry.body == "The depot was hit.\n\nNobody died."
    assert (entry.published, entry.updated) == ("2026-11-22T02:00:00+00:00", "")


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("", "this is not a feed: it is empty"),
        ("plain words", "this is not a feed: it is neither RSS nor Atom nor JSON Feed"),
        ("<svg/>", "this is not a feed: it is neither RSS nor Atom nor JSON Feed"),
        ('{"items": []}', "this is JSON, but not a JSON Feed"),
        ('{"version": "https://jsonfeed.org/version/1"}', "this is JSON, but not a JSON Feed"),
        ('{"version', "this is not a feed: it begins like JSON and cannot be read as such"),
        ("{" * 100_000, "this is not a feed: it begins like JSON and cannot be read as such"),
        ("<!DOCTYPE html><p>Hello", "this is a web page, not a feed"),
    ],
)
def test_what_is_no_feed_says_what_it_is_and_what_to_give(body, fault):
    parsed = parse_feed(body.encode(), "", URL, 50)
    assert (parsed.fault, parsed.mend, parsed.entries) == (fault, "give the address of the outlet's feed", ())


def test_the_feed_that_a_web_page_names_is_given_as_the_mend():
    page = '<html><head><link rel="alternate" type="application/rss+xml" href="/news.xml"></head><body>Hello</body></html>'
    parsed = parse_feed(page.encode(), "text/html", URL, 50)
    assert parsed.mend == "give the address of its feed: https://outlet.example/news.xml"


@pytest.mark.parametrize(
    "body",
    [
        rss(),
        b'<feed xmlns="http://www.w3.org/2005/Atom"/>',
        b'{"version": "https://jsonfeed.org/version/1", "items": []}',
    ],
)
def test_a_feed_without_entries_is_a_feed(body):
    parsed = parse_feed(body, "", URL, 50)
    assert (parsed.fault, parsed.entries) == ("", ())


def test_a_feed_that_is_not_well_formed_gives_what_can_be_read():
    broken = b"<rss version='2.0'><channel><item><title>Depot & port hit</title><link>https://a.example/?a=1&b=2</link>"
    entry = only(broken)
    assert entry.title == "Depot & port hit"
    assert entry.url == "https://a.example/?a=1&b=2"


def test_a_guid_that_is_no_address_is_no_link():
    assert only(rss(item(guid="17"))).url == ""


def test_a_guid_that_is_an_address_is_the_link():
    assert only(rss(item(guid="https://outlet.example/17"))).url == "https://outlet.example/17"


def test_an_entry_that_says_nothing_is_left_out():
    assert (
        parse_feed(rss(item("", guid="1"), item("Depot hit", guid="2")), "", URL, 50).entries[0].title
        == "Depot hit"
    )


def test_the_newest_entries_are_kept_in_the_feeds_order():
    items = [
        item(f"Story {n}", guid=str(n), pubDate=f"Sun, {n:02} Nov 2026 05:00:00 GMT") for n in (3, 1, 4, 2, 5)
    ]
    parsed = parse_feed(rss(*items), "", URL, 3)
    assert [entry.title for entry in parsed.entries] == ["Story 3", "Story 4", "Story 5"]
    assert parsed.notes == ("kept the newest 3 of 5 items",)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a&amp;lt;b", "a&lt;b"),
        ("<p>One<p>Two", "One\n\nTwo"),
        ("<div><h2>Head</h2>Text</div>", "Head\n\nText"),
        ("One<br>two goes on<br>Three", "One two goes on\nThree"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<p>One <em>two</em>, <a href=x>three</a>.</p>", "One two, three."),
        (
            "<p>Text.</p><figure><img><figcaption>Caption.</figcaption></figure><p>More text.</p>",
            "Text.\n\nMore text.",
        ),
        ("<p>Text.</p><nav>Home</nav><aside>Related</aside>", "Text."),
        ("Five < six and seven > two", "Five < six and seven > two"),
        ("caf&eacute; &#8212; na&iuml;ve &nbsp; x", "café — naïve x"),
        ("<p>unclosed <b>bold", "unclosed bold"),
    ],
)
def test_html_becomes_paragraphs(html, text):
    assert (
        only(rss(f"<item><title>T</title><description><![CDATA[{html}]]></description></item>")).body == text
    )
