"""Hostile and broken documents: feeds and pages that would stop, fool or exhaust a parser."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from briefing.ingest.child import Child, ChildLimits
from briefing.ingest.extract import extract_page
from briefing.ingest.parse import parse_feed
from briefing.model import Feed

from .conftest import NOW
from .server import answer, item, rss

FRESH = {"pubDate": "Sun, 22 Nov 2026 05:00:00 GMT"}


def titles(reading) -> list[str]:
    return [article.title for article in reading.articles]


@pytest.mark.parametrize("target", ["path", "url"])
def test_a_body_that_is_a_path_or_an_address_is_never_opened(server, read, tmp_path, target):
    secret = tmp_path / "secret.xml"
    secret.write_bytes(rss(item("secret")))
    other = server.on("/secret", answer(body=rss(item("secret"))))
    body = str(secret) if target == "path" else other
    reading = read.one(server.on("/feed", answer(body=body.encode())))
    assert reading.failure.reason == "this is not a feed: it is neither RSS nor Atom nor JSON Feed"
    assert server.asked("/secret") == []


def test_an_external_entity_is_not_opened(server, read, tmp_path):
    (tmp_path / "secret").write_text("the secret")
    head = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret"><!ENTITY y SYSTEM "{server.url("/y")}">]>'
    reading = read.one(server.on("/feed", answer(body=rss(item("News &x; &y;", guid="1"), head=head))))
    assert "the secret" not in repr(reading.articles)
    assert server.asked("/y") == []


def bomb() -> bytes:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return rss(item("&e9;", guid="1"), head=f'<!DOCTYPE rss [<!ENTITY e0 "lol">{levels}]>')


@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_billion_laughs_do_not_stop_the_other_feeds(server, read, charset):
    body = bomb().decode().replace('"utf-8"', f'"{charset}"').encode(charset)
    bad = server.on("/bad", answer(body=body, content_type="application/xml"))
    good = server.on("/good", answer(body=rss(item("Depot hit", guid="1"))))
    first, second = read(bad, good)
    assert all(len(article.text) < 10_000 for article in first.articles)
    assert titles(second) == ["Depot hit"]


def test_a_quadratic_entity_does_not_stop_the_other_feeds(server, read):
    head = f'<!DOCTYPE rss [<!ENTITY x "{"a" * 50_000}">]>'
    bad = server.on("/bad", answer(body=rss(item("&x;" * 20_000, guid="1"), head=head)))
    good = server.on("/good", answer(body=rss(item("Depot hit", guid="1"))))
    first, second = read(bad, good)
    assert all(len(article.text) < 200_000 for article in first.articles)
    assert titles(second) == ["Depot hit"]


def test_a_document_that_takes_too_long_is_given_up_and_the_next_one_read(server, read):
    slow = rss(item("<![CDATA[" + "<b " * 400_000 + "]]>", guid="1"))
    locations = [
        server.on("/slow", answer(body=slow)),
        server.on("/good", answer(body=rss(item("Depot hit", guid="1")))),
    ]
    hasty = replace(read, limits=ChildLimits(cpu_seconds=3, wall_seconds=0.001))
    assert "given up: it could not be read within 0.001 seconds" in hasty(locations[0])[0].failure.reason
    assert titles(read(*locations)[1]) == ["Depot hit"]


def test_a_document_that_takes_too_much_memory_is_given_up_and_the_next_one_read(server, read):
    tight = replace(read, limits=ChildLimits(cpu_seconds=5, wall_seconds=10, memory_bytes=24_000_000))
    huge = rss(*(item("x" * 5_000, guid=str(n)) for n in range(500)))
    locations = [
        server.on("/huge", answer(body=huge)),
        server.on("/good", answer(body=rss(item("Depot hit", guid="1")))),
    ]
    first, second = tight(*locations)
    assert "given up" in first.failure.reason
    assert titles(second) == ["Depot hit"]


def test_of_a_hundred_thousand_items_the_newest_are_kept_and_it_is_said(server, read):
    dated = "Depot hit</title><pubDate>{}</pubDate><guid>{}</guid><title>"
    days = [f"Sun, 22 Nov 2026 0{n % 6}:00:00 GMT" for n in range(6)]
    items = [item(dated.format(days[5 if n < 20 else 0], n)) for n in range(30_000)]
    location = server.on("/feed", answer(body=rss(*items)))
    reading = read.one(Feed(name="Outlet", location=location, max_items=20), max_bytes=10_000_000)
    assert {article.published for article in reading.articles} == {datetime(2026, 11, 22, 5, tzinfo=UTC)}
    assert reading.notes == (
        "looked at the first and last 500 of 30,000 items",
        "kept the newest 20 of 1,000 items",
    )


def page(body: str) -> bytes:
    return f"<html><head><title>x</title></head><body>{body}</body></html>".encode()


@pytest.mark.parametrize(
    "body",
    ["<b>" * 200_000 + "deep" + "</b>" * 200_000, "<p>Sentence number one.</p>" * 100_000],
    ids=["deep", "long"],
)
def test_a_page_that_exhausts_the_extractor_leaves_the_feeds_own_text(server, read, body):
    address = server.on("/article", answer(body=page(body), content_type="text/html"))
    own = "The depot was hit at night, officials said."
    location = server.on("/feed", answer(body=rss(item(link=address, description=own, **FRESH))))
    hasty = replace(read, limits=ChildLimits(cpu_seconds=1, wall_seconds=3))
    (article,) = hasty.one(location).articles
    assert article.text.startswith(f"Depot hit\n\n{own}") or article.full_text


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('<?xml version="1.0" encoding="utf-8"?>{}'.encode("koi8-r"), "application/xml; charset=utf-8"),
        (b"{}", "text/xml"),
        (b'<?xml version="1.0" encoding="windows-1251"?>{}', "text/xml"),
        (b'<?xml version="1.0" encoding="utf-16"?>{}', "text/xml"),
        (b"\xef\xbb\xbf{}", "text/xml; charset=iso-8859-1"),
    ],
)
@pytest.mark.parametrize("charset", ["koi8-r", "windows-1251", "utf-16", "utf-16-le", "utf-8"])
def test_russian_is_read_whatever_the_label_says(body, content_type, charset):
    title = "Вооружённые силы сообщили о ночном ударе по складу горючего"
    text = "В результате удара повреждены три здания, пострадавших нет, сообщил губернатор области."
    document = f"<rss version='2.0'><channel>{item(title, description=text)}</channel></rss>"
    bom = body.startswith(b"\xef")
    encoded = body.removeprefix(b"\xef\xbb\xbf").decode().format(document).encode(charset)
    if bom and charset == "utf-8":
        encoded = b"\xef\xbb\xbf" + encoded
    (entry,) = parse_feed(encoded, content_type, "", 5).entries
    assert (entry.title, entry.body) == (title, text)


def test_nul_bytes_are_left_out(server, read):
    (article,) = read.one(
        server.on("/feed", answer(body=rss(item("De\0pot hit", description="At\0 night."))))
    ).articles
    assert article.text == "Depot hit\n\nAt night."


def test_mojibake_made_before_us_is_put_right(server, read):
    title = "Rüstung für Fähren: „Ohne uns fährt nichts“".encode().decode("cp1252", errors="ignore")
    (article,) = read.one(server.on("/feed", answer(body=rss(item(title))))).articles
    assert "Rüstung für Fähren" in article.title


def test_a_document_in_latin_1_without_a_label_is_read(server, read):
    text = "Le président a été reçu à l'Élysée où il a évoqué la trêve et les réfugiés."
    document = rss(item(text)).decode().replace(' encoding="utf-8"', "").encode("latin-1")
    (article,) = read.one(server.on("/feed", answer(body=document, content_type="text/xml"))).articles
    assert article.title == text


@pytest.mark.parametrize("wrap", ["{}", "<![CDATA[{}]]>"])
def test_markup_in_a_title_and_a_text_becomes_inert(server, read, wrap):
    hostile = '<script>alert(1)</script>Depot <b onclick="x()">hit</b> <img src=x onerror=alert(1)>'
    escaped = hostile if "CDATA" in wrap else hostile.replace("<", "&lt;")
    document = rss(
        f"<item><title>{wrap.format(escaped)}</title><description>{wrap.format(escaped)}</description></item>"
    )
    (article,) = read.one(server.on("/feed", answer(body=document))).articles
    assert article.title == "Depot hit"
    assert article.text == "Depot hit"


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)", "JaVaScript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd",
        " java\tscript:alert(1)", "https://user:pass@evil.example/", "https://", "http://[bad", "mailto:a@b.example",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["rss", "json"])
def test_a_link_that_is_not_http_is_dropped(link, kind):
    entry = {"id": "1", "title": "Depot hit", "url": link}
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [entry]}
    body = json.dumps(feed).encode() if kind == "json" else rss(item(guid="1", link=link))
    (entry,) = parse_feed(body, "", "https://outlet.example/feed", 5).entries
    assert entry.url == ""


@pytest.mark.parametrize("query", ["", "?id=1&q="])
def test_what_no_text_can_hold_is_left_out_of_links_ids_titles_and_bodies(server, read, query):
    link = server.url(f"/a{query}\ud800")
    items = [
        {"id": "1\udfff", "url": link, "title": "Depot\ud800 hit", "content_text": "Smoke\udc00 rose."},
        {"url": link + "2", "title": "Without an id"},
    ]
    feed = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()
    articles = read.one(server.on("/feed", answer(body=feed, content_type="application/json"))).articles
    assert [article.url for article in articles] == [server.url(f"/a{query}"), server.url(f"/a{query}2")]
    assert articles[0].text == "Depot hit\n\nSmoke rose."
    for article in articles:
        "".join((article.id, article.url, article.title, article.text, article.outlet, article.feed)).encode()


@pytest.mark.parametrize("there", [True, False])
def test_a_name_or_a_path_that_no_text_can_hold_does_not_end_the_run(read, tmp_path, there):
    path = tmp_path / "feed\udcff.xml"
    if there:
        path.write_bytes(rss(item(guid="1")))
    odd = Feed(name="Out\ud800let", location=str(path), listed_at="feeds/\udcff.toml:1")
    reading = read.one(odd)
    kept = [reading.state.location, reading.state.name, reading.state.last_error]
    if there:
        (article,) = reading.articles
        kept += [article.outlet, article.feed]
    else:
        kept += [reading.failure.feed, reading.failure.location, reading.failure.reason, reading.failure.mend]
    assert "".join(kept).encode()
    assert (reading.state.location, reading.state.name) == (str(tmp_path / "feed.xml"), "Outlet")
    assert read(odd, states={reading.state.location: reading.state})[0].unchanged is there


def test_a_link_cannot_break_out_of_an_attribute(server, read):
    link = "https://outlet.example/a\"onload='x'&lt;b&gt;"
    (article,) = read.one(server.on("/feed", answer(body=rss(item(link=link))), answer(404))).articles
    assert article.url == "https://outlet.example/a%22onload=%27x%27%3Cb%3E"


def test_a_title_with_an_encoded_newline_is_one_line(server, read):
    (article,) = read.one(
        server.on("/feed", answer(body=rss(item("Depot hit&#13;&#10;Bcc: all@x.example"))))
    ).articles
    assert article.title == "Depot hit Bcc: all@x.example"


@pytest.mark.parametrize(
    "date",
    ["", "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 01 Jan 2099 00:00:00 GMT", "yesterday", "Sun, 99 Nov 2026"],
)
def test_a_missing_or_absurd_date_is_that_of_the_run(server, read, date):
    (article,) = read.one(server.on("/feed", answer(body=rss(item(guid="1", pubDate=date))))).articles
    assert (article.published, article.dated) == (NOW, "fetched")


def test_a_date_less_than_an_hour_ahead_stands(server, read):
    date = "Sun, 22 Nov 2026 08:30:00 +0200"
    (article,) = read.one(server.on("/feed", answer(body=rss(item(pubDate=date))))).articles
    assert (article.published, article.dated) == (datetime(2026, 11, 22, 6, 30, tzinfo=UTC), "published")


def test_entries_without_guid_date_or_link_are_articles_with_ids_that_last(server, read):
    location = server.on("/feed", answer(body=rss(item("Depot hit"), item("Port open"))))
    first, second = read.one(location), read.one(location)
    assert titles(first) == ["Depot hit", "Port open"]
    assert [a.id for a in first.articles] == [a.id for a in second.articles]
    assert len({a.id for a in first.articles}) == 2


def test_a_tracking_tail_does_not_make_another_article_and_the_link_still_works(server, read):
    link = "https://outlet.example/story?id=7&amp;utm_source={}#top"
    location = server.on(
        "/feed", *(answer(body=rss(item(link=link.format(n), description="x" * 700))) for n in "ab")
    )
    first, second = (read.one(location, respect_robots=False).articles[0] for _ in range(2))
    assert first.id == second.id
    assert second.url == "https://outlet.example/story?id=7&utm_source=b#top"


def test_an_id_that_all_entries_share_is_none(server, read):
    items = [
        item(f"Story {n}", guid="https://outlet.example/", link=f"https://outlet.example/{n}")
        for n in range(3)
    ]
    reading = read.one(server.on("/feed", answer(body=rss(*items))), offline=False, respect_robots=False)
    assert len({article.id for article in reading.articles}) == 3


def test_an_id_that_entries_without_links_share_is_none(server, read):
    items = [item(f"Story {n}", guid="same") for n in range(3)]
    reading = read.one(server.on("/feed", answer(body=rss(*items))))
    assert [article.title for article in reading.articles] == ["Story 0", "Story 1", "Story 2"]


def test_an_entry_listed_twice_is_one_article_in_its_fuller_form(server, read):
    items = [item(guid="a", description="Short."), item(guid="a", description="The longer text of the two.")]
    (article,) = read.one(server.on("/feed", answer(body=rss(*items)))).articles
    assert article.text == "Depot hit\n\nThe longer text of the two."


HIDDEN = [
    '<p style="display:none">secret</p>', '<p style="DISPLAY : none !important">secret</p>', "<p hidden>secret</p>",
    '<div aria-hidden="true">secret</div>', '<span style="font-size:0">secret</span>',
    '<span style="font-size:0.1px;color:#000">secret</span>', '<p style="visibility:hidden">secret</p>',
    '<p style="opacity:0">secret</p>', '<p style="position:absolute;left:-9999px">secret</p>',
    '<p style="text-indent:-9999em">secret</p>', '<p style="clip:rect(0 0 0 0)">secret</p>',
    '<p style="height:1px;width:1px;overflow:hidden">secret</p>', '<p style="dis\\70lay:none">secret</p>',
    '<p style="dis/**/play:none">secret</p>', '<p class="a sr-only">secret</p>', "<template>secret</template>",
    "<script>secret</script>", "<style>secret</style>", "<noscript>secret</noscript>", "<!-- secret -->",
    '<iframe srcdoc="x">secret</iframe>', "<svg><text>secret</text></svg>", "<form><button>secret</button></form>",
    "<figure><figcaption>secret</figcaption></figure>",
]  # fmt: skip


@pytest.mark.parametrize("hidden", HIDDEN)
def test_hidden_text_of_a_feed_is_not_read(hidden):
    body = f"<p>The depot was hit.</p>{hidden} <p>Nobody was hurt.</p>"
    document = rss(item(description=f"<![CDATA[{body}]]>"))
    (entry,) = parse_feed(document, "", "", 5).entries
    assert entry.body == "The depot was hit.\n\nNobody was hurt."


@pytest.mark.parametrize(
    "style", ["opacity:0.5", "font-size:0.9em", "font-size:10px", "left:-5px", "opacity:1", "height:10px"]
)
def test_text_that_is_only_styled_is_read(style):
    document = rss(item(description=f'<![CDATA[<p style="{style}">The depot was hit.</p>]]>'))
    (entry,) = parse_feed(document, "", "", 5).entries
    assert entry.body == "The depot was hit."


SENTENCE = (
    "The depot on the northern edge of the town was hit shortly after midnight, the governor said on Sunday. "
)


@pytest.mark.parametrize("hidden", [h for h in HIDDEN if "figure" not in h])
def test_hidden_text_of_a_page_is_not_read(hidden):
    paragraphs = "".join(f"<p>{SENTENCE * 3}Report {n}.</p>" for n in range(6))
    body = page(
        f"<article><h1>Depot hit</h1>{hidden.replace('secret', 'secret ' * 30)}{paragraphs}</article>"
    )
    text = extract_page(body, "text/html; charset=utf-8", "https://outlet.example/a")
    assert "Report 5." in text
    assert "secret" not in text


def test_invisible_characters_are_left_out(server, read):
    invisible = "\u200b\u202e\u2066\u00ad\ufeff\U000e0041"
    document = rss(item(f"De{invisible}pot", description=f"A{invisible} hit."))
    (article,) = read.one(server.on("/feed", answer(body=document))).articles
    assert article.text == "Depot\n\nA hit."


def test_the_child_is_one_process_for_all_documents():
    import asyncio

    async def process_ids() -> set[int]:
        child = Child()
        try:
            seen = set()
            for _ in range(3):
                await child.feed(rss(item()), "", "", 5)
                seen.add(child._process.pid)
            return seen
        finally:
            await child.close()

    assert len(asyncio.run(process_ids())) == 1
