"""Python, packages, memory, disk: each judged from what is given."""

import os

import pytest

from briefing.doctor.machine import MachineMemory, disk, memory, packages, python


def test_an_old_python_fails():
    assert (python((3, 10, 4)).state, python((3, 11, 0)).state) == ("fail", "ok")


@pytest.mark.parametrize(
    ("version", "state"),
    [("2.0", "ok"), ("2.0.1rc1", "ok"), ("1.9.9", "fail"), ("3.0.0", "fail"), ("2", "ok"), ("", "fail")],
)
def test_packages_are_judged_by_their_numbers(version, state):
    (found,) = packages(['thing[extra]>=2.0,<3; python_version > "3"', "thing>=2,<3"][1:], {"thing": version})
    assert found.state == state


def test_packages_of_tests_are_not_asked_for():
    (found,) = packages(["thing>=1", 'other>=1; extra == "test"'], {"thing": "1"})
    assert found.what == "all 1 are there"


def test_every_package_of_this_program_is_there():
    assert [each.state for each in packages()] == ["ok"]


@pytest.mark.parametrize(
    ("have", "state"),
    [
        (MachineMemory(available=8_000_000_000), "ok"),
        (MachineMemory(available=900_000_000), "warn"),
        (MachineMemory(available=8_000_000_000, limit=1_000_000_000, limited_left=900_000_000), "fail"),
        (MachineMemory(available=8_000_000_000, limit=4_000_000_000, limited_left=500_000_000), "warn"),
    ],
)
def test_memory_is_compared_with_what_the_models_need(have, state):
    found = memory(have, 400_000_000)
    assert (found.state, bool(found.mend)) == (state, state != "ok")


def test_a_folder_that_is_a_file_fails(tmp_path):
    (tmp_path / "file").write_text("")
    (found,) = disk({"output": tmp_path / "file" / "below"})
    assert (found.state, "is no folder" in found.what) == ("fail", True)


def test_a_folder_that_cannot_even_be_looked_at_fails(tmp_path):
    (found,) = disk({"output": tmp_path / ("x" * 300)})  # no file system takes such a name
    assert (found.state, "too long" in found.what) == ("fail", True)


def test_a_folder_that_is_not_there_yet_is_not_made(tmp_path):
    (found,) = disk({"output": tmp_path / "new" / "er"})
    assert found.state in ("ok", "warn")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_fails(tmp_path):
    tmp_path.chmod(0o500)
    (found,) = disk({"output": tmp_path})
    assert (found.state, "cannot be written" in found.what) == ("fail", True)
