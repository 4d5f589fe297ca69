"""APScheduler's part, on the machine's clock."""

import threading

from briefing.clock import SystemClock
from briefing.model import EditionPlan
from briefing.schedule.timetable import Job, Timetable


class Looked:
    """A job that says that it was done."""

    def __init__(self, **job):
        self.done = threading.Semaphore(0)
        self.job = Job(**({"name": "a", "work": self.done.release, "seconds": 3600, "lane": "one"} | job))

    def wait(self):
        return self.done.acquire(timeout=20)


def begun(*jobs, plans=(), look=lambda: None):
    table = Timetable(lanes=("one", "two"))
    table.arrange([each.job for each in jobs], plans, look, SystemClock().now())
    table.start()
    return table


def test_job_is_done_when_the_service_begins_and_at_its_interval():
    looked = Looked(seconds=0.05)
    table = begun(looked)
    assert all(looked.wait() for _ in range(3))
    table.stop()


def test_all_is_done_now_where_the_next_time_is_far_away():
    looked = Looked(at_once=False)
    table = begun(looked)
    assert not looked.done.acquire(blocking=False)
    table.all_now(SystemClock().now())
    assert looked.wait()
    table.stop()


def test_jobs_of_one_lane_wait_for_one_another_and_others_do_not():
    hold, running = threading.Event(), threading.Event()

    def slow():
        running.set()
        hold.wait(20)

    first, same, other = (
        Looked(name="first", work=slow),
        Looked(name="same", at_once=False),
        Looked(name="other", lane="two", at_once=False),
    )
    table = begun(first, same, other)
    assert running.wait(20)
    table.all_now(SystemClock().now())
    assert other.wait()
    assert not same.done.acquire(blocking=False)
    hold.set()
    assert same.wait()
    table.stop()


def test_new_arrangement_replaces_the_one_before():
    old, new = Looked(name="old", at_once=False), Looked(name="new", at_once=False)
    table = begun(old, plans=[EditionPlan(name="x")])
    table.arrange([new.job], [], lambda: None, SystemClock().now())
    table.all_now(SystemClock().now())
    assert new.wait()
    assert not old.done.acquire(blocking=False)
    table.stop()
