"""``make bench``: the main job on the sample, first and second run: wall time by stage, peak memory, and their ratio;
then the grouping alone, of 2,000 and 20,000 invented articles: time per article, and the ratio.

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

import numpy as np
from threadpoolctl import threadpool_limits

from briefing.analyse.group import group
from briefing.analyse.likeness import Likeness
from tests.analyse.write import article

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


def grouped(size: int) -> float:
    """Processor seconds to group so many articles, three to a story, their vectors given.

    On one thread: threads that wait for one another would count as work.
    """
    random = np.random.default_rng(1)
    words, names = [f"word{i}" for i in range(3000)], [f"Name{i}" for i in range(1500)]
    articles, vectors = [], []
    for start in range(0, size, 3):
        told, centre = " ".join(random.choice(words, 40)), random.normal(size=384)
        who, where = random.choice(names, 2)
        for number in range(start, min(start + 3, size)):
            own = " ".join(random.choice(words, 30))
            body = f"In {where} {told} said {who}. Then {own}."
            articles.append(article(f"Report from {where}", body, key=str(number)))
            vectors.append(centre + 0.7 * random.normal(size=384))
    rows = np.array(vectors, dtype=np.float32)
    with threadpool_limits(1):
        began = time.process_time()  # what else a shared machine does is no part of the ratio
        group(Likeness(articles, rows / np.linalg.norm(rows, axis=1, keepdims=True)))
        return time.process_time() - began


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
    grouped(100)  # loads what is loaded once
    each = {size: grouped(size) / size for size in (2_000, 20_000)}
    for size, seconds in each.items():
        say(f"grouping of {size:6,} articles: {1000 * seconds:.2f} ms an article\n")
    say(f"ratio {each[20_000] / each[2_000]:.2f}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
