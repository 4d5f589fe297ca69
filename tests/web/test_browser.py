"""The site in a real browser: from sign-up to leaving, with and without scripts; what axe finds; what fits."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.web.sites import STORY, TODAY

pytestmark = pytest.mark.browser

PATHS = {
    "sign-up": "/",
    "archive": "/archive/",
    "search": "/archive/?q=missiles",
    "edition": f"/archive/{TODAY}/",
    "story": f"/stories/{STORY}",
    "corrected story": "/stories/91e4aa5b",
    "missing": "/no-such-page",
}


@pytest.fixture
def opened(browser, site) -> Iterator:
    """A page of the site; what the browser complains of is in its `faults`."""
    contexts = []

    def open_(path="/", **options):
        context = browser.new_context(**{"viewport": {"width": 375, "height": 780}} | options)
        contexts.append(context)
        page = context.new_page()
        page.faults = []
        page.on("console", lambda message: page.faults.append(message.text))
        page.goto(site.url + path if path.startswith("/") else path)
        return page

    yield open_
    for context in contexts:
        context.close()


def subscriber(site, address):
    return site.store.subscribers.by_address(address)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_sign_up_to_leaving(opened, site, scripts):
    address = f"reader-{scripts}@example.org".lower()
    page = opened("/", java_script_enabled=scripts)
    page.get_by_label("Your e-mail address").fill(address)
    page.get_by_label("Strikes").check()
    page.get_by_role("button", name="Subscribe").click()
    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()
    assert subscriber(site, address).status == "pending"

    page.goto(site.link(address))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", name="You are subscribed")).to_be_visible()
    assert subscriber(site, address).status == "confirmed"

    page.get_by_role("link", name="Choose themes and time").click()
    assert page.get_by_label("Strikes").is_checked()
    page.get_by_label("Strikes").uncheck()
    page.get_by_label("Diplomacy").check()
    page.get_by_label("Time of delivery").select_option("07:30")
    page.get_by_label("Time zone").fill("Europe/Kyiv")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    found = subscriber(site, address)
    assert (found.themes, found.hour, found.timezone) == (("Diplomacy",), "07:30", "Europe/Kyiv")

    page.get_by_role("link", name="Unsubscribe").click()
    assert subscriber(site, address).status == "confirmed"
    page.get_by_role("button", name="Unsubscribe").click()
    expect(page.get_by_role("heading", name="You are unsubscribed")).to_be_visible()
    assert subscriber(site, address).status == "unsubscribed"
    assert page.context.cookies() == []
    assert page.faults == []


def test_what_is_wrong_leads_to_its_field(opened):
    page = opened("/", java_script_enabled=False)
    page.get_by_label("Your e-mail address").fill("ann@example.org")
    page.get_by_label("Time zone").fill("Mars/Base")
    page.get_by_role("button", name="Subscribe").click()
    page.get_by_role("alert").get_by_role("link").click()
    assert page.url.endswith("#timezone")
    assert page.get_by_label("Time zone").input_value() == "Mars/Base"
    assert page.get_by_label("Your e-mail address").input_value() == "ann@example.org"


def test_a_sentence_of_a_story_opens_to_its_source(opened):
    page = opened(f"/stories/{STORY}", java_script_enabled=False)
    source = page.locator("del").first
    assert not source.is_visible()
    page.get_by_text("Seventeen missiles hit").first.click()
    assert source.is_visible()


def test_search_is_reached_by_keyboard_with_visible_focus(opened):
    page = opened("/archive/")
    for _ in range(5):  # skip link, title, two links, the field
        page.keyboard.press("Tab")
    assert page.locator(":focus").evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    page.keyboard.type("missiles")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Search: missiles").wait_for()


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_nothing_is_wider_than_the_screen(opened, path):
    page = opened(path)
    for width in (320, 375, 1280):
        page.set_viewport_size({"width": width, "height": 780})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [fault for fault in page.faults if "404" not in fault] == []  # the missing page is missing


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_axe_finds_nothing(opened, path):
    assert violations(opened(path, bypass_csp=True)) == []


def test_axe_finds_nothing_on_the_pages_that_mails_lead_to(opened, site):
    who = site.confirmed("axe@example.org")
    paths = [f"/{p}/{site.token(p, who)}" for p in ("confirm", "preferences")]
    for path in (*paths, f"/unsubscribe/{site.token('unsubscribe', who, 'daily')}"):
        page = opened(path, bypass_csp=True)
        assert violations(page) == []
        page.get_by_role("button").click()
        assert violations(page) == []


def test_axe_finds_nothing_on_a_form_with_faults(opened):
    page = opened("/", bypass_csp=True)
    page.get_by_label("Your e-mail address").fill("ann@example")
    page.get_by_label("Time zone").fill("Mars/Base")
    page.get_by_role("button", name="Subscribe").click()
    assert page.get_by_role("alert").get_by_role("link").count() == 2
    assert violations(page) == []


@pytest.mark.parametrize("name", ["digest.html", "correction.html"])
def test_axe_finds_nothing_on_the_mails(browser, tmp_path, name):
    from briefing.render import render, render_correction
    from tests.render import mornings_after

    edition, correction = mornings_after.after(), mornings_after.correction()
    files = {**render(edition).files, **render_correction(edition, [correction])}
    (tmp_path / name).write_bytes(files[name])
    page = browser.new_page()
    page.goto((tmp_path / name).as_uri())
    assert violations(page) == []
    page.close()


def violations(page):
    """What axe-core finds, each rule with the first element: everything by day, contrast by night too."""
    found = Axe().run(page).response["violations"]
    page.emulate_media(color_scheme="dark")
    found += Axe().run(page, options={"runOnly": ["color-contrast"]}).response["violations"]
    page.emulate_media(color_scheme="light")
    return [(rule["id"], rule["nodes"][0]["html"][:120]) for rule in found]
