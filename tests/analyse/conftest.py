"""What the tests of the analysis share."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.model import ModelChoice
from tests.fakes import RecordingProgress, WordEmbedder

BUNDLED = ModelChoice(name="bundled")


@pytest.fixture
def words() -> WordEmbedder:
    return WordEmbedder()


@pytest.fixture
def progress() -> RecordingProgress:
    return RecordingProgress()


@pytest.fixture(scope="session")
def report() -> str:
    return (Path(__file__).parent / "data" / "war_report.txt").read_text(encoding="utf-8")
