"""``make bench``: the main job on the sample, first and second run: wall time by stage, peak memory, and their ratio.

Machines differ and are shared: quote the ratios, not the seconds.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


def timed(output: str, day: str) -> tuple[float, dict[str, Any]]:
    """Wall seconds of one run in a process of its own, and what it printed."""
    command = [sys.executable, "-m", "briefing", "run", "--feeds", "feeds/sample.toml"]
    start = time.monotonic()
    done = subprocess.run(
        [*command, "--date", day, "--output", output, "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return time.monotonic() - start, json.loads(done.stdout)


def main(day: str = "2026-03-12") -> None:
    """Print the figures of two runs."""
    with tempfile.TemporaryDirectory() as output:
        first, made = timed(output, day)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        second, found = timed(output, day)
    say = sys.stdout.write
    say(f"first run   {first:6.1f} s   {made['articles']} articles, {made['sentences']}\n")
    for stage, seconds in made["seconds"].items():
        say(f"  {stage:<12}{seconds:6.1f} s   {seconds / first:4.0%}\n")
    say(f"  {'start, write':<12}{first - sum(made['seconds'].values()):6.1f} s\n")
    say(f"second run  {second:6.1f} s   {second / first:.3f} of the first; made anew: {found['made']}\n")
    say(f"peak memory {peak:6.0f} MiB (largest process)\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
