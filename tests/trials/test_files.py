"""Labelled files: what is read of good ones, and what is said of bad ones."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import UTC, datetime

import pytest

from briefing.errors import ConfigError
from briefing.trials.files import first, know_labels, read_rows, set_of_themes
from briefing.trials.rows import SourceText, StoryRow, SummaryRow, SupportRow, ThemeRow
from tests.trials.build import write_lines

STORY = {"id": "a", "title": "Bridge reopens", "text": "Cars cross again.", "story": "bridge"}


def faults(task, path):
    with pytest.raises(ConfigError) as caught:
        read_rows(task, path, path.parent)
    return [str(fault) for fault in caught.value.faults]


def test_each_format_gives_its_rows(tmp_path):
    lines = {
        "themes": {"id": "a", "title": None, "text": "Rain fell.", "themes": ["weather", "floods"]},
        "stories": STORY | {"outlet": None, "published": "2015-09-01", "lang": "en"},
        "summaries": {
            "id": "a",
            "articles": [{"title": "T", "text": "Body.", "outlet": "Wire"}, {"text": ""}],
            "reference": "It rained.",
            "headline": None,
        },
        "support": {
            "id": "a",
            "article": "Rain fell.",
            "claim": "It rained.",
            "supported": True,
            "note": None,
        },
    }
    read = {
        task: read_rows(task, write_lines(tmp_path / task, [line]), tmp_path).rows[0]
        for task, line in lines.items()
    }
    assert read == {
        "themes": ThemeRow(id="a", text="Rain fell.", themes=("weather", "floods")),
        "stories": StoryRow(
            id="a",
            title="Bridge reopens",
            text="Cars cross again.",
            published=datetime(2015, 9, 1, tzinfo=UTC),
            lang="en",
            story="bridge",
        ),
        "summaries": SummaryRow(
            id="a",
            articles=(SourceText(title="T", text="Body.", outlet="Wire"), SourceText(text="")),
            reference="It rained.",
        ),
        "support": SupportRow(id="a", article="Rain fell.", claim="It rained.", supported=True),
    }


def test_a_gzipped_file_is_read_and_known_by_the_hash_of_its_bytes(tmp_path):
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(STORY).encode()))
    read = read_rows("stories", path, tmp_path)
    assert read.rows == (StoryRow(id="a", title="Bridge reopens", text="Cars cross again.", story="bridge"),)
    assert read.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_unknown_keys_blank_lines_and_a_byte_order_mark_are_passed_over(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text("\ufeff" + json.dumps(STORY | {"mood": 7}) + "\r\n\n  \n", encoding="utf-8")
    assert [row.id for row in read_rows("stories", path, tmp_path).rows] == ["a"]


def test_every_fault_of_every_line_is_told_with_the_mend(tmp_path):
    path = tmp_path / "rows.jsonl"
    good = json.dumps(STORY)
    path.write_text(
        "\n".join(
            (
                good,
                '{"id": "b", "text": 5, "story": " "}',
                "{not json}",
                good,
                '["a"]',
                '{"id": "c", "text": "", "story": "s", "published": "yesterday"}',
                '{"title": "none of the rest"}',
            )
        ),
        encoding="utf-8",
    )
    assert [line.partition("rows.jsonl:")[2] for line in faults("stories", path)] == [
        '2: "story" is empty: a text in quotes, the same for all articles that tell one story',
        '2: "text" is a number, not a text: a text in quotes, "" where there is none',
        (
            "3: not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1): "
            "one whole JSON object a line, in double quotes"
        ),
        '4: the id "a" is there twice: give it another; the first is on line 1',
        '5: not a JSON object: write {"id": …, "text": …, "story": …}',
        '6: "published" is no date: "yesterday": a date such as "2015-09-01" or "2015-09-01T06:30:00Z", or null',
        (
            '7: "id" is missing: give every line an id of its own, a text in quotes; '
            'a line is {"id": …, "text": …, "story": …}'
        ),
        (
            '7: "story" is missing: a text in quotes, the same for all articles that tell one story; '
            'a line is {"id": …, "text": …, "story": …}'
        ),
        (
            '7: "text" is missing: a text in quotes, "" where there is none; '
            'a line is {"id": …, "text": …, "story": …}'
        ),
    ]


@pytest.mark.parametrize(
    ("task", "line", "told"),
    [
        ("themes", {"id": "a", "text": "t", "themes": "Sports"}, '"themes" is a text, not a list'),
        ("themes", {"id": "a", "text": "t", "themes": ["x", "x"]}, '"themes" names "x" twice'),
        ("summaries", {"id": "a", "articles": [], "reference": "r"}, '"articles" is an empty list'),
        (
            "summaries",
            {"id": "a", "articles": [{"text": "t"}, {"title": "t"}], "reference": "r"},
            '"articles" has no "text" in article 2',
        ),
        (
            "summaries",
            {"id": "a", "articles": [{"text": "t", "outlet": 1}], "reference": "r"},
            '"articles" has a fault in article 1: a value is a number, not a text',
        ),
        (
            "support",
            {"id": "a", "article": "t", "claim": "c", "supported": "yes"},
            '"supported" is a text, not true or false',
        ),
        (
            "support",
            {"id": "a", "article": "t", "claim": "c", "supported": 1},
            '"supported" is a number, not true or false',
        ),
    ],
)
def test_a_value_of_the_wrong_kind_is_named(tmp_path, task, line, told):
    path = write_lines(tmp_path / "rows.jsonl", [line])
    assert [line.split(": ", 1)[1].startswith(told) for line in faults(task, path)] == [True]


def test_a_file_for_another_task_is_told_as_such(tmp_path):
    path = write_lines(tmp_path / "rows.jsonl", [STORY, STORY])
    assert faults("themes", path) == [
        "rows.jsonl:1: not a line for themes: this looks like a file for `briefing eval stories`"
    ]


def test_many_faults_are_counted_beyond_the_first_fifty(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text("{}x\n" * 200, encoding="utf-8")
    told = faults("stories", path)
    assert len(told) == 51
    assert told[-1] == "rows.jsonl:51: and 150 more faults from here on: mend these first"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "0: no rows in it: give one JSON object a line, see docs/evaluation.md"),
        (b'{"id": "a"}\n{"id": "\xff"}\n', "2: not UTF-8 text: save the file with the encoding UTF-8"),
        (gzip.compress(b"{}" * 99, mtime=0)[:-9], "0: not a whole gzip file"),
    ],
    ids=["empty", "not UTF-8", "cut off"],
)
def test_a_file_that_is_no_text_is_told(tmp_path, content, told):
    path = tmp_path / "rows.jsonl"
    path.write_bytes(content)
    assert [line.startswith(f"rows.jsonl:{told}") for line in faults("stories", path)] == [True]


def test_a_file_that_is_not_there_is_told(tmp_path):
    assert faults("stories", tmp_path / "none.jsonl") == [
        "none.jsonl:0: cannot be read: no such file or directory: give a file of JSON lines that this user may read"
    ]


def test_the_first_stories_come_with_all_of_their_articles(tmp_path):
    rows = [STORY | {"id": str(i), "story": story} for i, story in enumerate("abacb")]
    read = read_rows("stories", write_lines(tmp_path / "rows.jsonl", rows), tmp_path)
    kept = first(read, 2)
    assert ([row.id for row in kept.rows], kept.lines, kept.of) == (["0", "1", "2", "4"], (1, 2, 3, 5), 5)


def test_the_first_rows_of_other_files_are_the_first_rows(tmp_path):
    rows = [{"id": str(i), "text": "t", "themes": []} for i in range(5)]
    read = read_rows("themes", write_lines(tmp_path / "rows.jsonl", rows), tmp_path)
    assert [row.id for row in first(read, 2).rows] == ["0", "1"]
    assert first(read, 9) == read


def test_the_set_of_themes_is_the_file_with_the_longest_name_that_begins_the_others(tmp_path):
    for name in ("wire", "wire_late", "wirex"):
        (tmp_path / f"{name}.toml").touch()
    beside = {
        name: (found := set_of_themes(tmp_path / name)) and found.name
        for name in ("wire.jsonl", "wire_2017.jsonl.gz", "wire_late_2.jsonl", "other.jsonl")
    }
    assert beside == {
        "wire.jsonl": "wire.toml",
        "wire_2017.jsonl.gz": "wire.toml",
        "wire_late_2.jsonl": "wire_late.toml",
        "other.jsonl": None,
    }


def test_a_label_that_no_theme_has_is_told_with_its_line_and_the_nearest_name(tmp_path):
    rows = [{"id": "a", "text": "t", "themes": ["sports"]}, {"id": "b", "text": "t", "themes": ["sprots"]}]
    read = read_rows("themes", write_lines(tmp_path / "rows.jsonl", rows), tmp_path)
    with pytest.raises(ConfigError) as caught:
        know_labels(read, ["sports", "weather"], "set.toml")
    assert [str(fault) for fault in caught.value.faults] == [
        'rows.jsonl:2: no theme "sprots" in set.toml: did you mean "sports"?'
    ]
