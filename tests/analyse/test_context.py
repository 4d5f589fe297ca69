import numpy as np

from briefing.analyse.context import in_context
from tests.analyse.write import article

LEAD = "Missiles struck the port before dawn on Thursday, the governor said."


def turned(report, vectors):
    return in_context(report.passages, np.array(vectors, dtype=np.float32))


def test_a_sentence_leans_on_the_one_before_it_in_its_paragraph():
    report = article("", f"{LEAD} It was the third in a week.")
    assert turned(report, [[1, 0], [0, 1]])[1, 0] > 0.3


def test_a_paragraph_on_another_subject_does_not_count():
    report = article("", f"{LEAD}\n\nIt was the third in a week.")
    assert turned(report, [[1, 0], [0, 1]])[1].tolist() == [0, 1]


def test_a_paragraph_on_the_same_subject_counts():
    report = article("", f"{LEAD}\n\nIt was the third in a week.")
    assert turned(report, [[1, 0], [0.6, 0.8]])[1, 0] > 0.7


def test_a_short_sentence_leans_more_than_a_long_one():
    short = article("", f"{LEAD} The third.")
    long = article("", f"{LEAD} {'So they went on and on ' * 5}.")
    assert turned(short, [[1, 0], [0, 1]])[1, 0] > turned(long, [[1, 0], [0, 1]])[1, 0]


def test_the_title_colours_what_is_like_it_and_stays_as_it_is():
    report = article(
        "Missiles hit port",
        f"{LEAD}\n\nThe frost will stay until Sunday, the weather service said on Monday.",
    )
    title, near, far = turned(report, [[1, 0, 0], [0.6, 0.8, 0], [0, 0, 1]])
    assert title.tolist() == [1, 0, 0]
    assert near[0] > 0.6
    assert far[0] == 0


def test_vectors_keep_length_one():
    report = article("Missiles hit port", f"{LEAD} The third. In a week.")
    rows = turned(report, np.eye(4))
    assert np.allclose(np.linalg.norm(rows, axis=1), 1)
