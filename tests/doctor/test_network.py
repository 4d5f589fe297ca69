"""Feeds, the mail server, the mailbox of bounces and the public address: real servers on loopback."""

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from briefing.doctor.feeds import ask_feeds
from briefing.doctor.mail import certificate, imap, smtp
from briefing.doctor.site import site
from briefing.model import Feed, FeedState, FetchPolicy, ImapAccount, MailPolicy, Validators
from tests.deliver.imap_server import CERTIFICATE, ImapServer
from tests.deliver.server import Script, self_signed, smtp_server
from tests.fakes import FakeClock
from tests.ingest.server import ScriptedServer, answer, redirect

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
FROM = "The Morning Brief <brief@brief.example>"


@pytest.fixture
def server():
    with ScriptedServer() as server:
        yield server


def dated(status=200, ahead=timedelta(0), **headers):
    told = {"Date": format_datetime(NOW + ahead, usegmt=True)} | headers
    return answer(status, b"<rss/>", headers=told)


def ask(server, *feeds, states=None, offline=False):
    policy = FetchPolicy(allow_hosts=(server.host,), delay_seconds=0.0)
    return asyncio.run(ask_feeds(feeds, states or {}, policy, FakeClock(NOW), offline=offline))


def test_feeds_are_asked_once_and_conditionally(server):
    url = server.on("/good.xml", dated(304))
    state = FeedState(location=url, validators=Validators(etag='"a"'))
    asked = ask(server, Feed(name="Good", location=url), states={url: state})
    assert [(each.name, each.state, each.what) for each in asked.findings] == [
        ("feeds", "ok", "1 of 1 can be read")
    ]
    assert [request.headers["if-none-match"] for request in server.asked("/good.xml")] == ['"a"']


def test_one_feed_that_is_down_is_a_warning_with_its_mend(server, tmp_path):
    good = Feed(name="Good", location=server.on("/good.xml", dated()))
    down = Feed(name="Down", location=server.on("/down.xml", dated(503)))
    gone = Feed(name="Gone", location=str(tmp_path / "none.xml"), listed_at="feeds/a.toml:3")
    asked = ask(server, good, down, gone)
    assert [(each.name, each.state) for each in asked.findings] == [
        ("feeds", "ok"),
        ("feed: Down", "warn"),
        ("feed: Gone", "warn"),
    ]
    assert all(each.mend for each in asked.findings[1:])
    assert len(server.asked("/down.xml")) == 1


def test_when_no_feed_can_be_read_it_fails(server):
    asked = ask(server, Feed(name="Down", location=server.on("/down.xml", dated(500))))
    (found,) = asked.findings
    assert (found.state, "Down: the server answered 500" in found.what) == ("fail", True)


def test_paused_feeds_and_offline_ones_are_not_asked(server):
    url = server.on("/good.xml", dated())
    assert ask(server, Feed(name="Paused", location=url, paused=True)).findings == ()
    assert ask(server, Feed(name="Good", location=url), offline=True).findings == ()
    assert server.requests == []


def test_clocks_of_servers_are_read_with_the_age_of_what_a_cache_gave(server):
    late = server.on("/late.xml", dated(ahead=timedelta(seconds=-100), Age="700"))
    assert ask(server, Feed(name="Late", location=late)).ahead == (timedelta(seconds=600),)
    for told in ("", "nonsense", "Mon, 99 Nov 2026 00:00:00 GMT"):
        url = server.on("/odd.xml", answer(headers={"Date": told}))
        assert ask(server, Feed(name="Odd", location=url)).ahead == ()


def greet(port, password="", **policy):
    own = MailPolicy(smtp_host="127.0.0.1", smtp_port=port, timeout=5.0, **policy)
    return asyncio.run(smtp(own, FROM, password, datetime.now(UTC)))  # noqa: TID251  # certificates are of now


@pytest.fixture(scope="module")
def own_certificate(tmp_path_factory):
    return self_signed(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def tls(own_certificate):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(own_certificate)
    return context


def test_the_mail_server_is_asked_with_log_in_and_gets_no_mail(tls, own_certificate):
    script = Script()
    with smtp_server(script, tls=tls, user="brief", password="sesame") as port:
        found = greet(port, "sesame", smtp_user="brief", tls_ca=str(own_certificate))
    assert [(each.name, each.state) for each in found] == [
        ("mail server", "ok"),
        ("mail server: certificate", "warn"),
    ]
    assert "with TLS" in found[0].what
    assert script.received == []


def test_a_refused_log_in_fails_with_the_servers_words(tls, own_certificate):
    with smtp_server(Script(), tls=tls, user="brief", password="other") as port:
        (found,) = greet(port, "sesame", smtp_user="brief", tls_ca=str(own_certificate))
    assert (found.state, "535" in found.what, "sesame" in found.what) == ("fail", True, False)


def test_a_mail_server_that_is_not_there_fails():
    (found,) = greet(1)
    assert (found.state, "no connection" in found.what) == ("fail", True)


def test_on_this_machine_mail_may_go_without_tls():
    with smtp_server(Script()) as port:
        (found,) = greet(port)
    assert (found.state, "on this machine" in found.what) == ("ok", True)


@pytest.mark.parametrize(("days", "state"), [(60, "ok"), (13, "warn")])
def test_a_certificate_that_ends_soon_is_told(days, state):
    ends = (NOW + timedelta(days=days, hours=1)).strftime("%b %d %H:%M:%S %Y GMT")
    (found,) = certificate("public address: certificate", {"notAfter": ends}, NOW)
    assert (found.state, f"{days} days" in found.what) == (state, True)


def test_the_mailbox_of_bounces_is_opened_and_left_as_it_is():
    with ImapServer(b"Subject: one\n\nbody\n") as server:
        from threading import Thread

        thread = Thread(target=server.serve_forever)
        thread.start()
        account = ImapAccount(host="127.0.0.1", port=server.port, user="brief")
        found = imap(account, server.password, str(CERTIFICATE))
        wrong = imap(account, "wrong", str(CERTIFICATE))
        server.shutdown()
        thread.join()
    assert (found.state, wrong.state, server.seen) == ("ok", "fail", set())
    assert wrong.mend.startswith("check [bounces]")


def visit(url, trust=None):
    return asyncio.run(site(url, FetchPolicy(), NOW, trust))


def robots(url):
    return answer(200, f"User-agent: *\nDisallow: /confirm/\n\nSitemap: {url}/sitemap.xml\n".encode())


def test_the_public_address_is_known_by_its_own_sitemap(server):
    url = f"http://{server.host}/brief"
    server.on("/brief/robots.txt", robots(url))
    assert [each.state for each in visit(url)] == ["ok"]


@pytest.mark.parametrize(
    ("served", "said"),
    [
        (robots("https://other.example"), "not this site"),
        (answer(502), "answered 502"),
        (redirect("http://127.0.0.2:9/robots.txt"), "private address"),
    ],
)
def test_another_site_at_the_public_address_fails(server, served, said):
    server.on("/robots.txt", served)
    (found,) = visit(f"http://{server.host}")
    assert (found.state, said in found.what) == ("fail", True), found


def test_a_certificate_that_nobody_vouches_for_fails(tls):
    (found,) = _with_tls(tls, lambda url: visit(url))
    assert (found.state, "the certificate is refused" in found.what) == ("fail", True)


def test_a_certificate_at_the_public_address_is_looked_at_before_the_page(tls, own_certificate):
    trust = ssl.create_default_context(cafile=own_certificate)
    found = _with_tls(tls, lambda url: asyncio.run(site(url, FetchPolicy(), datetime.now(UTC), trust)))  # noqa: TID251
    assert [(each.name, each.state) for each in found] == [
        ("public address: certificate", "warn"),  # it is good for two days
        ("public address", "fail"),  # for this server has no page
    ]


def test_nothing_at_the_public_address_fails():
    (found,) = visit("https://127.0.0.1:1")
    assert (found.state, bool(found.mend)) == ("fail", True)


def _with_tls(context, visited):
    """Visit a server that speaks TLS and then hangs up."""
    import threading

    ready, port = threading.Event(), []

    async def serve():
        stop = asyncio.Event()
        running = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=context)
        port.append((running.sockets[0].getsockname()[1], stop, asyncio.get_running_loop()))
        ready.set()
        await stop.wait()
        running.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    ready.wait(10)
    number, stop, loop = port[0]
    try:
        return visited(f"https://127.0.0.1:{number}")
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
