"""feeds/stories.tsv: what editors decided of stories."""

from pathlib import Path

import pytest

from briefing.editorial.decisions import add_merge, add_split, read_decisions
from briefing.errors import ConfigError
from briefing.model import Decisions, Split

A, B, C, D = ("a" * 16, "b" * 16, "c" * 16, "d" * 16)


def read(tmp_path: Path, text: str):
    path = tmp_path / "stories.tsv"
    path.write_text(text, encoding="utf-8")
    faults = []
    return read_decisions(path, tmp_path, faults), faults


def test_no_file_is_no_decision(tmp_path):
    faults = []
    assert read_decisions(tmp_path / "none.tsv", tmp_path, faults) == Decisions()
    assert faults == []


def test_merged_and_split_stories_are_read_and_comments_are_not(tmp_path):
    decisions, faults = read(tmp_path, f"# of March\none\t{A} {B}\tone strike\n\napart\t{C}: {D} {B}\n")
    assert faults == []
    assert decisions == Decisions(merged=((A, B),), splits=(Split(story=C, articles=(B, D)),))


def test_a_story_that_is_merged_twice_goes_by_the_first_id(tmp_path):
    decisions, _ = read(tmp_path, f"one\t{A} {B}\none\t{C} {B}\n")
    assert decisions.merged == ((A, B, C),)
    assert decisions.story(C) == A
    assert decisions.story(D) == D


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (f"both\t{A} {B}", '"both" is no decision'),
        ("one\tKelm Dunmar", '"Kelm" is no story'),
        (f"one\t{A} {A}", "fewer than two stories"),
        (f"apart\t{A}", "no articles"),
        (f"apart\t{A}: x", '"x" is no article'),
        (f"apart\tx: {A}", '"x" is no story'),
    ],
)
def test_a_wrong_line_is_named_with_its_number(tmp_path, line, what):
    decisions, faults = read(tmp_path, f"# first\n{line}\none\t{A} {B}\n")
    assert [(f.file, f.line, f.what) for f in faults] == [("stories.tsv", 2, what)]
    assert faults[0].mend
    assert decisions.merged == ((A, B),)


def test_a_file_in_another_encoding_is_a_fault(tmp_path):
    path = tmp_path / "stories.tsv"
    path.write_bytes(b"one\t\xff\xfe")
    faults = []
    read_decisions(path, tmp_path, faults)
    assert [f.what for f in faults] == ["cannot be read"]


def test_decisions_are_added_once_and_what_stands_in_the_file_stays(tmp_path):
    path = tmp_path / "feeds" / "stories.tsv"
    assert add_merge(path, [A, B], "one\nstrike", tmp_path)
    assert add_split(path, C, [D], "", tmp_path)
    assert not add_merge(path, [B, A], "", tmp_path)
    assert not add_split(path, C, [D], "again", tmp_path)
    lines = path.read_text().splitlines()
    assert lines[-2:] == [f"one\t{A} {B}\tone strike", f"apart\t{C}: {D}\t"]
    assert lines[0].startswith("# ")
    assert read_decisions(path, tmp_path, []) == Decisions(
        merged=((A, B),), splits=(Split(story=C, articles=(D,)),)
    )


def test_nothing_is_added_to_a_file_with_faults(tmp_path):
    path = tmp_path / "stories.tsv"
    path.write_text("nonsense\n")
    with pytest.raises(ConfigError, match=r"stories\.tsv:1"):
        add_merge(path, [A, B], "", tmp_path)
    assert path.read_text() == "nonsense\n"
