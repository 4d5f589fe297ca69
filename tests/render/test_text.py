"""The text part reads well in a terminal of 80 columns."""

import pytest
from rich.cells import cell_len

from briefing.render import render
from briefing.render.text import wrap
from tests.render import editions

WEB = "https://brief.example/2026-11-24/"


def text(edition, **options):
    return render(edition, **options).files["digest.txt"].decode()


def test_lines_are_at_most_72_wide_links_excepted():
    lines = text(editions.morning()).split("\n")
    assert [line for line in lines if cell_len(line) > 72 and "://" not in line] == []


def test_sections_are_ruled():
    lines = text(editions.morning()).split("\n")
    for heading in ("Strikes", "Diplomacy", "Prisoner releases", "Also reported", "How this was made"):
        assert lines[lines.index(heading) + 1] == "-" * 72


def test_notes_stand_at_their_sections_end_with_whole_links():
    strikes = text(editions.morning()).partition("\nStrikes\n")[2].partition("\nDiplomacy\n")[0]
    notes = strikes.partition("\nSources\n\n")[2]
    assert [line for line in notes.split("\n") if line.startswith("[")] == [
        "[1] Coastal Wire, 06:12",
        "[2] Meridian Post, 07:06",
        "[3] Oststadt Tageblatt, 06:42",
        "[4] The Ledger, 07:30",
        "[5] Northern Radio, 05:30",
    ]
    assert f"    {editions.WIRE.cited.url}\n" in notes


def test_notes_lead_to_the_proof_of_each_sentence_where_there_is_a_page():
    notes = (
        text(editions.morning(), public_url=WEB)
        .partition("[1] Coastal Wire, 06:12\n")[2]
        .partition("\n[2]")[0]
    )
    assert notes.split("\n") == [
        f"    {editions.WIRE.cited.url}",
        f"    proof: {WEB}#s7f3a9c01-1",
        f"    proof: {WEB}#s7f3a9c01-3",
    ]


def test_long_link_is_never_broken():
    url = "https://host.example/" + "segment/" * 40
    piece = editions.article("Wire", "A title", "A body.", hours=1, url=url)
    assert f"    {url}\n" in text(editions.single(piece, "A body."))


def test_nothing_is_escaped():
    piece = editions.article("R&B <Radio>", "“Q&A” <live>", "Profit & loss <then> 'rose'.", hours=1)
    shown = text(editions.single(piece, "Profit & loss <then> 'rose'."))
    assert "“Q&A” <live>" in shown
    assert "Profit & loss <then> 'rose'. [1]" in shown
    assert "R&B <Radio> 07:00 [1]" in shown


def test_japanese_is_wrapped_by_the_cells_that_it_takes():
    sentence = (
        "十一月二十四日の朝、川沿いの地区に十七発のミサイルが着弾し、二十一人が死亡したと地域の救急当局が発表した。"
        * 2
    )
    lines = wrap(sentence, "  ", "  ").split("\n")
    assert all(40 < cell_len(line) <= 72 for line in lines[:-1])
    assert not [line for line in lines if line.strip()[0] in "、。"]
    assert "".join(line.strip() for line in lines) == sentence


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", "- "),
        ("one", "- one"),
        ("one two three", "- one two\n  three"),
        ("incomprehensibilities", "- incomprehensibilities"),
        ("a incomprehensibilities b", "- a\n  incomprehensibilities\n  b"),
    ],
)
def test_words_move_to_the_next_line_whole(given, expected):
    assert wrap(given, "- ", "  ", width=10) == expected
