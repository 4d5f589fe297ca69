"""Requests that nobody thought of, generated from the site's own description: none breaks it."""

import http.client
import socket
from urllib.parse import urlsplit

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from briefing.web import create
from tests.web.sites import FORM, OFFER

EXAMPLES = 12  # for each operation


def test_generated_requests_find_no_fault_of_ours(site):
    app = create(site.settings, site.store, site.clock, OFFER)
    schema = schemathesis.openapi.from_dict(app.openapi())
    tried = set()
    for operation in schema.get_all_operations():
        found = operation.ok()
        tried.add(found.label)

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=found.as_strategy(), client=st.integers(0, 2**16))
        def answered(case, client):
            headers = {"X-Forwarded-For": f"10.1.{client >> 8}.{client & 255}"}
            assert case.call(base_url=site.url, headers=headers).status_code < 500

        answered()
    assert len(tried) > 10


@pytest.mark.parametrize(
    "raw",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET /%ff%fe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"BREW / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"b" * 100_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
    ],
)
def test_what_is_hardly_http_is_no_fault_of_ours(site, raw):
    place = urlsplit(site.url)
    with socket.create_connection((place.hostname, place.port), timeout=10) as connection:
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        status = connection.makefile("rb").readline()
    assert b" 500 " not in status
    assert site.ask("/healthz").status == 200


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (FORM, b"address=%ff%00&themes=" + b"&themes=a" * 2_000),
        (FORM, b"a=b&" * 5_000),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\"address\"; filename=\"a\"\r\n\r\nb\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\n" * 3_000),
        ("application/json", b'{"address": "ann@example.org"}'),
        ("text/plain; charset=nonsense", b"address=ann@example.org"),
        ("", b"\xff" * 100),
    ],
)  # fmt: skip
def test_odd_forms_are_refused_and_subscribe_nobody(site, kind, body):
    before = site.store.subscribers.count()
    answer = site.ask("/", "POST", body, Content_Type=kind)
    assert 400 <= answer.status < 500
    assert answer.headers["content-type"].startswith("text/html")
    assert site.store.subscribers.count() == before


def test_odd_paths_are_no_fault_of_ours(site):
    place = urlsplit(site.url)
    for path in (
        "/stories/" + "%25" * 2_000,
        "/themes/%E2%80%AE/feed.xml",
        "/archive/?before=%00",
        "/archive/?q=%00%ff",
        "/?%ff",
    ):
        connection = http.client.HTTPConnection(place.hostname, place.port, timeout=10)
        connection.request("GET", path)
        assert connection.getresponse().status < 500, path
        connection.close()
