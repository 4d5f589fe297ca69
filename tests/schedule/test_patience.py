"""When what failed is tried again."""

from briefing.schedule.patience import Patience


def test_waits_double_from_a_minute_to_a_quarter_of_an_hour():
    patience = Patience()
    assert [patience.failed("a", 0.0) for _ in range(6)] == [60, 120, 240, 480, 900, 900]
    assert patience.failures("a") == 6


def test_it_may_be_tried_when_its_time_has_come():
    patience = Patience()
    patience.failed("a", 100.0)
    assert [patience.may("a", now) for now in (100.0, 159.9, 160.0)] == [False, False, True]
    assert patience.may("b", 100.0)


def test_what_another_does_is_no_failure():
    patience = Patience()
    patience.busy("a", 0.0)
    assert (patience.may("a", 59.0), patience.failures("a")) == (False, 0)


def test_success_and_a_new_start_end_the_waiting():
    patience = Patience()
    patience.failed("a", 0.0)
    patience.done("a")
    assert (patience.may("a", 0.0), patience.failures("a")) == (True, 0)
    patience.failed("b", 0.0)
    patience.forget()
    assert patience.may("b", 0.0)
