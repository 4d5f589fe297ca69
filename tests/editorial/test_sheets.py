"""Marked sheets come back from people and spreadsheets: what is understood, and that no mark is lost without a word."""

from datetime import date

import pytest

from briefing.editorial.sheets import marks_of, read_sheet
from briefing.model import Sentence, Support

TODAY = date(2026, 3, 13)
DAY = "daily-2026-03-12"
SAID = Sentence(
    text="The port burned, the mayor said.",
    how="compressed",
    support=(Support(article="a", start=0, end=9, quote="The port, which is old, burned, the mayor said."),),
    patterns=("relative:which:nsubj",),
)
HEAD = Sentence(
    text="Port burns", how="verbatim", support=(Support(article="a", start=0, end=10, quote="Port burns"),)
)
PUBLISHED = {DAY: {SAID.key: ("sentence", SAID), HEAD.key: ("headline", HEAD)}}
COLUMNS = "number\ttext\tmark\tnote\treader\tedition\tkey"


def row(sentence=SAID, mark="right", *, text=None, note="", reader="", edition=DAY, key=None):
    return "\t".join(("1", text or sentence.text, mark, note, reader, edition, key or f"s{sentence.key}"))


@pytest.fixture
def score(tmp_path):
    """What sheets come to: marks, and faults as they are printed. A sheet is its lines, or bytes."""

    def scored(*sheets, reader=""):
        faults, rows = [], []
        for name, sheet in zip("abc", sheets, strict=False):
            path = tmp_path / f"{name}.tsv"
            lines = (
                sheet if isinstance(sheet, bytes) else "\r\n".join([COLUMNS, *sheet, ""]).encode("utf-8-sig")
            )
            path.write_bytes(lines)
            rows += read_sheet(path, tmp_path, faults, reader=reader)
        marks = marks_of(rows, PUBLISHED, TODAY, faults)
        return marks, [str(fault) for fault in faults]

    return scored


def found(marks):
    return [(mark.key, mark.opinion, mark.reader) for mark in marks]


def test_a_marked_row_is_a_mark_with_what_the_edition_knows(score):
    [mark], faults = score([row(mark="distorted", reader="anna")])
    assert faults == []
    assert (mark.key, mark.kind, mark.how, mark.patterns) == (
        SAID.key,
        "sentence",
        "compressed",
        SAID.patterns,
    )
    assert (mark.opinion, mark.reader, mark.date, mark.edition) == ("distorted", "anna", TODAY, DAY)


def test_rows_without_a_mark_are_passed_over(score):
    marks, faults = score([row(mark=""), row(HEAD, " Unclear ")])
    assert (found(marks), faults) == ([(HEAD.key, "unclear", "editor")], [])


def test_the_reader_that_is_named_counts_for_every_row(score):
    marks, _ = score([row(reader="anna"), row(HEAD)], reader="ben")
    assert {mark.reader for mark in marks} == {"ben"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("between", ["\t", ";", ","])
def test_what_spreadsheets_save_is_understood(score, encoding, between):
    quoted = [[f'"{cell}"' for cell in line.split("\t")] for line in (COLUMNS, row(note='""so""'))]
    sheet = "\n".join(between.join(cells) for cells in quoted).encode(encoding)
    marks, faults = score(sheet)
    assert (found(marks), faults) == ([(SAID.key, "right", "editor")], [])


def test_lost_spaces_quotes_and_an_apostrophe_before_it_do_not_change_a_text(score):
    _, faults = score([row(text="'The port  burned , the mayor said")])
    assert faults == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (row(mark="wrong"), 'a.tsv:2: the mark "wrong" is none: write right, distorted, unclear, or nothing'),
        (
            row(key="s" + "0" * 16),
            f'a.tsv:2: the edition "{DAY}" has no sentence "{"0" * 16}": leave the columns',
        ),
        (row(edition="daily-2020-01-01"), 'a.tsv:2: the edition "daily-2020-01-01" has no sentence'),
        (
            row(text="The ship burned."),
            'a.tsv:2: the text is not the one that was published ("The port burned',
        ),
        (row(key=" ", mark=""), "a.tsv:2: a row without a key: leave the column key as it is"),
        (row(reader="=cmd"), 'a.tsv:2: "=cmd" is no name of a reader: a name of at most 60 letters'),
    ],
)
def test_every_fault_names_its_line_and_the_mend(score, line, expected):
    _, faults = score([line])
    assert len(faults) == 1
    assert faults[0].startswith(expected)


def test_faults_of_all_rows_and_sheets_are_told(score):
    _, faults = score([row(mark="wrong"), row(HEAD, "bad")], [row(mark="worse")])
    assert [fault.split(": ")[0] for fault in faults] == ["a.tsv:2", "a.tsv:3", "b.tsv:2"]


def test_a_missing_column_is_told_once(score):
    _, faults = score(b"text\tmark\nThe port burned\tright\n")
    assert len(faults) == 1
    assert faults[0].startswith("a.tsv:1: no column edition or key: keep the first line")


@pytest.mark.parametrize("sheet", [b"", b"\n\n", b"\xff\xfe", b"a,b\n"])
def test_a_file_that_is_no_sheet_is_a_fault(score, sheet):
    marks, faults = score(sheet)
    assert (marks, len(faults)) == ((), 1)


def test_an_old_code_page_is_a_fault_with_its_line(score):
    _, faults = score(f"{COLUMNS}\n{row()}\n{row(text='Köln')}".encode("cp1252"))
    assert faults[0].startswith("a.tsv:3: neither UTF-8 nor UTF-16: save it again")


def test_a_sheet_that_is_not_marked_says_so(score):
    _, faults = score([row(mark="")])
    assert faults == ["a.tsv:0: no sentence is marked: write right, distorted, unclear in the column mark"]


@pytest.mark.parametrize("at", ["text", "note"])
def test_a_quotation_mark_that_nothing_closes_swallows_no_mark_unseen(score, at):
    first = row(mark="distorted", **{at: '"I stopped counting'})
    last = row(HEAD, mark="", **{at: 'Port" burns'})
    _, faults = score([first, last])
    assert faults != []


def test_two_marks_of_one_reader_on_one_sentence_must_agree(score):
    _, faults = score([row(mark="right")], [row(mark="distorted")])
    assert faults[0].startswith('b.tsv:2: editor marked this sentence "right" at a.tsv:2: settle on one')
    marks, faults = score([row()], [row()])
    assert (len(marks), faults) == (1, [])


def test_nothing_that_a_terminal_obeys_comes_back_in_a_fault(score):
    _, faults = score([row(mark="\x1b[31mred", key="s\x1b]0;x\x07"), row(text="\x1b[2Jother")])
    assert [fault for fault in faults if not fault.isprintable()] == []


def test_a_file_that_is_not_there_is_a_fault(tmp_path):
    faults = []
    read_sheet(tmp_path / "none.tsv", tmp_path, faults)
    assert [str(fault) for fault in faults] == [
        "none.tsv:0: cannot be read: no such file or directory: give the table that `briefing audit` wrote"
    ]
