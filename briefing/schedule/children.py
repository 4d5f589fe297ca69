"""The processes that do the work: one command of `briefing` each, which an operator could type as well.

    words ─> Popen, a session of its own ─ each line that it says ─> hear ─ exit code
    stop ─> SIGTERM to all ─ grace ─> SIGKILL
The work is not done in the service's own process: what models take of memory goes back to the system with each run, and one that
crashes in foreign code, or is killed for want of memory, does not take the site and the schedule with it.
"""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence

__all__ = ["COMMAND", "STOPPED", "Children"]

COMMAND = (sys.executable, "-m", "briefing")
Hear = Callable[[str, str], None]  # (a line, the name of the command that says it)

GRACE_SECONDS = 30.0  # that a step has to end, such as a message that is on its way or a call into a model
STOPPED = 130  # the exit code of what was not begun, or was interrupted
LONGEST_LINE = 20_000  # characters
log = logging.getLogger("briefing.serve")


class Children:
    """Starts commands and waits for them; any thread may call it."""

    def __init__(
        self,
        hear: Hear,
        environment: Callable[[], Mapping[str, str]],
        command: Sequence[str] = COMMAND,
        grace: float = GRACE_SECONDS,
    ) -> None:
        self._hear = hear
        self._environment = environment
        self._command = tuple(command)
        self._grace = grace
        self._running: set[subprocess.Popen[str]] = set()
        self._lock = threading.Lock()
        self._over = False

    @property
    def over(self) -> bool:
        """Whether no more are started."""
        return self._over

    def run(self, words: Sequence[str], *, prints: bool = True) -> int:
        """Run one command to its end; its exit code, -N where signal N ended it, `STOPPED` where all are to end.

        What it prints is heard only where `prints`, what it says on standard error always.
        """
        with self._lock:
            if self._over:
                return STOPPED
            process = subprocess.Popen(
                [*self._command, *words],
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if prints else subprocess.DEVNULL,
                stderr=subprocess.STDOUT if prints else subprocess.PIPE,
                text=True,
                errors="replace",
                start_new_session=True,  # Ctrl-C is for us: we tell it in its turn
            )
            self._running.add(process)
        try:
            self._tell(words[0], process)
            return process.wait()
        finally:
            with self._lock:
                self._running.discard(process)

    def stop(self) -> None:
        """Start no more, and have those that run end: at once after their present step, or killed after the grace."""
        with self._lock:
            self._over = True
            running = list(self._running)
        for _ in range(2):  # an exception that a signal raises within a finaliser is lost: it is told again
            for process in running:
                process.send_signal(signal.SIGTERM)
            running = self._still(running, self._grace / 2)
        for process in running:
            log.warning("process %d did not end within %g seconds: it is killed", process.pid, self._grace)
            process.kill()

    def _still(self, running: Sequence[subprocess.Popen[str]], seconds: float) -> list[subprocess.Popen[str]]:
        """Those that have not ended after so long."""
        left, end = [], time.monotonic() + seconds
        for process in running:
            try:
                process.wait(max(0.0, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                left.append(process)
        return left

    def _tell(self, name: str, process: subprocess.Popen[str]) -> None:
        """Pass on what it says, until it says no more."""
        stream = process.stdout or process.stderr
        assert stream is not None
        with stream as lines:
            for line in lines:
                if text := line.rstrip():
                    self._hear(text[:LONGEST_LINE], name)
