"""What links in mails lead to, and sign-up: who may do what, and what nobody is told."""

import http.client
import json
import sqlite3
from urllib.parse import urlsplit

import pytest

from tests.web import sites
from tests.web.sites import FORM, OFFER

PURPOSES = ("confirm", "preferences", "unsubscribe")
BOUNDARY = "0123456789abcdef"
MULTIPART = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--{BOUNDARY}--\r\n'
PROVIDER = [  # how mail providers unsubscribe, RFC 8058: no browser, no cookies, no origin
    (FORM, "List-Unsubscribe=One-Click"),
    (f"multipart/form-data; boundary={BOUNDARY}", MULTIPART),
]


def state(site, subscriber):
    return site.store.subscribers.by_id(subscriber)


def list_of(purpose):
    return "daily" if purpose == "unsubscribe" else "*"


# ── Sign-up ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_ticked_before_somebody_ticks_it(site):
    assert " checked" not in site.ask("/").text


def test_sign_up_keeps_the_choice_and_the_words_that_were_agreed_to_and_waits_for_the_mail(site):
    fields = [("address", " Ann@Example.ORG "), ("themes", "Strikes"), ("hour", "07:30"), ("timezone", "Europe/Kyiv"), ("language", "de")]  # fmt: skip
    assert site.send("/", fields).status == 200
    found = site.store.subscribers.by_address("Ann@example.org")
    assert (found.status, found.themes, found.hour, found.timezone) == (
        "pending",
        ("Strikes",),
        "07:30",
        "Europe/Kyiv",
    )
    assert [(each.source, each.at) for each in found.consents] == [("web", site.clock.now())]
    assert found.consents[0].text in site.ask("/").text


def test_answer_is_the_same_for_every_address(site):
    known = site.confirmed("known@example.org")
    left = site.confirmed("left@example.org")
    site.send(f"/unsubscribe/{site.token('unsubscribe', left, 'daily')}")
    gone = site.confirmed("bounced@example.org")
    site.store.subscribers.suppress(gone, "5.1.1", site.clock.now())
    site.clock.move(hours=2)
    names = ("known", "left", "bounced", "unknown")
    answers = [site.send("/", [("address", f"{name}@example.org")]) for name in names]
    assert {answer.body for answer in answers} == {answers[0].body}
    assert {answer.status for answer in answers} == {200}
    assert len({tuple(sorted(set(answer.headers) - {"date"})) for answer in answers}) == 1
    assert state(site, known).status == "confirmed"
    assert state(site, gone).status == "suppressed"


def test_one_address_gets_one_mail_however_many_ask_for_it(tmp_path):
    with sites.site(tmp_path) as site:
        for n in range(50):
            assert site.send("/", [("address", "victim@example.org")], client=f"203.0.113.{n}").status == 200
        assert len(site.mails()) == 1


@pytest.mark.parametrize(
    "typed", ["", "ann", "ann@", "ann@example.org\r\nBcc: all@example.org", f"{'a' * 1000}@example.org", '"a b"@x.org']
)  # fmt: skip
def test_what_is_no_address_is_told_beside_the_field_and_nothing_is_kept(site, typed):
    before = site.store.subscribers.count()
    answer = site.send("/", [("address", typed), ("themes", "Diplomacy")])
    assert answer.status == 422
    assert 'aria-invalid="true"' in answer.text
    assert 'value="Diplomacy" checked' in answer.text
    assert site.store.subscribers.count() == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("themes", "No such"),
        ("hour", "25:00"),
        ("timezone", "Mars/Base"),
        ("language", "xx"),
        ("hour", "x" * 2000),
    ],
)
def test_choice_that_there_is_not_is_refused(site, field, value):
    answer = site.send("/", [("address", "choice@example.org"), (field, value)])
    assert answer.status == 422
    assert site.store.subscribers.by_address("choice@example.org") is None


def test_one_client_signs_up_so_many_in_an_hour_only(tmp_path):
    with sites.site(tmp_path) as site:
        codes = [
            site.send("/", [("address", f"a{n}@example.org")], client="203.0.113.9").status for n in range(25)
        ]
        assert codes == [200] * 20 + [429] * 5
        assert site.send("/", [("address", "b@example.org")], client="203.0.113.10").status == 200
        late = site.send("/", [("address", "c@example.org")], client="203.0.113.9")
        assert 0 < int(late.headers["retry-after"]) <= 3600
        site.clock.move(hours=1)
        assert site.send("/", [("address", "c@example.org")], client="203.0.113.9").status == 200


def test_site_without_a_public_address_takes_nobody(tmp_path):
    with sites.site(tmp_path, public=False) as site:
        assert "closed" in site.ask("/").text
        assert site.send("/", [("address", "ann@example.org")]).status == 503
        assert site.store.subscribers.by_address("ann@example.org") is None


# ── Confirm, choose, leave ───────────────────────────────────────────────────────────────────────────────────────────


def test_mail_leads_to_a_button_that_confirms_and_then_to_the_preferences(site):
    site.send("/", [("address", "bea@example.org")])
    path = urlsplit(site.link("bea@example.org")).path
    found = site.store.subscribers.by_address("bea@example.org")
    assert "<button>" in site.ask(path).text
    assert state(site, found.id).status == "pending"
    done = site.send(path)
    assert (done.status, state(site, found.id).status) == (200, "confirmed")
    assert f"/preferences/{site.token('preferences', found.id)}" in done.text
    assert site.send(path).status == 200  # twice is no fault


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("purpose", PURPOSES)
def test_following_a_link_changes_nothing(site, method, purpose):
    address = f"{purpose}-{method.lower()}@example.org"
    site.send("/", [("address", address)])
    before = site.store.subscribers.by_address(address)
    answer = site.ask(f"/{purpose}/{site.token(purpose, before.id, list_of(purpose))}", method)
    assert answer.status == 200
    assert state(site, before.id) == before


@pytest.mark.parametrize(("kind", "body"), PROVIDER)
def test_mail_provider_unsubscribes_in_one_request_without_cookies_or_redirects(site, kind, body):
    who = site.confirmed(f"one-click-{len(body)}@example.org")
    answer = site.ask(
        f"/unsubscribe/{site.token('unsubscribe', who, 'daily')}", "POST", body, Content_Type=kind
    )
    assert (answer.status, state(site, who).status) == (200, "unsubscribed")
    assert not {"location", "set-cookie"} & set(answer.headers)


def test_leaving_one_edition_leaves_the_others(tmp_path):
    offer = sites.Offer(editions=("daily", "weekly"), themes=OFFER.themes)
    toml = '[[editions]]\nname = "daily"\n[[editions]]\nname = "weekly"\n'
    with sites.site(tmp_path, offer, toml=toml) as site:
        fields = [("address", "two@example.org"), ("editions", "daily"), ("editions", "weekly")]
        assert site.send("/", fields).status == 200
        who = site.store.subscribers.by_address("two@example.org").id
        site.send(f"/confirm/{site.token('confirm', who)}")
        site.send(f"/unsubscribe/{site.token('unsubscribe', who, 'daily')}")
        assert (state(site, who).status, state(site, who).editions) == ("confirmed", ("weekly",))


def test_preferences_are_shown_and_changed(site):
    who = site.confirmed("cho@example.org")
    path = f"/preferences/{site.token('preferences', who)}"
    fields = [("themes", "Diplomacy"), ("hour", "18:30"), ("timezone", "Europe/Berlin"), ("language", "fr")]
    assert site.send(path, fields).status == 200
    text = site.ask(path).text
    assert 'value="Diplomacy" checked' in text
    assert 'value="18:30" selected' in text
    assert '<html lang="fr">' in text
    assert (state(site, who).themes, state(site, who).hour) == (("Diplomacy",), "18:30")


def test_preferences_of_who_left_are_gone(site):
    who = site.confirmed("gone@example.org")
    site.send(f"/unsubscribe/{site.token('unsubscribe', who, 'daily')}")
    assert site.ask(f"/preferences/{site.token('preferences', who)}").status == 404


# ── Tokens ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_wrong_token_gets_the_page_of_what_does_not_exist(site, purpose, method):
    who = site.confirmed(f"token-{purpose}-{method.lower()}@example.org")
    good = site.token(purpose, who, list_of(purpose))
    flipped = good[:-1] + ("A" if good[-1] != "A" else "B")
    others = [site.token(other, who, list_of(other)) for other in PURPOSES if other != purpose]
    wrong = [flipped, good[1:], "x", "%00", "🙂".encode().hex(), site.token(purpose, who, "weekly"), *others]
    wrong.append(site.token(purpose, "0" * 16, list_of(purpose)))  # signed, of somebody who is gone
    wrong.append(good.replace(who, "f" * 16))
    before, missing = state(site, who), site.ask("/no-such-page")
    for token in wrong:
        answer = site.ask(f"/{purpose}/{token}", method)
        assert (answer.status, answer.body) == (404, missing.body), token
        assert set(answer.headers) == set(missing.headers)
    assert state(site, who) == before


def test_link_to_confirm_ages(site):
    site.send("/", [("address", "late@example.org")])
    who = site.store.subscribers.by_address("late@example.org").id
    token = site.token("confirm", who)
    site.clock.move(days=8)
    assert site.send(f"/confirm/{token}").status == 404
    assert state(site, who).status == "pending"


# ── Requests of others ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example", "Sec_Fetch_Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
def test_form_on_another_site_is_refused(site, headers):
    who = site.confirmed(f"cross-{abs(hash(str(headers)))}@example.org")
    before = state(site, who)
    for purpose in PURPOSES:
        path = f"/{purpose}/{site.token(purpose, who, list_of(purpose))}"
        assert site.ask(path, "POST", "hour=03:00", Content_Type=FORM, **headers).status == 403
    assert site.ask("/", "POST", "address=x@example.org", Content_Type=FORM, **headers).status == 403
    assert state(site, who) == before


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https://evil.example"])
def test_nothing_leads_away(site, target):
    who = site.confirmed(f"away-{len(target)}@example.org")
    for name in ("next", "return", "redirect", "url"):
        path = f"/unsubscribe/{site.token('unsubscribe', who, 'daily')}?{name}={target}"
        answer = site.send(path, [(name, target)])
        assert answer.status == 200
        assert "location" not in answer.headers
        assert "evil.example" not in answer.text


@pytest.mark.parametrize("chunked", [False, True])
def test_body_that_is_too_large_is_refused_before_it_is_held(site, chunked):
    place = urlsplit(site.url)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=20)
    parts = (b"x" * 10_000 for _ in range(10)) if chunked else b"x" * 100_000
    try:
        connection.request("POST", "/", parts, {"Content-Type": FORM}, encode_chunked=chunked)
        status = connection.getresponse().status
    except (BrokenPipeError, ConnectionResetError):
        status = 413  # it hung up on us, which says the same
    finally:
        connection.close()
    assert status == 413


def test_one_client_asks_so_often_in_a_minute_only_but_may_always_unsubscribe(tmp_path):
    with sites.site(tmp_path) as site:
        who = site.confirmed("many@example.org")
        codes = [site.ask("/robots.txt", client="2001:db8::1").status for _ in range(600)]
        assert set(codes) == {200}
        assert site.ask("/robots.txt", client="2001:db8::2").status == 429  # of the same /64
        assert site.ask("/robots.txt", client="2001:db9::1").status == 200
        path = f"/unsubscribe/{site.token('unsubscribe', who, 'daily')}"
        assert site.ask(path, "POST", "List-Unsubscribe=One-Click", client="2001:db8::1").status == 200
        assert state(site, who).status == "unsubscribed"


# ── What every answer has ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "path", ["/", "/archive/", "/archive/daily-2026-11-24/", "/stories/7f3a9c01", "/feed.xml", "/x"]
)
def test_every_answer_forbids_scripts_frames_and_guessing_and_sets_no_cookie(site, path):
    headers = site.ask(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src '")
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "set-cookie" not in headers
    assert "server" not in headers or "uvicorn" in headers["server"]


def test_pages_of_one_person_are_kept_by_nobody(site):
    who = site.confirmed("kept@example.org")
    for purpose in PURPOSES:
        headers = site.ask(f"/{purpose}/{site.token(purpose, who, list_of(purpose))}").headers
        assert headers["cache-control"] == "no-store"
        assert "noindex" in headers["x-robots-tag"]


def test_fault_of_ours_is_a_page_without_details_and_a_line_without_addresses(tmp_path, caplog):
    with sites.site(tmp_path) as site:
        with sqlite3.connect(site.settings.database) as connection:
            connection.execute("DROP TABLE confirmations")
        answer = site.send("/", [("address", "canary@example.org")])
        assert answer.status == 500
        assert "Something went wrong" in answer.text
        assert "sqlite" not in answer.text.lower()
        assert "fault in POST /: StoreError" in caplog.text
        assert "canary" not in caplog.text
        assert json.loads(json.dumps(site.ask("/archive/").status)) == 200
