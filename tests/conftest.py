"""What several tests share: the command line as a user has it, the databases, and the bundled models where they are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def briefing(*arguments: object, cwd: Path = ROOT, **environment: str) -> Ran:
    """Run the command line in a process of its own, as a user would."""
    done = subprocess.run(
        [sys.executable, "-m", "briefing", *map(str, arguments)],
        cwd=cwd,
        env=os.environ | environment,  # noqa: TID251
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    return Ran(code=done.returncode, out=done.stdout, err=done.stderr)


@pytest.fixture(scope="session", name="briefing")
def _briefing():
    return briefing


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server."""
    from tests.databases import postgres_server, programs

    found = programs()
    if found is None:
        reason = "PostgreSQL is not installed: apt-get install postgresql"
        assert not os.environ.get("CI"), reason  # noqa: TID251
        pytest.skip(reason)
    with postgres_server(found) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    """An empty database of either kind."""
    if request.param == "sqlite":
        return tmp_path / "briefing.sqlite"
    return request.getfixturevalue("postgres").empty()
