"""A mail is never so large that a provider clips it: whole stories leave, the least important first."""

import pytest

from briefing.render import render
from tests.render import editions, reading

WEB = "https://brief.example/2026-11-24/"


def sizes(files):
    return len(files["digest.html"]), len(reading.parts(files["digest.eml"])[1].encode())


@pytest.mark.parametrize("web", ["", WEB], ids=["without web page", "with web page"])
@pytest.mark.parametrize("stories", [40, 200])
def test_html_stays_under_100_000_bytes(stories, web):
    assert max(sizes(render(editions.crowded(stories), public_url=web).files)) < 100_000


def test_even_a_thousand_headlines_fit():
    assert max(sizes(render(editions.crowded(1000)).files)) < 100_000


def test_an_ordinary_edition_is_whole():
    document = reading.tree(render(editions.morning()).files["digest.html"])
    assert len(document.xpath("//h3")) == 4


def test_stories_that_leave_are_counted_and_linked_to_the_web_version():
    markup = reading.parts(render(editions.crowded(200), public_url=WEB).files["digest.eml"])[1]
    document = reading.tree(markup)
    told = len(document.xpath("//h3"))
    moved = {
        a.get("href"): int(a.text.split()[0]) for a in document.xpath("//a[contains(., 'more stories')]")
    }
    assert 30 < told < 200
    assert told + sum(moved.values()) == 200
    assert set(moved) == {f"{WEB}#theme-{i}" for i in (1, 2, 3, 4)}


def test_without_a_web_version_they_stay_as_one_liners():
    files = render(editions.crowded(200)).files
    document = reading.tree(files["digest.html"])
    whole = document.xpath("//h3/text()")
    lines = document.xpath("//td/ul[last()]/li/@id | //td/ul/li/@id")
    assert len(whole) + len(set(lines)) == 200


def test_a_story_is_whole_or_not_there():
    markup = reading.parts(render(editions.crowded(200), public_url=WEB).files["digest.eml"])[1]
    document = reading.tree(markup)
    assert len(document.xpath("//p[contains(@style, '17px')]")) == 2 * len(document.xpath("//h3"))


def test_the_most_important_stay():
    document = reading.tree(render(editions.crowded(200), public_url=WEB).files["digest.html"])
    kept = sorted(int(title.split()[1]) for title in document.xpath("//h3/text()"))
    assert kept == list(range(len(kept)))


def test_both_parts_leave_out_the_same():
    for web in ("", WEB):
        text, markup = reading.parts(render(editions.crowded(200), public_url=web).files["digest.eml"])
        assert set(reading.URL.findall(text)) == reading.links(markup)
        told = [
            said for said in reading.reported(markup) if reading.squeezed(said) not in reading.squeezed(text)
        ]
        assert told == []


def test_the_page_has_everything():
    page = reading.tree(render(editions.crowded(200)).files["index.html"])
    assert len(page.xpath("//article")) == 200
