"""A service over days, by a clock that is led: one edition for each local date, none missing, none twice."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from briefing.errors import Busy
from briefing.model import EditionPlan
from briefing.schedule.editions import EditionParts, EditionWork
from briefing.schedule.patience import Patience
from tests.fakes import FakeClock

ZONES = ("Europe/Kyiv", "America/New_York", "Australia/Lord_Howe")
HOURS = ("02:30", "02:15", "06:00", "00:00", "23:45")
# three days on both sides of the two changes in the year 2026
SPRING = {
    "Europe/Kyiv": date(2026, 3, 29),
    "America/New_York": date(2026, 3, 8),
    "Australia/Lord_Howe": date(2026, 10, 4),
}
AUTUMN = {
    "Europe/Kyiv": date(2026, 10, 25),
    "America/New_York": date(2026, 11, 1),
    "Australia/Lord_Howe": date(2026, 4, 5),
}


class Desk:
    """A service without processes: what is made is written down, as the database would."""

    def __init__(self, plan, start, codes=(), never=None):
        self.plan = plan
        self.never = never  # a date of which there is no news
        self.clock = FakeClock(start)
        self.made: list[tuple[date, datetime]] = []  # and when
        self.codes = list(codes)  # of the first attempts
        self.tried: list[date] = []
        self.start()

    def start(self):
        """As after a new start of the service."""
        parts = EditionParts(clock=self.clock, dates=self.dates, make=self.make, over=lambda: False)
        self.work = EditionWork(parts, Patience())

    def dates(self, name):
        return {day for day, _ in self.made}

    def make(self, found):
        self.tried.append(found.day)
        if found.day == self.never:
            return 3
        if self.codes and (code := self.codes.pop(0)):
            return code
        self.made.append((found.day, self.clock.now()))
        return 0

    def look(self):
        return self.work.look([self.plan], 7)

    def pass_time(self, until, minutes=1):
        while self.clock.now() < until:
            self.clock.move(minutes=minutes)
            self.look()

    def counts(self):
        return Counter(day for day, _ in self.made)


def noon(zone, day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def each_once(first, last):
    return {first + timedelta(days=number): 1 for number in range((last - first).days + 1)}


@pytest.mark.parametrize("hour", HOURS)
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("change", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_each_date_around_a_change_of_clocks_has_one_edition_at_its_hour(zone, hour, change):
    plan = EditionPlan(at=hour, timezone=zone)
    first, last = change[zone] - timedelta(days=2), change[zone] + timedelta(days=2)
    desk = Desk(plan, noon(zone, first - timedelta(days=1)))
    desk.look()  # what was due before
    desk.made = [(first - timedelta(days=1), desk.clock.now())]
    desk.pass_time(noon(zone, last) + timedelta(hours=11, minutes=45), minutes=15)
    assert desk.counts() - Counter([first - timedelta(days=1)]) == each_once(first, last)
    shown = [at.astimezone(ZoneInfo(zone)).strftime("%H:%M") for day, at in desk.made[1:]]
    usual = [time for (day, _), time in zip(desk.made[1:], shown, strict=True) if day != change[zone]]
    assert set(usual) == {hour}


@pytest.mark.parametrize("zone", ZONES)
def test_hour_that_comes_twice_makes_one_edition_the_first_time(zone):
    at = "01:45" if zone == "Australia/Lord_Howe" else "01:30" if zone == "America/New_York" else "03:30"
    day = AUTUMN[zone]
    desk = Desk(EditionPlan(at=at, timezone=zone), noon(zone, day - timedelta(days=1)))
    desk.made = [(day - timedelta(days=1), desk.clock.now())]
    desk.pass_time(noon(zone, day), minutes=15)
    [(made, when)] = desk.made[1:]
    assert made == day
    local = when.astimezone(ZoneInfo(zone))
    assert (local.strftime("%H:%M"), local.fold) == (at, 0)


def test_down_for_three_hours_the_edition_is_made_when_it_is_up_again():
    desk = Desk(EditionPlan(at="06:00"), datetime(2026, 3, 9, 5, tzinfo=UTC))
    desk.made = [(date(2026, 3, 8), desk.clock.now())]
    desk.clock.move(hours=3)
    desk.start()
    desk.look()
    assert desk.made[1:] == [(date(2026, 3, 9), datetime(2026, 3, 9, 8, tzinfo=UTC))]


def test_down_for_three_days_each_missed_date_is_made_oldest_first():
    desk = Desk(EditionPlan(at="06:00"), datetime(2026, 3, 9, 5, tzinfo=UTC))
    desk.made = [(date(2026, 3, 8), desk.clock.now())]
    desk.clock.move(days=3, hours=2)
    desk.start()
    desk.look()
    assert [day for day, _ in desk.made[1:]] == [date(2026, 3, number) for number in (9, 10, 11, 12)]


@pytest.mark.parametrize("back", [timedelta(minutes=5), timedelta(hours=3), timedelta(days=2)])
def test_clock_that_goes_back_makes_nothing_twice_and_misses_nothing(back):
    desk = Desk(EditionPlan(at="06:00"), datetime(2026, 3, 8, 12, tzinfo=UTC))
    desk.made = [(date(2026, 3, 8), desk.clock.now())]
    desk.pass_time(datetime(2026, 3, 11, 6, 10, tzinfo=UTC))
    desk.clock.present -= back
    desk.pass_time(datetime(2026, 3, 13, 12, tzinfo=UTC))
    assert desk.counts() == each_once(date(2026, 3, 8), date(2026, 3, 13))


def test_what_failed_is_tried_again_less_and_less_often():
    desk = Desk(EditionPlan(at="06:00"), datetime(2026, 3, 9, 5, 59, tzinfo=UTC), codes=[1] * 6)
    desk.pass_time(datetime(2026, 3, 9, 7, tzinfo=UTC))
    [(day, when)] = desk.made
    assert (day, len(desk.tried)) == (date(2026, 3, 9), 7)
    assert when == datetime(2026, 3, 9, 6, 0 + 1 + 2 + 4 + 8 + 15 + 15, tzinfo=UTC)


def test_earlier_date_is_given_up_after_three_attempts_and_todays_is_made():
    desk = Desk(EditionPlan(at="06:00"), datetime(2026, 3, 9, 7, tzinfo=UTC), never=date(2026, 3, 8))
    desk.made = [(date(2026, 3, 7), desk.clock.now())]
    desk.pass_time(datetime(2026, 3, 9, 12, tzinfo=UTC))
    assert Counter(desk.tried) == {date(2026, 3, 8): 3, date(2026, 3, 9): 1}


def test_todays_edition_is_never_given_up():
    desk = Desk(EditionPlan(at="06:00"), datetime(2026, 3, 9, 6, tzinfo=UTC), codes=[4] * 20)
    desk.pass_time(datetime(2026, 3, 9, 12, tzinfo=UTC))
    assert desk.counts() == {date(2026, 3, 9): 1}


def test_edition_that_another_process_makes_is_looked_for_again_and_is_no_failure():
    desk = Desk(EditionPlan(at="06:00"), datetime(2026, 3, 9, 6, tzinfo=UTC), codes=[Busy.exit_code])
    assert desk.look() == 0
    desk.made.append((date(2026, 3, 9), desk.clock.now()))  # by the other one
    desk.pass_time(datetime(2026, 3, 9, 7, tzinfo=UTC))
    assert desk.tried == [date(2026, 3, 9)]


def test_success_without_an_edition_counts_as_a_failure():
    desk = Desk(EditionPlan(at="06:00"), datetime(2026, 3, 9, 6, tzinfo=UTC))
    desk.make = lambda found: 0
    desk.start()
    assert desk.look() == 1


def test_two_editions_of_one_hour_are_made_one_after_another():
    desk = Desk(EditionPlan(name="a", at="06:00"), datetime(2026, 3, 9, 6, tzinfo=UTC))
    made = []
    parts = EditionParts(
        clock=desk.clock,
        dates=lambda name: {day for each, day in made if each == name},
        make=lambda found: made.append((found.edition, found.day)) or 0,
        over=lambda: False,
    )
    EditionWork(parts, Patience()).look(
        [EditionPlan(name="b", at="06:00"), EditionPlan(name="a", at="06:00")], 7
    )
    assert made == [("a", date(2026, 3, 9)), ("b", date(2026, 3, 9))]


def test_nothing_is_begun_once_it_is_over():
    desk = Desk(EditionPlan(at="06:00"), datetime(2026, 3, 9, 6, tzinfo=UTC))
    parts = EditionParts(clock=desk.clock, dates=desk.dates, make=desk.make, over=lambda: True)
    assert EditionWork(parts, Patience()).look([desk.plan], 7) == 0
    assert desk.tried == []
