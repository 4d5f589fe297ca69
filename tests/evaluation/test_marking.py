"""Readers' marks as figures."""

from datetime import date

import pytest

from briefing.evaluation.marking import agreements, tallies
from briefing.model import Mark


def mark(
    key, opinion="right", reader="anna", how="compressed", patterns=("relative:which:nsubj",), kind="sentence"
):
    return Mark(
        key=key, kind=kind, how=how, patterns=tuple(patterns), opinion=opinion, reader=reader,
        date=date(2026, 3, 12), edition="daily-2026-03-12",
    )  # fmt: skip


def by_way(marks):
    return {tally.way: tally for tally in tallies(marks)}


def test_marks_are_summed_per_way_of_making():
    marks = [
        mark("a", "distorted", patterns=["relative:which:nsubj", "dateline"]),
        mark("b"),
        mark("c", how="verbatim", patterns=()),
        mark("d", how="rewritten", patterns=()),
        mark("e", kind="headline", patterns=["tail:with:pobj"]),
    ]
    counts = {way: (t.sentences, t.opinions["distorted"].count) for way, t in by_way(marks).items()}
    assert counts == {
        "verbatim": (1, 0),
        "compressed": (2, 1),
        "compressed: dateline": (1, 1),
        "compressed: relative": (2, 1),
        "rewritten": (1, 0),
        "headline": (1, 0),
        "all": (5, 1),
    }


def test_a_sentence_counts_once_with_its_strictest_mark():
    tally = by_way([mark("a"), mark("a", "distorted", "ben"), mark("a", "unclear", "cleo")])["all"]
    assert (tally.sentences, tally.opinions["distorted"].share) == (1, 1.0)


def test_interval_is_wilsons():
    share = by_way([mark(str(i), "distorted" if i < 7 else "right") for i in range(192)])["all"].opinions[
        "distorted"
    ]
    assert (round(share.low, 4), round(share.high, 4)) == (0.0178, 0.0733)


def test_nothing_distorted_still_has_an_upper_bound():
    share = by_way([mark(str(i)) for i in range(200)])["all"].opinions["distorted"]
    assert (share.share, share.low) == (0.0, 0.0)
    assert share.high == pytest.approx(0.0188, abs=1e-4)


def test_agreement_is_cohens_kappa():
    # Cohen's own kind of table: 20 + 15 the same of 50, .40 of it by chance alone at these margins
    table = [
        ("right", "right", 20),
        ("right", "distorted", 5),
        ("distorted", "right", 10),
        ("distorted", "distorted", 15),
    ]
    pairs = [(one, other) for one, other, count in table for _ in range(count)]
    marks = [
        mark(str(i), opinion, reader)
        for i, both in enumerate(pairs)
        for reader, opinion in zip("ab", both, strict=True)
    ]
    [found] = agreements(marks)
    assert (found.readers, found.sentences, found.same) == (("a", "b"), 50, 35)
    assert found.kappa == pytest.approx(0.4)


def test_kappa_of_readers_who_never_differ_from_one_mark_is_not_defined():
    [found] = agreements([mark("a"), mark("a", reader="ben")])
    assert (found.same, found.kappa) == (1, None)


def test_readers_of_different_sentences_are_not_compared():
    assert agreements([mark("a"), mark("b", reader="ben")]) == []
