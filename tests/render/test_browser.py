"""What a reader sees and does, in a real browser."""

from dataclasses import replace

import pytest

from briefing.render import render, render_correction
from briefing.render.colour import contrast
from tests.render import editions, mornings_after

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
        corrections = (mornings_after.correction(),)
        files = {**render(edition, corrections=corrections).files, **render_correction(edition, corrections)}
        for file, content in files.items():
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
    # skip link, the notice's two links, three lines of the day, first sentence
    for _ in range(7):
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
    told = mornings_after.claim(piece, f"Body {LONG}.")
    update = replace(mornings_after.UPDATES[2], changes=(replace(mornings_after.TOLL, old=told, new=told),))
    long = editions.single(piece, f"Body {LONG}.", updates=(update,), since=mornings_after.YESTERDAY)
    long = replace(long, articles=(*long.articles, editions.WIRE.cited))
    for edition in (mornings_after.after(), long):
        page = shown(edition, name=name, width=width)
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("name", "texts"), [("index.html", 100), ("digest.html", 100), ("correction.html", 10)]
)
def test_every_text_has_enough_contrast(shown, name, texts, scheme):
    page = shown(mornings_after.after(), name=name, scheme=scheme)
    seen = page.evaluate(CONTRASTS)
    assert len(seen) > texts
    assert [(html, colour) for html, colour, ground in seen if contrast(colour, ground) < 4.5] == []


def test_the_first_screen_of_a_phone_says_what_happened(shown):
    page = shown(editions.morning(), name="digest.html")
    lead = page.locator("h3").first.bounding_box()
    assert lead["y"] + lead["height"] < 780


def test_the_first_screen_of_a_phone_says_what_changed(shown):
    page = shown(mornings_after.after(), name="digest.html")
    lines = page.locator("#since + ul > li")
    for i in range(2):
        box = lines.nth(i).bounding_box()
        assert box["y"] + box["height"] < 780


def test_a_change_opens_to_what_both_sides_said(shown):
    page = shown(mornings_after.after())
    proof = page.locator("#s7f3a9c01-c1")
    assert not proof.is_visible()
    page.locator("#s7f3a9c01 ~ .change summary").first.click()
    assert proof.locator("mark").all_inner_texts() == ["At least 14 people were killed", "killing 21 people"]
    assert proof.is_visible()


def test_a_change_reads_in_words_and_not_in_signs_alone(shown):
    page = shown(mornings_after.after(), name="digest.html")
    line = page.locator("#since + ul > li").nth(2).inner_text()
    assert " ".join(line.split()) == (
        "Overnight missile attack on Oststadt kills 21, emergency service says was “At least 14 people were killed”"
        " Coastal Wire Mon 11:00 now “killing 21 people” Coastal Wire 06:12 denial “denied hitting homes”"
        " Meridian Post 07:06"
    )


def test_the_mark_at_a_change_leads_to_its_proof_on_the_page(shown):
    page = shown(mornings_after.after(), name="digest.html")
    page.locator("a[href='index.html#s7f3a9c01-c1']").first.click()
    page.wait_for_url("**/index.html#s7f3a9c01-c1")
    assert page.locator("#s7f3a9c01-c1").is_visible()


def test_a_corrected_sentence_leads_to_the_notice_at_the_top(shown):
    page = shown(editions.morning())
    page.locator(".corrected a").click()
    assert page.locator("#correction-1").bounding_box()["y"] < 400


def test_the_pages_own_policy_lets_it_be_as_it_is(shown):
    page = shown(editions.morning())
    assert page.faults == []
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).marginTop") == "0px"
