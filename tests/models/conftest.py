from __future__ import annotations

from pathlib import Path

import pytest

from briefing.model import ModelChoice
from briefing.models.catalogue import ROLES
from briefing.models.load import load_embedder, load_parser, load_writer
from briefing.models.pull import pull
from briefing.settings import load_settings

from ..fakes import RecordingProgress

BUNDLED = ModelChoice(name="bundled")


@pytest.fixture(scope="session")
def cache() -> Path:
    """The cache with the bundled models, which are fetched where they are not there yet."""
    folder = load_settings(None).cache
    pull(dict.fromkeys(ROLES, BUNDLED), folder, RecordingProgress())
    return folder


@pytest.fixture(scope="session")
def embedder(cache):
    return load_embedder(BUNDLED, cache, dtype="float32")


@pytest.fixture(scope="session")
def writer(cache):
    return load_writer(BUNDLED, cache, dtype="float32")


@pytest.fixture(scope="session")
def parser(cache):
    return load_parser(BUNDLED, cache)
