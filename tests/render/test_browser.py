"""What a reader sees and does, in a real browser."""

import pytest

from briefing.render import render
from briefing.render.colour import contrast
from tests.render import editions

pytestmark = pytest.mark.browser

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2

CONTRASTS = """() => {
  const hex = c => '#' + c.match(/\\d+/g).slice(0, 3).map(v => (+v).toString(16).padStart(2, '0')).join('');
  const ground = hex(getComputedStyle(document.body).backgroundColor);
  return [...document.querySelectorAll('body *')]
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .map(e => [e.outerHTML.slice(0, 90), hex(getComputedStyle(e).color), ground]);
}"""


@pytest.fixture
def shown(browser, tmp_path):
    """Opens one file of a rendered edition at a width, in light or dark."""
    contexts = []

    def show(edition, name="index.html", width=375, scheme="light", fragment=""):
        for file, content in render(edition).files.items():
            (tmp_path / file).write_bytes(content)
        context = browser.new_context(viewport={"width": width, "height": 780}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.faults = []
        page.on("console", lambda message: page.faults.append(message.text))
        page.goto(f"{(tmp_path / name).as_uri()}{fragment}")
        return page

    yield show
    for context in contexts:
        context.close()


def test_a_click_on_a_sentence_shows_its_source_with_the_cut_struck_through(shown):
    page = shown(editions.morning())
    sentence = page.get_by_text("Seventeen missiles hit").first
    struck = page.locator("#s7f3a9c01-1 del")
    assert not struck.is_visible()
    sentence.click()
    assert struck.is_visible()
    assert (
        struck.inner_text().strip() == ", in what residents called the longest night since the bridges fell"
    )
    assert "line-through" in struck.evaluate("e => getComputedStyle(e).textDecorationLine")


def test_a_sentence_opens_by_keyboard_with_visible_focus(shown):
    page = shown(editions.morning())
    for _ in range(5):  # skip link, three lines of the day, first sentence
        page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.evaluate("e => e.tagName") == "SUMMARY"
    assert focused.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.locator("#s7f3a9c01-1 del").is_visible()


def test_a_link_from_the_mail_opens_the_sentence(shown):
    page = shown(editions.morning(), name="digest.html")
    page.locator("a[href='index.html#s7f3a9c01-2']").click()
    page.wait_for_url("**/index.html#s7f3a9c01-2")
    assert page.locator("#s7f3a9c01-2").is_visible()
    assert page.get_by_text("The defence ministry in Velun described").first.is_visible()


@pytest.mark.parametrize("width", [320, 375, 800])
@pytest.mark.parametrize("name", ["index.html", "digest.html"])
def test_nothing_runs_off_the_side(shown, name, width):
    piece = editions.article(f"Outlet {LONG}", f"Title {LONG}", f"Body {LONG}.", hours=1)
    for edition in (editions.morning(), editions.single(piece, f"Body {LONG}.")):
        page = shown(edition, name=name, width=width)
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index.html", "digest.html"])
def test_every_text_has_enough_contrast(shown, name, scheme):
    page = shown(editions.morning(), name=name, scheme=scheme)
    seen = page.evaluate(CONTRASTS)
    assert len(seen) > 40
    assert [(html, colour) for html, colour, ground in seen if contrast(colour, ground) < 4.5] == []


def test_the_first_screen_of_a_phone_says_what_happened(shown):
    page = shown(editions.morning(), name="digest.html")
    lead = page.locator("h3").first.bounding_box()
    assert lead["y"] + lead["height"] < 780


def test_the_pages_own_policy_lets_it_be_as_it_is(shown):
    page = shown(editions.morning())
    assert page.faults == []
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).marginTop") == "0px"
