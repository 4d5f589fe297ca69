"""What a manifest notices."""

from __future__ import annotations

import os

import pytest

from briefing.errors import ModelError
from briefing.models import manifest
from briefing.models.manifest import FileRecord, Manifest


@pytest.fixture
def model(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    (tmp_path / "sub" / "config.json").write_bytes(b"{}")
    files = manifest.take_stock(tmp_path)
    record = Manifest(
        role="writer",
        name="Tiny",
        revision="1",
        source="package tiny",
        source_sha256="",
        licence="MIT",
        weights_sha256=manifest.weights_sha256(files),
        files=files,
    )
    manifest.write(tmp_path, record)
    return tmp_path


def alter(path, content):
    """Change a file's content and keep its time, as bad memory or a careful hand would."""
    state = path.stat()
    path.write_bytes(content)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


def test_what_is_written_is_read_again(model):
    again = manifest.read(model)
    assert again is not None
    assert [record.path for record in again.files] == ["model.safetensors", "sub/config.json"]


def test_an_unaltered_folder_passes_both_checks(model):
    manifest.verify(model, manifest.read(model))
    manifest.verify(model, manifest.read(model), full=True)


def test_another_size_is_noticed_at_once(model):
    alter(model / "model.safetensors", b"weights!")
    with pytest.raises(ModelError, match="has 8 bytes instead of 7; run `briefing models pull`"):
        manifest.verify(model, manifest.read(model))


def test_another_content_with_a_new_time_is_noticed_at_once(model):
    (model / "model.safetensors").write_bytes(b"w3ights")
    os.utime(model / "model.safetensors", ns=(1, 1))
    with pytest.raises(ModelError, match="was altered"):
        manifest.verify(model, manifest.read(model))


def test_another_content_with_the_old_time_is_noticed_by_the_full_check(model):
    alter(model / "model.safetensors", b"w3ights")
    with pytest.raises(ModelError, match="was altered"):
        manifest.verify(model, manifest.read(model), full=True)


def test_a_copied_folder_whose_times_are_new_passes(model):
    os.utime(model / "model.safetensors", ns=(1, 1))
    manifest.verify(model, manifest.read(model))


def test_a_file_that_is_gone_is_noticed(model):
    (model / "sub" / "config.json").unlink()
    with pytest.raises(ModelError, match=r"config\.json cannot be read"):
        manifest.verify(model, manifest.read(model))


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"schema": 1}', b'{"schema": 0}', b"\xff", b'{"schema": 1, "files": [1]}']
)
def test_a_damaged_manifest_counts_as_none(model, content):
    (model / manifest.FILE_NAME).write_bytes(content)
    assert manifest.read(model) is None


def test_the_hash_of_one_safetensors_file_is_the_models():
    files = [
        FileRecord(path=p, bytes=1, sha256=s, mtime_ns=0)
        for p, s in [("a.json", "11"), ("m.safetensors", "22")]
    ]
    assert manifest.weights_sha256(files) == "22"


def test_the_hash_of_several_files_changes_with_each_of_them():
    def digest(*hashes):
        names = ("m-1.safetensors", "m-2.safetensors")
        return manifest.weights_sha256(
            FileRecord(path=n, bytes=1, sha256=h, mtime_ns=0) for n, h in zip(names, hashes, strict=True)
        )

    assert len({digest("1", "2"), digest("1", "3"), digest("3", "2")}) == 3
