"""An editor's yes on the site: who sees it, what each button does, and that nothing happens by looking."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe

from briefing.edition.freeze import freeze
from briefing.store.ledger import Ending, Queued
from tests.render import mornings_after
from tests.web import sites
from tests.web.sites import TODAY

TOKEN = "correct-horse-battery-staple"
TOML = '[[editions]]\nname = "daily"\napproval = "verbatim"\napprove_by = "23:00"\n'
LIST, PLACE = "/operator/approvals", f"/operator/approvals/{TODAY}"


@pytest.fixture
def site(tmp_path) -> Iterator[sites.Site]:
    with sites.site(tmp_path, toml=TOML, BRIEFING_OPERATOR_TOKEN=TOKEN) as running:
        yield running


@pytest.fixture
def cookie(site):
    given = site.send("/operator/login", [("token", TOKEN)]).headers["set-cookie"]
    return given.partition(";")[0]


def decided(site):
    return [(each.state, each.by, each.note) for each in site.store.approvals.of(TODAY)]


@pytest.mark.parametrize("path", [LIST, PLACE, f"{PLACE}/page"])
def test_nobody_sees_what_waits_without_the_operators_log_in(site, path):
    answer = site.ask(path)
    assert (answer.status, answer.headers["location"].partition("?")[0]) == (303, "/operator/login")
    assert TODAY not in answer.text


def test_without_a_token_there_are_no_such_pages(tmp_path):
    with sites.site(tmp_path, toml=TOML) as site:
        assert [site.ask(path).status for path in (LIST, PLACE)] == [404, 404]
        assert site.send(PLACE, [("act", "approve")]).status == 404
        assert decided(site) == []


def test_what_waits_is_listed_and_shown_as_it_would_be_published(site, cookie):
    listed = site.ask(LIST, Cookie=cookie).text
    assert f'href="{PLACE}"' in listed
    assert "waiting" in listed
    shown = site.ask(PLACE, Cookie=cookie)
    assert f'src="{PLACE}/page"' in shown.text
    assert "frame-src 'self'" in shown.headers["content-security-policy"]
    page = site.ask(f"{PLACE}/page", Cookie=cookie)
    assert "Seventeen missiles hit" in page.text
    assert "frame-ancestors 'self'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert site.ask(f"/archive/{TODAY}/").status == 404


@pytest.mark.parametrize(
    ("act", "row"),
    [
        ("approve", ("approved", "Ana", "")),
        ("verbatim", ("verbatim", "Ana", "")),
        ("hold", ("refused", "Ana", "the toll is wrong")),
    ],
)
def test_each_button_is_a_decision_on_record(site, cookie, act, row):
    fields = [("act", act), ("by", "Ana"), ("note", "the toll is wrong")]
    answer = site.send(PLACE, fields, Cookie=cookie)
    assert (answer.status, answer.headers["location"]) == (303, PLACE)
    assert decided(site) == [row]
    assert f"{row[0]} by <bdi>Ana</bdi>" in site.ask(PLACE, Cookie=cookie).text
    assert site.ask(f"/archive/{TODAY}/").status == (200 if act == "approve" else 404)


def test_a_bearer_token_serves_programs(site):
    answer = site.send(PLACE, [("act", "approve")], Authorization=f"Bearer {TOKEN}")
    assert (answer.status, decided(site)) == (303, [("approved", "operator", "")])


def test_looking_decides_nothing(site, cookie):
    for path in (LIST, PLACE, f"{PLACE}?act=approve", f"{PLACE}/page"):
        assert site.ask(path, Cookie=cookie).status == 200
        assert site.ask(path, "HEAD", Cookie=cookie).status == 200
    assert decided(site) == []


def test_a_decision_without_the_log_in_or_from_another_site_is_none(site, cookie):
    assert site.send(PLACE, [("act", "approve")]).status == 303
    forged = site.send(
        PLACE, [("act", "approve")], Cookie=cookie, Origin="https://evil.example", Sec_Fetch_Site="cross-site"
    )
    assert forged.status == 403
    assert decided(site) == []


@pytest.mark.parametrize("fields", [[], [("act", "send")], [("act", "approve"), ("by", "x" * 101)]])
def test_what_is_no_decision_is_refused(site, cookie, fields):
    assert site.send(PLACE, fields, Cookie=cookie).status == 422
    assert decided(site) == []


def test_a_name_with_controls_is_told(site, cookie):
    answer = site.send(PLACE, [("act", "approve"), ("by", "Ana\nBcc: x")], Cookie=cookie)
    assert (answer.status, "write one line" in answer.text, decided(site)) == (409, True, [])


def test_what_has_gone_out_cannot_be_held_back(site, cookie):
    site.send(PLACE, [("act", "approve")], Cookie=cookie)
    now = site.clock.now()
    site.store.ledger.queue(TODAY, [Queued(subscriber="a" * 16, due=now, choice={})], now)
    [row] = site.store.ledger.claim("c", now, 60.0, limit=1)
    site.store.ledger.record("c", now, 60.0, [(row, Ending(state="accepted", reply="250"))])
    answer = site.send(PLACE, [("act", "hold")], Cookie=cookie)
    assert (answer.status, "has been sent" in answer.text) == (409, True)
    assert [state for state, _, _ in decided(site)] == ["approved"]


def test_a_newer_revision_is_named(site, cookie):
    second = replace(mornings_after.after(), id=f"{TODAY}-r2", revision=2)
    site.store.add_edition(second, freeze(second), "{}")
    shown = site.ask(PLACE, Cookie=cookie).text
    assert "A newer revision is there" in shown
    assert f'href="{PLACE}-r2"' in shown


def test_an_unknown_edition_has_no_page(site, cookie):
    for path in (f"{LIST}/daily-2020-01-01", f"{LIST}/daily-2020-01-01/page", f"{LIST}/..%2F"):
        assert site.ask(path, Cookie=cookie).status == 404


def test_under_a_path_every_link_is_there(tmp_path):
    with sites.site(tmp_path, toml=TOML, BRIEFING_OPERATOR_TOKEN=TOKEN) as site:
        moved = replace(site.settings, public_url=f"{site.url}/brief")
        listening = sites.socket.create_server(("127.0.0.1", 0))
        there = replace(site, url=f"http://127.0.0.1:{listening.getsockname()[1]}")
        with sites.running(sites.create(moved, site.store, site.clock, sites.OFFER), listening):
            shown = there.ask(f"/brief{PLACE}", Authorization=f"Bearer {TOKEN}").text
    assert set(re.findall(r'(?:src|action)="([^"]+)"', shown)) == {f"/brief{PLACE}", f"/brief{PLACE}/page"}


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_editor_logs_in_looks_and_says_yes(site, browser, scripts):
    context = browser.new_context(viewport={"width": 375, "height": 780}, java_script_enabled=scripts)
    page = context.new_page()
    faults = []
    page.on("console", lambda message: faults.append(message.text))
    page.goto(site.url + LIST)
    page.get_by_label("Token").fill(TOKEN)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name=TODAY).click()
    page.frame_locator("iframe").get_by_role("heading", name="The Morning Brief").wait_for()
    page.get_by_label("Your name").fill("Ana")
    page.get_by_role("button", name="Approve").click()
    page.get_by_text("approved by Ana").first.wait_for()
    assert decided(site) == [("approved", "Ana", "")]
    assert faults == []
    context.close()


@pytest.mark.browser
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(site, browser, cookie):
    name, _, value = cookie.partition("=")
    context = browser.new_context(bypass_csp=True)
    context.add_cookies([{"name": name, "value": value, "url": site.url}])
    page = context.new_page()
    for path in (LIST, PLACE):
        page.goto(site.url + path)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page).response["violations"]
            assert [(rule["id"], rule["nodes"][0]["html"][:120]) for rule in found] == []
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 780})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
