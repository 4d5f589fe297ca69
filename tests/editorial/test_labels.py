"""prompts/labels.tsv: what is read from it, what it refuses, and how a line is added."""

import pytest

from briefing.editorial.labels import HEAD, add_label, are_labels, parse_labels, with_labels
from briefing.errors import ConfigError
from briefing.model import Theme

THEMES = (
    Theme(name="strikes", means="air strikes"),
    Theme(name="grain, oil and gas", means="ships"),
    Theme(name="other", means="the rest", catch_all=True),
)


def parsed(text):
    faults = []
    return [
        (sorted(label.themes), label.text) for label in parse_labels(text, "labels.tsv", THEMES, faults)
    ], faults


@pytest.mark.parametrize(
    ("line", "themes"),
    [
        ("strikes\tA drone hit a ship.", ["strikes"]),
        ("Strikes , grain,  oil and gas\tA drone hit a ship.", ["grain, oil and gas", "strikes"]),
        ("-\tA drone hit a ship.", []),
        ("other\tA drone hit a ship.", []),
        ("strikes\t  A drone   hit a ship. \r", ["strikes"]),
    ],
)
def test_a_line_names_all_its_themes(line, themes):
    assert parsed(line) == ([(themes, "A drone hit a ship.")], [])


def test_comments_and_empty_lines_say_nothing():
    assert parsed(f"{HEAD}\n\n# more\n") == ([], [])


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("strikes A drone hit a ship.", "no tab in it"),
        ("strikes\t ", "no text behind the tab"),
        ("strkes\tA drone hit a ship.", 'unknown theme "strkes": did you mean "strikes"?'),
        ("strikes, sport\tA drone hit a ship.", 'unknown theme "sport"'),
        ("\tA drone hit a ship.", "no theme before the tab"),
    ],
)
def test_a_line_that_says_no_label_is_a_fault_with_its_place(line, told):
    labels, [fault] = parsed(f"# one\n{line}\n")
    assert labels == []
    assert (fault.file, fault.line) == ("labels.tsv", 2)
    assert told in str(fault)


def test_a_text_with_two_answers_is_a_fault_that_names_both_places():
    _, [fault] = parsed("strikes\tIt burned.\n-\tIt burned.\n")
    assert str(fault) == "labels.tsv:2: this text has other themes at labels.tsv:1: keep one of the two lines"


def test_the_same_line_twice_counts_once():
    assert parsed("strikes\tIt burned.\nstrikes\tIt burned.\n") == ([(["strikes"], "It burned.")], [])


def test_every_theme_but_the_catch_all_learns_what_belongs_and_what_does_not():
    labels = parse_labels("strikes\tIt burned.\n-\tIt rained.\n", "labels.tsv", THEMES, [])
    assert [theme.labelled for theme in with_labels(THEMES, labels)] == [
        (("It burned.", True), ("It rained.", False)),
        (("It burned.", False), ("It rained.", False)),
        (),
    ]


def test_the_desk_reads_the_lines_into_its_themes(desk):
    desk.write("prompts/labels.tsv", "Strikes\tIt burned.\n")
    assert [theme.labelled for theme in desk.load().themes] == [(("It burned.", True),), ()]


def test_the_desk_tells_faults_of_lines_with_all_others(desk):
    desk.write("prompts/labels.tsv", "# head\nSport\tIt burned.\n")
    desk.write("feeds/war.toml", '[[feed]]\nname = "x"\n')
    assert desk.places() == ["feeds/war.toml:1", "prompts/labels.tsv:2"]


def test_lines_that_are_not_utf_8_are_a_fault(desk):
    desk.write("prompts/labels.tsv", b"Strikes\t\xff\n")
    assert desk.places() == ["prompts/labels.tsv:0"]


def test_a_line_is_added_behind_the_others_and_a_new_file_explains_itself(tmp_path):
    path = tmp_path / "prompts" / "labels.tsv"
    assert add_label(path, "strikes", "It  burned.", THEMES, tmp_path)
    assert add_label(path, "-", "It rained.", THEMES, tmp_path)
    assert path.read_text() == HEAD + "strikes\tIt burned.\n-\tIt rained.\n"


def test_a_line_that_is_there_is_not_added_again(tmp_path):
    path = tmp_path / "labels.tsv"
    path.write_text("strikes\tIt burned.")
    assert not add_label(path, "Strikes", "It burned.", THEMES, tmp_path)
    assert path.read_text() == "strikes\tIt burned."


def test_a_wrong_line_is_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(ConfigError, match='unknown theme "sport"'):
        add_label(tmp_path / "labels.tsv", "sport", "It burned.", THEMES, tmp_path)
    assert not (tmp_path / "labels.tsv").exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("strikes\tIt burned.\n# note\n-\tIt rained.\n", True),
        ("It burned.\tIt rained.\n", False),
        ("It burned.\n", False),
        ("strikes\tIt burned.\nIt rained.\n", False),
        ("", False),
    ],
)
def test_labelled_lines_are_told_from_plain_text(text, expected):
    assert are_labels(text, THEMES) == expected


ONLY = "@\tstrikes\told name\nold name\tThe mill closed.\nstrikes, old name\tA drone hit a mill.\n@\n-\tThe choir sang.\n"


def test_lines_sorted_by_some_themes_say_nothing_of_the_others():
    faults = []
    strikes, grain, _ = with_labels(THEMES, parse_labels(ONLY, "labels.tsv", THEMES, faults))
    assert not faults
    assert strikes.labelled == (
        ("The mill closed.", False),
        ("A drone hit a mill.", True),
        ("The choir sang.", False),
    )
    assert grain.labelled == (("The choir sang.", False),)


def test_a_name_that_such_lines_were_not_sorted_by_is_a_fault():
    faults = []
    parse_labels("@\tstrikes\ngrain, oil and gas\tA ship left.\n", "labels.tsv", THEMES, faults)
    assert [(fault.line, fault.what) for fault in faults] == [(2, 'unknown theme "grain"')]


def test_such_lines_are_told_from_plain_text_too():
    assert are_labels("@\tstrikes\nstrikes\tA drone hit a mill.\n@\n", THEMES)
