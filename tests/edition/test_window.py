"""Windows in local time, clock changes included."""

from datetime import UTC, date, datetime, timedelta

import pytest

from briefing.edition.window import window
from briefing.model import EditionPlan

NOW = datetime(2026, 3, 10, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "closes"),
    [
        (date(2026, 3, 9), datetime(2026, 3, 9, 5, tzinfo=UTC)),
        (date(2026, 3, 10), NOW),  # the present date closes now
        (date(2026, 3, 29), datetime(2026, 3, 29, 4, tzinfo=UTC)),  # after the spring change
    ],
)
def test_window_closes_at_the_editions_local_hour(day, closes):
    plan = EditionPlan(at="06:00", timezone="Europe/Berlin")
    assert window(plan, day, None, NOW) == (day, closes - timedelta(hours=24), closes)


def test_hour_in_a_spring_gap_is_the_one_after_the_jump():
    plan = EditionPlan(at="02:30", timezone="Europe/Berlin")
    assert window(plan, date(2026, 3, 29), None, NOW)[2] == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_hour_that_comes_twice_in_autumn_is_the_first():
    plan = EditionPlan(at="02:30", timezone="Europe/Berlin")
    assert window(plan, date(2026, 10, 25), None, NOW)[2] == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
