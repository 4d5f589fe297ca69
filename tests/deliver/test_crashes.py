"""kill -9 at a sender: nobody is missed where messages are sent again, nobody gets two where they are held."""

import json
import subprocess
import sys

import pytest

from tests.conftest import ROOT

ON_A_FILE = ("--seeds", "2", "--every", "40")
ON_A_SERVER = ("--postgresql", "--seeds", "1", "--every", "80")


@pytest.fixture(scope="module", params=[ON_A_FILE, ON_A_SERVER], ids=["sqlite", "postgresql"])
def rows(request):
    """The figures of `python -m tests.deliver.crashes`, for a seed or two and some steps."""
    if request.param == ON_A_SERVER:
        request.getfixturevalue("postgres")  # or skip
    done = subprocess.run(
        [sys.executable, "-m", "tests.deliver.crashes", *request.param],
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
    assert len(rows) == 8
    assert all(row["kills"] >= 1 for row in rows)


def test_nobody_is_missing_where_messages_are_sent_again(rows):
    assert of(rows, "resend", "missing") == [0] * 4


def test_a_kill_costs_one_more_copy_for_each_connection_at_most(rows):
    assert of(rows, "resend", "duplicates_over_kills") == [0] * 4


def test_nobody_gets_two_where_they_are_held(rows):
    assert of(rows, "hold", "duplicates") == [0] * 4


def test_whoever_is_missing_is_held(rows):
    assert all(row["missing"] <= row["held"] <= row["kills"] * row["connections"] for row in rows)


def test_copies_are_the_same_bytes(rows):
    assert {row["unlike"] for row in rows} == {0}


def test_every_row_comes_to_an_end(rows):
    assert {row["not_ended"] for row in rows} == {0}
