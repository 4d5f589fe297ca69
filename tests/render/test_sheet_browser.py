"""Marking a reading sheet in a real browser, from a file on disk."""

import csv
import io
from datetime import date

import pytest

from briefing.editorial.sheets import marks_of, read_sheet
from briefing.render.colour import contrast
from briefing.render.sheet import entries, published
from briefing.render.sheet_files import sheet_files
from tests.render import editions
from tests.render.test_browser import CONTRASTS, LONG

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(browser, tmp_path):
    """Opens the reading sheet of an edition from disk."""
    contexts = []

    def open_sheet(edition, width=800, scheme="light"):
        files = sheet_files("audit-x", entries([edition], lambda article, sha: ()))
        for file, content in files.items():
            (tmp_path / file).write_bytes(content)
        context = browser.new_context(viewport={"width": width, "height": 780}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.faults = []
        page.on("console", lambda message: page.faults.append(message.text))
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.goto((tmp_path / "audit-x.html").as_uri())
        return page

    yield open_sheet
    for context in contexts:
        context.close()


def saved(page, tmp_path):
    with page.expect_download() as download:
        page.get_by_role("button", name="Save marks").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    return path


def rows(path):
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""), delimiter="\t"))


def test_marks_made_by_click_are_saved_as_a_table(opened, tmp_path):
    page = opened(editions.morning())
    page.locator("#e1 .right").click()
    page.locator("#e3 .distorted").click()
    page.locator("#e3 .note").fill('the "60" is gone,\twholly')
    page.get_by_label("Reader").fill("Anna K.")
    path = saved(page, tmp_path)
    assert path.name == "audit-x-marked.tsv"
    found = rows(path)
    assert [(row["number"], row["mark"]) for row in found if row["mark"]] == [
        ("1", "right"),
        ("3", "distorted"),
    ]
    assert (found[2]["note"], found[2]["reader"]) == ('the "60" is gone, wholly', "Anna K.")
    assert page.faults == []


def test_the_saved_table_is_the_one_beside_the_page_but_for_the_marks(opened, tmp_path):
    page = opened(editions.morning())
    path = saved(page, tmp_path)
    assert rows(path) == rows(tmp_path / "audit-x.tsv")


def test_the_saved_table_is_read_as_marks_of_the_edition(opened, tmp_path):
    edition = editions.morning()
    page = opened(edition)
    page.locator("#e2 .unclear").click()
    faults = []
    filled = read_sheet(saved(page, tmp_path), tmp_path, faults)
    known = {edition.id: {s.key: (kind, s) for _, kind, s in published(edition)}}
    [mark] = marks_of(filled, known, date(2026, 11, 25), faults)
    assert (mark.opinion, faults) == ("unclear", [])


def test_keys_mark_and_move(opened, tmp_path):
    page = opened(editions.morning())
    for key in ("j", "1", "2", "j", "3", "k", "k", "0", "u"):
        page.keyboard.press(key)
    assert page.locator("[aria-current]").get_attribute("id") == "e5"
    assert page.locator("#count").inner_text().startswith("3 of ")
    page.keyboard.press("n")
    page.keyboard.type("j1 odd")
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    found = rows(saved(page, tmp_path))
    assert [row["mark"] for row in found][:6] == ["right", "distorted", "", "unclear", "distorted", ""]
    assert found[4]["note"] == "j1 odd"


def test_it_counts_what_is_marked(opened):
    page = opened(editions.morning())
    total = page.locator("article").count()
    assert page.locator("#count").inner_text() == f"0 of {total} marked"
    for key in ("1", "1", "2", "3"):
        page.keyboard.press(key)
    assert page.locator("#count").inner_text() == f"4 of {total} marked: 2 right, 1 distorted, 1 unclear"


def test_marks_outlive_a_reload(opened):
    page = opened(editions.morning())
    page.locator("#e2 .distorted").click()
    page.get_by_label("Reader").fill("ben")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == ["beforeunload"]
    assert page.locator("#e2 [value=distorted]").is_checked()
    assert page.get_by_label("Reader").input_value() == "ben"


@pytest.mark.parametrize("typed", ["=1+1", "+1", "@x", "-1"])
def test_no_note_becomes_a_formula(opened, tmp_path, typed):
    page = opened(editions.morning())
    page.locator("#e1 .note").fill(typed)
    page.get_by_label("Reader").fill(typed)
    first = rows(saved(page, tmp_path))[0]
    assert (first["note"], first["reader"]) == (f"'{typed}", f"'{typed}")


def test_hostile_text_stays_text(opened, tmp_path):
    bad = '</script><script>document.title="owned"</script><img src=x onerror=document.title="owned">'
    piece = editions.article(f"Outlet {bad}", f"Title {bad}", f'"Body {bad} stands here.', hours=1)
    page = opened(editions.single(piece, f'"Body {bad} stands here.', title=bad))
    assert page.title() == "Reading sheet, daily-2026-11-24"
    page.locator("#e2 .right").click()
    assert rows(saved(page, tmp_path))[1]["text"] == f'"Body {bad} stands here.'
    assert page.faults == []


@pytest.mark.parametrize("width", [320, 375, 800])
def test_nothing_runs_off_the_side(opened, width):
    piece = editions.article(f"Outlet {LONG}", f"Title {LONG}", f"Body {LONG}.", hours=1)
    for edition in (editions.morning(), editions.single(piece, f"Body {LONG}.")):
        assert opened(edition, width=width).evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast(opened, scheme):
    page = opened(editions.morning(), scheme=scheme)
    page.locator("#e1 .distorted").click()
    seen = page.evaluate(CONTRASTS)
    assert len(seen) > 100
    unread = [html for html, colour, ground in seen if contrast(colour, ground) < 4.5]
    assert [html for html in unread if "<button" not in html] == []  # it is printed the other way round


def test_the_last_sentence_is_not_hidden_by_the_bar(opened):
    page = opened(editions.morning(), width=375)
    page.keyboard.press("k")
    page.locator("article").last.scroll_into_view_if_needed()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    last = page.locator("article").last.bounding_box()
    bar = page.locator("footer").bounding_box()
    assert last["y"] + last["height"] <= bar["y"]
