"""Which editions are due: plans, a moment and the dates that have one."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from briefing.model import EditionPlan
from briefing.schedule.timing import coming, due, skipped

KYIV = EditionPlan(at="06:00", timezone="Europe/Kyiv")
MONDAY = date(2026, 3, 9)
EVER = datetime(2000, 1, 1, tzinfo=UTC)


def local(plan, *moment):
    return datetime(*moment, tzinfo=ZoneInfo(plan.timezone)).astimezone(UTC)


def days(*ago):
    return {MONDAY - timedelta(days=number) for number in ago}


def dates(plan, now, made, catch_up=7, since=None):
    return [each.day for each in due(plan, now, made, catch_up, since or now)]


def test_edition_is_due_from_its_hour_on():
    made = days(1, 2, 3)
    assert dates(KYIV, local(KYIV, 2026, 3, 9, 5, 59), made) == []
    assert dates(KYIV, local(KYIV, 2026, 3, 9, 6, 0), made) == [MONDAY]
    assert dates(KYIV, local(KYIV, 2026, 3, 9, 23, 59), made) == [MONDAY]


def test_date_that_has_its_edition_is_not_due():
    assert dates(KYIV, local(KYIV, 2026, 3, 9, 12), days(0, 1)) == []


def test_date_is_that_of_the_editions_zone():
    plan = EditionPlan(at="00:30", timezone="Pacific/Auckland")
    now = datetime(2026, 3, 8, 12, tzinfo=UTC)  # one in the morning of the ninth over there
    assert dates(plan, now, set()) == [MONDAY]


def test_missed_dates_come_oldest_first():
    now = local(KYIV, 2026, 3, 9, 7)
    assert dates(KYIV, now, days(4)) == [MONDAY - timedelta(days=n) for n in (3, 2, 1, 0)]


def test_today_is_not_made_up_for_before_its_hour():
    now = local(KYIV, 2026, 3, 9, 5)
    assert dates(KYIV, now, days(3)) == [MONDAY - timedelta(days=n) for n in (2, 1)]


def test_a_hole_is_filled():
    assert dates(KYIV, local(KYIV, 2026, 3, 9, 7), days(0, 1, 3)) == [MONDAY - timedelta(days=2)]


def test_in_the_beginning_there_is_nothing_to_make_up_for():
    assert dates(KYIV, local(KYIV, 2026, 3, 9, 7), set()) == [MONDAY]
    assert dates(KYIV, local(KYIV, 2026, 3, 9, 5), set()) == []


def test_what_became_due_while_the_service_ran_stays_due():
    since = local(KYIV, 2026, 3, 8, 5)
    assert dates(KYIV, local(KYIV, 2026, 3, 9, 7), set(), since=since) == [MONDAY - timedelta(days=1), MONDAY]


@pytest.mark.parametrize(("catch_up", "count"), [(0, 1), (1, 2), (2, 3), (7, 5), (30, 5)])
def test_no_more_days_are_made_up_for_than_the_operator_allows(catch_up, count):
    assert len(dates(KYIV, local(KYIV, 2026, 3, 9, 7), days(5), catch_up)) == count


def test_dates_that_are_too_long_ago_are_skipped():
    now, made = local(KYIV, 2026, 3, 9, 7), days(20)
    assert [MONDAY - day for day in dates(KYIV, now, made)] == [timedelta(n) for n in range(7, -1, -1)]
    assert [MONDAY - day for day in skipped(KYIV, now, made, 7)] == [timedelta(n) for n in range(19, 7, -1)]


def test_after_five_weeks_it_begins_anew():
    now, made = local(KYIV, 2026, 3, 9, 7), days(36)
    assert dates(KYIV, now, made) == [MONDAY]
    assert skipped(KYIV, now, made, 7) == []


def test_nothing_is_skipped_where_nothing_was_ever_made():
    assert skipped(KYIV, local(KYIV, 2026, 3, 9, 7), set(), 7) == []
    assert skipped(KYIV, local(KYIV, 2026, 3, 9, 7), days(0, 1), 7) == []


def test_hour_that_a_spring_change_leaves_out_is_the_one_that_the_clock_shows_instead():
    plan = EditionPlan(at="02:30", timezone="America/New_York")
    made = {date(2026, 3, 7)}
    before, after = datetime(2026, 3, 8, 7, 29, tzinfo=UTC), datetime(2026, 3, 8, 7, 30, tzinfo=UTC)
    assert dates(plan, before, made) == []
    assert dates(plan, after, made) == [date(2026, 3, 8)]


def test_date_whose_last_hour_is_left_out_has_its_edition():
    plan = EditionPlan(at="23:30", timezone="America/Nuuk")  # 28 March 2026 ends at 23:00 there
    now = datetime(2026, 3, 29, 2, tzinfo=UTC)
    assert dates(plan, now, {date(2026, 3, 27)}) == [date(2026, 3, 28)]


def test_date_that_a_zone_left_out_has_none():
    plan = EditionPlan(at="06:00", timezone="Pacific/Apia")
    now = datetime(2011, 12, 31, 12, tzinfo=UTC)  # after the 29th came the 31st
    assert (
        dates(plan, now, {date(2011, 12, 28)})
        == [date(2011, 12, 29), date(2011, 12, 31), date(2012, 1, 1)][:2]
    )


def test_next_edition_is_todays_before_its_hour_and_tomorrows_after_it():
    before = coming(KYIV, local(KYIV, 2026, 3, 9, 5), days(1))
    after = coming(KYIV, local(KYIV, 2026, 3, 9, 6), days(1))
    assert (before.day, before.at) == (MONDAY, local(KYIV, 2026, 3, 9, 6))
    assert after.day == MONDAY + timedelta(days=1)


def test_next_edition_is_of_a_date_that_has_none_yet():
    assert coming(KYIV, local(KYIV, 2026, 3, 9, 5), days(0)).day == MONDAY + timedelta(days=1)
    ahead = {date(2027, 1, 1)}  # made while the clock was wrong
    assert coming(KYIV, local(KYIV, 2026, 3, 9, 5), ahead).day == MONDAY
