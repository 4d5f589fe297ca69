"""Which models may be chosen, and where they lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.errors import ModelError
from briefing.model import ModelChoice
from briefing.models.catalogue import BUNDLED, ROLES, folder

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def test_there_is_a_bundled_model_for_every_role_pinned_by_a_sha256():
    assert [len(bytes.fromhex(BUNDLED[role].wheel_sha256)) for role in ROLES] == [32, 32, 32]


def test_a_bundled_model_lies_in_a_folder_of_its_role_name_and_version():
    place = folder(Path("c"), "writer", ModelChoice(name="bundled"))
    assert place == Path("c/writer-SmolLM2-135M-Instruct-0.1.2")


def test_a_hub_model_lies_in_a_folder_of_its_role_name_and_commit():
    place = folder(Path("c"), "writer", ModelChoice(name="org/name", revision=COMMIT))
    assert place == Path("c/writer-org--name-0123456789ab")


@pytest.mark.parametrize("revision", ["", "main", "v1.0", COMMIT[:12], COMMIT.upper(), COMMIT + "0"])
def test_a_revision_that_may_move_is_refused(revision):
    with pytest.raises(ModelError, match="is not a commit of 40 hex digits"):
        folder(Path("c"), "writer", ModelChoice(name="org/name", revision=revision))


@pytest.mark.parametrize(
    "name", ["", "name", "../up", "org/../up", "/abs/path", "a/b/c", "org/na me", "org/"]
)
def test_a_name_that_is_no_repository_is_refused(name):
    with pytest.raises(ModelError, match='write "bundled"'):
        folder(Path("c"), "writer", ModelChoice(name=name, revision=COMMIT))
