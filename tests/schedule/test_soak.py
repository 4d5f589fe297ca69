"""The short form of `python -m tests.schedule.soak`: seconds in the place of minutes, and no models."""

import json
import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def found():
    """What it came to."""
    words = [sys.executable, "-m", "tests.schedule.soak", "--brisk"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=280, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def test_each_edition_is_made_once_and_reaches_each_subscriber_once(found):
    assert (found["editions"], found["twice"]) == (found["wanted"], [])
    assert set(found["mails"]) == {3}


def test_number_of_open_files_and_threads_does_not_grow(found):
    for name in ("files", "threads"):
        early, late = found["medians"][name]
        assert late <= early + 2


def test_it_ends_within_five_seconds(found):
    assert found["seconds to end"] < 5
    assert found["seconds to end again"] < 5


def test_what_became_due_while_it_was_down_is_made_and_sent_at_the_next_start(found):
    assert found["resumed"]
