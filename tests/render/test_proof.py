"""On the page, every sentence opens to its source with what was left out struck through."""

from dataclasses import replace

import pytest

from briefing.model import Check, Support
from briefing.render import render
from briefing.render.proof import Piece, pieces
from tests.render import editions, reading


@pytest.fixture(scope="module")
def page():
    return reading.tree(render(editions.morning()).files["index.html"])


def proof(page, anchor):
    return page.get_element_by_id(anchor)


def test_struck_text_is_what_was_cut(page):
    edition = editions.morning()
    for section in edition.sections:
        for story in section.stories:
            for i, sentence in enumerate(story.sentences, 1):
                quote, start = sentence.support[0].quote, sentence.support[0].start
                cut = [quote[a - start : b - start] for a, b in sentence.cuts]
                block = proof(page, f"s{story.id}-{i}")
                assert [node.text for node in block.xpath(".//del")] == cut
                assert block.xpath(".//blockquote")[0].text_content() == quote


def test_every_sentence_and_headline_has_a_proof(page):
    edition = editions.morning()
    sentences = [
        s
        for section in edition.sections
        for story in section.stories
        for s in (story.headline, *story.sentences)
    ]
    assert len(page.xpath("//details//div[@class='proof']")) == len(sentences)


def test_proof_stands_in_the_details_of_its_sentence(page):
    summary = proof(page, "s7f3a9c01-2").getparent().xpath("./summary/span")[0]
    assert summary.text == (
        "The defence ministry in Velun described the attack as a strike on repair yards and denied hitting homes."
    )


def test_proof_names_outlet_time_article_and_way_of_making(page):
    block = proof(page, "s7f3a9c01-1")
    shown = " ".join(block.text_content().split())
    assert "Coastal Wire, 24 November 2026, 06:12" in shown
    assert "Shortened: 11 of 33 words were left out" in shown
    assert "Checked against it: numbers, names, dates, quotations, negation and who said it." in shown
    assert block.xpath(".//a/@href")[0].startswith("https://coastalwire.example/")


def test_proof_names_the_paragraph_and_what_kinds_of_part_were_left_out():
    piece = editions.article("Wire", "A title", "Rain, which was hard, fell today.", hours=1)
    edition = editions.single(piece, "Rain, which was hard, fell today.")
    story = edition.sections[0].stories[0]
    told = editions.sentence(piece, "Rain, which was hard, fell today.", ", which was hard,")
    place = replace(told.support[0], paragraph=3)
    told = replace(
        told, support=(place,), patterns=("relative:which:nsubj", "relative:who:nsubj", "unheard-of")
    )
    section = replace(edition.sections[0], stories=(replace(story, sentences=(told,)),))
    page = reading.tree(render(replace(edition, sections=(section,))).files["index.html"])
    shown = " ".join(proof(page, "s0a0a0a0a-1").text_content().split())
    assert "paragraph 3 · open the article" in shown
    assert "3 of 6 words were left out, struck through here (relative clause)." in shown


def test_headline_names_no_paragraph(page):
    assert "paragraph" not in proof(page, "s7f3a9c01-0").text_content()


def test_verbatim_sentence_says_so_and_why_a_draft_was_not_used(page):
    shown = " ".join(proof(page, "s2b6e11d4-2").text_content().split())
    assert "The source’s own words." in shown
    assert "Another version was not used: a shorter version left out a negation." in shown


def test_check_that_failed_is_shown():
    piece = editions.article("Wire", "A title", "A body stands here.", hours=1)
    edition = editions.single(piece, "A body stands here.")
    story = edition.sections[0].stories[0]
    failed = replace(
        story.sentences[0], checks=(Check(name="names", passed=False, note="Velun is not in it"),)
    )
    section = replace(edition.sections[0], stories=(replace(story, sentences=(failed,)),))
    page = reading.tree(render(replace(edition, sections=(section,))).files["index.html"])
    assert page.xpath("//strong/text()") == ["Not passed: names (Velun is not in it)."]


def test_sentence_of_two_sources_shows_both():
    one = editions.article("Wire", "One", "Nine were freed.", hours=1)
    two = editions.article("Post", "Two", "They crossed at Karsk.", hours=2)
    edition = editions.single(one, "Nine were freed.")
    story = edition.sections[0].stories[0]
    both = replace(
        story.sentences[0],
        how="rewritten",
        support=(*story.sentences[0].support, *editions.sentence(two, "They crossed at Karsk.").support),
    )
    section = replace(edition.sections[0], stories=(replace(story, sentences=(both,)),))
    both_listed = replace(edition, sections=(section,), articles=(one.cited, two.cited))
    page = reading.tree(render(both_listed).files["index.html"])
    block = proof(page, "s0a0a0a0a-1")
    assert [node.text for node in block.xpath(".//blockquote")] == [
        "Nine were freed.",
        "They crossed at Karsk.",
    ]
    assert page.xpath("//summary[span]/sup/text()") == ["1", "2"]


def test_article_that_is_quoted_but_not_listed_is_an_error():
    edition = replace(editions.morning(), articles=())
    with pytest.raises(ValueError, match="cites articles that it does not list"):
        render(edition)


@pytest.mark.parametrize(
    ("cuts", "expected"),
    [
        ((), [("Rain fell, hard, today.", False)]),
        (((109, 115),), [("Rain fell", False), (", hard", True), (", today.", False)]),
        (((100, 105), (105, 109)), [("Rain ", True), ("fell", True), (", hard, today.", False)]),
        (((104, 110), (108, 115)), [("Rain", False), (" fell,", True), (" hard", True), (", today.", False)]),
        (((90, 104), (200, 210)), [("Rain", True), (" fell, hard, today.", False)]),
    ],
    ids=["none", "one", "adjoining", "overlapping", "beyond the passage"],
)
def test_passage_is_split_at_its_cuts(cuts, expected):
    support = Support(article="a", start=100, end=123, quote="Rain fell, hard, today.")
    assert pieces(support, cuts) == tuple(Piece(text=text, cut=cut) for text, cut in expected)
