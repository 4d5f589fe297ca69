"""kill -9 at a sender: nobody is missed where messages are sent again, nobody gets two where they are held."""

import json
import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def rows():
    """The figures of `python -m tests.deliver.crashes`, for two seeds and some steps."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.deliver.crashes", "--seeds", "2", "--every", "40"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def of(rows, policy, name):
    return [row[name] for row in rows if row["policy"] == policy]


def test_senders_were_killed(rows):
    assert len(rows) == 6
    assert all(row["kills"] >= 1 for row in rows)


def test_nobody_is_missing_where_messages_are_sent_again(rows):
    assert of(rows, "resend", "missing") == [0, 0, 0]


def test_a_kill_costs_one_more_copy_at_most(rows):
    assert of(rows, "resend", "duplicates_over_kills") == [0, 0, 0]


def test_nobody_gets_two_where_they_are_held(rows):
    assert of(rows, "hold", "duplicates") == [0, 0, 0]


def test_whoever_is_missing_is_held(rows):
    assert all(row["missing"] <= row["held"] <= row["kills"] for row in rows)


def test_copies_are_the_same_bytes(rows):
    assert {row["unlike"] for row in rows} == {0}


def test_every_row_comes_to_an_end(rows):
    assert {row["not_ended"] for row in rows} == {0}
