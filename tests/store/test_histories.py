"""Recorded polls of three feeds, replayed: each item is new once, each edit is an edit, also where all ids change."""

import gzip
import json

import pytest

from tests.conftest import ROOT
from tests.store.histories import DAY, FEEDS, document, polls, renamed, replay, report

RECORDED = ROOT.parent / "shared" / "dev-data" / "feeds" / "history"
EVERY = 90  # of the polls: all of them take minutes

recorded = pytest.mark.skipif(
    not RECORDED.is_dir(), reason=f"no recorded polls at {RECORDED}: the replay of real feeds is NOT tested"
)


@recorded
@pytest.mark.parametrize("feed", FEEDS)
def test_recorded_item_is_new_once_and_its_edits_are_edits(feed, tmp_path):
    tally = replay(tmp_path, feed, polls(RECORDED, feed, EVERY))
    assert tally.told_twice == 0, report(feed, tally)
    assert tally.seen.total() == tally.edits.total() > 0, report(feed, tally)
    assert tally.false.total() == 0, report(feed, tally)


@recorded
def test_recorded_feed_whose_ids_all_change_over_night_has_nothing_new(tmp_path):
    given = polls(RECORDED, "nyt_econ", EVERY)
    (tmp_path / "plain").mkdir()
    (tmp_path / "renamed").mkdir()
    plain = replay(tmp_path / "plain", "nyt_econ", given)
    changed = replay(tmp_path / "renamed", "nyt_econ", renamed(given, len(given) // 2))
    assert (changed.items, len(changed.articles)) == (plain.items, len(plain.articles))
    assert (len(changed.told), changed.told_twice) == (len(plain.told), 0)
    assert changed.false.total() == 0


def write(folder, versions, count):
    """A history of one item: its versions by hour of the first poll that saw them."""
    start = "2026-03-10T{:02}:00:00+00:00"
    item = {"id": "one & only", "versions": [{"from": start.format(hour), **v} for hour, v in versions]}
    snapshots = [{"time": start.format(hour), "ids": [item["id"]]} for hour in range(count)]
    for name, rows in (("made_items", [item]), ("made_snapshots", snapshots)):
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)


def version(title, published="Tue, 10 Mar 2026 00:00:00 GMT"):
    return {
        "title": title,
        "summary": "It is <told>.",
        "published": published,
        "link": "https://wire.example/1",
    }


def test_replay_counts_texts_dates_and_what_is_of_no_weight(tmp_path):
    moved = "Tue, 10 Mar 2026 03:00:00 GMT"
    versions = [
        (0, version("Six dead")),
        (2, version("Nine dead")),
        (4, version("Nine dead", moved)),
        (5, version("Nine Dead", moved)),
    ]
    write(tmp_path, versions, count=7)
    tally = replay(tmp_path, "made", polls(tmp_path, "made"))
    assert (tally.polls, tally.items, len(tally.articles)) == (7, 1, 1)
    assert tally.edits == {"text": 2, "date or link": 1}
    assert tally.seen == {"text": 1, "date or link": 1, "text, of no weight": 1}
    assert tally.false.total() == 0


def test_document_of_a_poll_holds_its_items_under_the_ids_asked_for(tmp_path):
    write(tmp_path, [(0, version("Six dead"))], count=2)
    first, second = renamed(polls(tmp_path, "made"), 1)
    assert '<guid isPermaLink="false">one &amp; only</guid>' in document(first)
    assert '<guid isPermaLink="false">new-one &amp; only</guid>' in document(second)
    assert second.at - first.at < DAY
