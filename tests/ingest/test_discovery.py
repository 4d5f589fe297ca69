"""Finding a site's feed: a real server, the guarded client, the child process."""

import pytest

from briefing.ingest.discovery import USUAL, discover
from briefing.model import FetchPolicy
from tests.fakes import RecordingProgress
from tests.ingest.server import ScriptedServer, answer, redirect

RSS = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour &amp; Hill</title>'
    b"<item><title>Bridge opens</title><pubDate>Tue, 10 Mar 2026 05:00:00 GMT</pubDate></item>"
    b"<item><title>Ferry stops</title><pubDate>Mon, 09 Mar 2026 05:00:00 GMT</pubDate></item></channel></rss>"
)
ATOM = (
    b'<feed xmlns="http://www.w3.org/2005/Atom"><title>Comments on Harbour</title>'
    b"<entry><id>1</id><title>Fine</title></entry></feed>"
)
JSON = b'{"version": "https://jsonfeed.org/version/1.1", "title": "In JSON", "items": [{"id": "1", "title": "A"}]}'


def page(head="", body=""):
    return answer(
        body=f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode(),
        content_type="text/html",
    )


def link(href, kind="application/rss+xml", rel="alternate"):
    return f'<link rel="{rel}" type="{kind}" href="{href}">'


@pytest.fixture
def look(server):
    """Look for feeds at a path of the server."""

    def look(path="/", **options):
        policy = FetchPolicy(
            allow_hosts=(server.host,), delay_seconds=0.0, retries=0, total_seconds=5.0, **options
        )
        return discover(server.url(path), policy, RecordingProgress())

    return look


def urls(found):
    return [each.url for each in found.feeds]


def test_a_feed_is_found_where_it_is(server, look):
    server.on("/x", answer(body=RSS))
    [found] = look("/x").feeds
    assert (found.url, found.title, found.items) == (server.url("/x"), "Harbour & Hill", 2)
    assert found.newest == "2026-03-10T05:00:00+00:00"


def test_a_page_leads_to_the_feeds_that_it_names_comments_last(server, look):
    head = (
        link("/comments/feed", "application/atom+xml")
        + link("news.xml")
        + link("f.json", "application/feed+json")
    )
    server.on("/world/", page(head))
    server.on("/comments/feed", answer(body=ATOM))
    server.on("/world/news.xml", answer(body=RSS))
    server.on("/world/f.json", answer(body=JSON))
    found = look("/world/")
    assert urls(found) == [server.url(p) for p in ("/world/news.xml", "/world/f.json", "/comments/feed")]
    assert not any(server.asked(f"/{place}") for place in USUAL)


def test_links_count_from_the_base_that_a_page_names(server, look):
    server.on("/", page('<base href="/deep/">' + link("news.xml")))
    server.on("/deep/news.xml", answer(body=RSS))
    assert urls(look()) == [server.url("/deep/news.xml")]


def test_what_a_page_names_and_is_no_feed_does_not_count(server, look):
    server.on(
        "/", page(link("/gone") + link("/page") + link("/style", "text/css", "stylesheet") + link("/news"))
    )
    server.on("/page", page())
    server.on("/style", answer(body=RSS))
    server.on("/news", answer(body=RSS, content_type="text/html"))  # what it is called does not matter
    assert urls(look()) == [server.url("/news")]


def test_a_page_that_names_none_leads_by_its_links(server, look):
    server.on("/", page(body='<a href="/about">About</a> <a href="/world/rss.xml?full=1#top">RSS</a>'))
    server.on("/world/rss.xml?full=1", answer(body=RSS))
    assert urls(look()) == [server.url("/world/rss.xml?full=1")]


@pytest.mark.parametrize("place", USUAL)
def test_a_page_without_links_is_asked_for_feeds_in_the_usual_places(server, look, place):
    server.on("/blog/today", page())
    server.on(f"/blog/{place}", answer(body=RSS))
    assert urls(look("/blog/today")) == [server.url(f"/blog/{place}")]


def test_usual_places_that_are_one_feed_are_one(server, look):
    server.on("/", page())
    server.on("/rss", redirect("/feed/"))
    server.on("/feed/", answer(body=RSS))
    assert urls(look()) == [server.url("/feed/")]


def test_a_feed_that_has_moved_for_good_is_found_at_its_new_place(server, look):
    server.on("/old", redirect("/new", 301))
    server.on("/new", answer(body=RSS))
    assert urls(look("/old")) == [server.url("/new")]


def test_where_there_is_none_it_is_said_with_the_mend(server, look):
    server.on("/", page())
    found = look()
    assert (found.feeds, found.fault, bool(found.mend)) == ((), "no feed is there", True)
    assert look("/missing").fault == "the server answered 404"


def test_a_private_address_is_not_asked_though_a_page_names_it(server, look):
    with ScriptedServer() as inside:
        inside.on("/secret", answer(body=RSS))
        server.on(
            "/",
            page(link(inside.url("/secret")) + link("file:///etc/passwd") + link("http://169.254.169.254/")),
        )
        assert look().feeds == ()
        assert inside.requests == []


def test_a_private_address_is_refused_itself(server):
    server.on("/", answer(body=RSS))
    found = discover(server.url("/"), FetchPolicy(retries=0), RecordingProgress())
    assert (found.feeds, server.requests) == ((), [])
    assert "private address" in found.fault


def test_a_page_of_many_links_is_looked_at_within_bounds(server, look):
    server.on("/", page("".join(link(f"/f{n}") for n in range(500))))
    look()
    assert (
        sum(request.path.startswith("/f") and request.path[2:].isdigit() for request in server.requests) == 12
    )
