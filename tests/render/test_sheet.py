"""The reading sheet: what is on it, and that nothing from outside does anything in it."""

import csv
import io
from dataclasses import replace

import pytest

from briefing.model import Check, Passage, Place, sentence_key
from briefing.render.sheet import entries, published
from briefing.render.sheet_files import COLUMNS, sheet_files
from tests.render import editions, mornings_after, reading

SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(1)>'
END = "</script><!--<script>--></style></title></textarea>{{ 7 * 7 }}{% raw %}"


def passages_of(*pieces):
    """What the store gives: the title, then each sentence that ends with ". "."""

    def of(article, _):
        piece = next(p for p in pieces if p.id == article)
        title, body = piece.text.split("\n\n")
        found = [Passage(index=0, start=0, end=len(title), text=title, kind="title")]
        at = len(title) + 2
        for sentence in body.split(". "):
            end = min(at + len(sentence) + 1, len(piece.text))
            text = piece.text[at:end]
            found.append(Passage(index=len(found), start=at, end=end, text=text, paragraph=1))
            at = end + 1
        return found

    return of


def known(article, _):
    return ()


def rows(files, name="audit-x"):
    text = files[f"{name}.tsv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter="\t"))


def sheet_of(edition, context=known, **options):
    return sheet_files("audit-x", entries([edition], context, **options))


def test_every_sentence_and_headline_is_there_once():
    edition = editions.morning()
    stories = [story for section in edition.sections for story in section.stories]
    published = [s.text for story in stories for s in (story.headline, *story.sentences)]
    published += [also.headline.text for also in edition.also]
    found = entries([edition, replace(edition, id="daily-2026-11-24-r2")], known)
    assert [entry.text for entry in found] == list(dict.fromkeys(published))
    assert {entry.edition for entry in found} == {edition.id}


def test_only_what_is_not_verbatim_is_there_if_asked():
    found = entries([editions.morning()], known, shortened=True)
    assert found
    assert {entry.how for entry in found} == {"compressed"}


def test_a_passage_stands_between_its_neighbours_with_cuts_struck_through():
    piece = editions.WIRE
    edition = editions.single(piece, "many of them")
    sentence = editions.sentence(piece, "Rescue crews, many of them volunteers from the rowing club, were still "
                                 "searching two apartment blocks at noon.", ", many of them volunteers from the rowing club,")  # fmt: skip
    story = replace(edition.sections[0].stories[0], sentences=(sentence,))
    edition = replace(edition, sections=(replace(edition.sections[0], stories=(story,)),))
    [_, row] = rows(sheet_of(edition, passages_of(piece)))
    assert row["passage"].startswith(
        "Rescue crews[-, many of them volunteers from the rowing club,-] were still"
    )
    assert row["before"].startswith("Seventeen missiles hit")
    assert row["after"].startswith("The mayor, Ilse Brandt")
    page = reading.tree(sheet_of(edition, passages_of(piece))["audit-x.html"])
    assert [node.text for node in page.xpath("//article[2]//del")] == [
        ", many of them volunteers from the rowing club,"
    ]
    assert "paragraph 1" in page.xpath("string(//article[2]//figcaption)")


def test_claims_of_changes_and_conflicts_are_there_too():
    edition = mornings_after.after()
    listed = {row["text"]: row for row in rows(sheet_of(edition))}
    toll = listed["At least 14 people were killed"]
    assert toll["passage"] == (
        "At least 14 people were killed[-, the emergency service said, and 40 were wounded.-]"
    )
    assert (toll["section"], toll["kind"], toll["how"]) == ("Strikes", "sentence", "compressed")
    claim = mornings_after.TOLL.old
    assert toll["key"] == f"s{sentence_key(claim.text, [claim.support.quote])}"
    assert "22 people were killed" in listed
    withdrawn = listed["A hospital in the river districts was hit."]
    assert (withdrawn["section"], withdrawn["how"]) == ("Since the last edition", "verbatim")
    assert listed[mornings_after.STRIKE.cited.title]["kind"] == "headline"


def test_a_claim_that_is_a_sentence_of_the_edition_is_there_once():
    edition = mornings_after.after()
    keys = [sentence.key for _, _, sentence in published(edition)]
    title = editions.headline(editions.WIRE)
    claim = mornings_after.claim(editions.WIRE, title.text)
    same = replace(edition.updates[2], changes=(replace(mornings_after.TOLL, new=claim),))
    again = [s.key for _, _, s in published(replace(edition, updates=(*edition.updates, same)))]
    assert set(again) == set(keys)
    kinds = {kind for _, kind, s in published(replace(edition, updates=(same,))) if s.key == title.key}
    assert kinds == {"headline"}


def test_a_claim_stands_among_the_sentences_of_the_version_that_it_quotes():
    asked = set()

    def remembered(article, version):
        asked.add((article, version))
        return ()

    sheet_of(mornings_after.after(), remembered)
    old, new = mornings_after.MOVED.old, mornings_after.MOVED.new
    assert {(old.support.article, old.version), (new.support.article, new.version)} <= asked
    assert old.version != new.version


def test_a_headline_stands_before_the_opening_of_its_article():
    piece = editions.WIRE
    [row, *_] = rows(sheet_of(editions.single(piece, "many of them"), passages_of(piece)))
    assert (row["kind"], row["before"]) == ("headline", "")
    assert row["after"].startswith("Seventeen missiles hit")
    assert "Rescue crews" in row["after"]


def test_an_article_whose_text_is_gone_still_has_its_passage():
    [row, *_] = rows(sheet_of(editions.single(editions.WIRE, "many of them")))
    assert row["passage"] == editions.WIRE.cited.title


def test_page_and_table_hold_the_same_cells():
    files = sheet_of(editions.morning())
    page = reading.tree(files["audit-x.html"])
    assert len(page.xpath("//article")) == len(rows(files))
    assert page.xpath("count(//article[1]//input[@type='radio'])") == 3


def test_table_is_what_spreadsheets_know_as_utf_8():
    raw = sheet_of(editions.morning())["audit-x.tsv"]
    assert raw.startswith(b"\xef\xbb\xbf" + "\t".join(COLUMNS).encode() + b"\r\n")
    assert raw.endswith(b"\r\n")


def test_keys_are_no_numbers():
    assert {row["key"][0] for row in rows(sheet_of(editions.morning()))} == {"s"}


FORMULAS = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1+1", "＝1+1", "'=1+1", "|calc"]


@pytest.mark.parametrize("start", FORMULAS)
def test_no_cell_is_a_formula(start):
    piece = editions.article(f"{start} Outlet", f"{start} cmd title", f"{start} body stands here.", hours=1)
    files = sheet_of(editions.single(piece, "body stands here."), passages_of(piece))
    cells = [cell for row in rows(files) for cell in row.values()]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "|"))] == []


@pytest.fixture(scope="module")
def hostile():
    piece = editions.article(
        f"Outlet {IMAGE}",
        f"{SCRIPT} strikes {END}",
        f"The minister said {IMAGE} and left, {SCRIPT}, at noon {END}\u2028\u2029.",
        hours=1,
        url="javascript:alert(document.domain)",
        language='en" onmouseover="alert(1)',
    )
    edition = editions.single(piece, title=SCRIPT)
    story = edition.sections[0].stories[0]
    told = editions.sentence(
        piece,
        piece.text.partition("\n\n")[2],
        f" {IMAGE}",
        fallback=IMAGE,
        checks=(Check(name=SCRIPT, passed=True),),
    )
    told = replace(told, patterns=(f"tail:{IMAGE}", SCRIPT))
    section = replace(
        edition.sections[0], theme=f"Theme {IMAGE}{END}", stories=(replace(story, sentences=(told,)),)
    )
    edition = replace(edition, sections=(section,), summary=(Place(story=story.id, theme=section.theme),))
    return sheet_of(edition, passages_of(piece))


def test_no_element_or_attribute_comes_from_a_string(hostile):
    page = reading.tree(hostile["audit-x.html"])
    assert len(page.xpath("//script")) == 2
    assert page.xpath("//img") == []
    attributes = {a for node in page.iter() if isinstance(node.tag, str) for a in node.attrib}
    assert [a for a in attributes if a.startswith("on")] == []
    assert page.xpath("//a/@href") == []


def test_hostile_text_is_shown_as_it_is(hostile):
    shown = " ".join(reading.tree(hostile["audit-x.html"]).xpath("string(//main)").split())
    assert SCRIPT in shown
    assert "{{ 7 * 7 }}{% raw %}" in shown


def test_data_of_the_script_ends_no_script(hostile):
    page = hostile["audit-x.html"].decode()
    data = page.partition('id="table">')[2].partition("</script>")[0]
    assert "<" not in data
    assert "\u2028" not in data


def test_nothing_is_loaded_and_only_the_sheets_own_script_may_run(hostile):
    page = reading.tree(hostile["audit-x.html"])
    [policy] = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.xpath("//@src | //link") == []


def test_link_is_safe_or_none(hostile):
    assert {row["link"] for row in rows(hostile)} == {""}


def test_each_row_is_a_line(hostile):
    assert hostile["audit-x.tsv"].decode("utf-8-sig").count("\r\n") == len(rows(hostile)) + 1
