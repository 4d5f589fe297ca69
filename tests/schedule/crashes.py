"""kill -9 at a run, at each look at the clock, and what a service makes of it: ``python -m tests.schedule.crashes``.

A run looks at the clock when it takes and gives back a lease, begins and ends a stage, keeps articles, editions and records. Each trial: a service whose
run is killed at one of these steps, then one whose run is left alone. A line of JSON a trial: the step, how far the killed run was, and what there is
then. The processes are forks of this one, so that a trial takes no time to load anything.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from briefing.schedule.children import Children
from briefing.serving import serving
from briefing.store import open_store
from tests.fakes import FakeClock
from tests.schedule import cheap
from tests.schedule.desk import days, furnish

NOW = datetime(2026, 3, 9, 6, 0, 30, tzinfo=UTC)


class Forks(Children):
    """Children that are forks; `fuse` is the step at which a run kills itself, 0 = none."""

    def __init__(self, fuse: int, counter: Path | None) -> None:
        super().__init__(lambda line, source: None, dict)
        self._variables = {
            "CHEAP_FUSE": str(fuse),
            "CHEAP_NOW": NOW.isoformat(),
            "CHEAP_COUNT": str(counter or ""),
        }

    def run(self, words: Sequence[str], *, prints: bool = True) -> int:
        child = os.fork()
        if child:
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        try:
            os.environ |= self._variables  # noqa: TID251
            cheap.run(words[1:])
        except BaseException as error:  # noqa: BLE001  # nothing of the parent's is to run here
            print(f"{type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201
            os._exit(1)
        os._exit(0)


def look(folder: Path, fuse: int, counter: Path | None = None) -> int:
    """One look of a service; the exit code of what failed."""
    forks = Forks(fuse, counter)
    with serving(folder / "briefing.toml", None, FakeClock(NOW), lambda _: forks) as (service, _):
        return service.editions()


def state(folder: Path) -> dict[str, Any]:
    """What there is."""
    store = open_store(folder / "output" / "briefing.sqlite", FakeClock(NOW))
    try:
        stage = [run.stage for run in store.runs.recent(NOW, 1)]
        editions = store.editions()
    finally:
        store.close()
    archive = folder / "output" / "archive"
    files = sorted(path.name for path in archive.iterdir()) if archive.is_dir() else []
    return {"stage": stage[0] if stage else "", "editions": editions, "archive": files}


def trials(folder: Path, sparse: bool) -> Iterator[dict[str, Any]]:
    """A trial a step, after a run that is left alone; `sparse`: some steps on the way, and all near the end."""
    furnish(folder, days(8, 9))
    (folder / "output").mkdir()
    open_store(folder / "empty.sqlite", FakeClock(NOW)).close()
    last = _whole(folder)
    steps = range(1, last + 1)
    for step in [*steps[1:-6:25], *steps[-6:]] if sparse else steps:
        _empty(folder)
        code = look(folder, step)
        before = state(folder)
        again = look(folder, 0)
        yield {"step": step, "killed": code == -9, "again": again, "before": before, "after": state(folder)}


def _whole(folder: Path) -> int:
    """How many steps a run has."""
    counter = folder / "steps"
    _empty(folder)
    look(folder, 0, counter)
    return int(counter.read_text())


def _empty(folder: Path) -> None:
    shutil.rmtree(folder / "output")
    (folder / "output").mkdir()
    shutil.copy(folder / "empty.sqlite", folder / "output" / "briefing.sqlite")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sparse", action="store_true", help="only some of the steps")
    folder = Path(tempfile.mkdtemp(prefix="crashes-"))
    try:
        for trial in trials(folder, parser.parse_args().sparse):
            print(json.dumps(trial), flush=True)  # noqa: T201
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
