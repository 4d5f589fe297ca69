"""`briefing serve`, whose minutes are seconds and whose runs are cheap: ``python -m tests.schedule.brisk FOLDER``."""

from __future__ import annotations

import os
import sys

from briefing import logs
from briefing.cli.serve import run_until_told
from briefing.clock import SystemClock
from briefing.live_settings import LiveSettings
from briefing.schedule.children import Children
from briefing.serving import serving
from tests.schedule.desk import CHEAP


def children(live: LiveSettings) -> Children:
    return Children(logs.relay, lambda: live.environment(logs.child_environment()), CHEAP)


if __name__ == "__main__":
    os.chdir(sys.argv[1])
    logs.configure(working=True)
    with serving(None, None, SystemClock(), children, look_seconds=1) as (service, parts):
        run_until_told(service, parts, ("127.0.0.1", 0))
