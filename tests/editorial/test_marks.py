"""The file of readers' marks: what is read from it, what it refuses, and that nothing in it is lost."""

from dataclasses import replace
from datetime import date

import pytest

from briefing.editorial.marks import COLUMNS, keep_marks, read_marks, refused
from briefing.model import Mark

HEADING = "\t".join(COLUMNS)
RELATIVE, TAIL = "relative:which:nsubj", "tail:with:pobj"


def mark(key="a" * 16, opinion="distorted", reader="anna", patterns=(RELATIVE,), **fields):
    values = {
        "kind": "sentence",
        "how": "compressed",
        "date": date(2026, 3, 12),
        "edition": "daily-2026-03-12",
    }
    return Mark(key=key, opinion=opinion, reader=reader, patterns=tuple(patterns), **(values | fields))


def line(**changes):
    values = (
        "a" * 16,
        "sentence",
        "compressed",
        RELATIVE,
        "distorted",
        "anna",
        "2026-03-12",
        "daily-2026-03-12",
    )
    cells = dict(zip(COLUMNS, values, strict=True))
    return "\t".join((cells | changes).values())


def written(folder, *lines):
    path = folder / "prompts" / "marks.tsv"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def faults_of(folder, *lines):
    faults = []
    read_marks(written(folder, *lines), folder, faults)
    return [str(fault) for fault in faults]


def bare(marks):
    return [replace(mark, listed_at="") for mark in marks]


def test_marks_that_are_kept_are_read_again(tmp_path):
    path = tmp_path / "prompts" / "marks.tsv"
    marks = [
        mark(),
        mark("b" * 16, "right", "ben", [RELATIVE, TAIL]),
        mark("c" * 16, patterns=(), kind="headline"),
    ]
    assert keep_marks(path, marks, ()) == 3
    assert bare(read_marks(path, tmp_path, [])) == marks


def test_no_file_is_no_marks(tmp_path):
    assert read_marks(tmp_path / "marks.tsv", tmp_path, []) == ()


def test_the_same_marks_once_more_change_nothing(tmp_path):
    path = written(tmp_path, "# ours", HEADING, line())
    before = path.read_bytes()
    known = read_marks(path, tmp_path, [])
    assert keep_marks(path, [mark(date=date(2026, 4, 1))], known) == 0
    assert path.read_bytes() == before


def test_a_changed_mark_replaces_the_readers_old_one_in_its_place(tmp_path):
    path = written(tmp_path, "# ours", HEADING, line(), "", "# anna again", line(reader="ben"))
    known = read_marks(path, tmp_path, [])
    assert keep_marks(path, [mark(opinion="right")], known) == 1
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines == ["# ours", HEADING, line(mark="right"), "", "# anna again", line(reader="ben")]


def test_a_line_with_stray_spaces_is_still_replaced(tmp_path):
    path = written(tmp_path, HEADING, line(reader=" anna ", key=f"{'a' * 16} "))
    keep_marks(path, [mark(opinion="right")], read_marks(path, tmp_path, []))
    assert path.read_text(encoding="utf-8").splitlines() == [HEADING, line(mark="right")]


def test_a_new_file_begins_with_the_marks_that_were_known(tmp_path):
    path = tmp_path / "marks.tsv"
    keep_marks(path, [mark("b" * 16)], [mark(reader="shipped")])
    assert [(m.key[0], m.reader) for m in read_marks(path, tmp_path, [])] == [("a", "shipped"), ("b", "anna")]


def test_no_text_is_kept(tmp_path):
    path = tmp_path / "marks.tsv"
    keep_marks(path, [mark()], ())
    assert path.read_text(encoding="utf-8").splitlines()[2] == line()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["key\tmark"], ":1: no heading: "),
        ([HEADING, "a\tb"], ":2: 2 columns instead of 8: "),
        ([HEADING, line(key="12")], ':2: "12" is no key: 16 hexadecimal digits'),
        ([HEADING, line(kind="verse")], ':2: "verse" is no kind: sentence or headline'),
        ([HEADING, line(mark="wrong")], ':2: "wrong" is no mark: one of right, distorted, unclear'),
        ([HEADING, line(date="12.3.")], ':2: "12.3." is no date: a date such as'),
        ([HEADING, line(reader="=x")], ':2: "=x" is no reader: a name'),
        ([HEADING, line(), "# twice", line()], "anna marked this sentence already, at prompts/marks.tsv:2: keep one"),
    ],
)  # fmt: skip
def test_every_fault_names_its_line_and_the_mend(tmp_path, lines, expected):
    [fault] = faults_of(tmp_path, *lines)
    assert fault.startswith("prompts/marks.tsv:")
    assert expected in fault


def test_all_faults_are_told(tmp_path):
    assert len(faults_of(tmp_path, HEADING, line(mark="bad", date="x"), line(key="x"))) == 3


def test_a_file_that_is_no_text_is_a_fault(tmp_path):
    path = written(tmp_path)
    path.write_bytes(b"\xff\x00\xff")
    faults = []
    read_marks(path, tmp_path, faults)
    assert [fault.what for fault in faults] == ["cannot be read"]


def test_what_is_distorted_is_refused_with_its_kinds_of_cut():
    marks = refused(
        [mark(), mark("b" * 16, "right", patterns=[TAIL]), mark("c" * 16, "unclear", patterns=[TAIL])]
    )
    assert (marks.sentences, marks.patterns) == ({"a" * 16}, {RELATIVE})


def test_another_readers_right_takes_nothing_back():
    assert refused([mark(), mark(opinion="right", reader="ben")]).patterns == {RELATIVE}


def test_a_dateline_is_blamed_only_where_nothing_else_went():
    beside = refused([mark(patterns=["dateline", RELATIVE])])
    alone = refused([mark(patterns=["dateline"])])
    assert (beside.patterns, alone.patterns) == ({RELATIVE}, {"dateline"})


def test_the_desk_has_the_marks_and_their_faults(desk):
    desk.write("prompts/marks.tsv", f"{HEADING}\n{line()}\n")
    assert desk.load().refused.patterns == {RELATIVE}
    desk.write("prompts/marks.tsv", f"{HEADING}\n{line(how='sung')}\n")
    assert desk.places() == ["prompts/marks.tsv:2"]
