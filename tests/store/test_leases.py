"""Whether the holder of a lease is still there, as far as this machine can know."""

import os
import subprocess
import sys

import pytest

from briefing.store.leases import holder, is_dead, is_of_another_start, shown

ME = holder()
PROCESS, _, MARKS = ME.partition("/")
BOOT, PIDS, STARTED, MACHINE = MARKS.split(".")

pytestmark = pytest.mark.skipif(not STARTED, reason="this system does not say when a process began")


def test_this_process_is_alive():
    assert not is_dead(ME)
    assert not is_of_another_start(ME)


def test_people_are_shown_number_and_host():
    assert shown(ME) == PROCESS
    assert PROCESS.startswith(f"{os.getpid()}@")


def test_another_process_that_has_its_number_is_not_the_holder():
    assert is_dead(f"{PROCESS}/{BOOT}.{PIDS}.1")


def test_after_a_start_of_the_machine_no_holder_is_left():
    before = f"{PROCESS}/00000000.{PIDS}.{STARTED}"
    assert is_dead(before)
    assert is_of_another_start(before)


def test_numbers_of_another_container_say_nothing():
    other = f"{2**22 + 1}@{PROCESS.partition('@')[2]}/{BOOT}.1.{STARTED}"
    assert not is_dead(other)
    assert not is_of_another_start(other)


def test_a_process_of_another_machine_may_be_alive():
    other = f"{2**22 + 1}@elsewhere/00000000.{PIDS}.{STARTED}"
    assert not is_dead(other)
    assert is_of_another_start(other)


@pytest.mark.skipif(not MACHINE, reason="this machine has no mark of its own")
def test_a_machine_of_the_same_name_is_another_one():
    other = f"{2**22 + 1}@{PROCESS.partition('@')[2]}/00000000.{PIDS}.{STARTED}.00000000"
    assert not is_dead(other)
    assert is_of_another_start(other)


def test_a_holder_without_marks_is_told_by_its_number_alone():
    host = PROCESS.partition("@")[2]
    assert not is_dead(PROCESS)
    assert is_dead(f"{2**22 + 1}@{host}")
    assert not is_of_another_start(PROCESS)


def test_a_process_that_is_dead_and_not_yet_buried_is_dead():
    code = "from briefing.store.leases import holder; print(holder(), flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        theirs = child.stdout.readline().strip()
        assert not is_dead(theirs)
        child.kill()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # dead, and not reaped
        assert is_dead(theirs)
