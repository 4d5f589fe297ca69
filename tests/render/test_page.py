"""The web page stands alone: one file, no script, nothing remote, in order for those who listen to it."""

import base64
import hashlib
import itertools
import re

import pytest

from briefing.render import render
from tests.render import editions, reading


@pytest.fixture(scope="module")
def raw():
    return render(editions.morning()).files["index.html"]


@pytest.fixture(scope="module")
def page(raw):
    return reading.tree(raw)


def test_policy_allows_its_own_style_sheet_and_nothing_else(page):
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    sha = base64.b64encode(hashlib.sha256(page.xpath("//style")[0].text.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{sha}'; base-uri 'none'; form-action 'none'"


def test_nothing_is_loaded(raw, page):
    assert page.xpath("//script|//link|//img|//iframe|//@src|//@style") == []
    assert not re.search(rb"@import|url\(", raw)


def test_landmarks_and_heading_order(page):
    assert [len(page.xpath(f"//{name}")) for name in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
    levels = [int(node.tag[1]) for node in page.xpath("//h1|//h2|//h3")]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    labels = page.xpath("//*[@aria-labelledby]/@aria-labelledby")
    assert set(labels) <= set(page.xpath("//@id"))


def test_ids_are_unique_and_inner_links_lead_somewhere(page):
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in page.xpath("//a/@href") if href.startswith("#")} <= set(ids)


def test_story_of_two_themes_has_two_anchors():
    edition = editions.morning()
    first, second, *rest = edition.sections
    twice = type(second)(theme="Twice", colour="", stories=first.stories[:1])
    page = reading.tree(render(_with(edition, (first, twice, *rest))).files["index.html"])
    ids = page.xpath("//article/h3/@id")
    assert ids[:3] == ["s7f3a9c01", "s2b6e11d4", "s7f3a9c01.2"]
    assert len(page.xpath("//@id")) == len(set(page.xpath("//@id")))


def test_other_languages_are_marked_with_language_and_direction(page):
    arabic = page.xpath("//span[@lang='ar']")[0]
    assert (arabic.get("dir"), arabic.text) == ("rtl", editions.SAHIFA.cited.title)
    german = page.xpath("//li/span[@lang='de']")[0]
    assert german.get("dir") is None


def test_section_without_stories_is_left_out():
    edition = editions.morning()
    empty = type(edition.sections[0])(theme="Nothing here", colour="", stories=())
    for content in render(_with(edition, (empty, *edition.sections))).files.values():
        assert b"Nothing here" not in content


def test_near_copy_is_listed_as_the_same_report(page):
    entries = [" ".join(li.text_content().split()) for li in page.xpath("//ul[@class='about']/li")]
    assert "Valley Echo 06:54, same report: Overnight missile attack on Oststadt kills 21" in entries


def test_article_without_a_link_is_named_without_one():
    piece = editions.article("Paper Post", "On paper only", "It stands in print.", hours=1, url="")
    files = render(editions.single(piece, "It stands in print.")).files
    for name in ("index.html", "digest.html"):
        document = reading.tree(files[name])
        assert "Paper Post" in document.text_content()
        assert [
            href for href in document.xpath("//a/@href") if not href.startswith(("#", "index.html"))
        ] == []
    assert b"[1] Paper Post, 07:00\n\n" in files["digest.txt"]


def test_quiet_day_is_said():
    files = render(editions.edition((), ())).files
    for name in ("index.html", "digest.html"):
        assert "Nothing to report in this edition." in reading.tree(files[name]).text_content()
    assert "Nothing to report in this edition." in files["digest.txt"].decode()
    assert reading.message(files["digest.eml"])["Subject"] == "The Morning Brief, 24 Nov"


def _with(edition, sections):
    return editions.replace(edition, sections=sections)
