"""Feeds to articles: pages, robots.txt, files, and what is said about them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from briefing.model import Feed, FeedState

from .conftest import NOW
from .server import answer, item, redirect, rss

FRESH = {"pubDate": "Sun, 22 Nov 2026 05:00:00 GMT"}
SENTENCES = [
    f"Report number {n} from the northern edge of the town says that the depot was hit after midnight."
    for n in range(12)
]
PAGE = (
    "<html><head><title>Depot hit</title></head><body><nav>Home News Sport</nav><article><h1>Depot hit</h1>"
    + "".join(f"<p>{a} {b}</p>" for a, b in zip(SENTENCES[::2], SENTENCES[1::2], strict=True))
    + "</article><footer>All rights reserved by the outlet.</footer></body></html>"
).encode()
HTML = "text/html; charset=utf-8"


@pytest.fixture
def site(server):
    server.on("/robots.txt", answer(404))
    server.on("/story", answer(body=PAGE, content_type=HTML))
    server.on("/feed", answer(body=rss(item(link=server.url("/story"), description="Short.", **FRESH))))
    return server


def test_a_teaser_is_replaced_by_the_pages_text(site, read):
    (article,) = read.one(site.url("/feed")).articles
    assert article.full_text
    assert article.text == "Depot hit\n\n" + "\n\n".join(
        f"{a} {b}" for a, b in zip(SENTENCES[::2], SENTENCES[1::2], strict=True)
    )


def test_a_feed_that_gives_the_article_is_not_asked_for_its_pages(site, read):
    text = " ".join(SENTENCES)
    site.on("/feed", answer(body=rss(item(link=site.url("/story"), description=text, **FRESH))))
    (article,) = read.one(site.url("/feed")).articles
    assert (article.full_text, site.asked("/story")) == (False, [])


@pytest.mark.parametrize(("mode", "asked"), [("never", 0), ("always", 1)])
def test_full_text_never_and_always_are_obeyed(site, read, mode, asked):
    text = " ".join(SENTENCES[:8])
    site.on("/feed", answer(body=rss(item(link=site.url("/story"), description=text, **FRESH))))
    (article,) = read.one(Feed(name="Outlet", location=site.url("/feed"), full_text=mode)).articles
    assert (len(site.asked("/story")), article.full_text) == (asked, bool(asked))


def test_pages_of_old_entries_are_not_asked_for(site, read):
    old = item(link=site.url("/story"), pubDate="Tue, 17 Nov 2026 05:00:00 GMT")
    site.on("/feed", answer(body=rss(old)))
    read.one(site.url("/feed"))
    assert site.asked("/story") == []


@pytest.mark.parametrize(
    ("opens", "as_of", "age", "asked"),
    [
        (10, 0, 9, 1), (10, 0, 10, 0), (10, 0, 11, 0), (1, 0, 2, 0),
        (60, 0, 34, 1), (60, 0, 36, 0),
        (10, 2, 2, 1), (10, 2, 1, 0),
    ],
)  # fmt: skip
def test_pages_are_asked_for_of_what_the_edition_looks_back_on_up_to_35_days(
    site, read, opens, as_of, age, asked
):
    date = (NOW - timedelta(days=age)).isoformat()
    site.on("/feed", answer(body=rss(item(link=site.url("/story"), pubDate=date))))
    read.one(site.url("/feed"), opens=NOW - timedelta(days=as_of + opens), as_of=NOW - timedelta(days=as_of))
    assert len(site.asked("/story")) == asked


@pytest.mark.parametrize(("hours", "dated"), [(-6, -6), (0, 0), (6, 0)])
def test_an_item_without_a_date_is_of_the_reading_and_never_of_the_future(server, read, hours, dated):
    location = server.on("/feed", answer(body=rss(item())))
    (article,) = read.one(location, as_of=NOW + timedelta(hours=hours)).articles
    assert (article.published, article.dated) == (NOW + timedelta(hours=dated), "fetched")


@pytest.mark.parametrize(
    "page",
    [
        answer(404),
        answer(500),
        answer(body=PAGE, content_type="application/pdf"),
        answer(body=b"<html><body><p>Hi</p></body></html>", content_type=HTML),
        answer(body=b"", content_type=HTML),
        answer(body=PAGE, content_type=HTML, length=len(PAGE) + 9),
        redirect("http://169.254.169.254/"),
    ],
    ids=["404", "500", "pdf", "short", "empty", "truncated", "private"],
)
def test_a_page_that_gives_less_leaves_the_feeds_own_text(site, read, page):
    site.on("/story", page)
    (article,) = read.one(site.url("/feed")).articles
    assert (article.text, article.full_text) == ("Depot hit\n\nShort.", False)


def test_robots_txt_is_obeyed_asked_for_once_and_told(site, read):
    site.on("/robots.txt", answer(body=b"User-agent: *\nDisallow: /private/", content_type="text/plain"))
    links = ("/private/1", "/private/2", "/story")
    site.on("/feed", answer(body=rss(*(item(f"Story {n}", link=site.url(n), **FRESH) for n in links))))
    reading = read.one(site.url("/feed"))
    assert [article.full_text for article in reading.articles] == [False, False, True]
    assert reading.notes == ("robots.txt forbids 2 article pages",)
    assert len(site.asked("/robots.txt")) == 1
    assert site.asked("/private/1") == []


@pytest.mark.parametrize(("status", "asked"), [(404, 1), (403, 1), (500, 0), (429, 0)])
def test_a_robots_txt_that_fails_for_good_allows_and_one_that_may_pass_forbids(site, read, status, asked):
    site.on("/robots.txt", answer(status))
    read.one(site.url("/feed"))
    assert len(site.asked("/story")) == asked


def test_robots_txt_is_not_asked_for_where_the_operator_says_so(site, read):
    site.on("/robots.txt", answer(body=b"User-agent: *\nDisallow: /"))
    (article,) = read.one(site.url("/feed"), respect_robots=False).articles
    assert (article.full_text, site.asked("/robots.txt")) == (True, [])


def test_a_site_whose_pages_fail_is_left_alone_after_three(site, read):
    items = [item(f"Story {n}", link=site.url(f"/{n}"), **FRESH) for n in range(6)]
    for n in range(6):
        site.on(f"/{n}", answer(503))
    site.on("/feed", answer(body=rss(*items)))
    assert len(read.one(site.url("/feed")).articles) == 6
    assert [len(site.asked(f"/{n}")) for n in range(6)] == [1, 1, 1, 0, 0, 0]


# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", ["{}", "file://{}"])
def test_a_file_is_read_and_its_pages_are_not_asked_for(site, read, tmp_path, form):
    path = tmp_path / "feed one.xml"
    path.write_bytes(rss(item(link=site.url("/story"), description="Short.", **FRESH)))
    (article,) = read.one(form.format(path), offline=True).articles
    assert article.text == "Depot hit\n\nShort."
    read.one(form.format(path))
    assert site.requests == []


def test_a_file_is_unchanged_until_its_bytes_or_its_settings_change(read, tmp_path):
    path = tmp_path / "feed.xml"
    path.write_bytes(rss(item("One")))
    feed = Feed(name="Outlet", location=str(path))
    state = read.one(feed).state
    assert read.one(feed, state).unchanged
    assert not read.one(Feed(name="Outlet", location=str(path), language="fr"), state).unchanged
    path.write_bytes(rss(item("Two")))
    assert [article.title for article in read.one(feed, state).articles] == ["Two"]


def test_a_file_that_is_missing_is_a_failure_that_names_the_list(read, tmp_path):
    feed = Feed(name="Outlet", location=str(tmp_path / "none.xml"), listed_at="feeds/local.toml:4")
    reading = read.one(feed)
    assert reading.failure.reason == "the file cannot be read (No such file or directory)"
    assert reading.failure.mend == "correct the path in feeds/local.toml:4"
    assert (reading.state.failures, reading.state.last_success) == (1, None)


def test_a_folder_is_a_failure(read, tmp_path):
    assert read.one(str(tmp_path)).failure.reason == "the file cannot be read (Is a directory)"


# ── What is said ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_feed_without_items_is_a_success_with_a_note(server, read):
    reading = read.one(server.on("/feed", answer(body=rss())))
    assert (reading.failure, reading.articles, reading.notes) == (None, (), ("the feed has no items",))


def test_a_web_page_is_a_failure_that_names_its_feed(server, read):
    page = b'<html><head><link rel="alternate" type="application/atom+xml" href="/news.xml"></head></html>'
    reading = read.one(server.on("/", answer(body=page, content_type=HTML)))
    assert reading.failure.reason == "this is a web page, not a feed"
    assert reading.failure.mend == f"give the address of its feed: {server.url('/news.xml')}"
    assert reading.state.last_error == "this is a web page, not a feed"


def test_a_reading_keeps_the_feeds_name_weight_and_language(server, read):
    location = server.on("/feed", answer(body=rss(item("Kurz"))))
    reading = read.one(Feed(name="Die Zeitung", location=location, language="de", weight=2.5))
    (article,) = reading.articles
    assert (article.outlet, article.feed, article.language, article.weight) == (
        "Die Zeitung",
        location,
        "de",
        2.5,
    )
    assert (reading.state.name, reading.state.items, reading.state.failures) == ("Die Zeitung", 1, 0)


def test_entries_too_short_to_tell_take_the_language_of_their_feed(server, read):
    long = "Das Lager wurde in der Nacht getroffen, verletzt wurde niemand, teilte die Stadt mit."
    reading = read.one(server.on("/feed", answer(body=rss(item("Lage ruhig"), item(long)))))
    assert [article.language for article in reading.articles] == ["de", "de"]


def test_readings_come_in_the_order_of_the_feeds(server, read):
    locations = [server.on(f"/{n}", answer(body=rss(item(f"Story {n}")))) for n in range(4)]
    readings = read(*locations)
    assert [reading.feed.location for reading in readings] == locations


def test_what_was_remembered_survives_a_failure(server, read):
    location = server.on("/feed", answer(body=rss(item())), answer(500))
    first = read.one(location)
    second = read.one(location, first.state)
    assert second.state.last_success == first.state.last_success
    assert second.state.items == 1


def test_an_unknown_feed_begins_with_an_empty_state(server, read):
    location = server.on("/feed", answer(500))
    assert read.one(location).state.location == location
    assert FeedState(location=location).failures == 0


def test_the_reader_loads_neither_models_nor_extractors():
    heavy = ["torch", "transformers", "spacy", "trafilatura", "feedparser", "sklearn"]
    code = f"import sys, briefing.ingest.reader; print([name for name in {heavy!r} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_a_fault_of_the_program_on_one_feed_is_that_feeds_failure_and_the_others_are_read(server, read):
    async def resolver(host: str, port: int) -> list[str]:
        if host == "odd.invalid":
            raise ZeroDivisionError("not foreseen")
        return ["127.0.0.1"]

    good = server.on("/feed", answer(body=rss(item())))
    odd, well = replace(read, resolver=resolver)("http://odd.invalid/feed", good)
    assert odd.failure.reason == "a fault of this program (ZeroDivisionError: not foreseen)"
    assert (odd.state.failures, len(well.articles)) == (1, 1)


def test_a_full_disk_for_temporary_files_is_an_error_that_says_so():
    code = (
        "import resource; from briefing.errors import OutputError; from briefing.ingest.languages import detect\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try: detect('Four people were killed when a missile hit the market, the governor said.')\n"
        "except OutputError as error: print(error)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.startswith("a temporary file cannot be written (File too large): free some space")
