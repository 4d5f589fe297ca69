"""What hostile and broken servers do, each by a real one on loopback."""

from __future__ import annotations

import gzip
import socket
import threading
import tracemalloc
import zlib
from dataclasses import replace
from datetime import timedelta

import pytest

from briefing.ingest.addresses import is_public
from briefing.model import Feed, FeedState, Validators

from .conftest import NOW
from .server import ScriptedServer, answer, item, redirect, rss

FEED = rss(item(guid="1", pubDate="Sun, 22 Nov 2026 05:00:00 GMT"))


# ── Addresses ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_private_address_is_refused_before_a_connection(server, read):
    location = server.on("/feed", answer(body=FEED))
    reading = read.one(location, allow_hosts=())
    assert reading.failure.reason == f"{server.host} is a private address (127.0.0.1)"
    assert "allow_hosts" in reading.failure.mend
    assert server.requests == []


def test_a_name_is_resolved_once_so_rebinding_finds_no_gap(server, resolving):
    reading = resolving(["127.0.0.1"]).one(f"http://news.example:{server.port}/feed")
    assert reading.failure.reason == f"news.example:{server.port} is a private address (127.0.0.1)"
    asked: list[str] = []

    async def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["192.0.2.1"] if len(asked) == 1 else ["127.0.0.1"]

    replace(resolving([""]), resolver=rebinding).one(
        f"http://news.example:{server.port}/feed", total_seconds=0.3
    )
    assert asked == ["news.example"]
    assert server.requests == []


def test_an_allowed_host_is_reached_by_its_name_with_its_own_port_only(server, resolving):
    server.on("/feed", answer(body=FEED))
    read = resolving(["127.0.0.1"])
    allowed = (f"news.example:{server.port}",)
    assert read.one(f"http://NEWS.example:{server.port}/feed", allow_hosts=allowed).failure is None
    assert server.requests[0].headers["host"] == f"news.example:{server.port}"
    other = read.one(f"http://news.example:{server.port}/feed", allow_hosts=("news.example:80",))
    assert "private address" in other.failure.reason


@pytest.mark.parametrize(
    "target",
    ["http://169.254.169.254/latest/meta-data", "http://127.0.0.1:1/feed", "http://[::ffff:127.0.0.1]:1/"],
)
def test_a_redirect_to_a_private_address_is_refused_and_the_other_feeds_go_on(server, read, target):
    bad, good = server.on("/bad", redirect(target)), server.on("/good", answer(body=FEED))
    first, second = read(bad, good)
    assert "is a private address" in first.failure.reason
    assert first.state.failures == 1
    assert len(second.articles) == 1


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://127.0.0.1/feed", "data:text/xml,<rss/>", "gopher://x/"]
)
def test_a_redirect_to_another_scheme_is_refused(server, read, target):
    reading = read.one(server.on("/feed", redirect(target)))
    assert "is not fetched" in reading.failure.reason


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "192.0.2.1", "198.18.0.1", "240.0.0.1", "255.255.255.255", "192.88.99.1", "::", "::1", "::7f00:1",
        "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1",
        "fec0::1", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "2001:db8::1", "not an address", "",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_unicast_is_refused(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_a_public_address_is_reached(address):
    assert is_public(address)


# ── Bodies ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("x-gzip", gzip.compress)]
)
def test_a_compression_bomb_stops_at_the_cap_with_bounded_memory(server, read, encoding, pack):
    bomb = pack(b"\0" * 60_000_000)
    location = server.on("/feed", answer(body=bomb, headers={"Content-Encoding": encoding}))
    tracemalloc.start()
    reading = read.one(location, max_bytes=1_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert reading.failure.reason == "the document is larger than 1 MB"
    assert peak < 20_000_000


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "zstd"])
def test_an_encoding_that_was_not_asked_for_is_a_failure(server, read, encoding):
    reading = read.one(server.on("/feed", answer(body=FEED, headers={"Content-Encoding": encoding})))
    assert "was not asked for" in reading.failure.reason


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(FEED),
        gzip.compress(FEED[:50]) + gzip.compress(FEED[50:]),
        gzip.compress(FEED) + b"\0" * 9,
    ],
    ids=["one member", "two members", "padded"],
)
def test_gzip_is_read(server, read, body):
    reading = read.one(server.on("/feed", answer(body=body, headers={"Content-Encoding": "gzip"})))
    assert len(reading.articles) == 1


@pytest.mark.parametrize("window", [zlib.MAX_WBITS, -zlib.MAX_WBITS])
def test_deflate_is_read_with_and_without_its_header(server, read, window):
    packer = zlib.compressobj(wbits=window)
    body = packer.compress(FEED) + packer.flush()
    reading = read.one(server.on("/feed", answer(body=body, headers={"Content-Encoding": "deflate"})))
    assert len(reading.articles) == 1


def test_a_truncated_compressed_body_is_a_failure(server, read):
    body = gzip.compress(FEED)[:-20]
    reading = read.one(server.on("/feed", answer(body=body, headers={"Content-Encoding": "gzip"})))
    assert reading.failure.reason == "the compressed body ends in its middle"


def test_a_body_over_the_cap_is_read_up_to_it_and_says_so(server, read):
    document = rss(*(item(f"Depot {n} was hit", guid=str(n)) for n in range(400)))
    reading = read.one(server.on("/feed", answer(body=document)), max_bytes=len(document) // 2)
    assert "read only the first" in " ".join(reading.notes)
    assert 0 < len(reading.articles) <= 50


def test_a_content_length_that_is_not_reached_stores_nothing(server, read):
    before = FeedState(location="", validators=Validators(etag='"old"'))
    location = server.on("/feed", answer(body=FEED, headers={"ETag": '"new"'}, length=len(FEED) + 10))
    reading = read.one(location, replace(before, location=location))
    assert reading.articles == ()
    assert "the connection failed" in reading.failure.reason
    assert reading.state.validators.etag == '"old"'


def test_a_body_without_length_that_ends_in_its_middle_stores_nothing(server, read):
    location = server.on("/feed", answer(body=FEED[: len(FEED) // 2], headers={"ETag": '"new"'}, length=None))
    reading = read.one(location)
    assert reading.failure.reason == "the document ends in its middle"
    assert reading.state.validators == Validators()


def test_a_reset_in_the_middle_stores_nothing(server, read):
    def reset(connection: socket.socket) -> None:
        connection.sendall(answer(body=FEED)[:150])
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    reading = read.one(server.on("/feed", reset))
    assert "the connection failed" in reading.failure.reason


def test_one_byte_at_a_time_ends_at_the_total_deadline(server, read):
    def drip(connection: socket.socket) -> None:
        connection.sendall(answer(body=b"", length=10_000))
        while not server.stopping.wait(0.02):
            connection.sendall(b"x")

    reading = read.one(server.on("/feed", drip), total_seconds=0.3)
    assert reading.failure.reason == "no complete answer within 0.3 seconds"


def test_headers_that_never_end_end_at_the_total_deadline(server, read):
    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while not server.stopping.wait(0.02):
            connection.sendall(b"X-More: 1\r\n")

    reading = read.one(server.on("/feed", endless), total_seconds=0.3)
    assert reading.failure.reason == "no complete answer within 0.3 seconds"


def test_what_is_not_http_is_a_failure(server, read):
    reading = read.one(server.on("/feed", b"SSH-2.0-OpenSSH_9.6\r\n\r\n"))
    assert "the connection failed" in reading.failure.reason


def test_a_name_that_cannot_be_resolved_is_a_failure(read):
    async def nobody(host: str, port: int) -> list[str]:
        raise OSError

    reading = replace(read, resolver=nobody).one("http://nowhere.example/feed")
    assert "the name nowhere.example cannot be resolved" in reading.failure.reason


# ── Redirects ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_redirect_loop_ends_after_five_hops(server, read):
    location = server.on("/loop", redirect("/loop"))
    reading = read.one(location)
    assert reading.failure.reason == "more than 5 redirects"
    assert len(server.asked("/loop")) == 6


def test_five_hops_are_followed(server, read):
    for hop in range(5):
        server.on(f"/{hop}", redirect(f"/{hop + 1}"))
    server.on("/5", answer(body=FEED))
    assert len(read.one(server.url("/0")).articles) == 1


def test_a_permanent_move_is_counted_and_told_after_three_runs(server, read):
    location = server.on("/old", redirect("/new", 301))
    server.on("/new", answer(body=FEED))
    feed = Feed(name="Outlet", location=location, listed_at="feeds/world.toml:3")
    state, notes = FeedState(location=location), []
    for _ in range(3):
        reading = read.one(feed, state)
        state = reading.state
        notes.append(reading.notes)
    assert (state.location, state.moved_to, state.moved_runs) == (location, server.url("/new"), 3)
    assert notes == [
        (),
        (),
        (f"Outlet has moved for good: put {server.url('/new')} into feeds/world.toml:3",),
    ]


def test_a_move_is_permanent_only_up_to_the_first_passing_redirect(server, read):
    location = server.on("/old", redirect("/new", 308))
    server.on("/new", redirect("/today", 302))
    server.on("/today", answer(body=FEED))
    assert read.one(location).state.moved_to == server.url("/new")


def test_a_passing_redirect_forgets_the_count_of_a_move(server, read):
    location = server.on("/old", answer(body=FEED))
    state = FeedState(location=location, moved_to=server.url("/new"), moved_runs=2)
    reading = read.one(location, state)
    assert (reading.state.moved_to, reading.state.moved_runs) == ("", 0)


# ── Answers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_validators_are_kept_and_sent_back_and_304_means_unchanged(server, read):
    given = {"ETag": '"a1"', "Last-Modified": "Sat, 21 Nov 2026 06:00:00 GMT"}
    location = server.on("/feed", answer(body=FEED, headers=given), answer(304))
    first = read.one(location)
    second = read.one(location, first.state)
    assert (second.unchanged, second.articles, second.failure) == (True, (), None)
    assert second.state.validators == first.state.validators
    sent = server.requests[1].headers
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"a1"', "Sat, 21 Nov 2026 06:00:00 GMT")


CHANGES = [{"name": "Gazette"}, {"weight": 2.0}, {"language": "fr"}, {"full_text": "never"}, {"max_items": 7}]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_a_feed_that_the_editor_set_anew_is_read_anew_once(server, read, change):
    given = {"ETag": '"a1"', "Last-Modified": "Sat, 21 Nov 2026 06:00:00 GMT"}
    location = server.on("/feed", *[answer(body=FEED, headers=given)] * 2, answer(304))
    before = Feed(name="Outlet", location=location)
    after = replace(before, **change)
    states = [read.one(before).state]
    readings = []
    for _ in range(2):
        readings.append(read.one(after, states[-1]))
        states.append(readings[-1].state)
    assert [(reading.unchanged, len(reading.articles)) for reading in readings] == [(False, 1), (True, 0)]
    assert ["if-none-match" in request.headers for request in server.requests] == [False, False, True]
    assert ["if-modified-since" in request.headers for request in server.requests] == [False, False, True]
    assert states[0].settings != states[1].settings == states[2].settings
    assert len(states[2].settings) <= 64


@pytest.mark.parametrize("fault", [answer(500), answer(304), answer(body=b"nothing")])
def test_new_settings_are_not_remembered_before_the_feed_was_read_with_them(server, read, fault):
    location = server.on("/feed", answer(body=FEED, headers={"ETag": '"a1"'}), fault, answer(body=FEED))
    first = read.one(location)
    renamed = Feed(name="Gazette", location=location)
    second = read.one(renamed, first.state)
    assert (second.failure is None, second.state.settings) == (False, first.state.settings)
    assert second.state.validators == first.state.validators
    (article,) = read.one(renamed, second.state).articles
    assert article.outlet == "Gazette"


def test_validators_of_a_document_that_is_no_feed_are_not_kept(server, read):
    location = server.on("/feed", answer(body=b"nothing", headers={"ETag": '"a1"'}))
    assert read.one(location).state.validators == Validators()


def test_410_stops_the_polling_and_tells_the_operator(server, read):
    location = server.on("/feed", answer(410))
    first = read.one(location)
    second = read.one(location, first.state)
    assert first.state.gone
    assert "410 Gone" in second.failure.reason
    assert second.failure.mend == "remove the feed, or change its address"
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("Sun, 22 Nov 2026 07:00:00 GMT", timedelta(hours=1)),
        ("315360000", timedelta(days=1)),
        ("9" * 400, timedelta(days=1)),
        ("Fri, 22 Nov 2099 07:00:00 GMT", timedelta(days=1)),
        ("-5", None),
        ("Sun, 22 Nov 2020 07:00:00 GMT", None),
        ("soon", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured_and_clamped(server, read, status, value, wait):
    reading = read.one(server.on("/feed", answer(status, headers={"Retry-After": value})))
    assert reading.failure.reason == f"the server answered {status}"
    assert reading.state.not_before == (NOW + wait if wait else None)


def test_a_feed_is_left_alone_until_the_time_that_its_server_named(server, read):
    location = server.on("/feed", answer(body=FEED))
    state = FeedState(location=location, not_before=NOW + timedelta(minutes=1))
    waiting = read.one(location, state)
    assert "not to be read before 2026-11-22 06:01 UTC" in waiting.failure.reason
    assert server.requests == []
    (later,) = read(location, states={location: state}, now=NOW + timedelta(minutes=2))
    assert (len(later.articles), later.state.not_before) == (1, None)


@pytest.mark.parametrize(
    "fault", [answer(500), answer(503), answer(429), b""], ids=["500", "503", "429", "dropped"]
)
def test_what_may_pass_is_tried_again(server, read, fault):
    location = server.on("/feed", fault, fault, answer(body=FEED))
    assert read.one(location, retries=2).failure is None
    assert len(server.requests) == 3


def test_what_does_not_pass_is_not_tried_again(server, read):
    reading = read.one(server.on("/feed", answer(404)), retries=2)
    assert reading.failure.reason == "the server answered 404"
    assert reading.failure.mend == "look for the feed's new address on the outlet's site"
    assert len(server.requests) == 1


def test_a_long_retry_after_ends_the_tries_of_this_run(server, read):
    read.one(server.on("/feed", answer(503, headers={"Retry-After": "3600"})), retries=3)
    assert len(server.requests) == 1


def test_failures_are_counted_and_a_success_ends_the_count(server, read):
    location = server.on("/feed", answer(500), answer(500), answer(body=FEED))
    first = read.one(location)
    second = read.one(location, first.state)
    third = read.one(location, second.state)
    assert [r.state.failures for r in (first, second, third)] == [1, 2, 0]
    assert (second.state.last_error, third.state.last_error) == ("the server answered 500", "")


# ── Politeness ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_host_is_asked_one_thing_at_a_time(server, read):
    locations = [server.on(f"/{n}", answer(body=FEED)) for n in range(6)]
    readings = read(*locations)
    assert [len(reading.articles) for reading in readings] == [1] * 6
    assert server.busiest == 1


def test_different_hosts_are_asked_at_the_same_time(read):
    both = threading.Barrier(2, timeout=5)

    def together(connection: socket.socket) -> None:
        both.wait()
        connection.sendall(answer(body=FEED))

    async def loopback(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    with ScriptedServer() as one, ScriptedServer() as two:
        locations = [f"http://{name}:{s.port}/feed" for name, s in (("a.example", one), ("b.example", two))]
        for scripted in (one, two):
            scripted.on("/feed", together)
        allowed = (f"a.example:{one.port}", f"b.example:{two.port}")
        readings = replace(read, resolver=loopback)(*locations, allow_hosts=allowed)
    assert [reading.failure for reading in readings] == [None, None]


def test_requests_say_who_asks(server, read):
    location = server.on("/feed", answer(body=FEED))
    read.one(location)
    read.one(location, user_agent="Desk/1.0 (+https://desk.example)")
    agents = [request.headers["user-agent"] for request in server.requests]
    assert agents[0].startswith("briefing/")
    assert agents[1] == "Desk/1.0 (+https://desk.example)"


def test_credentials_in_an_address_are_not_sent(server, read):
    server.on("/feed", answer(body=FEED))
    read.one(f"http://user:secret@{server.host}/feed")
    assert "authorization" not in server.requests[0].headers
    assert "secret" not in server.requests[0].headers["host"]


def test_offline_asks_nobody(server, read):
    reading = read.one(server.on("/feed", answer(body=FEED)), offline=True)
    assert reading.failure.reason == "not read: this run is offline"
    assert server.requests == []


def test_a_paused_feed_is_not_read(server, read):
    location = server.on("/feed", answer(body=FEED))
    assert read(Feed(name="Outlet", location=location, paused=True)) == []
