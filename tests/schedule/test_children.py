"""Real processes: their lines, their codes and their end."""

import signal
import sys
import threading
import time

from briefing.schedule.children import STOPPED, Children
from briefing.settings import environment

PYTHON = (sys.executable, "-c")
PATIENT = "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(7)); print('up', flush=True); signal.pause()"
FORGETFUL = (
    "import signal, sys; told = []; signal.signal(signal.SIGTERM, lambda *_: told.append(1) if not told else sys.exit(7))\n"
    "print('up', flush=True)\nwhile True: signal.pause()"
)
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); signal.pause(); signal.pause()"


class Started:
    """Children that tell when one says something."""

    def __init__(self, grace=30.0):
        self.lines = []
        self.said = threading.Event()
        self.children = Children(self.hear, environment, PYTHON, grace)

    def hear(self, line, source):
        self.lines.append(line)
        self.said.set()

    def begun(self, program):
        """A thread in which the program runs, once it has said something; the thread's list gets its code."""
        codes = []
        thread = threading.Thread(target=lambda: codes.append(self.children.run([program])))
        thread.start()
        assert self.said.wait(30)
        return thread, codes


def test_lines_of_both_streams_are_heard_and_the_code_is_returned():
    here = Started()
    assert (
        here.children.run(
            ["import sys; print('one', flush=True); print('two', file=sys.stderr); sys.exit(3)"]
        )
        == 3
    )
    assert here.lines == ["one", "two"]


def test_what_is_printed_need_not_be_heard():
    here = Started()
    assert here.children.run(["import sys; print('one'); print('two', file=sys.stderr)"], prints=False) == 0
    assert here.lines == ["two"]


def test_a_signal_that_ended_it_is_a_negative_code():
    assert Started().children.run(["import os; os.kill(os.getpid(), 9)"]) == -signal.SIGKILL


def test_a_child_may_end_its_step_when_it_is_told_to_stop():
    here = Started()
    thread, codes = here.begun(PATIENT)
    here.children.stop()
    thread.join(30)
    assert codes == [7]


def test_a_child_that_lost_the_first_signal_is_told_again():
    here = Started(grace=1.0)
    thread, codes = here.begun(FORGETFUL)
    here.children.stop()
    thread.join(30)
    assert codes == [7]


def test_a_child_that_does_not_end_is_killed_after_the_grace():
    here = Started(grace=0.2)
    thread, codes = here.begun(DEAF)
    began = time.monotonic()
    here.children.stop()
    thread.join(30)
    assert codes == [-signal.SIGKILL]
    assert time.monotonic() - began < 10


def test_nothing_is_started_once_all_are_to_end():
    here = Started()
    here.children.stop()
    assert here.children.over
    assert here.children.run(["print(1)"]) == STOPPED
    assert here.lines == []
