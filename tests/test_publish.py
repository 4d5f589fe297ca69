"""Files in the output folder: all or none."""

import pytest

from briefing.errors import OutputError
from briefing.publish import publish, published

FILES = {"edition.json": b"{}", "digest.txt": b"Good morning"}


def test_files_lie_in_the_folder_and_in_the_archive(tmp_path):
    paths = publish(tmp_path / "output", "daily-1", FILES)
    for name, content in FILES.items():
        assert paths[name].read_bytes() == content
        assert (tmp_path / "output" / "archive" / "daily-1" / name).read_bytes() == content


def test_same_bytes_are_not_written_again(tmp_path):
    paths = publish(tmp_path, "daily-1", FILES)
    before = {path: path.stat().st_ino for path in paths.values()}
    publish(tmp_path, "daily-1", FILES)
    assert {path: path.stat().st_ino for path in paths.values()} == before


def test_missing_file_of_the_archive_is_written_again(tmp_path):
    publish(tmp_path, "daily-1", FILES)
    (tmp_path / "archive" / "daily-1" / "digest.txt").unlink()
    publish(tmp_path, "daily-1", FILES)
    assert (tmp_path / "archive" / "daily-1" / "digest.txt").read_bytes() == b"Good morning"


def test_folder_that_is_a_file_names_the_mend(tmp_path):
    (tmp_path / "output").touch()
    with pytest.raises(OutputError, match=r"give a folder that can be written"):
        publish(tmp_path / "output", "daily-1", FILES)


def test_failure_in_the_middle_leaves_nothing_half_written(tmp_path):
    with pytest.raises(OutputError):
        publish(tmp_path, "daily-1", FILES | {"no/such/folder": b""})
    assert [p.name for p in tmp_path.rglob("*")] == ["archive"]


def test_published_edition_is_known_as_such(tmp_path):
    paths = publish(tmp_path, "daily-1", FILES)
    assert published(tmp_path, "daily-1", list(FILES), "{}") == paths


@pytest.mark.parametrize(
    "spoilt", ["digest.txt", "archive/daily-1/digest.txt", "archive/daily-1/edition.json"]
)
def test_edition_with_a_missing_or_altered_file_is_not(tmp_path, spoilt):
    publish(tmp_path, "daily-1", FILES)
    (tmp_path / spoilt).write_text("altered", encoding="utf-8")
    assert published(tmp_path, "daily-1", list(FILES), "{}") is None


def test_edition_that_was_never_published_is_not(tmp_path):
    assert published(tmp_path, "daily-1", list(FILES), "{}") is None
