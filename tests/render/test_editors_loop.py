"""The editor's loop, whole: read a sentence on the page, mark the sheet, and the next run obeys."""

import json

import pytest

from tests.conftest import ROOT, briefing

pytestmark = [pytest.mark.browser, pytest.mark.models]

SAMPLE = ROOT / "feeds" / "sample.toml"
DAY = "2026-03-12"


def run(folder):
    ran = briefing("run", "--feeds", SAMPLE, "--date", DAY, "--json", cwd=folder)
    assert ran.code == 0, ran.err
    return json.loads((folder / "output" / "edition.json").read_text(encoding="utf-8")), ran.json


def told(edition):
    stories = [story for section in edition["sections"] for story in section["stories"]]
    return [sentence for story in stories for sentence in (story["headline"], *story["sentences"])]


def blamed(sentence):
    return set(sentence["patterns"]) - {"dateline"}


def chosen(edition):
    """A shortened sentence, if possible by more than its dateline, one in its source's own words, and a headline."""
    stories = [story for section in edition["sections"] for story in section["stories"]]
    sentences = [s for story in stories for s in story["sentences"]]
    cut = max((s for s in sentences if s["patterns"]), key=lambda s: len(blamed(s)))
    plain = next(s for s in sentences if s["how"] == "verbatim" and s["text"] != cut["text"])
    return cut, plain, stories[0]["headline"]


@pytest.fixture
def page_of(browser):
    context = browser.new_context(viewport={"width": 800, "height": 780})

    def opened(path):
        page = context.new_page()
        page.goto(path.as_uri())
        return page

    yield opened
    context.close()


def mark(page, texts, folder):
    """Mark sentences as distorted by clicking, save, and give the path of what was saved."""
    for text in texts:
        entry = page.locator("article").filter(has=page.get_by_role("heading", name=text, exact=True))
        entry.locator(".distorted").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save marks").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_what_an_editor_marks_is_not_made_again(tmp_path, page_of):
    first, _ = run(tmp_path)
    cut, plain, head = chosen(first)

    page = page_of(tmp_path / "output" / "index.html")
    sentence = page.locator("details").filter(has=page.locator("summary span", has_text=cut["text"])).first
    struck = sentence.locator("del").first
    assert not struck.is_visible()
    sentence.locator("summary").click()
    assert struck.is_visible()
    assert "line-through" in struck.evaluate("e => getComputedStyle(e).textDecorationLine")

    audited = briefing("audit", "--json", cwd=tmp_path)
    assert audited.code == 0, audited.err
    marked = [cut["text"], plain["text"], head["text"]]
    sheet = mark(page_of(tmp_path / "output" / "audit" / f"audit-{first['id']}.html"), marked, tmp_path)
    scored = briefing("audit", "--score", sheet, "--json", cwd=tmp_path)
    assert scored.code == 0, scored.err
    assert (scored.json["marks"], scored.json["refused"]["sentences"]) == (3, 3)

    second, printed = run(tmp_path)
    assert (printed["made"], second["revision"]) == (True, first["revision"] + 1)
    texts = [s["text"] for s in told(second)]
    assert [text for text in marked if text in texts] == []
    refused = blamed(cut) or {"dateline"}
    assert [s["text"] for s in told(second) if refused & set(s["patterns"])] == []

    shown = " ".join(page_of(tmp_path / "output" / "index.html").locator("main").text_content().split())
    assert [text for text in texts if " ".join(text.split()) not in shown] == []
    assert second["colophon"]["fallbacks"].get("compression: marked", 0) >= 1

    again = run(tmp_path)[1]
    assert again["made"] is False
